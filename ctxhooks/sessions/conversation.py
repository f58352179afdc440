"""Summarises a conversation in a share of its length: keeps decisions, code changes and open issues, the newest best."""

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter

from ctxhooks.knowledge.levels import fit
from ctxhooks.light.typing import NamedTuple
from ctxhooks.render import recovery_text
from ctxhooks.render.catalog import catalog
from ctxhooks.render.templates import render
from ctxhooks.transcript import distill, reader, rewind
from ctxhooks.transcript.fold import Fold
from ctxhooks.transcript.records import blocks, string, typed
from ctxhooks.trust.redact import redact

SHARE = 0.3
NEWEST, OLDER = 120, 40  # tokens of a message
MESSAGES = 400  # that are looked at
RECENT = 6  # messages that count among the newest
KEPT = ("decision", "constraint", "failing", "task", "file", "commit", "answer", "plan")

Count = Callable[[str], int]


class ConversationSummary(NamedTuple):
    """`tokens` of `original` ones."""

    text: str
    tokens: int
    original: int


def summarise(path: str, root: str, language: str, count: Count, share: float = SHARE, most: int = 1 << 30) -> ConversationSummary:  # noqa: PLR0913, PLR0917
    """A summary by extraction: at most `share` of the messages' tokens, and at most `most`; empty if nothing fits."""
    fold, every = Fold(), list[tuple[int, str]]()
    with open(path, "rb") as file:
        for line in reader.records(file, 0):
            fold.add(line.record)
            every += [(fold.data["line"], text) for text in _message(line.record)]
    gone = fold.data["abandoned"]
    messages = [text for n, text in every if not rewind.left_out(gone, n, n + 1)]
    original = sum(map(count, messages))
    room = min(int(original * share), most)
    text = _fitted(_lines(fold, root, language, messages, count), language, room, count)
    return ConversationSummary(text, count(text), original)


def _message(record: dict[str, object]) -> Iterator[str]:
    if record.get("isSidechain") or record.get("isCompactSummary"):
        return
    if record.get("type") == "user" and (prompt := typed(record)):
        yield redact(prompt)
    if record.get("type") == "assistant":
        yield from (redact(string(b.get("text"))) for b in blocks(record) if b.get("type") == "text" and b.get("text"))


def _lines(fold: Fold, root: str, language: str, messages: list[str], count: Count) -> Iterator[tuple[str, str]]:
    """Headings and lines. What is kept comes first; then the messages, from the newest on, the older the shorter."""
    t = catalog(language)
    facts = distill.facts(fold, root)
    for kind in KEPT:
        yield from ((t["kind_" + kind], recovery_text.line(f, language)) for f in facts if f.kind == kind)
    for n, text in enumerate(reversed(messages[-MESSAGES:])):
        yield t["handoff_said"], fit(" ".join(text.split()), NEWEST if n < RECENT else OLDER, count)


def _fitted(lines: Iterator[tuple[str, str]], language: str, room: int, count: Count) -> str:
    """The text of as many lines as fit, each under its heading."""
    text, chosen = "", list[tuple[str, str]]()
    for heading, line in lines:
        tried = [*chosen, (heading, line)]
        groups = [(under, [text for _, text in mine]) for under, mine in groupby(tried, key=itemgetter(0))]
        if line and count(rendered := render("conversation", language, groups=groups)) <= room:
            text, chosen = rendered, tried
    return text
