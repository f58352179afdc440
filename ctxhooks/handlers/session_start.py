"""A conversation starts, or goes on after a compaction: what it needs to carry on."""

from ctxhooks.compaction import briefing, capture, client_module, pending, restore
from ctxhooks.compaction.catch_up import catch_up
from ctxhooks.disk import log
from ctxhooks.disk.project import Project
from ctxhooks.loading import activation, section_file
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.events import Event
from ctxhooks.model.replies import CAP, SILENCE, Reply, units
from ctxhooks.model.session import Session
from ctxhooks.model.settings import Settings
from ctxhooks.sessions import alerts, lifecycle, resumption
from ctxhooks.setup import clients
from ctxhooks.store import checkpoints, loaded, tags
from ctxhooks.store import sessions as sessions_on_disk
from ctxhooks.tokens import counting

OWN = frozenset({"resume", "fork"})  # sources that carry on the same conversation


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    """Gives back after a compaction, or says where things stand to a conversation that starts."""
    if event.agent_id:
        return SILENCE
    reply = _compacted(event, project, settings) if event.source == "compact" else _begun(event, project, settings)
    with log.noted(project, "SessionStart"):
        tags.forget(project, event.session_id)  # what they brought is no longer in context
    with log.noted(project, "SessionStart"):
        loaded.mark_seen(project, event.session_id)  # the client reads rules and CLAUDE.md after this
    return reply


def _begun(event: Event, project: Project, settings: Settings) -> Reply:
    last = _last(event, project)
    text, resumed = _carried_on(event, project, settings, last) if last else "", ""
    with log.noted(project, "SessionStart"):
        resumed = _session(event, project, settings)
    text = resumed if units(text) + units(resumed) > CAP else resumed + text
    if section_file.move(project, settings, "SessionStart"):
        text = section_file.silenced(project, settings, CAP - units(text)) + text
    if not activation.idle(project):
        activation.settle(project, settings, last, "SessionStart", counting.counter(project)(text))
    return Reply(text)


def _session(event: Event, project: Project, settings: Settings) -> str:
    """What was known of this session, or of the one that was cleared for it."""
    cleared = sessions_on_disk.take(project, event.session_id, event.client) if event.source == "clear" else None
    known, begun = cleared, lifecycle.begin(project, settings, event, cleared)
    if event.source == "resume":  # whatever ended it, its transcript shows how far it came
        read = catch_up(project, event.session_id, event.transcript_path)
        known = lifecycle.save(project, settings, event.session_id, event.transcript_path, read.fold) if read.place.offset else begun
    return resumption.text(known, settings.language) if known and resumption.has_progress(known) else ""


def _carried_on(event: Event, project: Project, settings: Settings, last: Checkpoint) -> str:
    if not clients.reads_session_start(last.client) and last.session_id != event.session_id:
        section_file.put(project, section_file.place(project, settings, last), "")  # it was the other conversation's
    resumes = event.source == "resume" and last.session_id == event.session_id  # else it is another conversation's
    if resumes:
        last = restore.as_now(project, settings, last, event.transcript_path)
    text = restore.resumed(project, settings, last, event.transcript_path) if resumes else ""
    text = text or briefing.text(project, settings, last)
    if text:
        briefing.save(project, text)
    return text


def _compacted(event: Event, project: Project, settings: Settings) -> Reply:
    """Where PreCompact did not come to its end, its work is done now."""
    checkpoint = pending.find(project, event.session_id)
    if checkpoint is None or pending.cancelled(checkpoint, catch_up(project, event.session_id, event.transcript_path).fold):
        checkpoint = capture.take(project, settings, event.session_id, event.transcript_path, "auto")
        if checkpoint is None:
            return SILENCE
        pending.mark(project, checkpoint)
    with log.noted(project, "SessionStart"):
        known = sessions_on_disk.load(project, event.session_id) or Session()
        alerts.take_reading(project, settings, event, known.model, known.work.phase if known.work.phases else "")
    if client_module.expected(project, event.session_id):
        activation.settle(project, settings, checkpoint, "SessionStart", settings.recovery.prompt_tokens)
        return Reply(notice=restore.notice_of_module(checkpoint, settings.language))
    prompt = restore.inject(project, settings, checkpoint, summary_follows=event.summary_follows)
    return Reply(prompt, restore.notice(checkpoint, prompt, settings.language))


def _last(event: Event, project: Project) -> Checkpoint | None:
    if event.source in OWN and (own := checkpoints.newest(project, event.session_id)):
        return own
    return next((c for c in checkpoints.sound(project) if briefing.recent(c, project.now)), None)
