"""How long the real client waits for each hook in a whole session, by its own account, beside hooks that are a bare interpreter.

    python bench/client.py [--sessions N]

The newest client, with a scripted model behind it: work, a tag, a subagent, a compaction by hand, the end. Its debug log tells how long
each hook took; of PreCompact, PostCompact and SessionEnd it tells no duration, so those are timed around the command, in sessions of
their own. The client is fetched once, as for the tests.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ctxhooks.setup import hook_settings  # noqa: E402
from tests.client import clients, plays, scenario  # noqa: E402
from tests.client.api import Api, Step  # noqa: E402
from tests.client.session import Session  # noqa: E402
from tests.client.world import World  # noqa: E402

FINISHED = re.compile(r"Hooks: (\w+(?::\w+)?) \[.*finished with status 0 \((\d+)ms\)")
NAMES = re.compile(r"hooks/([a-z-]+)\.py|: ([A-Z]\w+)$")
UNLOGGED = ("PreCompact", "PostCompact", "SessionEnd")
CLOCK = """#!/usr/bin/env bash
[ -n "$CLAUDE_PROJECT_DIR" ] || exec bash -c "$1"
began=$EPOCHREALTIME
sh -c "$1"
code=$?
echo "$began $EPOCHREALTIME $1" >>"$0.log"
exit $code
"""
Times = dict[str, list[float]]  # milliseconds by hook


class Watched(World):
    """Without what stands between the client and its hooks in the tests; in its place a clock, or nothing."""

    clock = ""

    def environment(self, url: str) -> dict[str, str]:
        plain = {k: v for k, v in super().environment(url).items() if k != "CLAUDE_CODE_SHELL_PREFIX"}
        return plain | ({"CLAUDE_CODE_SHELL_PREFIX": self.clock} if self.clock else {})


def ours(world: World) -> None:
    plays.install(world)
    tags = world.project / ".pal/tags"
    tags.mkdir(parents=True)
    (tags / "rows.md").write_text("A row of blanks alone is no row.\n")


def bare(world: World) -> None:
    def group(event: str) -> list[object]:
        return [{"hooks": [{"type": "command", "command": f"{sys.executable} -I -S -c pass || : {event}"}]}]

    (world.project / ".claude").mkdir()
    (world.project / ".claude/settings.json").write_text(json.dumps({"hooks": {event: group(event) for event in hook_settings.EVENTS}}))


def session(root: Path, prepare: Callable[[World], None], *, clocked: bool) -> Times:
    world, api = Watched(root, clients.command(clients.NEWEST), scenario.TREE, prepare), Api(scenario.SUMMARY)
    if clocked:
        script = root / "clock"
        script.write_text(CLOCK)
        script.chmod(0o755)
        world.clock = str(script)
    try:
        with Session(clients.NEWEST, world, api, more=["--debug-file", str(root / "debug")]) as talk:
            scenario.work(talk)
            talk.prompt("What is @TAG-rows about?", Step("Rows."))
            scenario.delegate(talk, steps=1)
            talk.prompt("/compact Keep it short.")
            talk.prompt("Go on.", Step("Gladly."))
    finally:
        api.close()
    return _clocked(root / "clock.log") if clocked else _logged(root / "debug")


def _logged(log: Path) -> Times:
    found: Times = defaultdict(list)
    for line in log.read_text().splitlines():
        if finished := FINISHED.search(line):
            found[finished[1]].append(float(finished[2]))
    return found


def _clocked(log: Path) -> Times:
    found: Times = defaultdict(list)
    for line in log.read_text().splitlines():
        began, ended, command = line.split(" ", 2)
        if named := NAMES.search(command):
            event = named[2] or "".join(part.title() for part in named[1].split("-"))
            found[event].append((float(ended) - float(began)) * 1000)
    return {event: times for event, times in found.items() if event in UNLOGGED}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=5)
    args = parser.parse_args()
    found: dict[str, Times] = {"ours": defaultdict(list), "bare": defaultdict(list)}
    with tempfile.TemporaryDirectory(prefix="ctxhooks-client-") as tmp:
        for n in range(args.sessions):
            for name, prepare in (("ours", ours), ("bare", bare)):
                for clocked in (False, True):
                    for event, times in session(Path(tmp) / f"{name}-{n}-{clocked}", prepare, clocked=clocked).items():
                        found[name][event] += times
    version = subprocess.run([*clients.command(clients.NEWEST), "--version"], capture_output=True, text=True, check=True).stdout.split()[0]
    head = (f"Claude Code {version}, {args.sessions} sessions", "times", "median ms", "longest", "a bare interpreter")
    print(f"| {' | '.join(head)} |\n|---|{'---:|' * (len(head) - 1)}")
    for event, times in found["ours"].items():
        beside = found["bare"].get(event, [])
        floor = f"{statistics.median(beside):.0f}" if beside else "–"
        print(f"| {event} | {len(times)} | {statistics.median(times):.0f} | {max(times):.0f} | {floor} |")


if __name__ == "__main__":
    main()
