"""The texts around a compaction: what the summary should keep, what Claude is given back, what was lost all the same."""

import re
from collections.abc import Callable, Sequence

from ctxhooks.model.checkpoint import ActivePort, Checkpoint, Git
from ctxhooks.model.facts import KINDS, Fact
from ctxhooks.model.replies import CAP, units
from ctxhooks.render.catalog import catalog, joined
from ctxhooks.render.fitting import pack
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


def _lists(facts: Sequence[Fact], kinds: Sequence[str], t: dict[str, str]) -> list[list[str]]:
    """Heading and lines for each kind that has facts."""
    return [[f"## {t['kind_' + kind]}", *(f"- {line(f, t)}" for f in mine)] for kind in kinds if (mine := _in_order(facts, kind))]


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
    facts, t = facts or (Fact("none"),), catalog(language)

    def text(chosen: list[Fact]) -> str:
        tasks = [line(f, t) for f in chosen if f.kind == "task"]
        newest = [f for f in chosen if f.kind == "request" and not COMMAND.match(f.text)][:1]
        lists = _lists([f for f in chosen if f not in newest], TOLD, t)
        head = [f"# {t['recovery_title']}", t["recovery_intro"].format(time=checkpoint.created_at)]
        nothing = [] if tasks or newest or lists else [t["recovery_none"]]
        now = [*(f"{t['newest']}: “{f.text}”" for f in newest), *_branch(checkpoint.git, t)]
        return joined(head + nothing, _port(checkpoint.active_port, t), _tasks(checkpoint, tasks, t), now, *lists)

    return _fitted(facts, text, limit, tokens)


def _port(port: ActivePort, t: dict[str, str]) -> list[str]:
    title = f" ({port.title})" if port.title else ""
    task = f"; {t['next']}: {port.current_task}" if port.current_task else ""
    return [f"{t['port']}: {port.id}{title}, {port.progress}%{task}"] if port.id else []


def _tasks(checkpoint: Checkpoint, tasks: list[str], t: dict[str, str]) -> list[str]:
    done = t["progress"].format(done=checkpoint.completed_tasks, all=checkpoint.completed_tasks + len(checkpoint.pending_tasks))
    marks = [t["current"] + ": ", t["next"] + ": ", *["- "] * len(tasks)]
    return [f"## {t['kind_task']} ({done})", *(mark + task for mark, task in zip(marks, tasks, strict=False))] if tasks else []


def _branch(git: Git, t: dict[str, str]) -> list[str]:
    head = f" @ {git.head}" if git.head else ""
    dirty = f", {t['dirty'].format(n=git.dirty)}" if git.dirty else ""
    return [f"{t['branch']}: {git.branch}{head}{dirty}"] if git.branch else []


def briefing(checkpoint: Checkpoint, facts: Sequence[Fact], language: str, tokens: int) -> str:
    """Where things stand, for a conversation that starts."""
    t = catalog(language)
    intro = t["briefing_intro"].format(session=checkpoint.session_id[:8], time=checkpoint.created_at)
    head = [f"# {t['briefing_title']}", intro, *_branch(Git(checkpoint.git.branch), t)]
    return _fitted(facts, lambda chosen: joined(head, *_lists(chosen, KINDS, t)), CAP, tokens)


def steer(facts: Sequence[Fact], language: str) -> str:
    """What the summary should keep word for word, for PreCompact."""
    t = catalog(language)
    kept = [f for f in facts if f.kind in STEERED]
    return _fitted(kept, lambda chosen: joined([t["steer_intro"]], *_lists(chosen, KINDS, t)), STEER, STEER)


def recovered(checkpoint: Checkpoint, facts: Sequence[Fact], language: str, tokens: int) -> str:
    """The rule with what neither the summary nor anything else in context holds; empty where there is nothing."""
    t = catalog(language)
    head = [f"# {t['recovered_title']}", t["recovered_intro"].format(session=checkpoint.session_id[:8])]
    return _fitted(facts, lambda chosen: joined(head, *_lists(chosen, KINDS, t)), CAP, tokens)
