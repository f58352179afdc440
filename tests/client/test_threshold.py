"""Real clients: a session that is cleared once its window is full goes on in the next one, with Claude's own list, and in no other."""

import json

from . import clients, plays, scenario
from .api import Step, Tool
from .plays import Play, pal
from .session import ALLOWED
from .terminal import Terminal
from .world import World

SIZE, CRITICAL = 40_000, 34_400  # tokens; far enough below what makes a client compact
SPEC = "# Tables\n\n> Port ID: tables\n\n## Goal\nBlank rows are skipped.\n\n- [ ] Describe the rule\n"
NEXT, LATER = scenario.OPEN_TASKS
TOLD = ("Spec: tables", f"Next step: {NEXT}", f"- {LATER}", f"- {scenario.DONE_TASK}", "src/blank.py")


def prepared(world: World) -> None:
    (world.project / ".pal").mkdir()
    (world.project / ".pal/config.yaml").write_text(f"window:\n  size: {SIZE}\n")
    (world.project / "ports").mkdir()
    (world.project / "ports/tables.md").write_text(SPEC)
    plays.install(world)


def worked(terminal: Terminal) -> None:
    """In a terminal more clients have a list of single tasks than elsewhere."""
    subjects = (scenario.DONE_TASK, NEXT, LATER)
    states = ("completed", "in_progress", "pending")
    if terminal.version in ("2.1.80", *clients.NATIVE):
        plan = [Tool("TaskCreate", {"subject": s, "description": s, "activeForm": s}) for s in subjects]
        plan += [Tool("TaskUpdate", {"taskId": str(n), "status": state}) for n, state in enumerate(states[:2], 1)]
    else:
        todos = [{"content": s, "status": state, "activeForm": s} for s, state in zip(subjects, states, strict=True)]
        plan = [Tool("TodoWrite", {"todos": todos})]
    made = Tool("Write", {"file_path": str(terminal.world.project / "src/blank.py"), "content": "BLANK = ' '\n"})
    steps = [Step("", (tool,)) for tool in (*plan, made)]
    terminal.prompt("Blank rows break the reader; make it skip them.", *steps, Step("They are skipped."))


def newest(play: Play) -> str:
    """All that the model was given with the last request."""
    return [request for request in play.api.requests if request.kind == "main"][-1].text()


def missing(play: Play, *parts: str) -> list[str]:
    return [part for part in parts if part not in newest(play)]


def test_a_session_that_is_cleared_at_the_threshold_goes_on_in_the_next_one_alone(play: Play) -> None:
    pal(play.world, "port", "start", "tables")
    with Terminal(play.version, play.world, play.api, *ALLOWED) as terminal:
        worked(terminal)
        pal(play.world, "session", "phase", "testing")
        terminal.prompt("A word more.", Step("A word more it is.", tokens=CRITICAL))
        terminal.prompt("And another.", Step("Another one.", tokens=CRITICAL))
        terminal.prompt("/clear")
        terminal.prompt("Go on.", Step("Gladly."))
    assert missing(play, *TOLD, "Phase: testing") == []
    assert newest(play).count(f"Next step: {NEXT}") == 1, "given twice"
    (heir,) = (s for s in json.loads(pal(play.world, "session", "list", "--json")) if s["follows"])
    assert (heir["work"]["phase"], heir["work"]["pending"][0]) == ("testing", NEXT)
    with play.open() as session:
        session.prompt("Good morning.", Step("Good morning."))
        assert f"Next step: {NEXT}" not in newest(play)
    assert play.troubles() == []
