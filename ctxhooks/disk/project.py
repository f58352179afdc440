"""A user's project: where each thing of ours lies in it, and nothing outside it."""

import os
import sys
from collections.abc import Mapping

from ctxhooks.disk import files
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import NamedTuple
from ctxhooks.model.errors import CtxhooksError

ID = pattern(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
RULES = ".claude/rules"
SAVED = ("checkpoints", "context", "handoffs", "received", "sessions", "state", "tags")  # folders in `.pal` that ignore themselves


def keys_folder(env: Mapping[str, str], platform: str = sys.platform) -> str:
    """Where the user's keys lie, outside of every project; empty where the environment names no home."""
    home, state = env.get("HOME", ""), env.get("XDG_STATE_HOME", "")
    usual = "Library/Application Support" if platform == "darwin" else ".local/state"
    base = state if os.path.isabs(state) else os.path.join(home, usual) if os.path.isabs(home) else ""
    return base and os.path.join(base, "ctxhooks", "keys")


def transcripts_folder(env: Mapping[str, str]) -> str:
    """Where the client keeps the transcripts of all projects; empty where the environment names no home."""
    home = env.get("HOME", "")
    base = env.get("CLAUDE_CONFIG_DIR") or (os.path.join(home, ".claude") if os.path.isabs(home) else "")
    return base and os.path.join(base, "projects")


class Project(NamedTuple):
    """`now` is the time of this event, in seconds since 1970; `keys` and `transcripts` are folders of the user's."""

    root: str
    now: float
    keys: str = ""
    transcripts: str = ""

    def path(self, *parts: str) -> str:
        """The path of something in the project; a CtxhooksError where a link on the way leads out of it."""
        return files.inside(self.root, os.path.join(self.root, *parts))

    def named(self, folder: str, name: str, ending: str) -> str:
        """The path of a thing with an id; an id that is no plain name is refused."""
        if not ID.fullmatch(name):
            raise CtxhooksError("bad-id", id=name[:80])
        if folder.startswith(".pal/"):
            return files.reject_symlinks(self.root, ".pal", os.path.join(self.root, folder, name + ending))
        return self.path(folder, name + ending)

    def own(self, *parts: str) -> str:
        """The path of something in `.pal` that is ours alone to write."""
        return files.reject_symlinks(self.root, ".pal", os.path.join(self.root, ".pal", *parts))

    def partial_section(self) -> str:
        """The path of what is there while the section lacks what a recovery prompt holds beside it."""
        return self.own("state", "section-partial")

    def checkpoints(self) -> str:
        """The folder of all checkpoints."""
        return self.own("checkpoints")

    def cursor(self, session: str) -> str:
        """The file that says how far the session's transcript was read; an id that is no plain name is a CtxhooksError."""
        return self.named(".pal/state/cursors", session, ".json")

    def pending(self, session: str) -> str:
        """The file that names the checkpoint of which the session is still to be given something."""
        return self.named(".pal/state/owed", session, "")

    def lock(self, name: str) -> str:
        """The file that is locked under this name."""
        return self.named(".pal/state/locks", name, "")

    def ready(self, *more: str) -> None:
        """Makes the folders of what is generated, each with a `.gitignore` that hides it from git."""
        for folder in ("checkpoints", "context", "state", *more):
            path = self.own(folder, ".gitignore")
            if not os.path.lexists(path):
                files.write(path, b"*\n")
