"""Brings a session's fold up to date: what was read before, and the records since."""

import os
import time

from ctxhooks.disk import digests, files, log, owner_key, sealed
from ctxhooks.disk.project import Project
from ctxhooks.light import json
from ctxhooks.light.typing import Any, BinaryIO, NamedTuple
from ctxhooks.model.checkpoint import Place
from ctxhooks.tokens import calibration
from ctxhooks.transcript import reader
from ctxhooks.transcript.fold import Fold

VERSION = 17  # of what a cursor holds; one of another version is read anew
PATIENCE = 15.0  # seconds for reading; the client gives a hook 30
LEAST = 16 << 10  # bytes of the newest that are read whatever time it takes
SAFETY = 9  # of the newest a third is read of what a third of the time should do: it may be denser


class Progress(NamedTuple):
    fold: Fold
    place: Place
    changed: int = 0  # when the transcript was changed last, in nanoseconds since 1970
    whole: bool = True  # whether the transcript was read to its end

    def mark_saved(self, project: Project, session: str) -> None:
        """Notes that a checkpoint holds all that was read: the cursor takes the transcript's time, by which a hot hook sees nothing new."""
        if self.changed:
            with log.noted(project, "Transcript"):
                os.utime(project.cursor(session), ns=(self.changed, self.changed))


def catch_up(project: Project, session: str, path: str, seconds: float = PATIENCE) -> Progress:
    """Reads on from the session's cursor and moves it; a transcript that is not the one it was is read anew from its start.

    After so many seconds it stops, and says so in the log: the next time goes on from there. What it gives then is what was read so
    far and, from the end of the transcript, as much as can be read in a third of that time: the newest matters most.
    """
    if not os.path.isfile(path):
        return Progress(Fold(), Place(path))
    with open(path, "rb", reader.BUFFER) as file, files.locked(project.lock(f"cursor-{session}")):
        changed = os.fstat(file.fileno()).st_mtime_ns
        known = _cursor(project, session, path, file)
        fold, start = (Fold(known["fold"]), known["offset"]) if known else (Fold(), 0)
        began = time.monotonic()
        fold, end, whole = _read(file, fold, start, began + seconds * 2 / 3)
        place = Place(path, end, digests.ends(file, end), fold.data["line"])
        if end != start or not known:
            _keep(project, session, place, fold)
        if not whole:
            log.write(project, "Transcript", f"{path}: {end >> 20} of {reader.size(path) >> 20} MB read; the rest is read by a later hook")
            rate = (end - start) / max(time.monotonic() - began, 0.001)  # bytes a second
            fold = _with_newest(file, fold, max(end, reader.size(path) - LEAST - int(rate * seconds / SAFETY)), seconds / 3)
    return Progress(fold, place, changed, whole)


def _cursor(project: Project, session: str, path: str, file: BinaryIO) -> dict[str, Any]:
    """What was kept of this transcript; nothing where it is another one, was changed ahead of the place, or is of another version."""
    known: dict[str, Any] = {}
    with log.noted(project, "Transcript"):
        known = sealed.read(project.cursor(session), owner_key.key(project)) or {}
    same = known.get("path") == path and known.get("version") == VERSION
    return known if same and known.get("digest") == digests.ends(file, known["offset"]) else {}


def _keep(project: Project, session: str, place: Place, fold: Fold) -> None:
    """Moves the cursor, and learns from the tokens that the client counted. What cannot be written is logged, and read anew later."""
    project.ready()
    with log.noted(project, "Transcript"):
        kept = {"version": VERSION, **place._asdict(), "fold": fold.kept()}
        sealed.write(project.cursor(session), kept, owner_key.key(project))
        calibration.learn(project, kept["fold"]["usage"]["model"], kept["fold"]["usage"]["pairs"])


def _with_newest(file: BinaryIO, fold: Fold, offset: int, seconds: float) -> Fold:
    """What was read, and what stands behind `offset`; the fold itself stays as it is, for what lies between is not lost to a later hook."""
    newest = Fold(json.loads(json.dumps(fold.data)))
    until = time.monotonic() + seconds
    for line in reader.records(file, offset):
        newest.add(line.record)
        if time.monotonic() > until:
            last = max(line.end, os.fstat(file.fileno()).st_size - LEAST)
            for later in reader.records(file, last):
                newest.add(later.record)
            break
    return newest


def _read(file: BinaryIO, fold: Fold, end: int, until: float) -> tuple[Fold, int, bool]:
    """Reads on, a line at least; if a rewind is found, all of it once more, without what was abandoned."""
    for line in reader.records(file, end, reader.decoder(os.fstat(file.fileno()).st_size - end)):
        fold.add(line.record)
        end = line.end
        if time.monotonic() > until:
            return fold, end, False
    stale = fold.data["abandoned"] != fold.data["without"]
    return _read(file, fold.anew(), 0, until) if stale else (fold, end, True)
