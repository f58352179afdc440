"""Brings a session's fold up to date: what was read before, and the records since."""

import os
from typing import NamedTuple

from ctxhooks.model.checkpoint import Place
from ctxhooks.store import files, sealed
from ctxhooks.store.project import Project
from ctxhooks.transcript import reader
from ctxhooks.transcript.fold import Fold

VERSION = 1  # of what a cursor holds; one of another version is read anew


class Session(NamedTuple):
    fold: Fold
    place: Place
    changed: int = 0  # when the transcript was changed last, in nanoseconds since 1970

    def saved(self, project: Project, session: str) -> None:
        """All that was read is in a checkpoint: the cursor takes the transcript's time, by which a hot hook sees that nothing is new."""
        if self.changed:
            os.utime(project.cursor(session), ns=(self.changed, self.changed))


def catch_up(project: Project, session: str, path: str) -> Session:
    """Reads on from the session's cursor and moves it; a transcript that is not the one it was is read anew from its start."""
    cursor = project.cursor(session)
    if not os.path.isfile(path):
        return Session(Fold(), Place(path))
    with open(path, "rb") as file, files.locked(project.lock(f"cursor-{session}")):
        changed = os.fstat(file.fileno()).st_mtime_ns
        known = sealed.read(cursor) or {}
        offset = known.get("offset", 0)
        same = known.get("path") == path and known.get("version") == VERSION and known.get("digest") == reader.digest(file, offset)
        fold, start = (Fold(known["fold"]), offset) if same else (Fold(), 0)
        end = start
        for line in reader.records(file, start):
            fold.add(line.record)
            end = line.end
        place = Place(path, end, reader.digest(file, end))
        if end != start or not same:
            project.ready()
            sealed.write(cursor, {"version": VERSION, **place._asdict(), "fold": fold.kept()})
    return Session(fold, place, changed)
