"""Claude has answered: what is known of the session is saved, so that it outlives whatever ends it."""

import os

from ctxhooks.compaction.catch_up import catch_up
from ctxhooks.disk.project import Project
from ctxhooks.model.events import Event
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import Settings
from ctxhooks.sessions import lifecycle


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    """Reads on in the transcript after each answer, so that PreCompact finds little that is new."""
    if not event.agent_id:
        read = catch_up(project, event.session_id, event.transcript_path)
        lifecycle.save(project, settings, event.session_id, event.transcript_path, read.fold)
        if os.path.lexists(project.partial_section()):
            from ctxhooks.compaction import restore

            restore.complete_section(project, settings, event.session_id)
    return SILENCE
