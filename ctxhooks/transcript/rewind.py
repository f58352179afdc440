"""A rewind: the conversation goes on from an earlier prompt, and the turns since then are no longer a part of it.

A transcript only grows. What tells is where a prompt hangs: one that was typed in place of another hangs where that one does, or at the
answer ahead of it.
"""

from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any
from ctxhooks.transcript.records import obj, string, text, typed

TURNS = 128  # known by where they hang; the least recent are forgotten first
MOST = 200  # parts of a transcript that are left out; file order counts for more of them
COMMAND = pattern(r"\s*<command-")


def begins(record: dict[str, Any], data: dict[str, Any]) -> None:
    """Notes a turn that begins with this record of a user; in place of an earlier one: which lines were abandoned."""
    if "parentUuid" not in record or not (typed(record) or _command(record)):
        return
    parent, uuid, line = string(record["parentUuid"]), string(record.get("uuid")), data["line"]
    turns = data["turns"]
    first, other = turns.pop(parent, (line, uuid))
    turns[parent] = [first, uuid]
    turns.setdefault(data["answer"], [first, uuid])
    for oldest in list(turns)[:-TURNS]:
        del turns[oldest]
    if other != uuid and not left_out(data["abandoned"], first, line):
        apart = [span for span in data["abandoned"] if not (first <= span[0] and span[1] <= line)]
        data["abandoned"] = [*apart, [first, line]] if len(apart) < MOST else apart


def left_out(spans: list[list[int]], first: int, end: int) -> bool:
    """Whether the lines from `first` up to `end` lie in one of the spans."""
    return any(start <= first and end <= stop for start, stop in spans)


def _command(record: dict[str, Any]) -> bool:
    return not record.get("isMeta") and bool(COMMAND.match(text(obj(record.get("message")).get("content"))))
