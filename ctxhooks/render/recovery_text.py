"""The texts around a compaction: what the summary should keep, what Claude is given back, what was lost all the same."""

from collections.abc import Callable, Sequence

from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.facts import KINDS, Fact
from ctxhooks.model.replies import CAP, units
from ctxhooks.render.catalog import catalog
from ctxhooks.render.fitting import pack
from ctxhooks.render.retention import holds, plainly
from ctxhooks.render.templates import render, set_aside
from ctxhooks.tokens.estimate import estimate

STEER = 2000  # UTF-16 units
STEERED = frozenset({"task", "failing", "constraint", "commit", "refusal", "answer", "plan"})
AND = " && "
LONG_SETUP = 30  # characters
LISTED = tuple(k for k in KINDS if k != "task")


def _without_repeated(facts: list[Fact]) -> list[Fact]:
    """Without the constraints and decisions that stand, whole, in a request among these facts that has a line of its own."""
    requests = plainly(" ".join(f.text for f in facts if f.kind == "request" and not f.earlier))
    return [f for f in facts if f.kind not in {"constraint", "decision"} or not holds(requests, f._replace(key=f.text))]


def _fitted(facts: Sequence[Fact], text: Callable[[list[Fact]], str], most_units: int, most_tokens: int) -> str:
    """The text over as many facts as fit; empty where there are none."""

    def fits(chosen: list[Fact]) -> bool:
        filled = text(_without_repeated(chosen))
        return units(filled) <= most_units and estimate(filled) <= most_tokens

    chosen = pack(facts, fits)
    if facts and not chosen and set_aside(f"without any fact the text is over {most_units} UTF-16 units or {most_tokens} tokens"):
        return _fitted(facts, text, most_units, most_tokens)
    return text(_without_repeated(chosen)) if chosen else ""


def _groups(facts: Sequence[Fact], kinds: Sequence[str], language: str) -> list[tuple[str, list[Fact]]]:
    """Each kind that has facts, with them."""
    return [(kind, [worded(f, language) for f in mine]) for kind in kinds if (mine := _set_up_once(_in_order(facts, kind), language))]


def _set_up_once(facts: list[Fact], language: str) -> list[Fact]:
    """Commands that begin with the same long setup, on one line behind it: where the first of them stood."""
    setups = [f.text.rpartition(AND)[0] if f.kind == "command" else "" for f in facts]
    out: list[Fact] = []
    for setup, fact in zip(setups, facts, strict=True):
        mine = [f for other, f in zip(setups, facts, strict=True) if other == setup]
        if len(setup) < LONG_SETUP or len(mine) == 1:
            out.append(fact)
        elif fact is mine[0]:
            others = "`, `".join(f.text.removeprefix(setup + AND) for f in mine[1:])
            out.append(fact._replace(text=f"{fact.text}`, {catalog(language)['same_setup']} `{others}"))
    return out


def _in_order(facts: Sequence[Fact], kind: str) -> list[Fact]:
    """The oldest first, as they happened; tasks as they are to be done."""
    mine = [f for f in facts if f.kind == kind]
    if kind != "task":
        mine.reverse()
        mine.sort(key=lambda f: f.evidence.line)
    return mine


def worded(fact: Fact, language: str) -> Fact:
    """An edited file's action in the user's language, where it is more than an edit."""
    if fact.kind != "file" or not fact.detail:
        return fact
    action, _, change = fact.detail.partition(" ")
    if action == "updated":
        return fact._replace(detail=change.removeprefix("(").removesuffix(")"))
    return fact._replace(detail=f"{catalog(language).get('file_' + action, action)} {change}".rstrip())


def line(fact: Fact, language: str) -> str:
    """A fact in one line, the same in every text."""
    return render("fact", language, fact=worded(fact, language))


def prompt(checkpoint: Checkpoint, facts: Sequence[Fact], language: str, tokens: int, limit: int = CAP) -> str:
    """The recovery prompt: at most `limit` UTF-16 units and `tokens` tokens. Tasks come first, so that its beginning stands alone."""

    def text(chosen: list[Fact]) -> str:
        tasks = [f for f in chosen if f.kind == "task"]
        newest = [f for f in chosen if f.kind == "request"][:1]
        groups = _groups([f for f in chosen if f not in newest], LISTED, language)
        port = checkpoint.active_port
        return render("recovery", language, checkpoint=checkpoint, port=port, tasks=tasks, newest=newest, groups=groups)

    return _fitted(facts or (Fact("none"),), text, limit, tokens)


def briefing(checkpoint: Checkpoint, facts: Sequence[Fact], language: str, tokens: int) -> str:
    """Where things stand, for a conversation that starts."""
    return _listed("briefing", checkpoint, facts, language, (CAP, tokens))


def steer(facts: Sequence[Fact], language: str) -> str:
    """What the summary should keep word for word, for PreCompact."""
    return _listed("steer", Checkpoint(), [f for f in facts if f.kind in STEERED], language, (STEER, STEER))


def recovered(checkpoint: Checkpoint, facts: Sequence[Fact], language: str, tokens: int) -> str:
    """The rule with what neither the summary nor anything else in context holds; empty where there is nothing."""
    return _listed("recovered", checkpoint, facts, language, (CAP, tokens))


def _listed(name: str, checkpoint: Checkpoint, facts: Sequence[Fact], language: str, limits: tuple[int, int]) -> str:
    """A text that is a list of facts, at most so many UTF-16 units and tokens; it names the session by the beginning of its id."""
    short = checkpoint._replace(session_id=checkpoint.session_id[:8])
    return _fitted(facts, lambda chosen: render(name, language, checkpoint=short, groups=_groups(chosen, KINDS, language)), *limits)
