"""A prompt: delivers what a compaction still owes; otherwise says nothing."""

from ctxhooks.context import delivery, saving
from ctxhooks.model.events import Event
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import Settings
from ctxhooks.store.project import Project
from ctxhooks.transcript.session import catch_up


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    checkpoint = saving.owed(project, event.session_id)
    if checkpoint is None:
        return SILENCE
    fold = catch_up(project, event.session_id, event.transcript_path).fold
    if fold.data["stretch"] <= checkpoint.stretch:
        return SILENCE  # announced, but it has not happened: nothing is lost
    return Reply(delivery.late(project, settings, checkpoint, fold.data["summary"]))
