"""A Markdown text at four levels of detail, from a line to the whole."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxhooks.context import markdown
from ctxhooks.context.texts import say
from ctxhooks.model.document import Rendition
from ctxhooks.transcript.sentences import DECISION, SENTENCE

Count = Callable[[str], int]
LINE_TOKENS, PARAGRAPH_TOKENS, SUMMARY_TOKENS = 40, 100, 200
MOST = 60  # lines that a summary is chosen from
CUT = " …"
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[(?P<box>[ xX])\]\s+)?")
NO_PROSE = re.compile(r" {4}|\t| {0,3}(?:[|<>]|!\[|\[!\[)")  # code, a table, HTML, a quote, a picture, a badge
RULE = re.compile(r"\s*(?:[-=*_]\s*){2,}")
UNDERLINE = re.compile(r" {0,3}(?:=+|-+)\s*")
FENCED = re.compile(r"(?:(?:`{3,}|~{3,})\s*)+")
DECIDED = re.compile(r"\W*(?:decisions?\b|decided|결정|решени[ея])|.*\bdecisions?\W*$", re.IGNORECASE)


class _Block(NamedTuple):
    """A paragraph or a list on one line, with the heading it stands under."""

    heading: str
    text: str
    prose: bool


def renditions(title: str, text: str, summary: str, count: Count, language: str) -> tuple[Rendition, ...]:
    """By level; one that costs no less than the next is left empty. `summary` is one that a person wrote, if any."""
    title, summary = _flat(title), summary.strip("\n").rstrip()
    blocks = list(_blocks(_prose(text)))
    lead = _lead(_blocks(_prose(summary)), title) or _lead(blocks, title)
    line = fit(" — ".join(filter(None, (title, lead))), LINE_TOKENS, count)
    paragraph = fit(_titled(title, summary or lead), PARAGRAPH_TOKENS, count)
    if summary:
        return _cheaper((line, paragraph, fit(_titled(title, summary), SUMMARY_TOKENS, count), text), count)
    told = (*_decisions(text), *_state(text, language), *_headed(blocks, title, lead))
    long = _extract(paragraph, told, count) if told else fit(_titled(title, lead), SUMMARY_TOKENS, count)
    return _cheaper((line, paragraph, long, text), count)


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


def _cut(text: str, cut: tuple[int, str]) -> str:
    return text[: cut[0]] + cut[1]


def _cuts(text: str) -> Iterator[tuple[int, str]]:
    """Where the text can end, and what it ends in: behind a fence that is closed the mark has to stand on a line of its own."""
    at, code = 0, False
    for line, raw in zip(markdown.lines(text), text.split("\n"), strict=True):
        if code and not line.code:
            yield at - 1, "\n" + CUT
        if not line.code:
            yield from ((at + word.end(), CUT) for word in re.finditer(r"\S+", raw) if re.search(r"\w", word[0]))
        at += len(raw) + 1
        code = line.code


def _cheaper(texts: Sequence[str], count: Count) -> tuple[Rendition, ...]:
    made: list[Rendition] = []
    above: int | None = None
    for text in reversed(texts):
        tokens = count(text) if text.strip() else 0
        kept = bool(tokens) and (above is None or tokens < above)
        above = tokens if kept else above
        made.append(Rendition(text, tokens) if kept else Rendition())
    return tuple(reversed(made))


def _flat(text: str) -> str:
    """On one line, which opens no fence."""
    return FENCED.sub("", " ".join(text.split()), count=1) if FENCED.match(text.lstrip()) else " ".join(text.split())


def _titled(title: str, text: str) -> str:
    said = text.split("\n", 1)[0].lstrip("# ").strip() == title
    return text if said or not title else f"{title}\n\n{text}".strip()


def _prose(text: str) -> str:
    """Without code and comments."""
    return COMMENT.sub(" ", "\n".join("" if line.code else line.text for line in markdown.lines(text)))


def _blocks(prose: str) -> Iterator[_Block]:
    heading, block = "", []
    for line in (*markdown.lines(prose), markdown.Line(0, "")):
        if line.text.strip() and not line.level and not RULE.fullmatch(line.text):
            block.append(line.text)
            continue
        said = _joined(block)
        underlined = said and UNDERLINE.fullmatch(line.text)
        if said and not underlined and not NO_PROSE.match(block[0]):
            yield _Block(heading, said, not ITEM.match(block[0]))
        heading = said if underlined else line.heading or heading
        block = []


def _joined(block: list[str]) -> str:
    """The items of a list with semicolons between them."""
    parts = ("; " + line[item.end() :] if (item := ITEM.match(line)) else " " + line for line in block)
    return _flat("".join(parts).removeprefix("; "))


def _lead(blocks: Iterable[_Block], title: str) -> str:
    """The first real paragraph; where there is none, the first thing said."""
    said = [b for b in blocks if b.text not in ("", title)]
    return next((b.text for b in said if b.prose and len(b.text.split()) > 2), said[0].text if said else "")


def _extract(said: str, told: Sequence[str], count: Count) -> str:
    """What was said already, and of the lines that tell most as many as fit."""
    gap = "\n\n- "
    for line in list(dict.fromkeys(told))[:MOST]:
        short = fit(line, LINE_TOKENS, count)
        if short and count(said + gap + short) <= SUMMARY_TOKENS:
            said, gap = said + gap + short, "\n- "
    return said


def _decisions(text: str) -> list[str]:
    """Lines that tell of a decision, or stand under a heading that says so."""
    heading, found = "", []
    for line in markdown.lines(_prose(text)):
        heading = line.heading or heading
        said = _flat(ITEM.sub("", line.text, count=1))
        plain = said and len(said) < 500 and not (line.level or NO_PROSE.match(line.text) or RULE.fullmatch(line.text))
        if plain and (DECIDED.match(heading) or DECISION.search(said)):
            found.append(said)
            if len(found) == MOST:
                break
    return found


def _state(text: str, language: str) -> Iterator[str]:
    """How much of the check lists is done, and what comes next."""
    boxes = [(item["box"], _flat(line[item.end() :])) for line in _prose(text).split("\n") if (item := ITEM.match(line)) and item["box"]]
    todo = [said for box, said in boxes if box == " "]
    if boxes:
        done = say(language, "progress", done=len(boxes) - len(todo), all=len(boxes))
        yield f"{done}. {say(language, 'next')}: {todo[0]}" if todo else done


def _headed(blocks: list[_Block], title: str, lead: str) -> list[str]:
    """Each heading with the first sentence under it."""
    first: dict[str, str] = {}
    for b in blocks:
        if b.heading not in ("", title) and b.text != lead and not DECIDED.match(b.heading):
            first.setdefault(b.heading, SENTENCE.split(b.text, maxsplit=1)[0])
    return [f"{heading}: {said}" for heading, said in first.items()]
