"""Puts what the active ports need into Claude's context, inside the budget: gathered, packed, written as rules, noted."""

import os
from collections.abc import Callable
from zlib import crc32

from ctxhooks.disk.project import RULES, Project
from ctxhooks.light.typing import NamedTuple
from ctxhooks.loading import budget, rules, sources
from ctxhooks.loading.rules import RuleChanges
from ctxhooks.model.document import Document, Rendition
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.loaded import Loaded, LoadedItem
from ctxhooks.model.port import Working
from ctxhooks.model.settings import Settings
from ctxhooks.store import loaded, working
from ctxhooks.tokens import counting

FRAME = 35  # tokens of what the client says ahead of each rule, beside its path
PASSES = 3  # the section lists what is loaded, and takes room itself
OWN = ("recent_changes", "session_info")  # what the section holds


class Synced(NamedTuple):
    """What stands in context now, what became of the rules, what could not be found or read, and whether CLAUDE.md's section was
    written anew: None where a person has edited it, and it was kept."""

    loaded: Loaded = Loaded()
    rules: RuleChanges = RuleChanges()
    problems: tuple[CtxhooksError, ...] = ()
    section: bool | None = False


def sync(
    project: Project, settings: Settings, own: Callable[[Loaded], tuple[str, str]], *, reserved: int | None = None, force: bool = False
) -> Synced:
    """Brings the rules in line with what is active; the caller holds the lock `ports`.

    `own` gives the texts that CLAUDE.md's section takes of the budget when this is loaded, changes and all else; `reserved` are tokens
    for what a compaction gives back, by default as many as the last time.
    """
    now = working.read(project)
    if now == Working():
        done = rules.reconcile(project, {}, force=force)
        nothing = Loaded(total=settings.context.token_budget)
        loaded.write(project, nothing)
        return Synced(nothing, done)
    count = counting.counter(project)
    found = sources.gather(project, settings, now, count)
    held = loaded.read(project).reserved if reserved is None else reserved
    frame = count(os.path.join(project.root, RULES)) + FRAME
    result, texts, section = Loaded(total=settings.context.token_budget, reserved=held), dict[str, str](), list[Document]()
    for _ in range(PASSES):
        packing = budget.pack([*(s.document for s in found.found), *section], settings.context, count, reserved=held, frame=frame)
        result, texts = _placed(packing, found.found)
        before, section = section, _section(own(result), count)
        if sum(d.renditions[0].tokens for d in section) <= sum(d.renditions[0].tokens for d in before):
            break
    done = rules.reconcile(project, texts, force=force)
    loaded.write(project, result)
    return Synced(result, done, found.problems)


def _section(texts: tuple[str, str], count: Callable[[str], int]) -> list[Document]:
    return [Document(c, c, renditions=(Rendition(text, count(text)),), pinned=True) for c, text in zip(OWN, texts, strict=True) if text]


def _placed(packing: budget.Packing, found: tuple[sources.RuleSource, ...]) -> tuple[Loaded, dict[str, str]]:
    """What is noted of it, and the texts of the rules."""
    rule_of = {(s.document.category, s.document.name): s.rule for s in found}
    taken = [(rule_of[x.document.category, x.document.name], x) for x in packing.loaded if x.document.category not in OWN]
    items = [_item(x.document, rule, x.level, x.tokens, x.text) for rule, x in taken]
    items += [_item(x.document, "", 0, x.tokens, "") for x in packing.pending if x.document.category not in OWN]
    used = sum(i.tokens for i in items if i.rule)
    return Loaded(tuple(items), packing.total, used, packing.reserved), {rule: x.text for rule, x in taken}


def _item(document: Document, rule: str, level: int, tokens: int, text: str) -> LoadedItem:
    digest = f"{crc32(text.encode('utf-8', 'replace')):08x}"
    return LoadedItem(document.category, document.name, document.title, rule, level, tokens, digest)
