"""A conversation starts, or goes on behind a compaction: what it needs to carry on."""

from ctxhooks.context import briefing, delivery, saving, section
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.events import Event
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import Settings
from ctxhooks.store import checkpoints
from ctxhooks.store.project import Project

OWN = frozenset({"resume", "fork"})  # sources that carry on the same conversation


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    if event.agent_id:
        return SILENCE
    if event.source == "compact":
        return _compacted(event, project, settings)
    last = _last(event, project)
    if last is None:
        return SILENCE
    if not section.reads_session_start(last.client) and last.session_id != event.session_id:
        section.write(project, settings, "")  # it was the other conversation's
    resumes = event.source == "resume" and last.session_id == event.session_id  # else it is another conversation's
    said = delivery.resumed(project, settings, last, event.transcript_path) if resumes else ""
    said = said or briefing.text(project, settings, last)
    if said:
        briefing.save(project, said)
    return Reply(said)


def _compacted(event: Event, project: Project, settings: Settings) -> Reply:
    """Where PreCompact did not come to its end, its work is done now."""
    checkpoint = saving.owed(project, event.session_id)
    if checkpoint is None:
        checkpoint = saving.take(project, settings, event.session_id, event.transcript_path, "auto")
        if checkpoint is None:
            return SILENCE
        saving.owe(project, checkpoint)
    return Reply(delivery.inject(project, settings, checkpoint))


def _last(event: Event, project: Project) -> Checkpoint | None:
    if event.source in OWN and (own := checkpoints.newest(project, event.session_id)):
        return own
    return next((c for c in checkpoints.sound(project) if briefing.recent(c, project.now)), None)
