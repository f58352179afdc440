"""Drives one real client as a user would: prompts in, results out, nothing left behind."""

import contextlib
import json
import queue
import subprocess
import threading
import time
from collections.abc import Sequence
from typing import Any

from . import clients
from .api import Api, Step
from .world import World

Json = dict[str, Any]
TURN_SECONDS = 60.0
EXIT_SECONDS = 15.0
FULL_TOKENS = 170_000  # what an answer reports to make a client compact at its next chance
MODEL = ["--model", "claude-sonnet-4-5"]
ALLOWED = ["--permission-mode", "acceptEdits", "--allowedTools", "Bash Write Edit Read TodoWrite TaskCreate TaskUpdate Agent Task"]
STREAM = ["-p", "--verbose", "--input-format", "stream-json", "--output-format", "stream-json"]


class ClientFailedError(AssertionError):
    """The client ended or fell silent in the middle of a turn."""


class Session:
    """One client process in a world; a context manager that ends it."""

    def __init__(self, version: str, world: World, api: Api, resume: str | None = None, more: Sequence[str] = ()) -> None:
        self.version, self.world, self.api = version, world, api
        self.lines: list[Json] = []
        self._new: queue.Queue[Json | None] = queue.Queue()
        self._stderr = world.root / f"stderr-{time.monotonic_ns()}"
        flags = ["--resume", resume] if resume else []
        # Newer clients know a window of a million tokens; without the flag they would not compact at FULL_TOKENS.
        flags += ["--autocompact", "100000"] if version in clients.NATIVE else []
        with self._stderr.open("wb") as stderr:
            self._process = subprocess.Popen(
                [*clients.command(version), *STREAM, *MODEL, *ALLOWED, *flags, *more],
                cwd=world.project,
                env=world.environment(api.url),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                start_new_session=True,
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def id(self) -> str:
        return str(next(line["session_id"] for line in reversed(self.lines) if line.get("session_id")))

    def prompt(self, text: str, *steps: Step) -> Json:
        """Sends a prompt, has the model answer it with the steps, and gives back the client's result line."""
        self.api.main.extend(steps)
        line = {"type": "user", "message": {"role": "user", "content": [{"type": "text", "text": text}]}}
        assert self._process.stdin
        self._process.stdin.write(json.dumps(line).encode() + b"\n")
        self._process.stdin.flush()
        return self.wait_for("result", text)

    def wait_for(self, kind: str, what: str) -> Json:
        deadline = time.monotonic() + TURN_SECONDS
        while True:
            try:
                got = self._new.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                self.kill()
                raise ClientFailedError(f"{self.version}: no {kind} for {what!r}; {self.stderr()}") from None
            if got is None:
                raise ClientFailedError(f"{self.version}: ended at {what!r}; {self.stderr()}")
            if got.get("type") == kind:
                return got

    def close(self) -> None:
        """Ends the session as its user would: the client runs its SessionEnd hooks."""
        assert self._process.stdin
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(EXIT_SECONDS)
        self.kill()

    def kill(self) -> None:
        self.world.kill(self._process)
        self._reader.join(EXIT_SECONDS)
        assert self._process.stdout
        self._process.stdout.close()

    def stderr(self) -> str:
        return self._stderr.read_text(errors="replace")[-2000:]

    def _read(self) -> None:
        assert self._process.stdout
        for raw in self._process.stdout:
            line = json.loads(raw)
            self.lines.append(line)
            self._new.put(line)
        self._new.put(None)
