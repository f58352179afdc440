"""Records the session that the pictures in the documentation show, with the real client: `python -m browser.record`, in tests/.

A story of some length, so that there is something to see: two compactions, a subagent, edits over time, a window that fills. The answers
are scripted; every record is the client's own.
"""

import json
import tempfile
from pathlib import Path

from client import clients
from client.api import Api, Step, Tool
from client.sanitise import Sanitiser
from client.session import Session
from client.world import World

INTO = Path(__file__).parent / "harbour.jsonl"
CHECK = "echo 'checking 14 buoys'\necho 'FAIL buoy 17: position is on land' >&2\nexit 1\n"
TREE = {
    "README.md": "# Harbour\n\nTide tables, buoys and a map.\n",
    "src/tides.py": "def load(path):\n    return open(path).read().split()\n",
    "src/map.py": "WIDTH = 800\n\n\ndef draw(places):\n    return [f'<circle {p}/>' for p in places]\n",
    "checks/buoys.sh": CHECK,
}
TASKS = (
    "Read tide tables with one row a day",
    "Parse the buoy list into positions",
    "Draw the lighthouses on the map",
    "Write down the file formats in docs/formats.md",
    "Make the buoy check pass",
)
FIRST = """1. Primary Request and Intent:
   The user asked: "Read the tide tables and draw them on the map. Never change the files under data/."

2. Files and Code Sections:
   - src/tides.py was rewritten so that it reads tide tables with one row a day.
   - src/buoys.py is new: it parses the buoy list into positions.

3. Current Work:
   Parse the buoy list into positions was just finished. The map comes next."""
SECOND = """1. Primary Request and Intent:
   The user wants the harbour drawn as an SVG map; places come from src/buoys.py and the tide tables.

2. Files and Code Sections:
   - src/map.py draws circles and, since this conversation, labels.

3. Pending Tasks:
   - Write down the file formats in docs/formats.md

4. Current Work:
   The lighthouses are drawn. The formats are still to be written down."""


def main() -> None:
    version = clients.NEWEST
    with tempfile.TemporaryDirectory() as root:
        world = World(Path(root, "world"), clients.command(version), TREE)
        api = Api(FIRST)
        with Session(version, world, api, more=("--autocompact", "195000")) as session:
            _play(session, str(world.project))
            name = session.id
        api.close()
        _keep([path.read_text() for path in sorted(world.transcripts(), key=lambda path: path.stem != name)], Sanitiser(world))


def _keep(texts: list[str], clean: Sanitiser) -> None:
    """The conversation's transcript and its subagent's: each in its own order, their times as they followed each other."""
    lines = []
    for n, text in enumerate(texts):
        last = ""
        for line in text.splitlines():
            last = max(last, str(json.loads(line).get("timestamp", "")))
            lines.append((last, n, line))
    found: dict[Path, list[str]] = {INTO: [], INTO.with_suffix("") / "subagents/agent-1.jsonl": []}
    for _, n, line in sorted(lines, key=lambda entry: entry[:1]):
        for record in clean.transcript(line):
            if record["type"] in ("user", "assistant", "system"):
                found[list(found)[min(n, 1)]].append(json.dumps(record) + "\n")
    for path, kept in found.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(kept))


def _play(session: Session, project: str) -> None:
    def write(name: str, text: str) -> Tool:
        return Tool("Write", {"file_path": f"{project}/{name}", "content": text})

    def edit(name: str, old: str, new: str) -> Tool:
        return Tool("Edit", {"file_path": f"{project}/{name}", "old_string": old, "new_string": new})

    def bash(command: str) -> Tool:
        return Tool("Bash", {"command": command, "description": "Run it"})

    def commit(subject: str) -> Tool:
        return bash(f"git add -A && git commit -m '{subject}'")

    create = [Tool("TaskCreate", {"subject": s, "description": s, "activeForm": s}) for s in TASKS]
    done = [Tool("TaskUpdate", {"taskId": str(n), "status": "completed"}) for n in range(1, len(TASKS) + 1)]
    go = [Tool("TaskUpdate", {"taskId": str(n), "status": "in_progress"}) for n in range(1, len(TASKS) + 1)]
    tides = "import csv\n\n\ndef load(path):\n    with open(path) as file:\n        return list(csv.DictReader(file))\n"
    buoys = "".join(f"def field_{n}(row):\n    return row[{n}]\n\n\n" for n in range(9)) + "def parse(text):\n    return text.split()\n"
    session.prompt(
        "Read the tide tables and draw them on the map. Never change the files under data/.",
        *(Step("" if n else "First a plan.", (tool,), 14_000 + 1_500 * n) for n, tool in enumerate(create)),
        Step("", (go[0],), 24_000),
        Step("", (Tool("Read", {"file_path": f"{project}/src/tides.py"}),), 31_000),
        Step("Decision: tide tables are read with csv.DictReader, because columns move from year to year.", (), 33_000),
    )
    session.prompt(
        "Go on. Times stay in UTC, always.",
        Step("", (write("src/tides.py", tides),), 45_000),
        Step("", (bash("python3 -c 'import src.tides'"),), 52_000),
        Step("", (commit("Read tide tables with one row a day"),), 58_000),
        Step("", (done[0],), 60_000),
        Step("The tables are read.", (), 61_000),
    )
    session.prompt(
        "Now the buoys.",
        Step("", (go[1],), 70_000),
        Step("", (write("src/buoys.py", buoys),), 84_000),
        Step("", (bash("sh checks/buoys.sh"),), 96_000),
        Step("One buoy lies on land.", (edit("src/buoys.py", "text.split()", "[row.split(';') for row in text.splitlines()]"),), 108_000),
        Step("", (bash("sh checks/buoys.sh"),), 121_000),
        Step("", (commit("Parse the buoy list"),), 133_000),
        Step("", (done[1],), 141_000),
        Step("The list is parsed; the check still fails at buoy 17.", (), 148_000),
    )
    session.prompt("/compact")
    session.api.summary = SECOND
    red = edit("src/map.py", "<circle {p}/>", "<circle {p} fill=red/>")
    session.prompt(
        "Draw the lighthouses, in red.",
        Step("", (go[2],), 31_000),
        Step("", (Tool("Read", {"file_path": f"{project}/src/map.py"}),), 40_000),
        Step("", (edit("src/map.py", "WIDTH = 800", "WIDTH = 1200\nRED = '#c4320a'"),), 55_000),
        Step("Decision: labels are drawn after all circles, so that none is covered.", (red,), 68_000),
        Step("", (write("src/labels.py", "def label(place):\n    return f'<text>{place}</text>'\n" * 6),), 79_000),
        Step("", (bash("sh checks/buoys.sh"),), 90_000),
        Step("They are drawn.", (), 92_000),
    )
    session.api.agent.extend(Step("", (bash(f"grep -rn buoy src | head -{n + 3}"),), 9_000 + 14_000 * n) for n in range(5))
    session.api.agent.append(Step("Buoy 17 has its degrees and minutes swapped.", (), 82_000))
    task: dict[str, object] = {"description": "Why buoy 17", "prompt": "Find out why buoy 17 is on land.", "run_in_background": False}
    agent = Tool("Agent", {**task, "subagent_type": "general-purpose"})
    session.prompt("Have somebody look at buoy 17.", Step("", (agent,), 104_000), Step("Degrees and minutes are swapped.", (), 112_000))
    swap = edit("src/buoys.py", "def parse(text):", "def swapped(row):\n    return row[1], row[0]\n\n\ndef parse(text):")
    session.prompt(
        "Fix that where it is read, do not touch the data.",
        Step("", (swap,), 126_000),
        Step("", (commit("Swap degrees and minutes of old buoys"),), 139_000),
        Step("", (done[2], go[3]), 151_000),
        Step("It is fixed.", (), 158_000),
    )
    session.prompt("/compact Keep the open tasks.")
    session.prompt(
        "Write the formats down now.",
        Step("", (write("docs/formats.md", "# Formats\n\nOne row a day.\n" * 8),), 36_000),
        Step("", (bash("sh checks/buoys.sh"),), 44_000),
        Step("", (done[3],), 47_000),
        Step("docs/formats.md is there; buoy 17 still fails the check.", (), 49_000),
    )


if __name__ == "__main__":
    main()
