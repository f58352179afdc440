"""A session's window on disk: the last alert, and the limits that a hot hook compares the use with."""

import os

from ctxhooks.disk import digests, files, sealed
from ctxhooks.disk.project import Project
from ctxhooks.light import json
from ctxhooks.light.contexts import suppress
from ctxhooks.model.json_values import object_in, plain, record
from ctxhooks.model.window import Watched
from ctxhooks.store import reported


def read(project: Project, session: str) -> Watched:
    """What is known of the session's window; nothing where the note is missing or cannot be read."""
    return record(Watched, object_in(files.read(_path(project, session, ".json"))))


def newest(project: Project) -> tuple[str, Watched]:
    """The session whose transcript was written last; empty where none is known."""
    none = ("", Watched())
    with suppress(OSError), os.scandir(project.own(*reported.FOLDER.split("/")[1:])) as entries:
        names = [entry.name.removesuffix(".json") for entry in entries if entry.name.endswith(".json")]
        return max(((name, read(project, name)) for name in names), key=lambda pair: digests.changed(pair[1].transcript), default=none)
    return none


def write(project: Project, session: str, watched: Watched, limits: tuple[int, int]) -> None:
    """Keeps the reading, and for the hot hooks the two token counts between which no alert is due."""
    project.ready()
    files.write(_path(project, session, ".json"), json.dumps(sealed.clean(plain(watched))).encode())
    files.write(_path(project, session, ""), b"%d %d\n" % limits)


def log(project: Project, session: str, source: str, line: str) -> None:
    """Appends a line to `window.log`."""
    project.own("state", "window.log")
    reported.log(project.root, f"{session} {source} {line}", project.now)


def _path(project: Project, session: str, ending: str) -> str:
    return project.named(reported.FOLDER, session, ending)
