"""The documents that active ports ask for, each with the name of the rule that would hold it."""

import os
from collections.abc import Callable, Iterator
from functools import partial

from ctxhooks.disk import digests
from ctxhooks.disk.project import Project
from ctxhooks.knowledge import conventions, levels, library, related_documents
from ctxhooks.light.typing import NamedTuple
from ctxhooks.model.document import Document
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.port import Port, Working
from ctxhooks.model.settings import Settings
from ctxhooks.ports import registry
from ctxhooks.render import port_text
from ctxhooks.render.catalog import catalog
from ctxhooks.trust import sinks

NEAREST = 3
PRIORITIES = ("critical", "urgent", "긴급", "критический", "high", "높음", "высокий", "medium", "normal", "보통", "중간", "средний")


class RuleSource(NamedTuple):
    """`rule` is the name of its file under the rules."""

    rule: str
    document: Document


class Sources(NamedTuple):
    """`problems` are what was asked for and is not there, or cannot be read."""

    found: tuple[RuleSource, ...] = ()
    problems: tuple[CtxhooksError, ...] = ()


def gather(project: Project, settings: Settings, now: Working, count: Callable[[str], int]) -> Sources:
    """The documents of what is active and pinned (`now`), in the order in which they were found; `count` gives a text's tokens."""
    gatherer = _Gatherer(project, settings, now, count)
    problems: list[CtxhooksError] = []
    found: list[RuleSource] = []
    for part in (gatherer.specs, gatherer.conventions, gatherer.dependencies, gatherer.related):
        for source in part():
            if isinstance(source, CtxhooksError):
                problems.append(source)
            else:
                found.append(RuleSource(source.rule, source.document._replace(order=len(found))))
    return Sources(tuple(found), tuple(problems))


class _Gatherer:
    def __init__(self, project: Project, settings: Settings, now: Working, count: Callable[[str], int]) -> None:
        self.project, self.settings, self.now, self.count = project, settings, now, count
        self.t = catalog(settings.language)
        self.active: list[Port] = []
        self.broken: list[CtxhooksError] = []
        for a in now.ports:
            try:
                self.active.append(registry.find(project, settings, a.id))
            except CtxhooksError as e:
                self.broken.append(e)

    def specs(self) -> Iterator[RuleSource | CtxhooksError]:
        """The spec of each active port. Yields an error, as all of these do, for what is missing or cannot be read."""
        yield from self.broken
        for port in self.active:
            spec = os.path.relpath(port.path, self.project.root).replace(os.sep, "/")
            text, brief = port_text.whole(port, spec, self.settings.language), port_text.brief(port, self.settings.language)
            bare = Document("port_spec", port.id, port.title, priority=_priority(port), time=digests.changed(port.path))
            yield self._source(f"{port.id}.md", bare, text, brief)

    def conventions(self) -> Iterator[RuleSource | CtxhooksError]:
        """Each convention that an active port names, once."""
        for n, name in enumerate(dict.fromkeys(name for port in self.active for name in port.conventions)):
            try:
                c = conventions.find(self.project, self.settings, registry.plain_name(name))
            except CtxhooksError as e:
                yield e
                continue
            bare = Document("conventions", name, c.name, priority=n, time=digests.changed(c.path))
            text, brief = conventions.rendered(c, self.settings.language), conventions.brief(c, self.settings.language)
            yield self._source(f"conv-{name}.md", bare, text, brief)

    def dependencies(self) -> Iterator[RuleSource | CtxhooksError]:
        """One document with a summary of each dependency; what is active itself stands in full elsewhere."""
        here = {port.id for port in self.active}
        names = [d for d in dict.fromkeys(d for port in self.active for d in port.depends_on) if d not in here]
        found = []
        for name in names:
            try:
                found.append(registry.find(self.project, self.settings, name))
            except CtxhooksError as e:
                found.append(Port(name, status="missing"))
                yield e
        if found:
            briefs = [port_text.brief(p, self.settings.language) for p in found]
            summed = [(p, levels.fit(brief, levels.SUMMARY_TOKENS, self.count)) for p, brief in zip(found, briefs, strict=True)]
            whole, short = (port_text.dependencies(b, self.settings.language) for b in (summed, [(p, "") for p in found]))
            yield self._source("dependencies.md", Document("related_docs", "dependencies", self.t["dependencies"]), whole, short)

    def related(self) -> Iterator[RuleSource | CtxhooksError]:
        """The documents nearest to the active ports, and after them those that were asked for by name."""
        docs: list[library.Doc] = []
        tags = tuple(dict.fromkeys(tag for port in self.active for tag in port.tags))
        about = "\n".join(f"{port.title}\n{port.goal}" for port in self.active)
        own = {os.path.relpath(port.path, self.project.root).replace(os.sep, "/") for port in self.active}
        wanted: list[Callable[[], list[library.Doc]]] = []
        if self.active:
            wanted.append(partial(related_documents.nearest, self.project, self.settings, tags, about, own, NEAREST))
        wanted += [partial(self._named, name) for name in self.now.pinned if not self._is_rule(name)]
        for find in wanted:
            try:
                docs += [d for d in find() if d.name not in {known.name for known in docs}]
            except CtxhooksError as e:
                yield e
        for n, d in enumerate(docs, 1):
            yield self._source(f"related-{n}.md", Document("related_docs", d.name, d.title, priority=n, time=d.time), d.text, d.summary)

    def _named(self, name: str) -> list[library.Doc]:
        return [library.find(self.project, self.settings, name)]

    def _is_rule(self, name: str) -> bool:
        """Whether a pinned name is that of something gathered above."""
        asked = {name for port in self.active for name in (port.id, *port.conventions)}
        return name in asked or name == "dependencies"

    def _source(self, rule: str, bare: Document, text: str, summary: str) -> RuleSource:
        """The source with its four renditions, counted as they will be written."""
        written = sinks.without_imports
        made = levels.renditions(bare.title, written(text), written(summary), self.count, self.settings.language)
        return RuleSource(rule, bare._replace(renditions=made, pinned=bare.name in self.now.pinned))


def _priority(port: Port) -> int:
    given = port.priority.casefold()
    return PRIORITIES.index(given) if given in PRIORITIES else len(PRIORITIES) + (given != "")
