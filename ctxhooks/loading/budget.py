"""The packer: which documents are loaded, and at which level, so that together they stay inside the context budget.

Every document comes in by steps, from nothing to a line, a paragraph, a summary and the whole. All steps stand in one chain, whose order
does not depend on the budget; what is loaded is as much of the chain as fits. A larger budget reaches further, and never loads less.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from ctxhooks.light.typing import NamedTuple
from ctxhooks.model.document import CATEGORIES, FULL, Document, Rendition
from ctxhooks.model.settings import Context
from ctxhooks.render import markdown

MARGIN = 10  # percent of the budget that stay free: counts are estimates
WEIGHT = (1.0, 1.5, 2.0, 3.0)  # by level: a line of the fourth document comes ahead of the whole of the second
HEAVY = 4000  # tokens; a step that costs more comes the later
SHARED = 60  # characters; shorter paragraphs are often alike by chance

Count = Callable[[str], int]


class PackedDocument(NamedTuple):
    document: Document
    level: int
    text: str
    tokens: int


class Pending(NamedTuple):
    """`tokens` is what it would cost in full."""

    document: Document
    tokens: int


class Packing(NamedTuple):
    """`total` is the whole budget, of which `reserved` tokens are for others."""

    loaded: tuple[PackedDocument, ...] = ()
    pending: tuple[Pending, ...] = ()
    total: int = 0
    reserved: int = 0

    @property
    def used(self) -> int:
        """Tokens of what is loaded."""
        return sum(x.tokens for x in self.loaded)

    @property
    def remaining(self) -> int:
        """Tokens of the budget that are neither loaded nor reserved; never below 0."""
        return max(0, self.total - self.reserved - self.used)


class _Step(NamedTuple):
    """To this level of a document, at its place in the chain."""

    place: tuple[float, ...]
    category: str
    name: str
    level: int
    document: Document


def pack(documents: Iterable[Document], context: Context, count: Count, *, reserved: int = 0, frame: int = 0) -> Packing:
    """Chooses the documents and their levels. Pinned ones come first; of those, one that does not fit is skipped.

    `reserved` tokens are not to be used; `frame` tokens are what each document costs beside its text.
    """
    every = [_framed(d, frame) for d in documents]
    room = max(0, context.token_budget - reserved) * (100 - MARGIN) // 100
    held: dict[tuple[str, str], PackedDocument] = {}
    loaded_blocks: set[str] = set()
    for step in sorted(s for c in CATEGORIES for s in _chain([d for d in every if d.category == c], c, context)):
        key = step.category, step.name
        text, tokens, new = _rendition(step, loaded_blocks, lambda text: count(text) + frame)
        more = tokens - (held[key].tokens if key in held else 0)
        if more <= room:
            room -= more
            loaded_blocks |= new
            held[key] = PackedDocument(step.document, step.level, text, tokens)
        elif not step.document.pinned:
            break
    left = (d for d in every if (d.category, d.name) not in held)
    pending = sorted((Pending(d, _last(d).tokens) for d in left), key=lambda p: _rank(p.document, context.strategy))
    return Packing(tuple(held.values()), tuple(pending), context.token_budget, reserved)


def _chain(documents: list[Document], category: str, context: Context) -> Iterator[_Step]:
    """The steps of a category's documents: up to its minimum they come ahead of all other steps, then in the measure of its share."""
    share, minimum = getattr(context.allocation, category), getattr(context.minimum, category, 0)
    steps = []
    for n, document in enumerate(sorted(documents, key=lambda d: _rank(d, context.strategy)), 1):
        key = 0.0
        for level, made in enumerate(document.renditions):
            if made.text:
                key = max(key, n * WEIGHT[level] * max(1.0, made.tokens / HEAVY))
                steps.append(((not document.pinned, key, level, n), document, level, made.tokens))
    cost: Counter[str] = Counter()
    for (later, *at), document, level, tokens in sorted(steps, key=lambda s: s[0]):
        cost[document.name] = tokens
        sum_ = cost.total()
        place = (-1.0, *at) if not later else (0.0, sum_ / minimum) if sum_ <= minimum else (1.0, sum_ / max(share, 0.01))
        yield _Step(place, category, document.name, level, document)


def _rank(document: Document, strategy: str) -> tuple[float, str, str]:
    """The key by which documents are sorted: a smaller one is more important."""
    of = {"priority": document.priority, "fifo": document.order, "recent": -document.time}
    return of[strategy], document.category, document.name


def _rendition(step: _Step, loaded_blocks: set[str], count: Count) -> tuple[str, int, set[str]]:
    """Its text and cost, and its paragraphs; what stands in another document already is left out of a full text."""
    made = step.document.renditions[step.level]
    if step.level != FULL:
        return made.text, made.tokens, set()
    blocks = list(_blocks(made.text))
    own = {b for block in blocks if (b := _shared(block))}
    if own.isdisjoint(loaded_blocks):
        return made.text, made.tokens, own
    rest = "\n\n".join(block for block in blocks if _shared(block) not in loaded_blocks) or step.document.title
    return rest, count(rest), own


def _shared(block: str) -> str:
    """What a paragraph is known by; empty for what may stand twice."""
    return "" if len(block) < SHARED or markdown.HEADING.fullmatch(block) else " ".join(block.split())


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs and headings; code is one of them, with its empty lines."""
    block: list[str] = []
    for line in (*markdown.lines(text), markdown.Line(0, "")):
        if block and (line.level or not (line.code or line.text.strip())):
            yield "\n".join(block)
            block = []
        if line.level:
            yield line.text
        elif line.code or line.text.strip():
            block.append(line.text)


def _framed(document: Document, frame: int) -> Document:
    made = tuple(r._replace(tokens=r.tokens + frame) if r.text else r for r in document.renditions)
    return document._replace(renditions=made)


def _last(document: Document) -> Rendition:
    return next((r for r in reversed(document.renditions) if r.text), Rendition())
