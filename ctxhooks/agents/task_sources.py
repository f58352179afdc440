"""What an agent can be given of the project for a kind of task, each source at up to four levels of detail."""

import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ctxhooks.agents.brief import brief
from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.knowledge import levels, summaries
from ctxhooks.loading import sources
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.document import FULL, LINE, PARAGRAPH, Document
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.port import Working
from ctxhooks.model.settings import Settings, agent_name
from ctxhooks.phases import archiving
from ctxhooks.ports import registry
from ctxhooks.render.catalog import catalog
from ctxhooks.render.templates import render
from ctxhooks.store import archive, checkpoints, working

# Which share of the budget each kind takes, in the order in which those are given that a task does not require.
SHARE = {
    "spec": "current_task",
    "conventions": "shared",
    "dependencies": "summaries",
    "changes": "current_task",
    "brief": "shared",
    "documents": "summaries",
    "history": "history",
    "phases": "summaries",
}
REQUIRED = {
    "development": ("spec", "conventions"),
    "review": ("spec", "conventions", "changes"),
    "documentation": ("spec", "documents", "brief"),
}
HISTORY = ("task", "failing", "constraint", "decision", "request", "answer")
PHASES = 3  # of the completed ones, the newest

Count = Callable[[str], int]


class TaskSource(NamedTuple):
    kind: str
    document: Document


def rank(kind: str, task: str) -> int:
    """The place of a kind of source in the order; what the task requires comes first."""
    return REQUIRED[task].index(kind) if kind in REQUIRED[task] else len(SHARE) + list(SHARE).index(kind)


def gathered(
    project: Project, settings: Settings, agent: str, task: str, count: Count
) -> tuple[list[TaskSource], tuple[CtxhooksError, ...]]:
    """Everything that the agent can be given for the task, and what could not be found or read."""
    found = sources.gather(project, settings, _current(project, settings, agent), count)
    kinds = {"port_spec": "spec", "conventions": "conventions"}
    full = "documents" in REQUIRED[task]
    documents = []
    for _, d in found.found:
        kind = kinds.get(d.category) or ("dependencies" if d.name == "dependencies" else "documents")
        documents.append(TaskSource(kind, _summed(project, settings, d, count, full=full) if kind == "documents" else d))
    return [*documents, *_own(project, settings, count)], found.problems


def _current(project: Project, settings: Settings, agent: str) -> Working:
    """The agent's own port, where a spec names the agent; else the one that was started last."""
    active = registry.active(project, settings)
    mine = [a for a, port in active if port.agent and agent_name(port.agent) == agent_name(agent)] or [a for a, _ in active]
    return Working(tuple(mine[-1:]), working.read(project).pinned)


def _summed(project: Project, settings: Settings, document: Document, count: Count, *, full: bool) -> Document:
    """A related document as its summary; whole only where it is asked for, or is no longer than that."""
    file = summaries.file(project, os.path.join(project.root, *document.name.split("/")))
    summary = summaries.document(project, settings, file, count)
    made = document.renditions
    whole = made[FULL].text if full or summary.full <= summary.tokens else ""
    return document._replace(renditions=levels.cheaper((made[LINE].text, made[PARAGRAPH].text, summary.text, whole), count))


def _own(project: Project, settings: Settings, count: Count) -> Iterator[TaskSource]:
    t = catalog(settings.language)
    yield _source("brief", t["load_kind_brief"], brief(project, settings, count), count)
    for name, _ in list(archiving.completed(project))[:PHASES]:
        text = files.read(archive.path(project, name, archive.SUMMARY)) or b""
        yield _source("phases", t["summary_phase"].format(name=name), text.decode("utf-8", "replace").partition("\n")[2].strip(), count)
    if newest := checkpoints.newest(project):
        yield _source("changes", t["load_kind_changes"], _changes(newest, settings.language), count)
        yield _source("history", t["load_kind_history"], _history(newest, settings.language), count)


def _source(kind: str, name: str, text: str, count: Count) -> TaskSource:
    short = (levels.fit(text, n, count) for n in (levels.LINE_TOKENS, levels.PARAGRAPH_TOKENS, levels.SUMMARY_TOKENS))
    return TaskSource(kind, Document(name=name, renditions=levels.cheaper((*short, text), count)))


def _changes(checkpoint: Checkpoint, language: str) -> str:
    t = catalog(language)
    of = {"created": t["file_created"], "updated": t["file_updated"]}
    rows = [c._replace(action=of.get(c.action, c.action)) for c in checkpoint.recent_changes]
    return render("changes", language, changes=rows).rstrip("\n")


def _history(checkpoint: Checkpoint, language: str) -> str:
    texts_by_kind = {kind: [f.text for f in checkpoint.facts if f.kind == kind] for kind in HISTORY}
    return render("history", language, groups=[(kind, texts) for kind, texts in texts_by_kind.items() if texts]).rstrip("\n")
