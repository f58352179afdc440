"""Five checks of what the next agent reads: summaries, completed phases, packages and task contexts."""

import os
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from ctxhooks.agents import handoff_checks
from ctxhooks.agents.brief import TOKENS as BRIEF
from ctxhooks.agents.brief import brief
from ctxhooks.agents.task_context import TaskContext, task_context
from ctxhooks.agents.task_sources import REQUIRED
from ctxhooks.disk import digests, files
from ctxhooks.disk.project import Project
from ctxhooks.knowledge import library, summaries
from ctxhooks.knowledge.composing import missing_counts, not_held
from ctxhooks.knowledge.levels import SUMMARY_TOKENS
from ctxhooks.knowledge.library import Doc
from ctxhooks.knowledge.summaries import Summary
from ctxhooks.light.patterns import pattern
from ctxhooks.loading.messages import error_text
from ctxhooks.model.handoff import Handoff
from ctxhooks.model.phase import Phase
from ctxhooks.model.settings import Settings
from ctxhooks.phases import archiving
from ctxhooks.phases.phase_summary import TOKENS as PHASE
from ctxhooks.ports import registry
from ctxhooks.render.catalog import say
from ctxhooks.store import archive, handoffs, tags, working
from ctxhooks.tokens.counting import counter

LINK = pattern(r"\]\(<?(?!\w+:|#)([^\s)>#]+)")


class Check(NamedTuple):
    """`why` says what was looked at; the check fails where `wrong` names anything."""

    name: str
    why: str
    wrong: tuple[str, ...] = ()


class Inspected(NamedTuple):
    """What the checks look at: summaries with their documents, completed phases with theirs, packages (None for one that is not as it
    was made), and what each agent would be given for each task."""

    project: Project
    settings: Settings
    count: Callable[[str], int]
    summaries: tuple[tuple[Summary, Doc], ...] = ()
    large: tuple[str, ...] = ()
    phases: tuple[tuple[str, Phase, str], ...] = ()
    packages: tuple[tuple[str, Handoff | None], ...] = ()
    contexts: tuple[tuple[str, str, TaskContext], ...] = ()

    def say(self, key: str, **values: object) -> str:
        """A phrase of the checks, in the settings' language."""
        return say(self.settings.language, f"quality_{key}", **values)


def checks(project: Project, settings: Settings) -> list[Check]:
    """All checks, each with why it matters and what is wrong."""
    seen = look(project, settings)
    return [Check(name, why(seen), tuple(run(seen))) for name, why, run in CHECKS]


def look(project: Project, settings: Settings) -> Inspected:
    """Reads once what the checks look at: summaries, completed phases, packages, task contexts."""
    count = counter(project)
    there, large = library.listed(project, settings)
    every = [*there.values(), *(summaries.file(project, s.path) for s in registry.specs(project, settings))]
    docs = [(f, doc) for f in every if (doc := library.read(f)) and "\0" not in doc.text]
    done = [(n, p, archive.path(project, n, archive.SUMMARY)) for n, p in archiving.completed(project)]
    agents = dict.fromkeys((*settings.agents.budgets, *settings.handoff.allowed))
    return Inspected(
        project,
        settings,
        count,
        tuple((summaries.document(project, settings, f, count), doc) for f, doc in docs),
        tuple(large),
        tuple((n, p, (files.read(path) or b"").decode("utf-8", "replace")) for n, p, path in done),
        tuple(handoff_checks.every(project)),
        tuple((agent, task, task_context(project, settings, agent, task)) for agent in agents for task in REQUIRED),
    )


def essentials(seen: Inspected) -> Iterator[str]:
    """Summaries that neither hold nor count an essential; one that a person wrote has to hold them all."""
    for summary, doc in seen.summaries:
        missing = not_held(summaries.essentials(doc), summary.text)
        if missing_counts(seen.settings.language, missing) not in summary.text:
            yield seen.say("uncounted", name=summary.name)
        if summary.by_hand and any(missing):
            yield seen.say("hand_lacks", path=summary.by_hand, what="; ".join((*missing.decisions, *missing.files)))


def critical(seen: Inspected) -> Iterator[str]:
    """Documents too large to be read, archives that lack a byte or a decision, packages that were changed."""
    for name in seen.large:
        yield seen.say("large", name=name)
    for name, phase, _ in seen.phases:
        for kept in phase.documents:
            path = archive.path(seen.project, name, archive.FILES, *kept.path.split("/"))
            if archive.digest(path) != kept.sha256:
                yield seen.say("archive", phase=name, path=kept.path)
            elif doc := library.read(summaries.file(seen.project, path)):
                lost = set(summaries.essentials(doc).decisions) - set(phase.decisions)
                yield from (seen.say("phase_lacks", phase=name, what=decision) for decision in sorted(lost))
    for name, package in seen.packages:
        if package is None:
            yield seen.say("package_broken", id=name)


def links(seen: Inspected) -> Iterator[str]:
    """Links and artifacts that lead nowhere: in summaries from the project's root or from the document."""
    root = seen.project.root
    for summary, _ in seen.summaries:
        yield from _dead(seen, summary.name, summary.text, (root, os.path.join(root, os.path.dirname(summary.name))))
    for name, _, text in seen.phases:
        yield from _dead(seen, name, text, (root,))
    for name, package in seen.packages:
        for artifact in package.task.artifacts if package else ():
            is_tag = artifact.removeprefix("@").startswith(tags.PREFIX)
            path = f"{tags.FOLDER}/{tags.bare(artifact)}{tags.ENDING}" if is_tag else artifact
            if not digests.exists(os.path.join(root, *path.split("/"))):
                yield seen.say("dead", name=name, target=artifact)


def _dead(seen: Inspected, name: str, text: str, bases: tuple[str, ...]) -> Iterator[str]:
    for target in LINK.findall(text):
        if not any(digests.exists(os.path.join(base, unquote(target))) for base in bases):
            yield seen.say("dead", name=name, target=unquote(target))


def budget(seen: Inspected) -> Iterator[str]:
    """What is larger than it may be."""
    sizes = [(s.name, s.text, SUMMARY_TOKENS) for s, _ in seen.summaries]
    sizes += [(*summaries.by_hand(seen.project, doc), SUMMARY_TOKENS) for s, doc in seen.summaries if s.by_hand]
    sizes += [(f".pal/archive/{name}/{archive.SUMMARY}", text, PHASE) for name, _, text in seen.phases]
    sizes += [(seen.say("brief"), brief(seen.project, seen.settings, seen.count), BRIEF)]
    sizes += [(seen.say("task_context", agent=agent, task=task), made.text, made.total) for agent, task, made in seen.contexts]
    costs = [(name, seen.count(text), most) for name, text, most in sizes]
    costs += [(name, p.tokens, p.session.available) for name, p in seen.packages if p]
    yield from (seen.say("over", name=name, tokens=tokens, most=most) for name, tokens, most in costs if tokens > most)


def agent(seen: Inspected) -> Iterator[str]:
    """What an agent that goes on with the active port would not get, or not in full; and what packages lack."""
    if working.read(seen.project).ports:
        for who, task, made in seen.contexts:
            lacking = [*made.lacking, *(error_text(e, seen.settings.language) for e in made.problems)]
            yield from (seen.say("lacking", agent=who, task=task, what=what) for what in lacking)
            if "spec" in made.missing:
                yield seen.say("no_spec", agent=who, task=task)
    taken = handoffs.accepted(seen.project)
    for name, package in seen.packages:
        if package and name not in taken:
            yield from (
                seen.say("package_lacks", id=name, what=what) for what in handoff_checks.lacking(seen.project, seen.settings, package)
            )


CHECKS: tuple[tuple[str, Callable[[Inspected], str], Callable[[Inspected], Iterator[str]]], ...] = (
    ("essentials", lambda s: s.say("essentials_of", n=sum(x.needed for x, _ in s.summaries), documents=len(s.summaries)), essentials),
    ("critical", lambda s: s.say("critical_of", phases=len(s.phases), packages=len(s.packages)), critical),
    ("links", lambda s: s.say("links_of", n=sum(len(LINK.findall(x.text)) for x, _ in s.summaries)), links),
    ("budget", lambda s: s.say("budget_of", n=len(s.summaries) + len(s.phases), contexts=len(s.contexts)), budget),
    ("agent", lambda s: s.say("agent_of", ports=len(working.read(s.project).ports), packages=len(s.packages)), agent),
)
