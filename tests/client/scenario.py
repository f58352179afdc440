"""The scripted session: work worth remembering, and the strings that must outlive a compaction."""

from typing import Protocol

from . import clients
from .api import Api, Step, Tool
from .session import FULL_TOKENS
from .world import World


class Client(Protocol):
    """A session, or a terminal."""

    version: str
    world: World
    api: Api

    def prompt(self, text: str, *steps: Step) -> object: ...


# The last line is what someone who carries on needs to know of the failure.
CHECK = "echo 'running 3 checks'\necho 'FAIL empty_input: expected 0 rows, got 7' >&2\nexit 1\n"
TREE = {
    "README.md": "# Tablesmith\n\nReads tables from text.\n",
    "CLAUDE.md": "# Notes for Claude\n\nThe build needs no network.\n",
    "src/parser.py": "def parse(text):\n    return [line.split('|') for line in text.splitlines()]\n",
    "vendor/tables.py": "VERSION = 3\n",
    "tests/check.sh": CHECK,
    "tests/styles.py": "import tablesmith_styles\n",
    "tools/lint.sh": '[ "$LINT" = strict ] && echo "no complaints"\n',
    "src/layout.py": "".join(f"def column_{n}(width):\n    return width * {n}\n\n\n" for n in range(40)),
    ".gitignore": "CLAUDE.local.md\n",
}
SUMMARY = "The user and the assistant worked on a small program for a while. All went well."

OPEN_TASKS = ("Describe the blank-row rule in docs/format.md", "Make the empty-input check pass")
DONE_TASK = "Skip blank rows while reading"
DECISION = "Decision: blank rows are dropped before splitting, because a row of one empty cell means end of table."
CONSTRAINT = "Never change anything under vendor/"
COMMIT = "Drop blank rows before splitting"
FAILURE = "FAIL empty_input: expected 0 rows, got 7"
LINT = "LINT=strict sh tools/lint.sh"
REPLIES = ("2731", "2732")
RANGE = "src/layout.py:41-60"
TRACEBACK = "ModuleNotFoundError: No module named 'tablesmith_styles'"
FACTS = (*OPEN_TASKS, DECISION, CONSTRAINT, COMMIT, FAILURE, "src/parser.py", "src/blank.py")
REVIEW_FACTS = (LINT, *REPLIES, TRACEBACK)
# Behind the next compaction: of older failures only the last, and nothing of what was only read.
LASTING_FACTS = tuple(fact for fact in (*FACTS, *REVIEW_FACTS) if fact != TRACEBACK)
# These no client brings back by itself; some re-read open tasks, edited files and the newest commits.
LOST_FACTS = (DECISION, CONSTRAINT, FAILURE)

LATER_DECISION = "Decision: a tab counts as blank too, since exports from spreadsheets end rows with one."
LATER_FACTS = (LATER_DECISION, "src/tabs.py")

_STATES = ("completed", "in_progress", "pending")
_SUBJECTS = (DONE_TASK, *OPEN_TASKS)


def work(client: Client) -> None:
    """Two prompts of work that plant FACTS and, behind the commit, RANGE; then talk enough that the newest messages hold none of them."""
    read = Tool("Read", {"file_path": _path(client, "src/parser.py")})
    client.prompt(
        f"Blank rows break the reader; make it skip them. {CONSTRAINT}: it is a copy of another project.",
        *_tasks(client.version),
        Step("The reader first.", (read,)),
        Step(DECISION, (_edit(client), _write(client, "src/blank.py", "def blank(row):\n    return not row.strip()\n"))),
        Step("", (_bash("git add src && git commit --quiet -m '" + COMMIT + "'"),)),
        Step("Now the checks.", (_bash("sh tests/check.sh"),)),
        Step("", (Tool("Read", {"file_path": _path(client, "src/layout.py"), "offset": 41, "limit": 20}),)),
        Step("One check still fails."),
    )
    for turn in range(3):
        client.prompt(f"Thank you ({turn}).", Step("With pleasure. " + "The weather is fine today. " * 20))


def answer_review(client: Client) -> None:
    """One prompt of work that plants REVIEW_FACTS: a command with its prefix, replies, a traceback."""
    client.prompt(
        "Answer the review, and see why the styles do not load.",
        *(Step("", (_bash(f"gh api repos/tables/smith/pulls/7/comments/{id_}/replies -f body=Done"),)) for id_ in REPLIES),
        Step("", (_bash(LINT),)),
        Step("", (_bash("python3 tests/styles.py"),)),
        Step("The styles are a module that is not installed here."),
    )


def work_more(client: Client) -> None:
    """One more prompt of work, that plants LATER_FACTS."""
    client.prompt(
        "Rows of tabs are blank as well.",
        Step(LATER_DECISION, (_write(client, "src/tabs.py", "BLANK = ' \\t'\n"),)),
        Step("", (_bash("git add src && git commit --quiet -m 'Skip rows of tabs'"),)),
        Step("Rows of tabs are skipped now."),
    )
    client.prompt("Good.", Step("Glad to hear it."))


def fill_window(client: Client) -> None:
    """Makes the client compact by itself at the next prompt."""
    client.prompt("A word more.", Step("A word more it is.", tokens=FULL_TOKENS))


def delegate(client: Client, steps: int = 5) -> None:
    """Has a subagent work until its window is full, so that it compacts while the main conversation waits."""
    name = "Agent" if client.version in {"2.1.80", *clients.NATIVE} else "Task"
    tokens = [FULL_TOKENS if turn == steps - 2 else 2_000 for turn in range(steps)]
    client.api.agent.extend(Step("", (_bash(f"echo looking {turn}"),), many) for turn, many in enumerate(tokens))
    client.api.agent.append(Step("Nothing was found."))
    task: dict[str, object] = {"description": "Look around", "prompt": "Look around the project.", "subagent_type": "general-purpose"}
    if client.version in clients.NATIVE:
        task["run_in_background"] = False  # its own choice would be to go on behind the turn's end
    client.prompt("Let someone look around.", Step("Someone will.", (Tool(name, task),)), Step("They looked."))


def _tasks(version: str) -> list[Step]:
    if version not in clients.NATIVE:
        todos = [{"content": s, "status": state, "activeForm": s} for s, state in zip(_SUBJECTS, _STATES, strict=True)]
        return [Step("A plan.", (Tool("TodoWrite", {"todos": todos}),))]
    created = [Tool("TaskCreate", {"subject": s, "description": s, "activeForm": s}) for s in _SUBJECTS]
    moved = [Tool("TaskUpdate", {"taskId": str(i), "status": state}) for i, state in enumerate(_STATES[:2], 1)]
    return [Step("A plan.", (created[0],)), *(Step("", (tool,)) for tool in (*created[1:], *moved))]


def _edit(client: Client) -> Tool:
    old, new = "text.splitlines()]", "text.splitlines() if line.strip()]"
    return Tool("Edit", {"file_path": _path(client, "src/parser.py"), "old_string": old, "new_string": new})


def _write(client: Client, name: str, text: str) -> Tool:
    return Tool("Write", {"file_path": _path(client, name), "content": text})


def _bash(command: str) -> Tool:
    return Tool("Bash", {"command": command, "description": "Run it"})


def _path(client: Client, name: str) -> str:
    return str(client.world.project / name)
