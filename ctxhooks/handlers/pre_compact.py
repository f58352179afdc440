"""Before a compaction: a checkpoint, and what the summary should keep word for word."""

from ctxhooks.compaction import capture, pending
from ctxhooks.disk import log
from ctxhooks.disk.project import Project
from ctxhooks.model.checkpoint import COMPACTION
from ctxhooks.model.events import Event
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import Settings
from ctxhooks.render import recovery_text
from ctxhooks.setup import clients


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    """Takes the checkpoint, marks the recovery as pending, and asks for what the summary should keep."""
    if event.agent_id:
        return SILENCE
    trigger = event.trigger if event.trigger in COMPACTION else "auto"
    checkpoint = capture.take(project, settings, event.session_id, event.transcript_path, trigger)
    if checkpoint is None:
        pending.clear(project, event.session_id)  # one that was cancelled must not be taken for this one
        return SILENCE
    pending.mark(project, checkpoint)
    if not clients.reads_session_start(checkpoint.client):
        from ctxhooks.loading import section

        with log.noted(project, "PreCompact"):
            section.update(project, settings, checkpoint)
    return Reply(recovery_text.steer(checkpoint.facts, settings.language))
