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


def catch_up(project: Project, session: str, path: str) -> Session:
    """Reads on from the session's cursor and moves it; a transcript that is not the one it was is read anew from its start."""
    try:
        file = open(path, "rb")  # noqa: SIM115
    except OSError:
        return Session(Fold(), Place(path))
    with file, files.locked(project.lock(f"cursor-{session}")):
        changed = os.fstat(file.fileno()).st_mtime_ns
        known = sealed.read(project.cursor(session)) or {}
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
            sealed.write(project.cursor(session), {"version": VERSION, **place._asdict(), "fold": fold.data})
        os.utime(project.cursor(session), ns=(changed, changed))  # so that a hot hook sees at a glance that nothing is new
    return Session(fold, place)
