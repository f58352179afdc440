"""Subagents: each in a window of its own, on the conversation's axis of time."""

from pathlib import Path

from ctxhooks.transcript import reader
from ctxhooks.transcript.records import string
from ctxhooks.view.clock import Clock, thinned
from ctxhooks.view.session_models import AgentLane, Point
from ctxhooks.view.timeline import LANES, used


def agent_files(transcript: Path) -> list[Path]:
    """Transcripts of the session's subagents, which lie in a folder beside it; links are not followed."""
    folder = transcript.with_suffix("") / "subagents"
    try:
        found = sorted(folder.glob("agent-*.jsonl"))
    except OSError:
        return []
    return [p for p in found if p.is_file() and not p.is_symlink()]


def lanes(clock: Clock, sidechains: dict[str, list[Point]], files: list[Path]) -> tuple[AgentLane, ...]:
    """Subagents in the order in which they began: those in the conversation's own transcript, and those with a transcript of their own."""
    found = list(sidechains.items())
    for path in files[:LANES]:
        name = path.stem.removeprefix("agent-")[:40]
        found.append((name, _agent(clock, path)))
    lanes = [AgentLane(name, thinned(points, 120), max(p.tokens for p in points)) for name, points in found if points]
    return tuple(sorted(lanes, key=lambda lane: lane.points[0].x))[:LANES]


def _agent(clock: Clock, path: Path) -> list[Point]:
    points = []
    with path.open("rb") as file:
        for line in reader.records(file, 0, reader.decoder(path.stat().st_size)):
            if line.record.get("type") == "assistant" and (tokens := used(line.record)):
                moment = string(line.record.get("timestamp"))[:40]
                points.append(Point(clock.place(moment), tokens, moment))
    return points
