"""The harness would notice: hooks that fail are seen in every client, and its witness leaves them as they are."""

import json
import os
from pathlib import Path

from .api import Step
from .plays import Play
from .world import World

EVENTS = ("SessionStart", "UserPromptSubmit", "PreCompact", "Stop", "SessionEnd")
SPOKEN = "what the hook saw: "


def held(version: str, root: Path, hooks: dict[str, list[str]]) -> Play:
    """A session with these commands as hooks, compacted in between."""

    def settle(world: World) -> None:
        entries = {event: [{"hooks": [{"type": "command", "command": c, "timeout": 1} for c in hooks[event]]}] for event in hooks}
        path = world.project / ".claude" / "settings.json"
        path.parent.mkdir()
        path.write_text(json.dumps({"hooks": entries}))

    play = Play(version, root, settle)
    with play.open() as session:
        session.prompt("Hello.", Step("Hello."))
        session.prompt("/compact")
        session.prompt("Go on.", Step("Gladly."))
    play.api.close()
    return play


def test_hooks_that_fail_are_noticed(version: str, tmp_path: Path) -> None:
    failing = {event: ["echo broken >&2; exit 1"] for event in EVENTS}
    failing["PreCompact"].append("""echo '{"decision": 5}'""")
    failing["Stop"].append("sleep 5")
    troubles = held(version, tmp_path / "world", failing).troubles()
    assert [event for event in EVENTS if not any(t.startswith(f"{event} ") and "exit 1: broken" in t for t in troubles)] == []
    assert any("validation failed" in trouble for trouble in troubles), "an answer that breaks the schema"
    assert any(t.startswith("Stop ") and "exit None" in t for t in troubles), "a hook that was ended at its time limit"


def test_a_hook_that_works_is_no_trouble_and_reaches_the_model(version: str, tmp_path: Path) -> None:
    command = f"""printf '{SPOKEN}%s' "$(grep -o '"prompt": *"[^"]*"')" """
    play = held(version, tmp_path / "world", {"UserPromptSubmit": [command]})
    assert play.troubles() == []
    assert SPOKEN in play.api.after_summary()[0].text()
    assert [run.stdout.rpartition(":")[2] for run in play.world.hooks()] == ['"Hello."', '"Go on."']


def test_no_process_is_left_behind(version: str, tmp_path: Path) -> None:
    left = tmp_path / "left"
    held(version, tmp_path / "world", {"Stop": [f"setsid sleep 60 & echo $! >>{left}"]})
    pids = left.read_text().split()
    assert len(pids) == 2
    assert [pid for pid in pids if running(int(pid))] == []


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
