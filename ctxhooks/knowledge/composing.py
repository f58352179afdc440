"""Composes a text of parts within a size: what matters most comes first, and essentials that do not fit are counted."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

from ctxhooks.knowledge import extract
from ctxhooks.knowledge.extract import MOST, Essentials
from ctxhooks.knowledge.levels import CUT
from ctxhooks.render.catalog import say

_Place = tuple[int, int, int]  # in the text, among the parts, in the part


class TextPart(NamedTuple):
    """A list of items under a name; parts of the same `place` in the text are one list.

    At most `most` items are taken, in order, or the `cheapest` first, so that most of them fit. `gap` stands between items on one line;
    if it is empty, each has a line of its own. `code` marks them as such.
    """

    place: int
    name: str
    items: Sequence[str]
    gap: str = ""
    most: int = MOST
    cheapest: bool = False
    code: bool = False


class Composed(NamedTuple):
    """`missing` are the essentials that the text does not hold in full."""

    text: str
    missing: Essentials


def compose(  # noqa: PLR0913, PLR0917  the parts, what must not be lost, and how much of it
    render: Callable[..., str],
    parts: Sequence[TextPart],
    needed: Essentials,
    tail: Callable[[Essentials], str],
    tokens: int,
    count: Callable[[str], int],
) -> Composed:
    """`render` makes the text of `parts` and a `tail`.

    Parts come by importance; the tail counts what is missing, and takes its room first."""
    taken: list[_Place] = []

    def made(body: Sequence[_Place]) -> Composed:
        chosen = _parts(parts, body)
        missing = not_held(needed, render(parts=chosen, tail=""))
        return Composed(render(parts=chosen, tail=tail(missing)).rstrip("\n"), missing)

    best = made(taken)
    for n, part in enumerate(parts):
        room = part.most
        items = [(i, item) for i, item in enumerate(part.items[:MOST]) if item and count(item) <= tokens]
        for i, item in sorted(items, key=lambda x: count(x[1])) if part.cheapest else items:
            if room and not _stands_there(part, item, [parts[m].items[j] for _, m, j in taken], best.text):
                tried = made([*taken, (part.place, n, i)])
                if count(tried.text) <= tokens:
                    taken.append((part.place, n, i))
                    best, room = tried, room - 1
    return best


def _stands_there(part: TextPart, item: str, taken: Sequence[str], text: str) -> bool:
    """Whether it, or the whole of what it is cut from, stands there already."""
    return any(whole.startswith(item.removesuffix(CUT)) for whole in taken) or (part.code and f"`{item}`" in text)


def not_held(needed: Essentials, text: str) -> Essentials:
    """The essentials that the text does not hold: a decision word for word, a file by its name."""
    there = set(extract.paths(text))
    return Essentials(tuple(d for d in needed.decisions if d not in text), tuple(f for f in needed.files if f not in there))


def missing_counts(language: str, missing: Essentials) -> str:
    """How many decisions and files are missing, in words; empty for none."""
    counts = (("summary_more_decisions", len(missing.decisions)), ("summary_more_files", len(missing.files)))
    return ", ".join(say(language, key, n=n) for key, n in counts if n)


def _parts(parts: Sequence[TextPart], body: Sequence[_Place]) -> list[TextPart]:
    """What was taken, in the text's order; parts of one place are one."""
    chosen = []
    for _, group in groupby(sorted(body), key=lambda at: at[0]):
        places = list(group)
        chosen.append(parts[places[0][1]]._replace(items=[parts[n].items[i] for _, n, i in places]))
    return chosen
