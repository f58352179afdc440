"""A compaction as the plugin's module sees it inside the client: announced before it, and with the summary after it."""

from ctxhooks.compaction import client_module, pending, restore
from ctxhooks.disk.project import Project
from ctxhooks.model.events import Event
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import Settings


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    """What the summary lost, as text to append to it."""
    if event.source == "before":
        client_module.announce(project, event.session_id)
        return SILENCE
    client_module.over(project, event.session_id)
    checkpoint = pending.find(project, event.session_id)
    return Reply(restore.append(project, settings, checkpoint, event.compact_summary)) if checkpoint else SILENCE
