"""What has to hold whatever was thrown at it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from conftest import NOW, SESSION, Scene

from ctxhooks import statusline

from .operations import EXPECTED, carried_on, users_bytes

DEFECTS = ("KeyError", "TypeError", "AttributeError", "IndexError", "ValueError", "AssertionError", "RecursionError", "UnicodeError")
SECRET = "what lies outside of the project"


class Tried(NamedTuple):
    """One fault: what was done, and what it did to the user, in words; empty when nothing."""

    what: str
    how: str
    hurt: tuple[str, ...]


@contextmanager
def scene_in(prefix: str) -> Iterator[Scene]:
    with TemporaryDirectory(prefix=prefix) as folder:
        base = Path(folder).resolve()
        with laid_out(base) as scene:
            yield scene


@contextmanager
def laid_out(base: Path) -> Iterator[Scene]:
    """With a home of its own, in which the user's key lies."""
    home, os.environ["HOME"] = os.environ["HOME"], str(base / "work" / "home")
    scene = Scene(base / "work" / "project", base / "work" / "transcripts" / f"{SESSION}.jsonl")
    scene.root.mkdir(parents=True)
    try:
        yield scene
    finally:
        os.environ["HOME"] = home


def unforeseen(scene: Scene) -> Iterator[str]:
    yield from (f"in the log: {line}" for line in scene.log().splitlines() if any(name in line for name in DEFECTS))


def a_day(scene: Scene, now: float = NOW) -> list[str]:
    """Every event of a session, one after another; what they say has to be valid. The facts that a compaction did not bring back."""
    scene.ask("session-start", now=now, source="startup")
    scene.ask("user-prompt-submit", now=now, prompt="Go on with @TAG-gauge")
    scene.ask("subagent-start", now=now, agent_id="a1", agent_type="docs")
    scene.ask("subagent-stop", now=now, agent_id="a1", agent_type="docs", last_assistant_message="Done.")
    scene.ask("stop", now=now)
    scene.ask("notification", now=now)
    statusline.line(json.dumps(scene.payload("Status")).encode(), {"CLAUDE_PROJECT_DIR": str(scene.root)}, now)
    lost = carried_on(scene)
    scene.ask("session-start", now=now, source="resume")
    scene.ask("session-end", now=now, reason="exit")
    return lost


def hurt(scene: Scene, now: float = NOW) -> Iterator[str]:
    try:
        yield from (f"lost: {fact}" for fact in a_day(scene, now))
    except Exception as e:  # noqa: BLE001
        yield f"it does not go on: {type(e).__name__}: {e}"
    if users_bytes(scene) != EXPECTED:
        yield "the user's bytes changed"
    yield from unforeseen(scene)
