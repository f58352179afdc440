"""A subagent has ended: what came back goes into the history of handoffs."""

from ctxhooks.disk.project import Project
from ctxhooks.model.events import Event
from ctxhooks.model.handoff import Entry
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import Settings
from ctxhooks.model.times import moment
from ctxhooks.store import handoffs
from ctxhooks.transcript.records import cut
from ctxhooks.trust import cuts
from ctxhooks.trust.redact import redact

WORDS, LONGEST = 200, 2000


def handle(event: Event, project: Project, _: Settings) -> Reply:
    """Notes what the subagent answered. One without a type is the summarizer of a compaction."""
    if event.agent_type:
        answer = cut(redact(cuts.head(event.last_assistant_message, LONGEST * 10)), WORDS, LONGEST)
        taken = next((e.id for e in reversed(handoffs.history(project)) if e.agent_id == event.agent_id and e.what == "accepted"), "")
        handoffs.note(project, Entry(moment(project.now), "returned", taken, redact(event.agent_type)[:100], event.agent_id[:100], answer))
    return SILENCE
