"""Real clients, with and without the hooks: what a compaction loses is in the next request, and nothing else has changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from . import plays, scenario
from .plays import Play
from .world import World

Script = Callable[[Play], None]
ALL_FACTS = (*scenario.FACTS, *scenario.REVIEW_FACTS, scenario.RANGE)
Stage = Callable[..., Play]


@pytest.fixture
def stage(version: str, tmp_path: Path, request: pytest.FixtureRequest) -> Stage:
    """Plays a script in a fresh world, with the hooks installed or without."""

    def run(script: Script, prepare: Callable[[World], None] | None = plays.install) -> Play:
        play = Play(version, tmp_path / ("hooked" if prepare else "plain"), prepare)
        request.addfinalizer(play.api.close)
        script(play)
        return play

    return run


def assert_unharmed(play: Play, *changed: str) -> None:
    """Nothing went wrong, and no file but these is other than the work left it."""
    assert play.troubles() == []
    assert play.world.hooks("SessionStart"), "no hook ran"
    assert play.changed() == [*changed]
    assert (play.world.project / "CLAUDE.md").read_text().startswith(scenario.TREE["CLAUDE.md"])


@pytest.mark.parametrize(
    ("script", "facts", "compactions"),
    [
        pytest.param(plays.manual, ALL_FACTS, 1, id="manual"),
        pytest.param(plays.automatic, ALL_FACTS, 1, id="automatic"),
        pytest.param(plays.twice, (*scenario.LASTING_FACTS, *scenario.LATER_FACTS), 2, id="twice"),
        pytest.param(plays.resumed, ALL_FACTS, 1, id="resumed"),
    ],
)
def test_what_a_compaction_lost_is_in_the_next_request(stage: Stage, script: Script, facts: tuple[str, ...], compactions: int) -> None:
    plain = stage(script, None)
    lost = [*scenario.LOST_FACTS, *scenario.REVIEW_FACTS, scenario.RANGE]
    assert plain.missing((*lost,)) == lost, "the client brings it back by itself"
    hooked = stage(script)
    assert len(hooked.world.hooks("PreCompact")) == compactions
    assert hooked.missing(facts) == []
    assert_unharmed(hooked, *hooked.tracked)


def test_a_file_of_the_users_choice_takes_the_place_of_claude_md(stage: Stage) -> None:
    play = stage(plays.manual, plays.install_local)
    assert play.missing(scenario.FACTS) == []
    assert_unharmed(play, "CLAUDE.local.md")


def test_a_session_behind_a_clear_has_its_own_facts_alone(stage: Stage) -> None:
    play = stage(plays.cleared)
    assert [run.given["reason"] for run in play.world.hooks("SessionEnd")] == ["clear"]
    assert play.missing(scenario.LATER_FACTS) == []
    assert play.missing(scenario.LOST_FACTS) == [*scenario.LOST_FACTS], "a cleared session shows through"
    assert_unharmed(play, *play.tracked)


def test_a_subagents_compaction_is_not_the_main_conversations(stage: Stage) -> None:
    play = stage(plays.delegated)
    kinds = [request.kind for request in play.api.requests]
    assert "agent" in kinds[kinds.index("summary") :], "the subagent did not compact"
    pal, project = play.world.project / ".pal", play.world.project
    assert list((pal / "checkpoints").glob("*.json")) == []
    assert not (project / ".claude" / "rules" / "pal-recovered.md").exists()
    assert_unharmed(play)
