"""The compactions of a transcript, each with the needles of what came before it: what the summary and ctxhooks are measured by."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from ctxhooks.measure.needles import Needle, Needles, content_text, json_object


class Compaction(NamedTuple):
    """Where the summary's record begins, in bytes; the summary; and the needles of what happened between the one before and it."""

    session: str
    cwd: str
    trigger: str
    offset: int
    summary: str
    needles: list[Needle]


class Compactions:
    """Follows a transcript record by record; newer clients write a boundary ahead of the summary, the oldest none."""

    def __init__(self) -> None:
        self._tasks: dict[str, tuple[str, str]] = {}
        self._worked: Counter[str] = Counter()
        self._begin()

    def _begin(self) -> None:
        self._needles, self._boundary, self._trigger = Needles(self._tasks, self._worked), -1, "auto"

    def see(self, record: dict[str, Any], offset: int) -> Compaction | None:
        """The compaction of the main conversation that this record, which starts at byte `offset`, completes."""
        main = not record.get("isSidechain")
        if main and record.get("subtype") == "compact_boundary":
            self._boundary, self._trigger = offset, str(json_object(record.get("compactMetadata")).get("trigger", "auto"))
        elif main and record.get("isCompactSummary"):
            summary = content_text(json_object(record.get("message")).get("content"))
            end = self._boundary if self._boundary >= 0 else offset
            made = Compaction(self._needles.session, self._needles.cwd, self._trigger, end, summary, self._needles.chosen())
            self._begin()
            return made
        elif self._boundary < 0:
            self._needles.see(record)
        return None


def compactions(transcript: Path) -> Iterator[Compaction]:
    """Every compaction of the main conversation."""
    following, offset = Compactions(), 0
    with transcript.open("rb") as file:
        for raw in file:
            if found := following.see(record_of(raw), offset):
                yield found
            offset += len(raw)


def record_of(raw: bytes) -> dict[str, Any]:
    """The JSON object on a line; an empty one for anything else. Bytes that are no UTF-8 are replaced."""
    try:
        return json_object(orjson.loads(raw))
    except ValueError:
        return _mended(raw)


def _mended(raw: bytes) -> dict[str, Any]:
    """What the strict reader refuses: halves of characters, and bytes that are no UTF-8."""
    import json

    try:
        return json_object(json.loads(raw.decode("utf-8", "replace")))
    except (ValueError, RecursionError):
        return {}
