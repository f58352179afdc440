"""The session that is on in a project now, by its transcript."""

import os
from typing import NamedTuple

from ctxhooks.disk import owner_key, sealed
from ctxhooks.disk.project import Project
from ctxhooks.model.port import Port
from ctxhooks.render.retention import plainly
from ctxhooks.transcript import distill
from ctxhooks.transcript.fold import Fold

QUIET = 3600  # seconds without a word, after which a session is taken to have ended
NAMED = 12  # characters; a shorter task's name is found in many another by chance


class Live(NamedTuple):
    """`age` is how long its transcript has been quiet, in seconds."""

    session: str
    fold: Fold
    age: float


def session(project: Project) -> Live | None:
    """The one whose transcript was written last, as far as hooks have read it."""
    folder = project.own("state", "cursors")
    try:
        with os.scandir(folder) as entries:
            newest = max(
                (e for e in entries if e.name.endswith(".json")), key=lambda e: e.stat(follow_symlinks=False).st_mtime, default=None
            )
        known = sealed.read(newest.path, owner_key.key(project)) if newest else None
        written = os.stat(str(known["path"])).st_mtime if known else 0.0
    except (OSError, ValueError):
        return None
    return Live(newest.name.removesuffix(".json"), Fold(known["fold"]), project.now - written) if newest and known else None


def mentioned(project: Project, port: Port) -> dict[str, str]:
    """The state that Claude's own list of tasks gives to tasks of the port, by their text."""
    live = session(project)
    return matched(port, [(task.title, task.status) for task in distill.tasks(live.fold)]) if live else {}


def matched(port: Port, listed: list[tuple[str, str]]) -> dict[str, str]:
    """The listed status of each task of the port, by its text: the texts are alike but for marks and case, or one holds the other."""
    known = [(plainly(title), status) for title, status in listed]
    found = {}
    for task in port.tasks:
        text = plainly(task.text)
        same = (s for name, s in known if name == text or (min(len(name), len(text)) >= NAMED and (name in text or text in name)))
        if status := next(same, ""):
            found[task.text] = status
    return found
