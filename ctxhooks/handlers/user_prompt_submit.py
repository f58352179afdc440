"""A prompt: delivers what a compaction still owes, and what was loaded meanwhile; otherwise says nothing."""

from ctxhooks.context import delivery, news, saving
from ctxhooks.model.events import Event
from ctxhooks.model.replies import CAP, Reply, units
from ctxhooks.model.settings import Settings
from ctxhooks.store import log
from ctxhooks.store.project import Project
from ctxhooks.transcript.session import catch_up


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    owed = _owed(event, project, settings)
    told = ""
    with log.noted(project, "UserPromptSubmit"):
        told = news.told(project, settings, event.session_id, CAP - units(owed) - 1)
    return Reply("\n".join(filter(None, (owed, told))))


def _owed(event: Event, project: Project, settings: Settings) -> str:
    checkpoint = saving.owed(project, event.session_id)
    if checkpoint is None:
        return ""
    fold = catch_up(project, event.session_id, event.transcript_path).fold
    if saving.called_off(checkpoint, fold):
        saving.forgive(project, event.session_id)
    if fold.data["stretch"] <= checkpoint.stretch:
        return ""  # announced, but it has not happened: nothing is lost
    return delivery.late(project, settings, checkpoint, fold.data["summary"])
