"""A conversation ends: its last state is kept, and what was generated for it alone goes."""

from ctxhooks.context import rules, saving, sessions
from ctxhooks.model.events import Event
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import Settings
from ctxhooks.store import log
from ctxhooks.store.project import Project
from ctxhooks.transcript import reader
from ctxhooks.transcript.session import catch_up


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    with log.noted(project, "SessionEnd"):  # first of all: the client does not wait long, and the next conversation asks for it
        sessions.ended(project, event.session_id, event.reason, event.client)
    if rules.owner(project) == event.session_id:
        rules.write(project, rules.RECOVERED, "")
    saving.forgive(project, event.session_id)
    if reader.size(event.transcript_path):
        saving.take(project, settings, event.session_id, event.transcript_path, "session_end")
    with log.noted(project, "SessionEnd"):
        read = catch_up(project, event.session_id, event.transcript_path, saving.AT_THE_END)
        sessions.saved(project, settings, event.session_id, event.transcript_path, read.fold)
    return SILENCE
