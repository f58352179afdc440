"""Ahead of a compaction: a checkpoint, and what the summary should keep word for word."""

from ctxhooks.context import recovery, saving
from ctxhooks.model.events import Event
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import Settings
from ctxhooks.store import clients
from ctxhooks.store.project import Project


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    if event.agent_id:
        return SILENCE
    trigger = event.trigger if event.trigger in saving.COMPACTION else "auto"
    checkpoint = saving.take(project, settings, event.session_id, event.transcript_path, trigger)
    if checkpoint is None:
        saving.forgive(project, event.session_id)  # one that was called off has left nothing that this could be taken for
        return SILENCE
    saving.owe(project, checkpoint)
    if not clients.reads_session_start(checkpoint.client):
        from ctxhooks.context import section

        section.refresh(project, settings, checkpoint, "PreCompact")
    return Reply(recovery.steer(checkpoint.facts, settings.language))
