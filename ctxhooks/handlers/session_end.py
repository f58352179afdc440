"""A conversation ends: its last state is kept, and what was generated for it alone goes."""

from ctxhooks.compaction import capture, pending
from ctxhooks.compaction.catch_up import catch_up
from ctxhooks.disk import log
from ctxhooks.disk.project import Project
from ctxhooks.loading import rules, section_file
from ctxhooks.model.events import Event
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import Settings
from ctxhooks.sessions import lifecycle
from ctxhooks.transcript import reader


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    """Ends the session, takes its rule away, and saves a last checkpoint, all within the 1.5 s that the client gives."""
    with log.noted(project, "SessionEnd"):  # first of all: the client does not wait long, and the next conversation asks for it
        lifecycle.end(project, event.session_id, event.reason, event.client)
    if rules.owner(project) == event.session_id:
        rules.write(project, rules.RECOVERED, "")
    section_file.move(project, settings, "SessionEnd")  # an AGENTS.md that came meanwhile is read when the next conversation starts
    pending.clear(project, event.session_id)
    if reader.size(event.transcript_path):
        capture.take(project, settings, event.session_id, event.transcript_path, "session_end")
    with log.noted(project, "SessionEnd"):
        read = catch_up(project, event.session_id, event.transcript_path, capture.AT_THE_END)
        lifecycle.save(project, settings, event.session_id, event.transcript_path, read.fold)
    return SILENCE
