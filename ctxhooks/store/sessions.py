"""Sessions on disk, and the notes by which one that was cleared is carried over into the next."""

import os
from collections.abc import Callable

from ctxhooks.model.plain import plain, record
from ctxhooks.model.session import Session
from ctxhooks.store import files, origin, sealed
from ctxhooks.store.project import Project

CARRIED = 60.0  # seconds between the end of a conversation that is cleared and the start of the next
NEVER = 10 * 365 * 86_400.0  # seconds


def path(project: Project, id_: str) -> str:
    return project.named(".pal/sessions", id_, ".json")


def load(project: Project, id_: str) -> Session | None:
    """None where it is not there, broken, or came with the project."""
    raw = sealed.read(path(project, id_), origin.key(project))
    return record(Session, raw) if raw and raw.get("id") == id_ else None


def ids(project: Project) -> list[str]:
    """The one that was saved last first."""
    try:
        with os.scandir(project.own("sessions")) as entries:
            found = [(e.stat(follow_symlinks=False).st_ctime_ns, e.name) for e in entries if e.name.endswith(".json")]
    except OSError:
        return []
    return [name.removesuffix(".json") for _, name in sorted(found, reverse=True)]


def newest(project: Project) -> Session | None:
    return next((s for id_ in ids(project) if (s := load(project, id_))), None)


def update(project: Project, id_: str, change: Callable[[Session], Session]) -> Session:
    """What `change` makes of the session as it is now, a new one where there is none; nobody else's change is lost.

    The file's time tells a hot hook until when nothing need be saved.
    """
    project.ready("sessions")
    with files.locked(project.lock(f"sessions-{id_}")):
        session = change(load(project, id_) or Session(id_))
        sealed.write(path(project, id_), plain(session), origin.key(project))
        until = project.now + (session.persistence.interval if session.persistence.auto_save else NEVER)
        os.utime(path(project, id_), (until, until))
    return session


def leave(project: Project, id_: str) -> None:
    """A conversation was cleared: the next one carries it on."""
    project.ready()
    sealed.write(project.named(".pal/state/carried", id_, ".json"), {"id": id_, "time": project.now}, origin.key(project))


def take(project: Project, heir: str) -> Session | None:
    """What the newest cleared conversation left, if that was just now: to the first that asks, and to no other."""
    folder = project.own("state", "carried")
    if not os.path.isdir(folder):
        return None
    with files.locked(project.lock("carried")):
        notes = [(name, sealed.read(os.path.join(folder, name), origin.key(project)) or {}) for name in os.listdir(folder)]
        fresh = [(n["time"], name, n["id"]) for name, n in notes if n and 0 <= project.now - n["time"] <= CARRIED and n["id"] != heir]
        for name, note in notes:
            if not note or project.now - note["time"] > CARRIED or (fresh and name == max(fresh)[1]):
                files.remove(os.path.join(folder, name))
    return load(project, max(fresh)[2]) if fresh else None
