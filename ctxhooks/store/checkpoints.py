"""Checkpoints on disk: the newest sound one is what counts."""

import os
import time
from collections.abc import Iterator
from zlib import crc32

from ctxhooks.disk import files, owner_key, sealed
from ctxhooks.disk.project import Project
from ctxhooks.light.contexts import suppress
from ctxhooks.light.patterns import pattern
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.json_values import plain, record
from ctxhooks.model.times import seconds

DAY = 86_400
NAME = pattern(r"(\d{8}T\d{9})-[0-9a-f]{8}\.json")


def tag(session: str) -> str:
    """The ending of the ids of a session's checkpoints."""
    return f"{crc32(session.encode('utf-8', 'replace')):08x}"


def _stamp(now: float) -> str:
    return time.strftime("%Y%m%dT%H%M%S", time.gmtime(now)) + f"{int(now * 1000) % 1000:03d}"


def names(project: Project, session: str = "") -> list[str]:
    """File names, the newest first; of one session, or of all."""
    ending = f"-{tag(session)}.json" if session else ".json"
    return [n for n in reversed(files.names(project.checkpoints())) if NAME.fullmatch(n) and n.endswith(ending)]


def load(project: Project, id_: str, *, foreign: bool = False) -> Checkpoint:
    """The checkpoint of this id. One that was not saved in this working copy, and may have been changed, is loaded only if `foreign`."""
    path = project.named(".pal/checkpoints", id_, ".json")
    known, there = sealed.read(path, owner_key.key(project)), sealed.read(path, None)
    if known is None and (there is None or not foreign):
        raise CtxhooksError("foreign-checkpoint" if there else "no-checkpoint", id=id_, path=project.checkpoints())
    return record(Checkpoint, known or there)


def is_foreign(project: Project, id_: str) -> bool:
    """Whether it is whole, but was not saved in this working copy."""
    path = project.named(".pal/checkpoints", id_, ".json")
    return sealed.read(path, owner_key.key(project)) is None and sealed.read(path, None) is not None


def sound(project: Project, session: str = "") -> Iterator[Checkpoint]:
    """Sound checkpoints, the newest first; those that are broken or were not saved in this working copy are skipped."""
    folder, found = project.checkpoints(), names(project, session)
    key = owner_key.key(project) if found else b""
    for name in found:
        path = os.path.join(folder, name)
        raw = None if os.path.islink(path) else sealed.read(path, key)
        if raw is not None and (not session or raw.get("session_id") == session):
            yield record(Checkpoint, raw)


def newest(project: Project, session: str = "") -> Checkpoint | None:
    """The newest sound checkpoint, of one session or of all; None where there is none."""
    return next(sound(project, session), None)


def new_id(project: Project, session: str) -> str:
    """A new id, later than every id of the session even if the clock was set back."""
    ending = tag(session)
    stamp = _stamp(project.now)
    last = next(iter(names(project, session)), "")[:18]
    return f"{max(stamp, last[:9] + f'{int(last[9:]) + 1:09d}') if last >= stamp else stamp}-{ending}"


def save(project: Project, checkpoint: Checkpoint, *, instead_of: str = "") -> None:
    """Writes the checkpoint, and then removes the one that it replaces, if any."""
    project.ready()
    sealed.write(project.named(".pal/checkpoints", checkpoint.id, ".json"), plain(checkpoint), owner_key.key(project))
    if instead_of:
        files.remove(project.named(".pal/checkpoints", instead_of, ".json"))


def prune(project: Project, session: str, keep: int, days: int) -> None:
    """Keeps the newest `keep` of the session, and of every session what is at most `days` old; the newest of all stays whatever its age."""
    before = _horizon(project, days * DAY)
    oldest = _stamp(before)
    aged = [n for n in names(project)[1:] if n[:18] < oldest]
    folder = project.checkpoints()
    for name in {*names(project, session)[keep:], *aged}:
        with suppress(OSError):
            files.remove(os.path.join(folder, name))
    files.sweep(os.path.join(folder, ""))
    for name in ("cursors", "locks", "owed", "inside", "heard", "window", "tagged"):
        files.remove_older(project.own("state", name), before)
    files.remove_older(project.own("sessions"), before)


def _horizon(project: Project, age: float) -> float:
    """The time before which things are too old. A pause of more than `age` seconds does not count: a clock set ahead looks like one."""
    horizon, later = project.now - age, project.now
    for name in names(project):
        then = seconds(f"{name[:15]}Z")
        if then < later - age:
            horizon -= later - then
        if then < horizon:
            break
        later = min(later, then)
    return max(0.0, horizon)
