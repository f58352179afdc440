"""What an edit changed: lines added and removed, and the functions, classes or headings that it touched."""

from collections.abc import Callable, Iterable

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any, NamedTuple
from ctxhooks.transcript.files.names import stands
from ctxhooks.transcript.records import listed, obj, string, strings

NAMED = pattern(
    r"""[ \t]*+(?:(?:export|default|public|private|protected|internal|static|final|abstract|override|async|unsafe|extern|inline
       |pub(?:\([^)]*\))?)\s+)*
    (?:(?:def|class|function\*?|fn|func|interface|struct|enum|trait|impl(?:<[^>]*>)?|module|namespace|type|protocol|object|record|fun)\s+
       (?:\([^)]*\)\s*)?(?P<name>[A-Za-z_$][\w$.:]*+)
       (?=\s*(?:[({<:=\[;,]|$)|\s+(?:extends|implements|with|do|struct|interface|where|for|is|as|of|end|inherits|throws)\b|['!?/])
      |(?:const|let|var)\s+(?P<arrow>[A-Za-z_$][\w$]*)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:function\b|\([^)]*\)\s*(?::[^=]+)?=>|\w+\s*=>))""",
    re.VERBOSE,
)
HEADING = pattern(r"\#{1,6}[ \t]+(\S.*)")
MARKDOWN = (".md", ".mdx", ".markdown", ".qmd", ".rmd")
# Of these a line says nothing of the one beside it.
LISTS = (*MARKDOWN, ".txt", ".rst", ".adoc", "ignore", ".env", ".csv", ".tsv", ".lock", ".log")
LONGEST = 60  # characters of one
MOST = 10  # names kept for a file
REACH = 60  # lines looked back for the name that a hunk stands in


class Edit(NamedTuple):
    """`lines` are the first and the last that it changed, as they are counted behind it; empty where that is not known."""

    added: int = 0
    removed: int = 0
    symbols: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


def name(line: str, markdown: bool = False) -> str:
    """What a line declares: a function, a class; in Markdown, where it begins with `#`, a heading, which elsewhere is a comment."""
    found = HEADING.match(line) if markdown else NAMED.match(line)
    return next(filter(None, found.groups()), "").strip().rstrip(":.") if found else ""


def shortened(name: str) -> str:
    """The name in at most LONGEST characters, whole words where that can be; to be called behind redaction."""
    return name if len(name) <= LONGEST else (name[:LONGEST].rpartition(" ")[0] or name[:LONGEST]) + " …"


def edit(result: dict[str, Any]) -> Edit:
    """The change that a tool's result describes; a file that was created has no patch: all of its content was added."""
    hunks = [obj(h) for h in listed(result.get("structuredPatch"))]
    markdown = string(result.get("filePath")).lower().endswith(MARKDOWN)
    if not hunks:
        written = string(result.get("content"))
        names = [n for line in written.split("\n", 2000)[:2000] if (n := name(line, markdown))]
        count = written.count("\n") + (not written.endswith("\n")) if written else 0
        return Edit(count, 0, tuple(dict.fromkeys(names))[:MOST])
    original = string(result.get("originalFile")) or string(result.get("originalFileContents"))
    added = removed = 0
    names = []
    changed: list[int] = []
    for hunk in hunks:
        lines = strings(hunk.get("lines"))
        signs = [line[:1] for line in lines]
        added, removed = added + signs.count("+"), removed + signs.count("-")
        names += _touched(lines, markdown) or _around(original, hunk.get("oldStart"), markdown)
        changed += _changed(lines, hunk.get("newStart"))
    return Edit(added, removed, tuple(dict.fromkeys(names))[:MOST], (min(changed), max(changed)) if changed else ())


def text(result: dict[str, Any], *, whole: bool = True) -> str:
    """What an edit wrote and took away, `whole` with the lines around it; of a file that was written whole all of it."""
    hunks = [obj(h) for h in listed(result.get("structuredPatch"))]
    lines = [line for hunk in hunks for line in strings(hunk.get("lines"))]
    return "\n".join([line[1:] for line in lines if whole or line[:1] != " "]) if hunks else string(result.get("content"))


def gone(result: dict[str, Any]) -> Callable[[Iterable[str]], set[str]]:
    """Tells those of some names that an edit took out of a file.

    They stood in what it removed, and stand neither in what it wrote nor in the rest of the file, where the result holds that. A file that
    was written whole has the names that stand in it.
    """
    if whole := string(result.get("content")):
        return lambda known: {name for name in known if name and not stands(name, whole)}
    hunks = [obj(h) for h in listed(result.get("structuredPatch"))]
    lines = [strings(hunk.get("lines")) for hunk in hunks]
    removed = "\n".join([line[1:] for hunk in lines for line in hunk if line[:1] == "-"])
    kept = "\n".join([line[1:] for hunk in lines for line in hunk if line[:1] != "-"])

    def of(known: Iterable[str]) -> set[str]:
        found = {name for name in known if stands(name, removed) and not stands(name, kept)} if removed else set()
        if not found:
            return found
        starts = [hunk.get("oldStart") for hunk in hunks]
        rest = _outside(result, [(start, sum(line[:1] != "+" for line in of)) for start, of in zip(starts, lines, strict=True)])
        return {name for name in found if not stands(name, rest)}

    return of


def _outside(result: dict[str, Any], hunks: list[tuple[Any, int]]) -> str:
    """What stood in a file ahead of the edit, without the parts that it changed: each by its first line and its number of lines."""
    original = (string(result.get("originalFile")) or string(result.get("originalFileContents"))).split("\n")
    for start, count in reversed(hunks):
        if isinstance(start, int) and start > 0:
            del original[start - 1 : start - 1 + count]
    return "\n".join(original)


def _changed(lines: list[str], start: Any) -> list[int]:
    """The numbers of the lines that were added, and of those behind what was removed, or ahead of it where nothing is known behind."""
    if not isinstance(start, int) or start < 1:
        return []
    found, at = [], start
    for line in lines:
        if line[:1] in {"+", "-"}:
            found.append(at)
        at += line[:1] != "-"
    return [min(n, max(at - 1, 1)) for n in found]


def _touched(lines: list[str], markdown: bool) -> list[str]:
    """The names that changed lines declare, and for the others the last one declared above them inside the hunk."""
    above, found = "", []
    for line in lines:
        here = name(line[1:], markdown)
        above = here or above
        if line[:1] in ("+", "-") and above:
            found.append(above)
    return found


def _around(original: str, start: Any, markdown: bool) -> list[str]:
    if not original or not isinstance(start, int) or start < 1:
        return []
    ahead = original.split("\n", min(start, len(original)))[:start]
    return next(([n] for line in reversed(ahead[-REACH:]) if (n := name(line, markdown))), [])
