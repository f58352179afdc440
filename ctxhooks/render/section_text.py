"""What the section in CLAUDE.md says."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxhooks.disk.project import RULES
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.facts import Fact
from ctxhooks.model.loaded import Item, Loaded
from ctxhooks.model.port import Port
from ctxhooks.model.settings import Settings
from ctxhooks.render import recovery_text
from ctxhooks.render.catalog import ago, catalog, joined, say
from ctxhooks.store.checkpoints import seconds
from ctxhooks.trust import imports

JUST_NOW = 600  # seconds in which a change is a recent one
BAR = 10  # characters


class View(NamedTuple):
    """All that the section tells of; `now` is in seconds since 1970."""

    checkpoint: Checkpoint
    ports: tuple[Port, ...]
    loaded: Loaded
    now: float


def text(v: View, settings: Settings, facts: tuple[Fact, ...], amount: tuple[int, int, int]) -> str:
    """Of what is pending, of changes and of tasks at most so many; empty where there is nothing to tell."""
    pending, changes, tasks = amount
    c, language = v.checkpoint, settings.language
    open_tasks = [f.text for f in facts if f.kind == "task"]
    recent = [f for f in facts if f.kind == "file" and not os.path.isabs(f.text) and 0 <= v.now - seconds(f.time) <= JUST_NOW]
    rules = [i for i in v.loaded.documents if i.rule]
    waiting = [i for i in v.loaded.documents if not i.rule]
    if not (open_tasks or recent or v.ports or rules):
        return ""
    t = catalog(language)
    more = [t["section_more"].format(n=len(open_tasks) - tasks)] if len(open_tasks) > tasks else []
    changed = [f"{recovery_text.line(f, language)}, {ago(language, v.now - seconds(f.time))}" for f in recent[:changes]]
    now = [*_session(v, language), *(_port(p, t) for p in v.ports), *_tasks(c, open_tasks, tasks, t), *more]
    worth = next((i.name for i in waiting + rules if i.category == "related_docs" and i.name != "dependencies"), "")
    paths = [_imported(settings, i) for i in rules]
    loaded = [*(f"{_named(i, t)}, {i.tokens}: @{path}" for i, path in zip(rules, paths, strict=True)), *_pending(waiting, pending, t)]
    cost = t["section_loaded"].format(used=v.loaded.used, total=v.loaded.total)
    said = joined(
        _list(f"## {t['section_title']}", now),
        _list(f"### {cost}", loaded) if rules or waiting[:pending] else [],
        _list(f"### {t['section_changes']}", changed) if changed else [],
        _list(f"### {t['section_guide']}", _guide(v.ports, worth, t)),
    )
    return imports.defused(said, paths)


def _list(heading: str, items: Iterable[str]) -> list[str]:
    return [heading, *(f"- {item}" for item in items)]


def _session(v: View, language: str) -> list[str]:
    id_, began = v.checkpoint.session_id[:8], v.checkpoint.began
    since = ", " + say(language, "section_since", age=ago(language, v.now - seconds(began))) if began else ""
    return [say(language, "section_session", session=id_) + since] if id_ else []


def _port(port: Port, t: dict[str, str]) -> str:
    full = port.progress * BAR // 100
    bar = f" [{'█' * full}{'░' * (BAR - full)}] {port.done}/{len(port.tasks)}" if port.tasks else ""
    return f"{t['port']} {port.id}{f': {port.title}' if port.title else ''}{bar}"


def _tasks(c: Checkpoint, texts: list[str], most: int, t: dict[str, str]) -> Iterator[str]:
    done = t["progress"].format(done=c.completed_tasks, all=c.completed_tasks + len(texts))
    for n, task in enumerate(texts[:most]):
        yield f"{t['open']}: {task}" if n else f"{t['current']}: {task} ({done})"


def _named(item: Item, t: dict[str, str]) -> str:
    return f"{t['category_' + item.category]} {item.name}"


def _pending(waiting: Sequence[Item], most: int, t: dict[str, str]) -> Iterator[str]:
    for i in waiting[:most]:
        yield t["section_pending"].format(kind=t["category_" + i.category], name=i.name, tokens=i.tokens)
    if len(waiting) > most:
        yield t["section_more_pending"].format(n=len(waiting) - most)


def _guide(active: Sequence[Port], worth: str, t: dict[str, str]) -> Iterator[str]:
    for port in active:
        if task := next((task.text for task in port.tasks if not task.done), ""):
            yield t["section_next"].format(port=port.id, task=task)
    if worth:
        yield t["section_worth"].format(name=worth)
    yield f"`pal context status`: {t['guide_status']}"
    if active:
        yield f"`pal port task {active[0].id} N --done`: {t['command_task']}"
        yield f"`pal port end {active[0].id}`: {t['command_end']}"


def _imported(settings: Settings, item: Item) -> str:
    """The rule's path as CLAUDE.md imports it: the oldest clients read no rules by themselves, newer ones read each file only once."""
    return os.path.relpath(f"{RULES}/{item.rule}", os.path.dirname(settings.target) or ".").replace(os.sep, "/")
