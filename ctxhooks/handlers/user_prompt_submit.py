"""A prompt: what is still pending of a compaction, what was loaded meanwhile, the tags it names, a window that fills; otherwise nothing.

Each is imported where there is something of it to do: imports are most of what this costs.
"""

import os

from ctxhooks.disk import log
from ctxhooks.disk.project import Project
from ctxhooks.model.events import Event
from ctxhooks.model.replies import CAP, Reply, units
from ctxhooks.model.settings import Settings


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    """Puts together what is injected beside this prompt, within the client's cap."""
    parts, window = list[str](), Reply()
    with log.noted(project, "UserPromptSubmit"):
        if os.path.lexists(project.pending(event.session_id)):
            parts.append(_pending(event, project, settings))
    with log.noted(project, "UserPromptSubmit"):
        window = _window(event, project, settings)
        parts += [window.text] if units(window.text) <= _room(parts) else []
    with log.noted(project, "UserPromptSubmit"):
        parts.append(_loaded_meanwhile(event, project, settings, _room(parts)))
    with log.noted(project, "UserPromptSubmit"):
        if "@TAG-" in event.prompt:
            from ctxhooks.knowledge import tag_prompts

            parts.append(tag_prompts.resolved(project, settings, event.session_id, event.prompt, _room(parts)))
    return Reply("\n".join(filter(None, parts)), window.notice)


def _room(parts: list[str]) -> int:
    """UTF-16 units that are left."""
    return CAP - sum(units(text) + 1 for text in parts if text)


def _pending(event: Event, project: Project, settings: Settings) -> str:
    from ctxhooks.compaction import pending, restore
    from ctxhooks.compaction.catch_up import catch_up

    checkpoint = pending.find(project, event.session_id)
    if checkpoint is None:
        return ""
    fold = catch_up(project, event.session_id, event.transcript_path).fold
    if pending.cancelled(checkpoint, fold):
        pending.clear(project, event.session_id)
    if fold.data["compaction_index"] <= checkpoint.compaction_index:
        return ""  # announced, but it has not happened: nothing is lost
    return restore.late(project, settings, checkpoint, fold.data["summary"])


def _window(event: Event, project: Project, settings: Settings) -> Reply:
    from ctxhooks.transcript import tail

    if tail.quiet(project.own("state", "window", event.session_id), event.transcript_path):
        return Reply()
    from ctxhooks.model.session import Session
    from ctxhooks.sessions import alerts
    from ctxhooks.store import sessions

    session = sessions.load(project, event.session_id) or Session()
    return alerts.alert(project, settings, event, session.model, session.work.phase if session.work.phases else "")


def _loaded_meanwhile(event: Event, project: Project, settings: Settings, room: int) -> str:
    if not (
        os.path.lexists(project.own("state", "loaded.json")) or os.path.lexists(project.own("state", "heard", f"{event.session_id}.json"))
    ):
        return ""
    from ctxhooks.loading import announcements

    return announcements.text(project, settings, event.session_id, room)
