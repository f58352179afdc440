"""What is loaded into Claude's context, and what of it each session was given."""

import os

from ctxhooks.disk import files, owner_key, sealed
from ctxhooks.disk.project import Project
from ctxhooks.model.json_values import plain, record
from ctxhooks.model.loaded import Loaded


def path(project: Project) -> str:
    """Where it is kept; `gate` looks at its time alone."""
    return project.own("state", "loaded.json")


def read(project: Project) -> Loaded:
    """What is loaded; nothing if it was not written in this working copy, as it names files whose text Claude is given."""
    return record(Loaded, sealed.read(path(project), owner_key.key(project)))


def write(project: Project, loaded: Loaded) -> None:
    """Replaces it; the file goes when nothing is loaded."""
    project.ready()
    if loaded != Loaded():
        sealed.write(path(project), plain(loaded), owner_key.key(project))
    else:
        files.remove(path(project))


def mark_seen(project: Project, session: str) -> tuple[Loaded, Loaded]:
    """Notes that the session knows what is loaded now; what it knew before, and what is loaded now.

    The note takes the time of the file it is about: by that a hot hook sees that nothing is new.
    """
    note = project.named(".pal/state/heard", session, ".json")
    before = record(Loaded, sealed.read(note))
    try:
        when = os.stat(path(project)).st_mtime_ns
    except FileNotFoundError:
        files.remove(note)
        return before, Loaded()
    now = read(project)
    sealed.write(note, plain(now))
    os.utime(note, ns=(when, when))
    return before, now
