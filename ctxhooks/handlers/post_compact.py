"""After a compaction, with its summary at hand: what nothing else in context holds goes into a rule."""

from ctxhooks.compaction import client_module, pending, restore
from ctxhooks.disk.project import Project
from ctxhooks.model.events import Event
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import Settings


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    """Delivers what the summary lost. Silent: after `/compact` the client would show what is printed."""
    checkpoint = None if event.agent_id else pending.find(project, event.session_id)
    if checkpoint is not None and not client_module.expected(project, event.session_id):
        restore.complete(project, settings, checkpoint, restore.without_analysis(event.compact_summary))
    return SILENCE
