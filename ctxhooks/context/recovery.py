"""The texts around a compaction: what the summary should keep, what Claude is given back, what was lost all the same."""

import re
from collections.abc import Callable, Sequence

from ctxhooks.context.pack import pack
from ctxhooks.context.texts import catalog, render, say
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.facts import KINDS, Fact
from ctxhooks.model.replies import CAP, units
from ctxhooks.tokens.estimate import estimate

COMMAND = re.compile(r"/[\w:-]*(?:\s|$)")  # `/compact` asks for nothing
STEER = 2000  # UTF-16 units
STEERED = frozenset({"task", "failing", "constraint", "commit", "refusal", "answer", "plan"})
TOLD = tuple(k for k in KINDS if k != "task")


def _fitted(facts: Sequence[Fact], text: Callable[[list[Fact]], str], most_units: int, most_tokens: int) -> str:
    """The text over as many facts as fit; empty where there are none."""

    def fits(chosen: list[Fact]) -> bool:
        said = text(chosen)
        return units(said) <= most_units and estimate(said) <= most_tokens

    chosen = pack(facts, fits)
    return text(chosen) if chosen else ""


def _lists(facts: Sequence[Fact], kinds: Sequence[str], language: str) -> list[tuple[str, list[str]]]:
    """Heading and lines for each kind that has facts."""
    t = catalog(language)
    return [(t["kind_" + kind], [line(f, t) for f in mine]) for kind in kinds if (mine := _in_order(facts, kind))]


def _joined(head: Sequence[str], lists: Sequence[tuple[str, list[str]]]) -> str:
    """Plain, so that a hook which says no more than this does without the template engine, half of what it would cost."""
    told = [line for heading, lines in lists for line in ("", f"## {heading}", *(f"- {item}" for item in lines))]
    return "\n".join([*filter(None, head), *told]).strip() + "\n"


def _in_order(facts: Sequence[Fact], kind: str) -> list[Fact]:
    """The oldest first, as they happened; tasks as they are to be done."""
    mine = [f for f in facts if f.kind == kind]
    if kind != "task":
        mine.reverse()
        mine.sort(key=lambda f: f.evidence.line)
    return mine


def line(fact: Fact, t: dict[str, str]) -> str:
    if fact.kind == "task":
        return f"[{t[fact.detail]}] {fact.text}" if fact.detail == "in_progress" else fact.text
    shape = {"failing": "`{0}` → {1}", "answer": "{1} → “{0}”", "request": "“{0}” {1}", "constraint": "“{0}” {1}", "commit": "{0} {1}"}
    if fact.kind == "file" and fact.detail:
        action, _, change = fact.detail.partition(" ")
        return f"{fact.text} — {t.get('file_' + action, action)} {change}"
    if not fact.detail:
        return shape[fact.kind].format(fact.text, "").strip(" →") if fact.kind in shape else fact.text
    return shape.get(fact.kind, "{0} — {1}").format(fact.text, fact.detail)


def prompt(checkpoint: Checkpoint, facts: Sequence[Fact], language: str, tokens: int, limit: int = CAP) -> str:
    """The recovery prompt: at most `limit` UTF-16 units and `tokens` tokens. Tasks come first, so that its beginning stands alone."""
    facts = facts or (Fact("none"),)

    def text(chosen: list[Fact]) -> str:
        tasks = [line(f, catalog(language)) for f in chosen if f.kind == "task"]
        newest = [f for f in chosen if f.kind == "request" and not COMMAND.match(f.text)][:1]
        lists = _lists([f for f in chosen if f not in newest], TOLD, language)
        return render("recovery", language, c=checkpoint, tasks=tasks, newest=[f.text for f in newest], lists=lists and _joined((), lists))

    return _fitted(facts, text, limit, tokens)


def briefing(checkpoint: Checkpoint, facts: Sequence[Fact], language: str, tokens: int) -> str:
    """Where things stand, for a conversation that starts."""

    intro = say(language, "briefing_intro", session=checkpoint.session_id[:8], time=checkpoint.created_at)
    branch = checkpoint.git.branch and f"{say(language, 'branch')}: {checkpoint.git.branch}"
    head = f"# {say(language, 'briefing_title')}", intro, branch

    def text(chosen: list[Fact]) -> str:
        return _joined(head, _lists(chosen, KINDS, language))

    return _fitted(facts, text, CAP, tokens)


def steer(facts: Sequence[Fact], language: str) -> str:
    """What the summary should keep word for word, for PreCompact."""

    def text(chosen: list[Fact]) -> str:
        return _joined((say(language, "steer_intro"),), _lists(chosen, KINDS, language))

    return _fitted([f for f in facts if f.kind in STEERED], text, STEER, STEER)


def recovered(checkpoint: Checkpoint, facts: Sequence[Fact], language: str, tokens: int) -> str:
    """The rule with what neither the summary nor anything else in context holds; empty where there is nothing."""

    intro = say(language, "recovered_intro", session=checkpoint.session_id[:8])
    head = f"# {say(language, 'recovered_title')}", intro

    def text(chosen: list[Fact]) -> str:
        return _joined(head, _lists(chosen, KINDS, language))

    return _fitted(facts, text, CAP, tokens)
