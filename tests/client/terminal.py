"""Drives a client in a terminal, for what it does nowhere else: `/clear` in older ones, and its notifications."""

import contextlib
import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable

from . import clients
from .api import Api, Step
from .session import EXIT_SECONDS, MODEL, TURN_SECONDS, ClientFailedError
from .world import KEY, World

QUIET_SECONDS = 0.4  # without output: the client has drawn what it had to and waits for keys
IDLE_MILLISECONDS = 1_000  # after which the client notifies that it waits


class Terminal:
    """One client in a pseudo terminal of its own; a context manager that ends it."""

    def __init__(self, version: str, world: World, api: Api, *flags: str) -> None:
        self.version, self.world, self.api = version, world, api
        self._written = time.monotonic()
        self._drawn = b""
        settle_in(world)
        self._keys, screen = pty.openpty()
        fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self._process = subprocess.Popen(
            [*clients.command(version), *MODEL, *flags],
            cwd=world.project,
            env=world.environment(api.url),
            stdin=screen,
            stdout=screen,
            stderr=screen,
            start_new_session=True,
        )
        os.close(screen)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.wait_for(lambda: re.search("[>❯]", self._screen()) and self._quiet(3 * QUIET_SECONDS), "its first screen")

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *exc: object) -> None:
        self._let_hooks_end()
        self.kill()

    def prompt(self, text: str, *steps: Step) -> None:
        """Types a prompt and waits until the model has given all of its answers and the client waits for keys."""
        self.api.main.extend(steps)
        self.type(text)
        self.wait_for(lambda: self._taken(len(steps)), text)
        self.settle(text)

    def settle(self, what: str) -> None:
        self.wait_for(lambda: not self.api.main and self._quiet(2 * QUIET_SECONDS), what)

    def type(self, text: str) -> None:
        os.write(self._keys, text.encode())
        time.sleep(QUIET_SECONDS)
        os.write(self._keys, b"\r")
        self._written = time.monotonic()

    def wait_for(self, condition: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + TURN_SECONDS
        while not condition():
            if time.monotonic() > deadline or self._process.poll() is not None:
                self.kill()
                raise ClientFailedError(f"{self.version} in a terminal: waited in vain for {what!r}; {self._screen()}")
            time.sleep(0.05)

    def kill(self) -> None:
        self.world.kill(self._process)
        self._reader.join(EXIT_SECONDS)

    def _let_hooks_end(self) -> None:
        """Stops the client, so that it begins no hook more, and waits for those that run: one that is killed with it would look failed."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGSTOP)
        deadline = time.monotonic() + EXIT_SECONDS
        while any(run.exit is None for run in self.world.hooks()) and time.monotonic() < deadline:
            time.sleep(0.05)

    def _taken(self, steps: int) -> bool:
        """Whether the model was asked; a client that is busy drawing takes the first Enter for a part of the text."""
        taken = not steps or len(self.api.main) < steps
        if not taken and self._quiet(1.0):
            self.type("")
        return taken

    def _quiet(self, seconds: float) -> bool:
        return time.monotonic() - self._written > seconds

    def drawn(self) -> str:
        """All that was drawn so far."""
        return self._drawn.decode(errors="replace")

    def _screen(self) -> str:
        """The text that was drawn last, without its colours and frames."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|[─-╿]|\s(?=\s)", "", self.drawn())[-1000:]

    def _read(self) -> None:
        with contextlib.suppress(OSError):  # the client's end is closed
            while drawn := os.read(self._keys, 65536):
                self._written, self._drawn = time.monotonic(), self._drawn + drawn
        os.close(self._keys)


def settle_in(world: World) -> None:
    """Answers what a client asks a new user: theme, API key, trust in the folder."""
    known = {"allowedTools": [], "hasTrustDialogAccepted": True, "hasCompletedProjectOnboarding": True}
    answers = {
        "hasCompletedOnboarding": True,
        "customApiKeyResponses": {"approved": [KEY], "rejected": []},
        "messageIdleNotifThresholdMs": IDLE_MILLISECONDS,
        "projects": {str(world.project): known},
    }
    (world.home / ".claude.json").write_text(json.dumps(answers))
