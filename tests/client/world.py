"""A scratch home and a scratch git project for one client, with or without hooks."""

import contextlib
import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from . import witness

SECONDS = 30
KEY = "dummy"


class World:
    def __init__(self, root: Path, client: list[str], tree: dict[str, str], prepare: Callable[["World"], None] | None = None) -> None:
        """Lays out the tree, lets `prepare` install hooks or settings, and commits the outcome."""
        self.root, self.home, self.project = root, root / "home", root / "project"
        for folder in (self.home, self.project, root / "tmp", root / "bin"):
            folder.mkdir(parents=True)
        # On the PATH, as the user has it: an installation asks it for its version.
        (root / "bin" / "claude").write_text(f'#!/bin/sh\nexec {shlex.join(client)} "$@"\n')
        (root / "bin" / "claude").chmod(0o755)
        (root / "bin" / "gh").write_text('#!/bin/sh\necho \'{"id": 1}\'\n')  # answers as GitHub does once it has taken a reply
        (root / "bin" / "gh").chmod(0o755)
        self._witness = witness.station(root / "hooks")
        for name, text in tree.items():
            path = self.project / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("The start")
        if prepare:
            prepare(self)
            self.commit("The hooks")
        self._ignored = self.ignored()

    def environment(self, url: str) -> dict[str, str]:
        return {
            "PATH": f"{self.root / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.home),
            **dict.fromkeys(("TMPDIR", "CLAUDE_CODE_TMPDIR"), str(self.root / "tmp")),
            "LANG": "C.UTF-8",
            "TERM": "xterm",
            "ANTHROPIC_BASE_URL": url,
            "ANTHROPIC_API_KEY": KEY,
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_AUTOUPDATER": "1",
            "DISABLE_TELEMETRY": "1",
            "CLAUDE_CODE_SHELL_PREFIX": str(self._witness),
            **{f"GIT_{who}_NAME": "A User" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "user@example.org" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_DATE": "2026-01-02T03:04:05Z" for who in ("AUTHOR", "COMMITTER")},  # the same commit ids each time
        }

    def git(self, *args: str) -> str:
        environment = self.environment("")
        done = subprocess.run(
            ["git", *args], cwd=self.project, env=environment, check=True, capture_output=True, text=True, timeout=SECONDS
        )
        return done.stdout

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def changed(self) -> list[str]:
        """What git calls changed or new in the project."""
        return sorted(line[3:] for line in self.git("status", "--porcelain", "--untracked-files=all").splitlines())

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """Ends a client and whatever it started; its group outlives it when a child does."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(SECONDS)
        self.end_processes()

    def end_processes(self) -> None:
        """Ends what still runs in this world, known by its home: a client or a hook may have started it apart from its own group."""
        deadline = time.monotonic() + SECONDS
        while self._end_some() and time.monotonic() < deadline:
            time.sleep(0.02)

    def _end_some(self) -> bool:
        found, home = False, f"HOME={self.home}".encode()
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # it has ended, or is another user's
                if home in (process / "environ").read_bytes().split(b"\0"):
                    os.kill(int(process.name), signal.SIGKILL)
                    found = True
        return found

    def ignored(self) -> dict[str, bytes]:
        """The files that git does not look at."""
        names = self.git("ls-files", "--others", "--ignored", "--exclude-standard").splitlines()
        return {name: (self.project / name).read_bytes() for name in names}

    def hidden_changes(self) -> list[str]:
        """Which of those were changed, made or removed since the world began."""
        now = self.ignored()
        return sorted(name for name in {*now, *self._ignored} if now.get(name) != self._ignored.get(name))

    def hooks(self, event: str = "") -> list[witness.HookRun]:
        """The hooks that were run so far: all, or those of one event."""
        return [run for run in witness.hook_runs(self._witness.parent) if run.event == (event or run.event)]

    def transcripts(self) -> list[Path]:
        return sorted(self.home.glob(".claude/projects/**/*.jsonl"))
