"""Records the session that `pal demo` shows: `python -m tests.client.demo`. The work is real, what is said is scripted."""

import tempfile
from pathlib import Path

from . import clients
from .api import Api, Step, Tool
from .record import write
from .sanitise import Sanitiser
from .session import Session
from .world import World

INTO = Path(__file__).parent.parent.parent / "demo" / "session.jsonl"
IMPORTER = """import csv


def rows(path):
    with open(path, encoding="utf-8") as f:
        return list(csv.DictReader(f))
"""
CHECKS = """import unittest
from ledger import importer, rates


class Rates(unittest.TestCase):
    def test_a_holiday_has_the_rate_of_the_day_before(self):
        self.assertEqual(rates.on("2026-12-25"), "1.0871")


class Importer(unittest.TestCase):
    def test_a_byte_order_mark_is_no_part_of_the_first_column(self):
        self.assertEqual(list(importer.rows("fixtures/export.csv")[0]), ["date", "amount"])
"""
TREE = {
    "README.md": "# Ledger\n\nReads the bank's exports into the books.\n",
    "ledger/__init__.py": "",
    "ledger/importer.py": IMPORTER,
    "ledger/rates.py": 'RATES = {"2026-12-24": "1.0871"}\n\n\ndef on(day):\n    return RATES.get(day)\n',
    "fixtures/export.csv": '\ufeffdate,amount\n2026-11-02,"1.234,56"\n',
    "checks.py": CHECKS,
}
PLAN = (
    "Read exports with a byte order mark",
    "Read amounts such as 1.234,56",
    "Give holidays the rate of the day before",
    "Write docs/migration.md for the accountants",
)
AMOUNTS = '''from decimal import Decimal


def amount(text):
    """`1.234,56` as the bank writes it."""
    return Decimal(text.replace(".", "").replace(",", "."))
'''
# As the client's model writes one: nine sections, most of the work, and the omissions that such summaries have.
SUMMARY = """<analysis>
The conversation concerned a ledger importer. I go through it in order and collect requests, files and pending work.
</analysis>

<summary>
1. Primary Request and Intent:
   The user maintains a small Python program, Ledger, that reads a bank's CSV exports into the books. They first asked to find out why the
   first column is lost in some exports, and to fix it. Then they asked that amounts such as 1.234,56 be read as well. Finally they wanted
   docs/migration.md, a page for the accountants, before anything else is done.

2. Key Technical Concepts:
   - CSV exports with and without a byte order mark (UTF-8 with signature)
   - German number formats, `decimal.Decimal`
   - Exchange rates by day

3. Files and Code Sections:
   - ledger/importer.py
      - Opens the export and returns its rows; the encoding was changed to `utf-8-sig`.
   - ledger/amounts.py
      - New. `amount(text)` turns the bank's number format into a Decimal.
   - docs/migration.md
      - New. First paragraph for the accountants; the part on old exports is still to be written.
   - checks.py
      - The unit tests, run with `python3 -m unittest -q checks`.

4. Errors and fixes:
   - The first column was named "\\ufeffdate": the export begins with a byte order mark. Fixed by the encoding.

5. Problem Solving:
   The cause of the lost column was found by printing the header. The approach for amounts keeps exact decimals.

6. All user messages:
   - The first one was about the importer, which lost a column.
   - "Amounts like 1.234,56 have to work as well. No floats anywhere, please."
   - "Leave the holidays for now. Write docs/migration.md first, half a page, for people who do not program."

7. Pending Tasks:
   - The question of holidays was left aside by the user
   - Write docs/migration.md for the accountants

8. Current Work:
   docs/migration.md was started: its first paragraph explains what changes for the accountants.

9. Optional Next Step:
   Finish docs/migration.md with the part on old exports.
</summary>"""


def play(session: Session) -> None:
    """Four requests: a bug, a feature, a decision that changes the plan, and a page to write."""
    run = "python3 -m unittest -q checks"
    session.prompt(
        "The importer loses the first column of some exports. Find out why and fix it. "
        "Never touch fixtures/, accounting signs those files.",
        *(
            Step("" if i else "I start with a plan.", (Tool("TaskCreate", {"subject": s, "description": s, "activeForm": s}),))
            for i, s in enumerate(PLAN)
        ),
        Step("", (_moved(1, "in_progress"),)),
        Step("The importer first.", (Tool("Read", {"file_path": _path(session, "ledger/importer.py")}),)),
        Step("", (_bash("head -c 20 fixtures/export.csv | od -c | head -2"),)),
        Step(
            "Decision: read with utf-8-sig instead of stripping the first character, because only some exports have the mark.",
            (_edit(session, "ledger/importer.py", 'encoding="utf-8"', 'encoding="utf-8-sig"'),),
        ),
        Step("", (_bash("git add ledger && git commit --quiet -m 'Read exports with a byte order mark'"),)),
        Step("", (_moved(1, "completed"),)),
        Step("The export begins with a byte order mark, which became a part of the first column's name. It is read now."),
    )
    session.prompt(
        "Amounts like 1.234,56 have to work as well. No floats anywhere, please.",
        Step("", (_moved(2, "in_progress"),)),
        Step("", (Tool("Write", {"file_path": _path(session, "ledger/amounts.py"), "content": AMOUNTS}),)),
        Step("", (_bash("git add ledger && git commit --quiet -m 'Read amounts as the bank writes them'"),)),
        Step("", (_moved(2, "completed"),)),
        Step("Amounts are exact decimals now."),
    )
    session.prompt(
        "Rates are those of the value day, never of the booking day: the tax office wants it so. What about holidays?",
        Step("", (_moved(3, "in_progress"),)),
        Step("The checks tell.", (_bash(run),)),
        Step("Decision: a missing rate is an error and never 1, because a wrong booking is found too late."),
    )
    session.prompt(
        "Leave the holidays for now. Write docs/migration.md first, half a page, for people who do not program.",
        Step("", (_moved(3, "pending"),)),
        Step("", (_moved(4, "in_progress"),)),
        Step(
            "",
            (Tool("Write", {"file_path": _path(session, "docs/migration.md"), "content": "# What changes for you\n\nExports may ...\n"}),),
        ),
        Step("The first paragraph stands. The part on old exports comes next."),
    )


def _path(session: Session, name: str) -> str:
    return str(session.world.project / name)


def _bash(command: str) -> Tool:
    return Tool("Bash", {"command": command, "description": "Run it"})


def _moved(task: int, state: str) -> Tool:
    return Tool("TaskUpdate", {"taskId": str(task), "status": state})


def _edit(session: Session, name: str, old: str, new: str) -> Tool:
    return Tool("Edit", {"file_path": _path(session, name), "old_string": old, "new_string": new})


def record(into: Path) -> None:
    """One session on the newest client, compacted by hand, with names and times of nobody's."""
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as root:
        world = World(Path(root, "world"), clients.command(clients.NEWEST), TREE)
        api = Api(SUMMARY)
        with Session(clients.NEWEST, world, api) as session:
            play(session)
            session.prompt("/compact")
            session.prompt("Go on.", Step("Gladly."))
        [transcript] = world.transcripts()
        write(into, Sanitiser(world).transcript(transcript.read_text()))
        api.close()


if __name__ == "__main__":
    record(INTO)
