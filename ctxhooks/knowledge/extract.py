"""What a Markdown text holds: its lead, its decisions and the files they name, how much is done and what comes next.

Essential is a decision, and a file that is named where it counts. A decision is each item, row or paragraph under a heading of decisions,
and elsewhere each sentence that states one; a file counts in a decision, in a heading, under a heading of files, behind a label such as
"Files:", and at the beginning of an item. Code is none of it.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import NamedTuple
from ctxhooks.render import markdown
from ctxhooks.transcript.language import sentences

COMMENT = pattern(r"<!--.*?(?:-->|\Z)", re.DOTALL)
ITEM = pattern(r"\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[(?P<box>[ xX])\]\s+)?")
CODE = pattern(r" {4}|\t")
QUOTE = pattern(r" {0,3}>[> \t]*")
ROW = pattern(r" {0,3}\|")
RULED = pattern(r"[\s|:-]+")
ODD = pattern(r" {0,3}(?:<|!\[|\[!\[)")  # HTML, a picture, a badge
RULE = pattern(r"\s*(?:[-=*_]\s*){2,}")
UNDERLINE = pattern(r" {0,3}(?:=+|-+)\s*")
FENCED = pattern(r"(?:(?:`{3,}|~{3,})\s*)+")
DECIDED = pattern(r"\W*(?:decisions?\b|decided|결정|решени[ея])|.*(?:\bdecisions?|결정(?:\s?사항)?|\bрешения)\W*$", re.IGNORECASE)
FILES = pattern(r".*(?:\bfiles?\b|파일|\bфайл)", re.IGNORECASE)
LABEL = pattern(r"\W*(?:files?|paths?|파일|경로|файлы?|пут[ьи])\W*[:：]", re.IGNORECASE)
NEXT = pattern(r"\W*(?:next\b|to-?do\b|open (?:tasks|questions)|다음|할 ?일|남은|следующ|дальше|далее|осталось)", re.IGNORECASE)
DEPENDS = pattern(r"\W*(?:depend(?:s|enc(?:y|ies))\b|prerequisites?\b|의존|선행|зависим|зависит)", re.IGNORECASE)
ENDING = r"\.(?:md|rst|txt|pyi?|jsx?|tsx?|mjs|vue|json[lc5]?|ya?ml|toml|ini|cfg|env|lock|xml|html?|s?css|csv|sql|proto|go|rs|java|kt|swift"
ENDING += r"|rb|php|cs|[ch](?:pp|c)?|sh|ps1|lua|dart|exs?|tf|j2|ipynb)"
PATH = pattern(rf"(?<!`)`([\w@+.~-]*(?:/[\w@+.~-]+)+/?|[\w@+.~-]+{ENDING})(?::[\d:-]+)?`|\]\(<?((?!\w+:|#)[^\s)>#]+)")
MOST = 60  # of each kind that a summary is chosen from


class Unit(NamedTuple):
    """A paragraph, an item or a row on one line; `above` are the headings that it stands under; those of one `block` stand together.

    One without text stands for a heading itself.
    """

    block: int
    above: tuple[str, ...]
    text: str
    item: bool = False
    aside: bool = False
    box: str = ""


class Block(NamedTuple):
    """A paragraph or a list on one line, with the heading it stands under."""

    heading: str
    text: str
    prose: bool


class Essentials(NamedTuple):
    decisions: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def flat(text: str) -> str:
    """The text on one line, which opens no code fence."""
    return FENCED.sub("", " ".join(text.split()), count=1) if FENCED.match(text.lstrip()) else " ".join(text.split())


class _Reader:
    def __init__(self) -> None:
        self.above: list[tuple[int, str]] = []
        self.block = 0
        self.lines: list[str] = []
        self.item = self.aside = False
        self.box = ""

    def read(self, text: str) -> Iterator[Unit]:
        """The units of a Markdown text in their order; code and HTML comments are left out."""
        prose = COMMENT.sub(" ", "\n".join("" if line.code else line.text for line in markdown.lines(text)))
        rows = [*markdown.lines(prose), markdown.Line(0, "")]
        for line, after in zip(rows, [*rows[1:], rows[-1]], strict=True):
            if line.level or not line.text.strip() or RULE.fullmatch(line.text):
                yield from self._gap(line)
            else:
                yield from self._line(line.text, after.text)

    def _gap(self, line: markdown.Line) -> Iterator[Unit]:
        if self.lines and not self.item and UNDERLINE.fullmatch(line.text):
            self._under(1 + ("-" in line.text), flat(" ".join(self.lines)))
            self.lines = []
        yield from self._end()
        self.block += 1
        if line.level:
            self._under(line.level, line.heading)
            yield self._unit("")

    def _under(self, level: int, heading: str) -> None:
        self.above = [(n, h) for n, h in self.above if n < level] + [(level, heading)]

    def _line(self, text: str, after: str) -> Iterator[Unit]:
        quote = QUOTE.match(text)
        text = text[quote.end() :] if quote else text
        item = ITEM.match(text)
        if ROW.match(text):
            yield from self._end()
            if not (RULED.fullmatch(text) or (ROW.match(after) and RULED.fullmatch(after))):
                yield self._unit(" — ".join(filter(None, map(str.strip, text.strip().strip("|").split("|")))), aside=True)
        elif ODD.match(text) or (CODE.match(text) and not (item or self.lines)):
            yield from self._end()
        elif item or not self.lines or self.aside != bool(quote):
            yield from self._end()
            self.item, self.aside, self.box = bool(item), bool(quote), item["box"] or "" if item else ""
            self.lines = [text[item.end() :] if item else text]
        else:
            self.lines.append(text)

    def _end(self) -> Iterator[Unit]:
        if text := flat(" ".join(self.lines)):
            yield self._unit(text, item=self.item, aside=self.aside, box=self.box)
        self.lines, self.item, self.aside, self.box = [], False, False, ""

    def _unit(self, text: str, *, item: bool = False, aside: bool = False, box: str = "") -> Unit:
        return Unit(self.block, tuple(h for _, h in self.above), text, item, aside, box)


def units(text: str) -> list[Unit]:
    """The text's paragraphs and list items, each with the headings above it."""
    return list(_Reader().read(text))


def blocks(some: Iterable[Unit]) -> Iterator[Block]:
    """Paragraphs, and lists with semicolons between their items."""
    for _, group in groupby((u for u in some if u.text), key=lambda u: u.block):
        together = list(group)
        if not together[0].aside:
            first = together[0]
            yield Block(first.above[-1] if first.above else "", "; ".join(u.text for u in together), not first.item)


def lead(some: Iterable[Block], title: str) -> str:
    """The first real paragraph; where there is none, the first block with a text."""
    candidates = [b for b in some if b.text not in ("", title)]
    return next((b.text for b in candidates if b.prose and len(b.text.split()) > 2), candidates[0].text if candidates else "")


def essentials(some: Iterable[Unit]) -> Essentials:
    """What must not be lost: sentences that decide something, and the files that they and lists of files name."""
    decided: list[str] = []
    files: list[str] = []
    for u in some:
        new = [u.text] if u.text and any(map(DECIDED.match, u.above)) else sentences.decisions(u.text)
        decided += new
        first = u.item and PATH.match(u.text.lstrip("*[ "))
        whole = LABEL.match(u.text) or any(map(FILES.match, u.above))
        files += [path for part in (*u.above, first[0] if first else "", *([u.text] if whole else new)) for path in paths(part)]
    return Essentials(tuple(dict.fromkeys(decided)), tuple(dict.fromkeys(files)))


def paths(text: str) -> list[str]:
    """The files that a text names in backticks, or links to."""
    return [found[1] or found[2] for found in PATH.finditer(text)]


def boxes(some: Iterable[Unit]) -> tuple[list[str], int]:
    """What the check lists leave open, and how many tasks they have."""
    every = [u for u in some if u.box]
    return [u.text for u in every if u.box == " "], len(every)


def under(some: Iterable[Unit], headings: re.Pattern[str]) -> list[str]:
    """The texts that stand right under a heading like this."""
    return [u.text for u in some if u.text and u.above and headings.match(u.above[-1])]


def headed(some: Iterable[Block], title: str, lead: str) -> list[str]:
    """Each heading with the first sentence under it."""
    first: dict[str, str] = {}
    for b in some:
        if b.heading not in ("", title) and b.text != lead and not DECIDED.match(b.heading):
            first.setdefault(b.heading, sentences.SENTENCE.split(b.text, maxsplit=1)[0])
    return [f"{heading}: {sentence}" for heading, sentence in first.items()]
