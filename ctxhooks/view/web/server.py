"""A page on loopback that follows its session: on a free port, under a path nobody can guess, for this machine's own browser alone."""

import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

from ctxhooks.model.errors import CtxhooksError

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Served:
    """The page, made anew only where `stamp` says that something has changed. `make` is given the path of the stamp and the stamp."""

    def __init__(self, make: Callable[[str, str], str], stamp: Callable[[], str]) -> None:
        self.path = f"/{secrets.token_urlsafe(24)}/"
        self._make, self._stamp = make, stamp
        self._lock, self._known, self._page = Lock(), "", b""

    def answer(self, path: str) -> tuple[str, bytes] | None:
        """Content type and body; None for any other path."""
        if secrets.compare_digest(path.encode(), f"{self.path}stamp".encode()):
            return "text/plain; charset=utf-8", self._stamp().encode()
        return ("text/html; charset=utf-8", self._html()) if secrets.compare_digest(path.encode(), self.path.encode()) else None

    def _html(self) -> bytes:
        with self._lock:
            now = self._stamp()
            if now != self._known or not self._page:
                with suppress(OSError, CtxhooksError):  # a transcript that is just not there: the page stays as it was
                    self._page, self._known = self._make(f"{self.path}stamp", now).encode(), now
            return self._page


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Prints the traceback of a failed request (socketserver's own way), except where the browser closed the connection."""
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a browser that went away is no failure
            super().handle_error(request, client_address)


def server(served: Served) -> ThreadingHTTPServer:
    """Bound, not yet running; a page that another site's script asks for under a name of its own is refused by its Host."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            port = made.server_port
            known = self.headers.get_all("Host") in ([f"127.0.0.1:{port}"], [f"localhost:{port}"])
            found = served.answer(self.path) if known else None
            kind, body = found or ("text/plain; charset=utf-8", b"")
            self.send_response(200 if found else 404 if known else 403)
            for name, value in {**HEADERS, "Content-Type": kind, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def version_string(self) -> str:
            return "ctxhooks"

        def log_message(self, *_: object) -> None:
            """The path is a secret."""

    made = _Server(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    return made


def address(served: Served, running: ThreadingHTTPServer) -> str:
    """The URL to open in a browser; the path in it is the secret that keeps other users of the machine out."""
    return f"http://127.0.0.1:{running.server_port}{served.path}"
