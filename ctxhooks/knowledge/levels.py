"""A Markdown text at four levels of detail, from a line to the whole."""

from collections.abc import Callable, Iterator, Sequence

from ctxhooks.knowledge import extract
from ctxhooks.knowledge.extract import flat
from ctxhooks.light import re
from ctxhooks.model.document import Rendition
from ctxhooks.render import markdown
from ctxhooks.render.catalog import say
from ctxhooks.render.templates import render

Count = Callable[[str], int]
LINE_TOKENS, PARAGRAPH_TOKENS, SUMMARY_TOKENS = 40, 100, 200
CUT = " …"


def renditions(title: str, text: str, summary: str, count: Count, language: str) -> tuple[Rendition, ...]:
    """The text at each level, as `cheaper` leaves them. `summary` is one that a person wrote, if any."""
    title, summary = flat(title), summary.strip("\n").rstrip()
    units = extract.units(text)
    blocks = list(extract.blocks(units))
    lead = extract.lead(extract.blocks(extract.units(summary)), title) or extract.lead(blocks, title)
    line = fit(": ".join(filter(None, (title, lead))), LINE_TOKENS, count)
    paragraph = fit(_titled(title, summary or lead), PARAGRAPH_TOKENS, count)
    if summary:
        return cheaper((line, paragraph, fit(_titled(title, summary), SUMMARY_TOKENS, count), text), count)
    points = (*extract.essentials(units).decisions[: extract.MOST], *state(units, language), *extract.headed(blocks, title, lead))
    long = _extract(paragraph, points, count, language) if points else fit(_titled(title, lead), SUMMARY_TOKENS, count)
    return cheaper((line, paragraph, long, text), count)


def fit(text: str, tokens: int, count: Count) -> str:
    """The longest beginning, by whole words and outside of fenced code, that costs at most `tokens`; it ends in ` …` where it is cut."""
    if count(text) <= tokens:
        return text
    cuts = list(_cuts(text))
    low, high = 0, len(cuts)
    while low < high:
        middle = (low + high + 1) // 2
        fits = count(_cut(text, cuts[middle - 1])) <= tokens
        low, high = (middle, high) if fits else (low, middle - 1)
    return _cut(text, cuts[low - 1]) if low else ""


def state(units: Sequence[extract.Unit], language: str) -> Iterator[str]:
    """How much of the check lists is done, and what comes next."""
    todo, every = extract.boxes(units)
    if every:
        done = say(language, "progress", done=every - len(todo), all=every)
        yield f"{done}. {say(language, 'next')}: {todo[0]}" if todo else done


def _cut(text: str, cut: tuple[int, str]) -> str:
    return text[: cut[0]] + cut[1]


def _cuts(text: str) -> Iterator[tuple[int, str]]:
    """Where the text can end, and what it ends in: after a fence that is closed the mark has to stand on a line of its own."""
    at, code = 0, False
    for line, raw in zip(markdown.lines(text), text.split("\n"), strict=True):
        if code and not line.code:
            yield at - 1, "\n" + CUT
        if not line.code:
            yield from ((at + word.end(), CUT) for word in re.finditer(r"\S+", raw) if re.search(r"\w", word[0]))
        at += len(raw) + 1
        code = line.code


def cheaper(texts: Sequence[str], count: Count) -> tuple[Rendition, ...]:
    """A rendition for each level; one that costs no less than the next is left empty."""
    made: list[Rendition] = []
    above: int | None = None
    for text in reversed(texts):
        tokens = count(text) if text.strip() else 0
        kept = bool(tokens) and (above is None or tokens < above)
        above = tokens if kept else above
        made.append(Rendition(text, tokens) if kept else Rendition())
    return tuple(reversed(made))


def _titled(title: str, text: str) -> str:
    has_title = text.split("\n", 1)[0].lstrip("# ").strip() == title
    return text if has_title or not title else f"{title}\n\n{text}".strip()


def _extract(lead: str, candidates: Sequence[str], count: Count, language: str) -> str:
    """The lead, and as many of the candidate lines as fit, the first ones first."""
    text, points = lead, list[str]()
    for line in list(dict.fromkeys(candidates))[: extract.MOST]:
        if short := fit(line, LINE_TOKENS, count):
            tried = render("points", language, lead=lead, points=[*points, short]).rstrip("\n")
            if count(tried) <= SUMMARY_TOKENS:
                text, points = tried, [*points, short]
    return text
