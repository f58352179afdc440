"""Counts that took long, kept by what was counted and by what counted it."""

import hashlib

from ctxhooks.disk import owner_key, sealed
from ctxhooks.disk.project import Project

MOST = 2_000  # the oldest are forgotten first


class Memory:
    """A file in `.pal/state/`, safe to delete; there is none where the project has no `.pal`."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.path = project.own("state", "counts.json")
        self.counts: dict[str, int] = (sealed.read(self.path, owner_key.key(project)) or {}).get("counts", {})

    def key(self, counter: str, text: str) -> str:
        """The name of a count: a hash of the counter and the text."""
        return hashlib.blake2b(f"{counter}\0{text}".encode("utf-8", "replace"), digest_size=16).hexdigest()

    def save(self) -> None:
        """Writes the newest MOST counts."""
        self.project.ready()
        sealed.write(self.path, {"counts": dict(list(self.counts.items())[-MOST:])}, owner_key.key(self.project))
