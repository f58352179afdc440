"""A port's spec: Markdown whose head is YAML front matter, quoted lines under the title or a table of two columns.

What people wrote in English, Korean and Russian is read as it is; `spec_edit` changes it.
"""

import os
from collections.abc import Iterator
from itertools import takewhile

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import NamedTuple
from ctxhooks.model.port import Port, SpecTask
from ctxhooks.ports.spec_words import FIELD, SECTION, STATE, name_of
from ctxhooks.render import markdown

TASK = pattern(r"[ \t]*(?:>[ \t]*)*(?:[-*+]|\d{1,9}[.)])[ \t]+\[([ xX])\][ \t]+(\S.*)")
QUOTE = pattern(r" {0,3}>[ \t]*")
PAIR = pattern(r"(?:(?<=\|)|^)[ \t]*+(?P<key>[^:：|]{1,40}?)[ \t]*+[:：](?P<value>[^|]*)")
ROW = pattern(r" {0,3}\|(?P<key>[^|]*)\|(?P<value>(?:\\\||[^|])*)\|[ \t]*")
GAP = pattern(r"\n{3,}")
COMMAS = pattern(r"[,、，;]|<br ?/?>")
COMMENT = pattern(r"<!--.*?(?:-->|\Z)", re.DOTALL)
LINK = pattern(r"\[\[([^\[\]|]*)(?:\|[^\[\]]*)?\]\]|\[([^\[\]]*)\]\((?:[^()]++|\([^()]*+\))*+\)")
ASIDE = pattern(r"(?<!\s)\s*+[(（][^()（）]*[)）]\s*$")
RULED = pattern(r"(?m)^[ \t]*(?:[-*_][ \t]*){3,}$|^[ \t]*[-*+][ \t]*$")
NOTHING = pattern(r"[-–—*·.]*|none|n/?a|nothing|없음|없다|해당\s?없음|нет|отсутствуют?", re.IGNORECASE)


class _Field(NamedTuple):
    """A field of the head: its line, counted from 1, and where in it the value stands."""

    name: str
    value: str
    line: int
    span: tuple[int, int]
    key: str


def parse(text: str, path: str) -> Port:
    """The port; its id is the file's name if the spec gives none. A CtxhooksError for front matter that is no YAML."""
    fields, skip = markdown.front_matter(text, path)
    values = {name: value for key, value in fields.items() if (name := name_of(FIELD, key))}
    lines = list(markdown.lines(text, skip))
    for field in () if values else head_fields(lines):
        values.setdefault(field.name, field.value)
    parts = _sections(text, skip)
    id_ = _word(values.get("id")) or os.path.splitext(os.path.basename(path))[0]
    return Port(
        id=id_,
        title=_word(values.get("title")) or next((_plain(x.heading) for x in lines if x.heading and not opens_section(x)), id_),
        status=_known(values.get("status")) or "pending",
        priority=_word(values.get("priority")),
        conventions=_words(values.get("conventions")),
        depends_on=tuple(name.removesuffix(".md").rpartition("/")[2] for name in _words(values.get("depends_on"))),
        tags=tuple(tag.lstrip("#") for tag in _words(values.get("tags"))),
        agent=_word(values.get("agent")),
        goal=parts.get("goal", ""),
        description=parts.get("description") or _lead(lines),
        decisions=parts.get("decisions", ""),
        notes=parts.get("notes", ""),
        tasks=tuple(_tasks(lines)),
        path=path,
        body=_body(lines) if _says_more(text, skip) else "",
    )


def _says_more(text: str, skip: int) -> bool:
    """Whether something stands under a heading that is not known by its name, or under a second one of the same kind."""
    known, seen = 0, set[str]()
    for section in markdown.sections(text, skip):
        if section.level < 2 or 0 < known < section.level:
            continue
        name, known = _section(section.heading), 0
        own = takewhile(lambda line: not line.level, markdown.lines(section.text))
        if (not name or name in seen) and _clean("\n".join(line.text for line in own)):
            return True
        if name:
            known = section.level
            seen.add(name)
    return False


def _body(lines: list[markdown.Line]) -> str:
    """The spec without its title and the head's fields; tasks are numbered."""
    head = {field.line for field in head_fields(lines)}
    title = next((line.number for line in lines if line.level == 1), 0)
    rows, number = [], 0
    for line in lines:
        task = None if line.code else TASK.fullmatch(line.text)
        number += task is not None
        if line.number not in head | {title}:
            rows.append(f"{line.text[: -len(line.text.lstrip())]}- [{task[1].lower()}] {number}. {task[2].strip()}" if task else line.text)
    return GAP.sub("\n\n", COMMENT.sub("", "\n".join(rows))).strip()


def head_fields(lines: list[markdown.Line]) -> list[_Field]:
    """The fields of quoted lines above the second heading, or of the first table that describes a port."""
    quoted = [field for line in _preface(lines) if not line.code for field in _fields(line)]
    if any(f.name in ("id", "status") for f in quoted):
        return quoted
    table: list[_Field] = []
    for line in (*lines, markdown.Line(0, "")):
        if not line.code and (row := ROW.fullmatch(line.text)):
            table.append(_Field(name_of(FIELD, _plain(row["key"])), row["value"], line.number, row.span("value"), row["key"]))
            continue
        named = [field for field in table if field.name]
        if len(named) > 1 or any(_identifies_head(field) for field in named):
            return named
        table = []
    return quoted


def _identifies_head(field: _Field) -> bool:
    """Whether one row alone makes it the head's table: another may have such a column by chance."""
    return (field.name == "id" and "id" in field.key.casefold()) or (field.name == "status" and _known(field.value) != "")


def _fields(line: markdown.Line) -> Iterator[_Field]:
    """The fields of a quoted line, with bars between them."""
    if quote := QUOTE.match(line.text):
        for pair in PAIR.finditer(line.text[quote.end() :]):
            if name := name_of(FIELD, _plain(pair["key"])):
                start, stop = pair.span("value")
                yield _Field(name, pair["value"], line.number, (start + quote.end(), stop + quote.end()), pair["key"])


def _preface(lines: list[markdown.Line]) -> Iterator[markdown.Line]:
    """The title and what stands ahead of the second heading."""
    headings = 0
    for line in lines:
        headings += line.level > 0
        if headings > 1 or opens_section(line):
            return
        yield line


def opens_section(line: markdown.Line) -> bool:
    """Whether a section that is known by its name begins here."""
    return line.level > 1 and _section(line.heading) != ""


def _lead(lines: list[markdown.Line]) -> str:
    """The text under the title besides the fields, quoted or not."""
    plain = [line for line in _preface(lines) if line.code or not (line.level or ROW.fullmatch(line.text) or any(_fields(line)))]
    return _clean("\n".join(line.text if line.code else QUOTE.sub("", line.text, count=1) for line in plain))


def _sections(text: str, skip: int) -> dict[str, str]:
    """The sections' texts by their kind; of two of a kind the first that says something."""
    found: dict[str, str] = {}
    for section in markdown.sections(text, skip):
        name = _section(section.heading)
        if name and not found.get(name):
            found[name] = _clean(section.text)
    return found


def _section(heading: str) -> str:
    return name_of(SECTION, ASIDE.sub("", _plain(heading)))


def _clean(text: str) -> str:
    """The text without comments, rulers and empty items, and without check lists, which stand elsewhere."""
    kept = [line.text for line in markdown.lines(COMMENT.sub("", text)) if line.code or not TASK.fullmatch(line.text)]
    return GAP.sub("\n\n", RULED.sub("", "\n".join(kept))).strip()


def _tasks(lines: list[markdown.Line]) -> Iterator[SpecTask]:
    heading = ""
    for line in lines:
        heading = _plain(line.heading) if line.level else heading
        if not line.code and (task := TASK.fullmatch(line.text)):
            yield SpecTask(task[2].strip(), task[1] != " ", line.number, heading)


def _known(value: object) -> str:
    return name_of(STATE, ASIDE.sub("", _word(value)))


def _plain(text: str) -> str:
    """The text without the marks of bold type, code, links and comments."""
    return " ".join(LINK.sub(lambda link: link[1] or link[2] or "", COMMENT.sub("", text).replace("**", "").replace("`", "")).split())


def _word(value: object) -> str:
    """A field's text; empty for a dash or a word that means none."""
    stripped = _plain(value.encode("utf-8", "replace").decode()) if isinstance(value, str) else ""
    return "" if NOTHING.fullmatch(ASIDE.sub("", stripped)) else stripped


def _words(value: object) -> tuple[str, ...]:
    """The items of a list, or of a text with commas between them; what stands behind one in brackets is an aside."""
    given = value if isinstance(value, list) else COMMAS.split(value) if isinstance(value, str) else []
    return tuple(dict.fromkeys(filter(None, (ASIDE.sub("", _word(item)) for item in given))))
