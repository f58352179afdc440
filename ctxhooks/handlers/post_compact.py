"""Behind a compaction, with its summary at hand: what nothing else in context holds goes into a rule."""

import re

from ctxhooks.compaction import pending, restore
from ctxhooks.disk.project import Project
from ctxhooks.model.events import Event
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import Settings

ANALYSIS = re.compile(r"<analysis>.*?</analysis>", re.DOTALL)  # the client takes it out before the model sees the summary


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    """Delivers what the summary lost. Silent: after `/compact` the client would show what is printed."""
    checkpoint = None if event.agent_id else pending.find(project, event.session_id)
    if checkpoint is not None:
        restore.complete(project, settings, checkpoint, ANALYSIS.sub("", event.compact_summary, count=1))
    return SILENCE
