"""Sessions on disk, and the notes by which one that was cleared is carried over into the next."""

import os
from collections.abc import Callable

from ctxhooks.disk import files, owner_key, sealed
from ctxhooks.disk.project import ID, Project
from ctxhooks.light.typing import NamedTuple
from ctxhooks.model.json_values import plain, record
from ctxhooks.model.session import Session

CARRIED = 60.0  # seconds between the end of a conversation that is cleared and the start of the next
NEVER = 10 * 365 * 86_400.0  # seconds
AT_ONCE = 1.0  # seconds since 1970: what the transcript holds is to be saved with the next answer


class Note(NamedTuple):
    """Which conversation was cleared, when, in seconds since 1970, and in which process of the client, where that is known."""

    id: str = ""
    time: float = 0.0
    client: str = ""


def path(project: Project, id_: str) -> str:
    """Where the session's file lies; an id that is no plain name is a CtxhooksError."""
    return project.named(".pal/sessions", id_, ".json")


def load(project: Project, id_: str) -> Session | None:
    """The session; None if it is not there, broken, or came with the project."""
    raw = sealed.read(path(project, id_), owner_key.key(project))
    return record(Session, raw) if raw and raw.get("id") == id_ else None


def ids(project: Project) -> list[str]:
    """All ids, that of the session saved last first."""
    return [name for _, name in sorted(_found(project, "sessions"), reverse=True)]


def _found(project: Project, *folder: str) -> list[tuple[int, str]]:
    """The ids in a folder, each with the time of its last change, in nanoseconds since 1970."""
    try:
        with os.scandir(project.own(*folder)) as entries:
            plain_files = [e for e in entries if e.name.endswith(".json") and e.is_file(follow_symlinks=False)]
            named = [(e.stat(follow_symlinks=False).st_ctime_ns, e.name.removesuffix(".json")) for e in plain_files]
    except OSError:
        return []
    return [(changed, name) for changed, name in named if ID.fullmatch(name)]


def newest(project: Project) -> Session | None:
    """The session that was saved last; None where there is none that can be read."""
    return next((s for id_ in ids(project) if (s := load(project, id_))), None)


def update(project: Project, id_: str, change: Callable[[Session], Session], *, filled: bool = False) -> Session:
    """Changes the session as it is now, or a new one if there is none, and returns it; nobody else's change is lost.

    The file's time tells a hot hook until when nothing need be saved; only what was `filled` from the transcript puts it off.
    """
    project.ready("sessions")
    target = path(project, id_)
    with files.locked(project.lock(f"sessions-{id_}")):
        before = os.stat(target).st_mtime if os.path.exists(target) else AT_ONCE
        session = change(load(project, id_) or Session(id_))
        sealed.write(target, plain(session), owner_key.key(project))
        until = project.now + (session.persistence.interval if session.persistence.auto_save else NEVER)
        if not filled and session.persistence.auto_save:
            until = min(before, until)
        os.utime(target, (until, until))
    return session


def _note(project: Project, id_: str) -> str:
    return project.named(".pal/state/carried", id_, ".json")


def leave(project: Project, id_: str, client: str = "") -> None:
    """Notes that this conversation was cleared: the next one carries it on."""
    project.ready()
    sealed.write(_note(project, id_), Note(id_, project.now, client)._asdict(), owner_key.key(project))


def take(project: Project, heir: str, client: str = "") -> Session | None:
    """The session that was cleared last, if that was just now; the first that asks gets it, and no other.

    Where both processes are known it is the same one: several sessions of a project may be cleared at once.
    """
    if not _found(project, "state", "carried"):
        return None
    with files.locked(project.lock("carried")):
        ids_ = [id_ for _, id_ in _found(project, "state", "carried")]
        notes = [record(Note, sealed.read(_note(project, id_), owner_key.key(project)))._replace(id=id_) for id_ in ids_]
        ours = [note for note in notes if note.client == client or not (note.client and client)]
        fresh = [note for note in ours if 0 <= project.now - note.time <= CARRIED and note.id != heir]
        last = max(fresh, key=lambda note: (note.client == client, note.time), default=None)
        for note in notes:
            if note == last or project.now - note.time > CARRIED:
                files.remove(_note(project, note.id))
    return load(project, last.id) if last else None
