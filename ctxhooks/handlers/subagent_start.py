"""A subagent starts: the package that waits for it, else in short what the session works on."""

import os

from ctxhooks.agents import handing_over
from ctxhooks.compaction.catch_up import catch_up
from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.events import Event
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import Settings
from ctxhooks.sessions import lifecycle, resumption
from ctxhooks.store import handoffs as store


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    """Gives the subagent its package, each to one alone even if two start at once; else what the session works on."""
    while (package := handing_over.waiting(project, event.agent_type)) is not None:
        try:
            text = handing_over.injected_text(package, settings.language)
            store.accept(project, package.id, event.agent_id)
        except CtxhooksError:
            continue  # another was quicker
        return Reply(text)
    if not os.path.isfile(event.transcript_path):
        return SILENCE
    read = catch_up(project, event.session_id, event.transcript_path)
    session = lifecycle.save(project, settings, event.session_id, event.transcript_path, read.fold)
    return Reply(resumption.text(session, settings.language)) if resumption.has_progress(session) else SILENCE
