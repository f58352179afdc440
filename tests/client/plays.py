"""The scenarios that the round trip is tested in, and what one left behind."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from . import clients, hook_reports, scenario
from .api import Api, Step
from .session import ALLOWED, Session
from .terminal import Terminal
from .world import World

ROOT = Path(__file__).parent.parent.parent
INSTALL_SECONDS = 60
SLOW_MILLISECONDS = 3_000
DONE = ": section refreshed"  # what a client that waited for its user had done is no trouble
OWN = (".pal/", ".claude/rules/pal-", ".claude/rules/.gitignore")


class Play:
    """One world with its API, and all sessions that were held in it."""

    def __init__(
        self, version: str, root: Path, prepare: Callable[[World], None] | None, tree: dict[str, str] = scenario.TREE
    ) -> None:
        self.version, self.world, self.api = version, World(root, clients.command(version), tree, prepare), Api(scenario.SUMMARY)
        self.sessions: list[Session] = []
        self.late = 0  # requests that come too early for what the hooks give back

    def open(self, resume: str | None = None) -> Session:
        self.sessions.append(Session(self.version, self.world, self.api, resume))
        return self.sessions[-1]

    def missing(self, facts: tuple[str, ...]) -> list[str]:
        """Which of the facts the model was not given back by the first request that can hold them."""
        given = self.api.after_summary()[self.late].text()
        return [fact for fact in facts if fact not in given]

    def troubles(self) -> list[str]:
        """Whatever went wrong with a hook, by its exit, its stderr, the client's own words, or the hooks' log."""
        log = self.world.project / ".pal" / "state" / "hooks.log"
        return [
            *(f"{run.event} {run.given} exit {run.exit}: {run.stderr}" for run in self.world.hooks() if run.failed),
            *hook_reports.complaints(self.world, self.sessions),
            *(f"slow: {took}" for took in hook_reports.durations(self.world) if took.milliseconds > SLOW_MILLISECONDS),
            *(line for line in (log.read_text().splitlines() if log.exists() else ()) if not line.endswith(DONE)),
        ]

    @property
    def tracked(self) -> list[str]:
        """What of that git may track: nothing, where the client reads rules."""
        return ["CLAUDE.md"] if self.version in clients.NO_RULES else []

    def changed(self) -> list[str]:
        """Every file that is not as the installation and the work left it, but for the hooks' own, which git must not see."""
        return [*self.world.changed(), *(name for name in self.world.hidden_changes() if not name.startswith(OWN))]


def pal(world: World, *args: str, stdin: str = "") -> str:
    """What the command prints; it is called for the world's project."""
    command = [sys.executable, "-m", "ctxhooks", *args, "--project", str(world.project)]
    environment = world.environment("") | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, cwd=world.root, input=stdin, timeout=60, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def install(world: World, *options: str) -> None:
    """As a user does it, from the source tree."""
    command = [sys.executable, "-m", "ctxhooks", "install", "--project", str(world.project), *options]
    environment = world.environment("") | {"PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=environment, cwd=world.root, check=True, timeout=INSTALL_SECONDS, stdout=subprocess.DEVNULL)


def install_local(world: World) -> None:
    """The user's choice of a file that is not in git."""
    (world.project / ".pal").mkdir()
    (world.project / ".pal" / "config.yaml").write_text("target: CLAUDE.local.md\n")
    install(world)


def manual(play: Play) -> None:
    with play.open() as session:
        scenario.answer_review(session)
        scenario.work(session)
        session.prompt("/compact Keep it short.")
        session.prompt("Go on.", Step("Gladly."))


def automatic(play: Play) -> None:
    with play.open() as session:
        scenario.answer_review(session)
        scenario.work(session)
        scenario.fill_window(session)
        session.prompt("Go on.", Step("Gladly."))
        if play.version == clients.OLDEST:
            # It compacts behind UserPromptSubmit and reads CLAUDE.md anew only with the next prompt.
            session.prompt("And then?", Step("Gladly."))
            play.late = 1


def twice(play: Play) -> None:
    with play.open() as session:
        scenario.answer_review(session)
        scenario.work(session)
        session.prompt("/compact")
        scenario.work_more(session)
        session.prompt("/compact")
        session.prompt("Go on.", Step("Gladly."))


def resumed(play: Play) -> None:
    """The session ends right after the compaction; what is pending is delivered in the next process."""
    with play.open() as session:
        scenario.answer_review(session)
        scenario.work(session)
        session.prompt("/compact")
    with play.open(resume=session.id) as session:
        session.prompt("Go on.", Step("Gladly."))


def cleared(play: Play) -> None:
    """One session ends by `/clear`; the compaction that counts is the next one's."""
    with Terminal(play.version, play.world, play.api, *ALLOWED) as terminal:
        scenario.work(terminal)
        terminal.prompt("/compact")
        terminal.prompt("/clear")
        scenario.work_more(terminal)
        terminal.prompt("/compact")
        terminal.prompt("Go on.", Step("Gladly."))


def delegated(play: Play) -> None:
    with play.open() as session:
        scenario.work(session)
        scenario.delegate(session)
        session.prompt("Go on.", Step("Gladly."))
        session.kill()  # the session's end would keep its state, and that would not be the subagent's doing
