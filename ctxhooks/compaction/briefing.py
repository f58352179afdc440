"""Where things stand, for a conversation that starts: from the newest checkpoint, when there is something to carry on."""

from ctxhooks.compaction import file_state
from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.facts import Fact
from ctxhooks.model.settings import Settings
from ctxhooks.model.times import moment
from ctxhooks.render import recovery_text
from ctxhooks.trust import sinks

KINDS = ("task", "failing", "constraint", "request", "file")
MOST = {"task": 8, "failing": 3, "constraint": 5, "request": 1, "file": 6, "decision": 8}
WORTH = frozenset({"task", "failing"})
DAYS = 14  # older work is not brought up by itself


def text(project: Project, settings: Settings, checkpoint: Checkpoint) -> str:
    """The briefing; empty if nothing is open."""
    if not (checkpoint.origin.sender or any(f.kind in WORTH for f in checkpoint.facts)):
        return ""
    facts = file_state.against(checkpoint, project.root, settings.language)
    kinds = (*KINDS, "decision") if checkpoint.origin.sender else KINDS  # of work from elsewhere nobody here knows what was decided
    chosen = [f for kind in kinds for f in _newest(facts, kind)]
    return recovery_text.briefing(checkpoint, chosen, settings.language, settings.recovery.prompt_tokens)


def recent(checkpoint: Checkpoint, now: float) -> bool:
    """Whether the checkpoint is at most DAYS old, and not from the future (clock skew)."""
    return moment(max(0.0, now - DAYS * 86_400)) <= checkpoint.created_at <= moment(now + 86_400)


def _newest(facts: tuple[Fact, ...], kind: str) -> list[Fact]:
    mine = [f for f in facts if f.kind == kind]
    return mine[: MOST[kind]]


def save(project: Project, body: str) -> None:
    """Writes `.pal/context/session-briefing.md`, where the text stays for a person or another tool to read."""
    project.ready()
    files.write(project.own("context", "session-briefing.md"), sinks.memory(body).encode("utf-8", "replace"))
