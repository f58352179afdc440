"""A prompt: what a compaction still owes, what was loaded meanwhile, the tags it names, a window that fills; otherwise nothing."""

from ctxhooks.context import delivery, news, notices, saving, tags
from ctxhooks.model.events import Event
from ctxhooks.model.replies import CAP, Reply, units
from ctxhooks.model.session import Session
from ctxhooks.model.settings import Settings
from ctxhooks.store import log, sessions
from ctxhooks.store.project import Project
from ctxhooks.transcript.session import catch_up


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    said = [_owed(event, project, settings)]
    window = Reply()
    with log.noted(project, "UserPromptSubmit"):
        session = sessions.load(project, event.session_id) or Session()
        window = notices.told(project, settings, event, session.model, session.work.phase if session.work.phases else "")
        said += [window.text] if units(window.text) <= _room(said) else []
    with log.noted(project, "UserPromptSubmit"):
        said.append(news.told(project, settings, event.session_id, _room(said)))
    with log.noted(project, "UserPromptSubmit"):
        said.append(tags.resolved(project, settings, event.session_id, event.prompt, _room(said)))
    return Reply("\n".join(filter(None, said)), window.notice)


def _room(said: list[str]) -> int:
    """UTF-16 units that are left."""
    return CAP - sum(units(text) + 1 for text in said if text)


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
