"""Markdown by its lines: front matter, headings, fenced code. No more than what specs and documents need."""

from collections.abc import Iterator

from ctxhooks.disk.installed import site_packages
from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any, NamedTuple
from ctxhooks.model.errors import CtxhooksError

FENCE = pattern(r"[ \t]*(`{3,}(?=[^`]*$)|~{3,})")
HEADING = pattern(r" {0,3}(#{1,6})[ \t]++(.*?)(?:(?<![ \t])[ \t]++#++)?(?:(?<![ \t])[ \t]++)?$")
FRONT = pattern(r"\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


class Line(NamedTuple):
    """`number` counts from 1; `level` is that of a heading, else 0; `code` is true inside a fence and on its marks."""

    number: int
    text: str
    level: int = 0
    heading: str = ""
    code: bool = False


class Section(NamedTuple):
    """A heading with the text under it, up to the next one of its level or above."""

    heading: str
    level: int
    text: str


def front_matter(text: str, path: str = "") -> tuple[dict[str, Any], int]:
    """The fields of the YAML at the beginning, each a text or a list or mapping of such, and how many lines it takes.

    An error when it is no YAML; `path` is for the error's text.
    """
    found = FRONT.match(text)
    if not found:
        return {}, 0
    site_packages()
    from ctxhooks.schema.plain_yaml import NotYamlError, TextLoader, load

    try:
        fields, _ = load(found[1], TextLoader)
    except NotYamlError as e:
        raise CtxhooksError("front-not-yaml", path=path, line=e.line + 1, what=e.what) from None
    if not isinstance(fields, dict | None):
        return {}, 0  # a line between two rulers
    return {str(k).strip().lower(): v for k, v in (fields or {}).items()}, found[0].rstrip("\n").count("\n") + 1


def lines(text: str, skip: int = 0) -> Iterator[Line]:
    """Each line after the first `skip`, without its line break."""
    fence = ""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n")[skip:], skip + 1):
        mark = FENCE.match(line)
        if fence:
            yield Line(number, line, code=True)
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
            yield Line(number, line, code=True)
        else:
            head = HEADING.match(line)
            yield Line(number, line, len(head[1]), head[2].strip()) if head else Line(number, line)


def sections(text: str, skip: int = 0) -> list[Section]:
    """Every heading with its text, its sub-sections included; what stands ahead of the first one has level 0 and no heading."""
    all_lines = list(lines(text, skip))
    starts = [(i, line) for i, line in enumerate(all_lines) if line.level]
    first = starts[0][0] if starts else len(all_lines)
    found = [Section("", 0, _joined(all_lines[:first]))]
    for n, (i, line) in enumerate(starts):
        end = next((j for j, later in starts[n + 1 :] if later.level <= line.level), len(all_lines))
        found.append(Section(line.heading, line.level, _joined(all_lines[i + 1 : end])))
    return found


def _joined(some: list[Line]) -> str:
    return "\n".join(line.text for line in some).strip("\n")
