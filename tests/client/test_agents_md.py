"""Real clients: what AGENTS.md says reaches the model with ctxhooks as without, whatever file the section is meant for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ctxhooks.loading import claude_md
from ctxhooks.model.settings import TARGETS

from . import clients, plays, scenario
from .api import Step
from .conftest import had
from .plays import Play
from .world import World

SAYS = "Marmalade is spread before the toast is cut."
BARE = {name: text for name, text in scenario.TREE.items() if name != "CLAUDE.md"}
READ_BY = clients.NATIVE  # the clients that read AGENTS.md by themselves
WITH_RULES = pytest.mark.parametrize("opened", ["2.1.80", clients.NEWEST], indirect=True)

Opened = Callable[..., Play]


@pytest.fixture
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """A play in a project with this AGENTS.md, where the settings ask for the section in this target; `files` lie there besides."""
    made: list[Play] = []

    def open_play(agents: str | None, target: str = TARGETS[0], **files: bytes) -> Play:
        def prepare(world: World) -> None:
            (world.project / ".pal").mkdir()
            (world.project / ".pal/config.yaml").write_text(f"target: {target}\nsection: full\n")
            for name, data in files.items():
                (world.project / name.replace("__", ".")).write_bytes(data)
            plays.install(world)

        tree = BARE | ({"AGENTS.md": agents} if agents is not None else {})
        made.append(Play(had(request.param), tmp_path / "world", prepare, tree))
        return made[-1]

    yield open_play
    for play in made:
        play.api.close()


def newest(play: Play) -> str:
    return [request for request in play.api.requests if request.kind == "main"][-1].text()


def greeted(play: Play) -> str:
    """The first request of a new session."""
    with play.open() as session:
        session.prompt("Good morning.", Step("Good morning."))
        return newest(play)


def is_heard(play: Play, text: str) -> bool:
    """Whether AGENTS.md stands in the request; clients that do not read it need not be given it by us either."""
    return text.count(SAYS) == 1 or (play.version not in READ_BY and SAYS not in text)


@pytest.mark.parametrize("opened", clients.ALL, indirect=True)
@pytest.mark.parametrize("target", TARGETS)
def test_agents_md_speaks_after_a_compaction_and_in_the_next_session(opened: Opened, target: str) -> None:
    play = opened(SAYS, target)
    plays.manual(play)
    assert play.missing(scenario.FACTS) == []
    assert is_heard(play, newest(play))
    assert is_heard(play, greeted(play))
    made = [name for name in TARGETS if (play.world.project / name).exists()]
    if play.version in clients.NO_RULES:  # a client that reads AGENTS.md may open the same project
        [name] = made
        assert (play.world.project / name).read_text().startswith("@../AGENTS.md\n" if "/" in name else "@AGENTS.md\n")
    else:
        assert made == []
        assert play.changed() == []
    assert play.troubles() == []


@WITH_RULES
def test_what_an_earlier_version_made_beside_agents_md_is_gone_in_the_next_session(opened: Opened) -> None:
    play = opened(SAYS, CLAUDE__md=claude_md.put(None, "## The work\n- Open: draw the map"))
    first, second = greeted(play), greeted(play)
    assert SAYS in first or play.version not in READ_BY
    assert is_heard(play, second)
    assert "draw the map" in second
    assert not (play.world.project / "CLAUDE.md").exists()
    assert play.troubles() == []


@WITH_RULES
def test_an_agents_md_that_comes_later_is_heard_and_the_section_with_it(opened: Opened) -> None:
    play = opened(None)
    plays.manual(play)
    assert (play.world.project / "CLAUDE.md").exists()
    (play.world.project / "AGENTS.md").write_text(SAYS)
    for _ in range(2):
        said = greeted(play)
        assert is_heard(play, said)
        assert scenario.OPEN_TASKS[0] in said
    assert not (play.world.project / "CLAUDE.md").exists()
    assert play.troubles() == []


@WITH_RULES
def test_an_agents_md_that_comes_during_a_session_is_read_in_the_next(opened: Opened) -> None:
    play = opened(None)
    with play.open() as session:
        scenario.work(session)
        session.prompt("/compact")
        (play.world.project / "AGENTS.md").write_text(SAYS)
    said = greeted(play)
    assert is_heard(play, said)
    assert "has not read" not in said
    assert play.troubles() == []


@WITH_RULES
def test_a_claude_md_of_the_users_own_that_imports_agents_md_keeps_the_section(opened: Opened) -> None:
    own = b"@AGENTS.md\n"
    play = opened(SAYS, CLAUDE__md=own)
    plays.manual(play)
    assert newest(play).count(SAYS) == 1
    assert (play.world.project / "CLAUDE.md").read_bytes().startswith(own + b"\n" + claude_md.START)
    assert play.changed() == ["CLAUDE.md"]
    assert play.troubles() == []
    plays.install(play.world, "--uninstall")
    assert (play.world.project / "CLAUDE.md").read_bytes() == own
