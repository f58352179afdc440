"""For programs: sessions and their windows, with types.

    from ctxhooks import api

    project = api.project("/path/to/project")
    session = api.create(project, "my-session", model="claude-opus-4-8")
    watch = api.watch(project, session.model)
    watch.on("warning", lambda update: print(update.use.percent))
    api.use(project, session.id, 160_000, watch)

Every function raises ctxhooks.model.errors.CtxhooksError, whose `key` names what is wrong: a folder or session that is not there, an id
that is no plain name (letters, digits, `.`, `_`, `-`; at most 128 characters), an unknown phase.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

from ctxhooks.disk.project import Project, keys_folder, transcripts_folder
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.events import Event
from ctxhooks.model.session import PHASES, Session
from ctxhooks.model.settings import Settings
from ctxhooks.model.times import moment
from ctxhooks.sessions import lifecycle, resumption, window_use
from ctxhooks.sessions.window_use import Update, Watch
from ctxhooks.store import config
from ctxhooks.store import sessions as store

__all__ = ["PHASES", "CtxhooksError", "Project", "Session", "Update", "Watch", "create", "load", "phase", "project", "resume", "step"]
__all__ += ["settings", "update", "use", "watch"]


def project(path: str | Path) -> Project:
    """A project by its folder. Its time is now: ask anew for each thing that you do."""
    if not os.path.isdir(path):
        raise CtxhooksError("no-project", path=path)
    return Project(os.path.realpath(path), time.time(), keys_folder(os.environ), transcripts_folder(os.environ))


def settings(where: Project) -> Settings:
    """The settings as `pal` and the hooks use them: the project's file over the user's over the defaults. A wrong value is an error."""
    return config.load(where, config.defaults(os.environ), config.user_file(os.environ))


def create(where: Project, id_: str, model: str = "") -> Session:
    """A session that begins; one that is there already goes on."""
    return lifecycle.begin(where, settings(where), Event(session_id=id_, model=model))


def load(where: Project, id_: str) -> Session:
    """The session of this id. A CtxhooksError `session-unknown` where there is none."""
    found = store.load(where, id_)
    if found is None:
        raise CtxhooksError("session-unknown", id=id_)
    return found


def update(where: Project, id_: str, change: Callable[[Session], Session]) -> Session:
    """What `change` makes of the session as it is on disk; changes that others make meanwhile are not lost."""
    return store.update(where, id_, lambda s: change(s)._replace(id=id_, updated=moment(where.now)))


def phase(where: Project, id_: str, name: str) -> Session:
    """Moves the session into a phase; `name` is one of PHASES."""
    return lifecycle.set_phase(where, id_, name)


def step(where: Project, id_: str, text: str) -> Session:
    """Adds a step, as one line of text, to what the session has done; the session must exist."""
    return lifecycle.add_step(where, id_, text)


def watch(where: Project, model: str = "") -> Watch:
    """Follows a window by the project's thresholds; `on(level or "update", callback)`."""
    return Watch(settings(where).window, model)


def use(where: Project, id_: str, tokens: int, follower: Watch | None = None, source: str = "api") -> Session:
    """Notes that so many tokens of the session's window are in use; `follower` takes the reading, and calls back."""
    total = window_use.size(settings(where).window, load(where, id_).model, tokens)
    if follower:
        total = follower.update(tokens, source).use.total
    return update(where, id_, lambda s: s._replace(window=window_use.use(tokens, total)))


def resume(where: Project, id_: str) -> str:
    """What a conversation needs to know to carry on, in the project's language, in at most 600 tokens."""
    return resumption.text(load(where, id_), settings(where).language)
