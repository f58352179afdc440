"""What an edit changed: lines added and removed, and the functions, classes or headings that it touched."""

import re
from typing import Any, NamedTuple

from ctxhooks.transcript.records import listed, obj, string

NAMED = re.compile(
    r"""^[ \t]*(?:(?:export|default|public|private|protected|internal|static|final|abstract|override|async|unsafe|extern|inline
       |pub(?:\([^)]*\))?)\s+)*
    (?:(?:def|class|function\*?|fn|func|interface|struct|enum|trait|impl(?:<[^>]*>)?|module|namespace|type|protocol|object|record|fun)\s+
       (?:\([^)]*\)\s*)?(?P<name>[A-Za-z_$][\w$.:]*)
      |(?:const|let|var)\s+(?P<arrow>[A-Za-z_$][\w$]*)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:function\b|\([^)]*\)\s*(?::[^=]+)?=>|\w+\s*=>)
      |\#{1,6}[ \t]+(?P<heading>\S.*))""",
    re.VERBOSE,
)
MOST = 8  # names kept for a file
REACH = 60  # lines looked back for the name that a hunk stands in


class Edit(NamedTuple):
    added: int = 0
    removed: int = 0
    symbols: tuple[str, ...] = ()


def name(line: str) -> str:
    found = NAMED.match(line)
    return (found["name"] or found["arrow"] or found["heading"] or "").strip().rstrip(":.")[:60] if found else ""


def edit(result: dict[str, Any]) -> Edit:
    """From a tool's result; a file that was created has no patch: all of its content was added."""
    hunks = [obj(h) for h in listed(result.get("structuredPatch"))]
    if not hunks:
        written = string(result.get("content"))
        names = [n for line in written.split("\n", 2000)[:2000] if (n := name(line))]
        return Edit(written.count("\n") + (not written.endswith("\n")) if written else 0, 0, tuple(dict.fromkeys(names))[:MOST])
    original = string(result.get("originalFile")) or string(result.get("originalFileContents"))
    added = removed = 0
    names = []
    for hunk in hunks:
        lines = [string(line) for line in listed(hunk.get("lines"))]
        added += sum(line.startswith("+") for line in lines)
        removed += sum(line.startswith("-") for line in lines)
        names += _touched(lines) or _around(original, hunk.get("oldStart"))
    return Edit(added, removed, tuple(dict.fromkeys(names))[:MOST])


def _touched(lines: list[str]) -> list[str]:
    """The names that changed lines declare, and for the others the last one declared above them inside the hunk."""
    above, found = "", []
    for line in lines:
        here = name(line[1:])
        above = here or above
        if line[:1] in ("+", "-") and above:
            found.append(above)
    return found


def _around(original: str, start: Any) -> list[str]:
    if not original or not isinstance(start, int) or start < 1:
        return []
    ahead = original.split("\n")[:start]
    return next(([n] for line in reversed(ahead[-REACH:]) if (n := name(line))), [])
