"""Real clients: a conversation that is cleared or killed goes on with its work, a subagent has its handoff, a tag in a prompt arrives."""


import pytest

from . import clients, plays, scenario
from .api import Request, Step
from .plays import Play, pal
from .session import ALLOWED
from .terminal import Terminal
from .world import World

SPEC = "# Tide tables\n\n> Port ID: tides\n\n## Goal\nTide tables are printed a month ahead.\n\n- [ ] Print\n"
NEXT = "Ask the harbour master"
DECISION = "The gauge in the harbour counts, not the one at sea."


def prepared(world: World) -> None:
    (world.project / "ports").mkdir()
    (world.project / "ports/tides.md").write_text(SPEC)
    (world.project / ".pal").mkdir()
    (world.project / ".pal/config.yaml").write_text("handoff:\n  allowed:\n    spec-builder: [general-purpose]\n")
    plays.install(world)


def requests(play: Play, kind: str = "main") -> list[Request]:
    return [request for request in play.api.requests if request.kind == kind]


def test_a_cleared_conversation_goes_on_in_the_new_one(play: Play) -> None:
    pal(play.world, "port", "start", "tides")
    with Terminal(play.version, play.world, play.api, *ALLOWED) as terminal:
        scenario.work(terminal)
        pal(play.world, "session", "phase", "testing")
        pal(play.world, "session", "step", "add", NEXT)
        assert NEXT in pal(play.world, "session", "clear-prep")
        terminal.prompt("/clear")
        terminal.prompt("Go on.", Step("Gladly."))
        text = requests(play)[-1].text()
    for part in ("Spec: tides", "Phase: testing", "Next step: ", NEXT):
        assert part in text
    assert play.troubles() == []


def test_a_killed_session_resumes(play: Play) -> None:
    if play.version == clients.OLDEST:
        pytest.skip("it gives a resumed conversation a new id, which nothing ties to the old one")
    pal(play.world, "port", "start", "tides")
    with play.open() as session:
        scenario.work(session)
        pal(play.world, "session", "step", "add", NEXT)
        session.kill()
    with play.open(resume=session.id) as again:
        again.prompt("Go on.", Step("Gladly."))
        text = requests(play)[-1].text()
    for part in ("Spec: tides", "Phase: implementation", NEXT):
        assert part in text


def test_a_subagent_s_first_request_holds_its_handoff(play: Play) -> None:
    if play.version in (clients.OLDEST, "2.0.55"):
        pytest.skip("it announces no subagents, or not with a context of their own")
    with play.open() as session:
        session.prompt("Good morning.", Step("Good morning."))
        pal(play.world, "handoff", "create", "--from", "spec-builder", "--to", "general-purpose", "--next", NEXT, "--decision", DECISION)
        scenario.delegate(session, 1)
        agent = requests(play, "agent")[0].text()
    assert (NEXT in agent, DECISION in agent) == (True, True)
    assert play.troubles() == []


def test_a_tag_in_a_prompt_arrives_once(play: Play) -> None:
    pal(play.world, "tag", "add", "gauge", "-", stdin=f"# Gauge\n\n{DECISION}\n")
    with play.open() as session:
        session.prompt("Read @TAG-gauge and @TAG-unknown, please.", Step("Gladly."))
        session.prompt("And @TAG-gauge again.", Step("Gladly."))
        text = requests(play)[-1].text()
    assert text.count(DECISION) == 1
    assert play.troubles() == []
