"""What became of each fact of a checkpoint, and where a summary holds one."""

from collections.abc import Iterable

from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.facts import Fact
from ctxhooks.render import recovery_text
from ctxhooks.render.retention import MARKS, plainly, position
from ctxhooks.tokens.estimate import estimate
from ctxhooks.trust.redact import redact
from ctxhooks.view.session_models import GIVEN_BACK, KeptFact, Passage


def kept_by(checkpoint: Checkpoint) -> list[str]:
    """One of `session_models.OUTCOMES` for each fact: the channel that delivered it, `open` while the compaction is not over."""
    recovery = checkpoint.recovery
    if not recovery.score:
        return ["open"] * len(checkpoint.facts)
    lost = set(recovery.lost)
    found = []
    for f in checkpoint.facts:
        channel = recovery.delivered.get(f.id, "lost" if f"{f.kind}: {f.text}" in lost else "summary")
        found.append(channel if channel in (*GIVEN_BACK, "lost", "summary") else "open")
    return found


def kept_facts(checkpoint: Checkpoint, language: str, activity: str = "") -> tuple[KeptFact, ...]:
    """In the checkpoint's order, the most important first; `activity` is what Claude said and did after the compaction.

    A fact is used again where Claude names it: of a failing command the command, of an answer the answer.
    """
    later = plainly(activity)

    def seen(fact: Fact, outcome: str) -> KeptFact:
        worded = redact(recovery_text.line(fact, language))
        again = outcome in GIVEN_BACK and bool(later) and position(plainly(fact.key.partition("\n")[0]), later) >= 0
        return KeptFact(fact.kind, worded, outcome, estimate(worded), fact.evidence.line, again)

    return tuple(map(seen, checkpoint.facts, kept_by(checkpoint)))


def passages(summary: str, facts: Iterable[Fact]) -> tuple[Passage, ...]:
    """The summary in parts: those that hold a line of a fact's key, and what stands between them."""
    body, origin = _plain(summary)
    spans = []
    for line in {plainly(line) for f in facts for line in f.key.split("\n")}:
        at = position(line, body)
        if at >= 0:
            spans.append((origin[at], origin[at + len(line) - 1] + 1))
    parts, done = [], 0
    for start, end in _merged(spans):
        parts += [Passage(summary[done:start]), Passage(summary[start:end], fact=True)]
        done = end
    return tuple(p for p in (*parts, Passage(summary[done:])) if p.text)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as `plainly` gives it, and for each of its characters where it stands in the text."""
    body: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(MARKS.sub(" ", text)):
        blank = char.isspace()
        if blank and (not body or body[-1] == " "):
            continue
        for c in " " if blank else char.casefold():
            body.append(c)
            origin.append(at)
    return "".join(body), origin


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
