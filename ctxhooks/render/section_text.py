"""The section's text: the work, what is loaded, what has just changed."""

import os

from ctxhooks.disk.project import RULES
from ctxhooks.light.typing import NamedTuple
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.facts import Fact
from ctxhooks.model.loaded import Loaded, LoadedItem
from ctxhooks.model.port import Port
from ctxhooks.model.settings import Settings
from ctxhooks.model.times import seconds
from ctxhooks.render import recovery_text
from ctxhooks.render.catalog import ago
from ctxhooks.render.templates import render

JUST_NOW = 600  # seconds in which a change is a recent one


class View(NamedTuple):
    """All that the section is made from; `now` is in seconds since 1970, `imports` where the client does not read rules by itself."""

    checkpoint: Checkpoint
    ports: tuple[Port, ...]
    loaded: Loaded
    now: float
    imports: bool = True


class Amount(NamedTuple):
    """How many there are at most of each."""

    pending: int
    changes: int
    tasks: int


def text(v: View, settings: Settings, facts: tuple[Fact, ...], amount: Amount) -> str:
    """The section's text, with at most `amount` of what can be many; empty where there is nothing to show."""
    c, language = v.checkpoint, settings.language
    open_tasks = [f.text for f in facts if f.kind == "task"]
    recent = [f for f in facts if f.kind == "file" and not os.path.isabs(f.text) and 0 <= v.now - seconds(f.time) <= JUST_NOW]
    rules = [i for i in v.loaded.documents if i.rule]
    waiting = [i for i in v.loaded.documents if not i.rule]
    if not (open_tasks or recent or v.ports or rules):
        return ""
    return render(
        "section",
        language,
        session=c.session_id[:8],
        began=ago(language, v.now - seconds(c.began)) if c.began else "",
        ports=v.ports,
        tasks=open_tasks[: amount.tasks],
        current=len(open_tasks) == len(c.pending_tasks),
        more_tasks=max(0, len(open_tasks) - amount.tasks),
        done=c.completed_tasks,
        all=c.completed_tasks + len(open_tasks),
        rules=[(i, imported(settings.target, i) if v.imports else "") for i in rules],
        pending=waiting[: amount.pending],
        more_pending=max(0, len(waiting) - amount.pending),
        used=v.loaded.used,
        total=v.loaded.total,
        changes=[(recovery_text.worded(f, language), ago(language, v.now - seconds(f.time))) for f in recent[: amount.changes]],
        next=[(port.id, task.text) for port in v.ports for task in [t for t in port.tasks if not t.done][:1]],
        worth=next((i.name for i in waiting + rules if i.category == "related_docs" and i.name != "dependencies"), ""),
    )


def imported(where: str, item: LoadedItem) -> str:
    """The rule's path as the file `where` imports it. git ignores the rule: in a file that it tracks, others have no such import."""
    return os.path.relpath(f"{RULES}/{item.rule}", os.path.dirname(where) or ".").replace(os.sep, "/")
