"""Records what the clients hand to hooks, and transcripts of theirs, into tests/samples: `python -m tests.client.record [VERSION …]`."""

import json
import shlex
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import clients, scenario
from .api import Api, Step, Tool
from .sanitise import Sanitiser
from .session import Session
from .terminal import Terminal
from .witness import HookRun
from .world import World

SAMPLES = Path(__file__).parent.parent / "samples"
EVENTS = ("SessionStart", "UserPromptSubmit", "PreCompact", "Notification", "Stop", "SubagentStop", "SessionEnd")
# A client that does not know an event's name ignores the whole settings file.
NEWER_EVENTS: dict[str, tuple[str, ...]] = {clients.OLDEST: (), "2.0.55": ("SubagentStart",)}
DETAILS = ("source", "trigger", "reason", "notification_type")
SPEAKING = {"SessionStart", "UserPromptSubmit", "SubagentStart"}  # what these add to the context stands in transcripts
AGENT_EVENTS = {"SubagentStart", "SubagentStop"}


def record(version: str, into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as root:
        world = World(Path(root, "world"), clients.command(version), scenario.TREE, lambda world: listen(world, version))
        api = Api(scenario.SUMMARY)
        with Session(version, world, api) as first:
            scenario.work(first)
            first.prompt("/compact Keep the decisions.")
            scenario.work_more(first)
        [transcript] = [path for path in world.transcripts() if path.stem == first.id]
        session = transcript.read_text()
        with Session(version, world, api, resume=first.id) as second:
            second.prompt("Where were we?", Step("At the tabs."))
            before = len(world.hooks())
            scenario.delegate(second)
            during = range(before, len(world.hooks()))
            scenario.fill_window(second)
            second.prompt("Carry on.", Step("Gladly."))
        with Terminal(version, world, api) as terminal:
            notified(terminal)
            terminal.prompt("/clear")
            terminal.prompt("Something else.", Step("Gladly."))
        api.close()
        clean = Sanitiser(world)
        for name, payload in payloads(world.hooks(), during).items():
            write(into / f"{name}.json", [clean.payload(payload)], indent=2)
        for name, text in ({"session": session} | agent_transcripts(world, first.id)).items():
            write(into / f"{name}.jsonl", clean.transcript(text))


def listen(world: World, version: str) -> None:
    """Hooks for every event, whose input the world's witness sees; PreCompact's keeps the transcripts as it finds them."""
    snapshots = shlex.quote(str(world.root / "snapshots"))
    commands = dict.fromkeys((*EVENTS, *NEWER_EVENTS.get(version, ("SubagentStart", "PostCompact"))), "true")
    commands["PreCompact"] = f"mkdir -p {snapshots} && cp -R ~/.claude/projects {snapshots}/$$"
    for event in SPEAKING & commands.keys():
        said = {"hookEventName": event, "additionalContext": f"A hook said this at {event}."}
        commands[event] = "echo " + shlex.quote(json.dumps({"hookSpecificOutput": said}))
    settings = world.project / ".claude" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"hooks": {event: [{"hooks": [{"type": "command", "command": c}]}] for event, c in commands.items()}}))


def notified(terminal: Terminal) -> None:
    """Has the client ask for a permission, and then wait for its user; the oldest does not tell one from the other."""
    terminal.api.main.extend([Step("", (Tool("Bash", {"command": "touch made", "description": "Make a file"}),)), Step("Made.")])
    terminal.type("Make a file.")
    terminal.wait_for(lambda: terminal.world.hooks("Notification"), "a prompt that needs a permission")
    terminal.type("")  # yes
    terminal.settle("a permission")
    if terminal.version != clients.OLDEST:
        terminal.wait_for(lambda: terminal.world.hooks("Notification")[1:], "the next prompt")


def payloads(runs: list[HookRun], during: range) -> dict[str, dict[str, Any]]:
    """The first payload of each kind, by its name; `during` holds the numbers of the runs while a subagent worked."""
    found: dict[str, dict[str, Any]] = {}
    for number, run in enumerate(runs):
        if run.event in AGENT_EVENTS and number not in during:
            continue
        detail = next(filter(None, map(run.given.get, DETAILS)), "summariser" if run.given.get("agent_type") == "" else None)
        who = "agent" if number in during and run.event in {"PreCompact", "PostCompact", "SessionStart"} else None
        found.setdefault("-".join(filter(None, (run.event, detail, who))), run.given)
    return found


def agent_transcripts(world: World, session: str) -> dict[str, str]:
    """The main transcript as it was when the subagent was about to compact, and the subagent's own up to there, where it has one."""
    snapshot = sorted((world.root / "snapshots").iterdir(), key=lambda path: path.stat().st_mtime_ns)[1]  # the second of three compactions
    found = {"agent-compaction": next(snapshot.glob(f"*/{session}.jsonl")).read_text()}
    for path in world.transcripts():
        before, boundary, _ = path.read_text().partition('"subtype":"compact_boundary"')
        if path.stem.startswith("agent-") and boundary:
            found["agent-compaction-agent"] = before[: before.rindex("\n")]
    return found


def write(path: Path, values: Iterable[Any], indent: int | None = None) -> None:
    path.write_text("".join(json.dumps(value, indent=indent, ensure_ascii=False) + "\n" for value in values))


if __name__ == "__main__":
    for wanted in sys.argv[1:] or clients.ALL:
        record(wanted, SAMPLES / wanted)
