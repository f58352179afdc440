"""A first hour on the real client: install, work, compact, port, handoff, tag, uninstall. Nothing is left but what the user is shown."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import clients, plays, scenario
from .api import Step, Tool
from .conftest import had
from .plays import INSTALL_SECONDS, ROOT, Play


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    made = Play(had(clients.NEWEST), tmp_path / "world", None)
    yield made
    made.api.close()


def pal(play: Play, *args: str) -> str:
    """As the user calls it in the project, with what it says."""
    environment = play.world.environment("") | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "ctxhooks", *args]
    done = subprocess.run(
        command, env=environment, cwd=play.world.project, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
    )
    assert done.returncode == 0, (args, done.stdout, done.stderr)
    return done.stdout


def test_shared_hooks_run_in_each_client_and_name_nobodys_home(version: str, tmp_path: Path) -> None:
    play = Play(version, tmp_path / "world", lambda world: plays.install(world, "--shared"))
    with play.open() as session:
        session.prompt("Good morning.", Step("Good morning."))
    play.api.close()
    assert "UserPromptSubmit" in {run.event for run in play.world.hooks()}
    assert str(play.world.root) not in play.world.git("show", "HEAD:.claude/settings.json")
    assert (play.troubles(), play.changed()) == ([], [])


def ours(home: Path) -> list[str]:
    """What the home folder holds but for the client's own: its state, and in its folder what does not name us."""
    found = [path for path in home.rglob("*") if path.is_file() and path.name not in {".claude.json", ".claude.json.backup"}]
    return sorted(str(path.relative_to(home)) for path in found if home / ".claude" not in path.parents or "settings" in path.name)


def test_the_first_hour_leaves_nothing_behind(play: Play) -> None:
    """The user's only files are the spec, the settings, and the work; somebody commits all that git sees, as Claude does."""
    world = play.world
    plays.install(world)
    pal(play, "config", "set", "user", "Ann")
    with play.open() as session:
        scenario.work(session)
        session.prompt("/compact")
        session.prompt("Go on.", Step("Gladly."))
        assert play.missing(scenario.FACTS) == []
        pal(play, "port", "create", "login", "--title", "User login")
        pal(play, "port", "start", "login")
        assert "User login" in pal(play, "port", "list")
        pal(play, "tag", "add", "style", "README.md")
        session.prompt("Mind @TAG-style.", Step("I do."))
        everything = Tool("Bash", {"command": "git add -A && git commit --quiet -m 'All of it'", "description": "Commit"})
        session.prompt("Commit all of it.", Step("", (everything,)), Step("Done."))
        pal(play, "handoff", "create", "--from", "spec-builder", "--to", "implementer", "--next", "Write it")
        session.prompt("/compact")
        session.prompt("Thank you.", Step("Gladly."))
        assert world.changed() == [], "what was committed is changed by a session"
        pal(play, "port", "end", "login", "--status", "complete")
    committed = set(world.git("show", "--name-only", "--format=", "HEAD").splitlines())
    assert committed == {".pal/config.yaml", ".pal/ports/login.md"}
    assert str(world.home) not in world.git("grep", "-h", "", "HEAD")
    shown = [json.loads(run.stdout).get("systemMessage", "") for run in world.hooks("SessionStart") if run.stdout]
    assert [line.startswith("ctxhooks: ") and " facts kept, " in line for line in shown if line] == [True, True]
    requests = [request.text() for request in play.api.requests if request.kind == "main"]
    assert " facts kept, " not in requests[-1], "the line is the user's, not the model's"
    assert any(scenario.TREE["README.md"].strip() in text for text in requests), "the tag's text"
    assert play.troubles() == []
    assert "checkpoints" in pal(play, "doctor")
    assert f"{world.project}/.pal stays, with your checkpoints" in pal(play, "install", "--user", "--uninstall")
    assert world.changed() == [".pal/ports/login.md"], "which the end of the port changed"
    pal(play, "install", "--uninstall", "--purge")
    assert world.changed() == [".pal/ports/login.md"]
    assert (world.hidden_changes(), ours(world.home)) == ([], [])
