"""Real clients: work in one clone, `pal sync`, and the next conversation in another clone goes on with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from . import clients, plays, scenario
from .api import Step
from .plays import Play, pal
from .test_sessions import requests
from .world import World


@pytest.fixture
def both(version: str, tmp_path: Path) -> Iterator[tuple[Play, Play]]:
    """Two machines, each with a home of its own, and clones of one bare repository."""
    remote = tmp_path / "shared.git"

    def first(world: World) -> None:
        plays.install(world)
        world.commit("The hooks")
        world.git("init", "--quiet", "--bare", str(remote))
        world.git("remote", "add", "origin", str(remote))
        world.git("push", "--quiet", "origin", "main")

    def second(world: World) -> None:
        world.git("remote", "add", "origin", str(remote))
        world.git("fetch", "--quiet", "origin")
        world.git("reset", "--quiet", "--hard", "origin/main")
        plays.install(world)

    played = Play(version, tmp_path / "first", first), Play(version, tmp_path / "second", second, {})
    yield played
    for play in played:
        play.api.close()


def test_work_goes_on_in_another_clone(both: tuple[Play, Play]) -> None:
    one, other = both
    if one.version == clients.OLDEST:
        pytest.skip("it gives a conversation that starts nothing that a hook says")
    with one.open() as session:
        scenario.work(session)
    one.world.git("push", "--quiet", "origin", "main")
    assert "1 sent" in pal(one.world, "sync")
    assert "1 received" in pal(other.world, "sync")
    with other.open() as before:
        before.prompt("Good morning.", Step("Good morning."))
    assert [part for part in scenario.FACTS if part in requests(other)[-1].text()] == []
    said = pal(other.world, "session", "adopt", session.id, "--yes")
    assert "A User <user@example.org>" in said
    assert "missing: src/blank.py" in said
    with other.open() as after:
        after.prompt("Go on.", Step("Gladly."))
    text = requests(other)[-1].text()
    decision = scenario.DECISION.removeprefix("Decision: ")
    assert [part for part in (*scenario.OPEN_TASKS, decision, f"Next step: {scenario.OPEN_TASKS[0]}") if part not in text] == []
    assert [*one.troubles(), *other.troubles()] == []
