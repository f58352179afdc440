"""Makes a recording the same each time: ids, paths and times become fixed ones."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from .world import World

Json = dict[str, Any]
UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
HASH = re.compile(r"\b[0-9a-f]{64}\b")
TIME = re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
DATE = re.compile(r"\b20\d\d-\d\d-\d\d\b(?!T)")
START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
# Measured or drawn by chance: nothing that a test could hold to.
VOLATILE = {
    "durationMs",
    "duration_ms",
    "totalDurationMs",
    "durationSeconds",
    "seconds_since_last_response",
    "slug",
    "startTime",
    "toolInputStreamMs",
}
# Written beside the conversation, each time at another place in it.
BESIDE = {"atis-latch", "cost-state", "last-prompt", "progress", "queue-operation", "summary"}
LONGEST = 80  # characters, and MOST items, of what a client notes for itself
MOST = 3


class Sanitiser:
    """One for all recordings of a run, so that an id is the same in each of them."""

    def __init__(self, world: World) -> None:
        self._fixed: dict[str, str] = {}
        self._seconds = 0
        encoded = re.sub(r"[^A-Za-z0-9]", "-", str(world.project))
        self._paths = [
            (encoded, "-project"),
            (str(world.project), "/project"),
            (str(world.home), "/home/user"),
            (str(world.root), "/scratch"),
        ]

    def payload(self, given: Json) -> Json:
        for agent_id in filter(None, [given.get("agent_id")]):
            # Agents' ids look like nothing else, so they are learnt where they stand under their name.
            self._fixed.setdefault(agent_id, f"{len(self._fixed) + 1:0{len(agent_id)}x}")
        return cast(Json, self._clean(given))

    def transcript(self, text: str) -> Iterator[Json]:
        lines = [json.loads(line) for line in text.splitlines()]
        for cleaned in [cast(Json, self._clean(line)) for line in lines if line["type"] not in BESIDE]:
            yield shortened(cleaned) if cleaned["type"].startswith(("attachment", "api-request")) else cleaned

    def _clean(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {self._text(k): self._clean(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [self._clean(inner) for inner in value]
        if key in VOLATILE:
            return 0 if isinstance(value, int | float) else key
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        for path, stable in self._paths:
            text = text.replace(path, stable)
        text = UUID.sub(lambda found: self._fixed.setdefault(found[0], f"00000000-0000-4000-8000-{len(self._fixed) + 1:012}"), text)
        for agent_id in [known for known in self._fixed if not UUID.fullmatch(known)]:
            text = text.replace(agent_id, self._fixed[agent_id])
        text = HASH.sub("0" * 64, text)
        return DATE.sub(f"{START:%Y-%m-%d}", TIME.sub(lambda _: self._next_second(), text))

    def _next_second(self) -> str:
        self._seconds += 1
        return f"{START + timedelta(seconds=self._seconds):%Y-%m-%dT%H:%M:%S}.000Z"


def shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: shortened(v) for k, v in value.items()}
    if isinstance(value, list):
        return [shortened(inner) for inner in value[:MOST]]
    return value[:LONGEST] + "…" if isinstance(value, str) and len(value) > LONGEST else value
