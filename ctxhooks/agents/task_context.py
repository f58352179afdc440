"""What an agent is given to begin a task with, inside its budget, and what of it was cut or left out.

The packer of the context budget does the work: an agent's shares take the places of its categories, and what a kind of task requires
comes ahead of what is optional.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ctxhooks.agents import task_sources
from ctxhooks.agents.task_sources import REQUIRED, TaskSource
from ctxhooks.disk.project import Project
from ctxhooks.knowledge import levels
from ctxhooks.loading import budget
from ctxhooks.model.document import FULL, Document
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import AgentShares, Allocation, Context, Minimum, Settings, agent_name
from ctxhooks.render.catalog import say
from ctxhooks.render.templates import render
from ctxhooks.tokens.counting import counter

PLACE = {"current_task": "port_spec", "summaries": "related_docs", "shared": "conventions", "history": "recent_changes"}
FRAME = 6  # tokens of a document's heading and the empty lines about it
PASSES = 4  # the report lists what is there, and takes room itself


class TaskContext(NamedTuple):
    """`missing` are kinds that the task requires and the project does not have, `lacking` names of what it requires and does not get in
    full, `problems` what could not be found or read."""

    text: str = ""
    tokens: int = 0
    total: int = 0
    packing: budget.Packing = budget.Packing()
    missing: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    problems: tuple[CtxhooksError, ...] = ()


def task_context(project: Project, settings: Settings, agent: str, task: str) -> TaskContext:
    """What `agent` is given for `task`, at most its budget of tokens; fitted again as long as its own report makes it too large."""
    count = counter(project)
    every, problems = task_sources.gathered(project, settings, agent, task, count)
    total = settings.agents.budgets.get(agent_name(agent), settings.agents.token_budget)
    context = Context(total, _allocation(settings.agents.allocation), Minimum(0, 0))
    documents = [_ranked(p, n, task) for n, p in enumerate(sorted(every, key=lambda p: task_sources.rank(p.kind, task)))]
    missing = tuple(k for k in REQUIRED[task] if k not in {p.kind for p in every} | {"conventions"})  # a spec may name none
    reserved = 0
    for _ in range(PASSES):
        packing = budget.pack(documents, context, count, reserved=reserved, frame=FRAME)
        text = _text(packing, missing, agent, task, settings.language)
        if (over := count(text) - total) <= 0:
            break
        reserved += over
    text = levels.fit(text, total, count)
    full = {x.document.name for x in packing.loaded if x.level == _top(x.document)}
    lacking = tuple(d.name for d in documents if d.pinned and d.name not in full)
    return TaskContext(text, count(text), total, packing, missing, lacking, tuple(problems))


def _allocation(shares: AgentShares) -> Allocation:
    return Allocation(**{**dict.fromkeys(Allocation._fields, 0), **{PLACE[k]: v for k, v in shares._asdict().items()}})


def _ranked(source: TaskSource, n: int, task: str) -> Document:
    required = source.kind in REQUIRED[task]
    return source.document._replace(category=PLACE[task_sources.SHARE[source.kind]], priority=n, order=n, pinned=required)


def _top(document: Document) -> int:
    return max((n for n, r in enumerate(document.renditions) if r.text), default=FULL)


def _name(document: Document) -> str:
    return document.name if document.title in ("", document.name) else f"{document.name}: {document.title}"


def _text(packing: budget.Packing, missing: Sequence[str], agent: str, task: str, language: str) -> str:
    """What was taken, what was cut, what was left out, what is not there, and the documents."""
    whole = [x for x in packing.loaded if x.level == _top(x.document)]
    cut = [x for x in packing.loaded if x.level != _top(x.document)]
    return render(
        "task_context",
        language,
        agent=agent,
        task=task,
        total=packing.total,
        taken=[(x.document.name, x.tokens) for x in whole],
        cut=[(x.document.name, f"{x.tokens}/{x.document.renditions[_top(x.document)].tokens}") for x in cut],
        left=[(p.document.name, p.tokens) for p in packing.pending],
        missing=[say(language, f"load_kind_{kind}") for kind in missing],
        documents=[(_name(x.document), x.text.strip()) for x in packing.loaded],
    )
