"""What is loaded into Claude's context, and what each session has been told of it."""

import json
import os

from ctxhooks.model.loaded import Loaded
from ctxhooks.model.plain import plain, record
from ctxhooks.store import files
from ctxhooks.store.project import Project


def path(project: Project) -> str:
    return project.own("state", "loaded.json")


def read(project: Project) -> Loaded:
    return _read(path(project))


def write(project: Project, loaded: Loaded) -> None:
    project.ready()
    if loaded != Loaded():
        files.write(path(project), json.dumps(plain(loaded)).encode())
    else:
        files.remove(path(project))


def hear(project: Project, session: str) -> tuple[Loaded, Loaded]:
    """What the session knew to be loaded, and what is now, which it is taken to know from here on.

    Its note takes the time of what it is about, by which a hot hook sees that nothing is new.
    """
    note = project.named(".pal/state/heard", session, ".json")
    before = _read(note)
    try:
        when = os.stat(path(project)).st_mtime_ns
    except FileNotFoundError:
        files.remove(note)
        return before, Loaded()
    now = read(project)
    files.write(note, json.dumps(plain(now)).encode())
    os.utime(note, ns=(when, when))
    return before, now


def _read(path: str) -> Loaded:
    try:
        return record(Loaded, json.loads(files.read(path) or b"{}"))
    except (ValueError, RecursionError):
        return Loaded()
