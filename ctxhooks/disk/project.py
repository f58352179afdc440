"""A user's project: where each thing of ours lies in it, and nothing outside it."""

import os
import re
from typing import NamedTuple

from ctxhooks.disk import files
from ctxhooks.model.errors import CtxhooksError

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
RULES = ".claude/rules"


class Project(NamedTuple):
    """`now` is the time of this event, in seconds since 1970."""

    root: str
    now: float

    def path(self, *parts: str) -> str:
        return files.inside(self.root, os.path.join(self.root, *parts))

    def named(self, folder: str, name: str, ending: str) -> str:
        """The path of a thing with an id; an id that is no plain name is refused."""
        if not ID.fullmatch(name):
            raise CtxhooksError("bad-id", id=name[:80])
        path = self.path(folder, name + ending)
        return files.unlinked(self.root, ".pal", path) if folder.startswith(".pal/") else path

    def own(self, *parts: str) -> str:
        """The path of something in `.pal` that is ours alone to write."""
        return files.unlinked(self.root, ".pal", self.path(".pal", *parts))

    def checkpoints(self) -> str:
        return self.own("checkpoints")

    def cursor(self, session: str) -> str:
        return self.named(".pal/state/cursors", session, ".json")

    def pending(self, session: str) -> str:
        return self.named(".pal/state/owed", session, "")

    def lock(self, name: str) -> str:
        return self.named(".pal/state/locks", name, "")

    def ready(self, *more: str) -> None:
        """Makes what is generated ignore itself, so that git never shows it."""
        for folder in ("checkpoints", "context", "state", *more):
            path = self.own(folder, ".gitignore")
            if not os.path.lexists(path):
                files.write(path, b"*\n")
