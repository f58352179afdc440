"""The client's own reports of its hooks: complaints and durations."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from .session import Session
from .world import World

# As the four clients word it in transcripts, on stdout and on stderr.
COMPLAINTS = (
    "Hook JSON output validation failed",
    "non-blocking status code",
    "hook_non_blocking_error",
    "hook_blocking_error",
    "hook_error_during_execution",
    "hook_cancelled",
    "stop-hook-error",
    '"outcome": "error"',
    "SessionEnd hook [",
)


class Duration(NamedTuple):
    hook: str
    milliseconds: int


def complaints(world: World, sessions: Iterable[Session]) -> list[str]:
    """Every line in which a client says that a hook failed."""
    lines = [json.dumps(line) for session in sessions for line in session.lines]
    lines += [line for session in sessions for line in session.stderr().splitlines()]
    lines += [line for path in world.transcripts() for line in path.read_text().splitlines()]
    return [line[:1000] for line in lines if any(words in line for words in COMPLAINTS)]


def durations(world: World) -> Iterator[Duration]:
    """How long each hook took, in clients that write it down: all from 2.1.329, only Stop in 2.1.80."""
    for path in world.transcripts():
        for line in path.read_text().splitlines():
            record: dict[str, Any] = json.loads(line)
            for told in (record.get("attachment") or {}, *record.get("hookInfos", ())):
                if "durationMs" in told:
                    yield Duration(told.get("hookName", "Stop"), told["durationMs"])
