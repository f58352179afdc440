"""Real clients with ctxhooks as a plugin: installed by the client itself, alone and beside hooks in the settings, and gone again."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ctxhooks.model.settings import TARGETS

from . import clients, plays, scenario
from .api import Step
from .conftest import had
from .plays import ROOT, Play
from .session import Session
from .world import World

TITLE = "Work state from before the compaction"
LIMIT = 60  # seconds from nothing to a recovered compaction
Opened = Callable[..., Play]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout: what git has or would have of the source tree."""
    into = tmp_path_factory.mktemp("checkout")
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, into / name)
    # The packages of the tests serve for those that `bin/pal` would fetch.
    python = into / ".pal-env/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    return into


@pytest.fixture
def own_source(tmp_path: Path, source: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(source, tmp_path / "checkout"))


@pytest.fixture
def opened(tmp_path: Path, source: Path, request: pytest.FixtureRequest) -> Iterator[Opened]:
    if "own_source" in request.fixturenames:
        source = request.getfixturevalue("own_source")
    made: list[Play] = []

    def run(*prepare: Callable[[World, Path], object]) -> Play:
        made.append(Play(had(clients.NEWEST), tmp_path / "world", lambda world: [step(world, source) for step in prepare] and None))
        return made[-1]

    yield run
    for play in made:
        play.api.close()


def claude(world: World, *args: str) -> str:
    return subprocess.run(
        ["claude", "plugin", *args],
        cwd=world.project,
        env=world.environment("http://127.0.0.1:1"),
        check=True,
        timeout=60,
        capture_output=True,
        text=True,
        executable=str(world.root / "bin/claude"),
    ).stdout


def as_plugin(world: World, source: Path) -> None:
    claude(world, "marketplace", "add", str(source))
    claude(world, "install", "ctxhooks@ctxhooks")


def in_settings(world: World, source: Path) -> None:
    plays.install(world)


def for_the_user(world: World, source: Path) -> None:
    pal(world, ROOT, "install", "--user")


def pal(world: World, source: Path, *args: str, check: bool = True) -> str:
    """As it is called with nothing but a checkout."""
    start = "import sys; sys.path.insert(0, sys.argv.pop(1)); from ctxhooks.cli import main; main()"
    command = [sys.executable, "-c", start, str(source), *args]
    done = subprocess.run(
        command, env=world.environment("http://127.0.0.1:1"), cwd=world.project, check=check, timeout=60, capture_output=True, text=True
    )
    return done.stdout


def stop_hooks(play: Play) -> set[str]:
    """The commands that the client ran at Stop, as its transcripts tell."""
    records = [json.loads(line) for path in play.world.transcripts() for line in path.read_text().splitlines()]
    return {info["command"] for record in records if record.get("subtype") == "stop_hook_summary" for info in record["hookInfos"]}


def recoveries(play: Play) -> int:
    """How often the request behind the compaction holds the recovery prompt."""
    return play.api.after_summary()[0].text().count(TITLE)


def texts(body: dict[str, Any]) -> list[str]:
    """The texts of the request's messages."""
    contents = [message["content"] for message in body["messages"]]
    return [text for c in contents for text in ([c] if isinstance(c, str) else [block.get("text", "") for block in c])]


def checkpoints(play: Play, trigger: str = "manual") -> list[Path]:
    return [path for path in (play.world.project / ".pal/checkpoints").glob("*.json") if f'"{trigger}"' in path.read_text()]


def test_the_directory_would_take_it(source: Path) -> None:
    version = had(clients.NEWEST)
    command = [*clients.command(version), "plugin", "validate", "--strict", "--profile", "directory", "--json", str(source)]
    env = {"PATH": os.environ["PATH"], "HOME": str(source.parent), "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1"}
    done = subprocess.run(command, env=env, check=False, timeout=60, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_compaction_with_the_plugin_alone_and_nothing_left_of_it(opened: Opened, source: Path) -> None:
    play = opened(as_plugin)
    plays.manual(play)
    assert play.missing(scenario.FACTS) == []
    assert recoveries(play) == 1
    assert play.changed() == play.tracked
    assert play.troubles() == []
    assert stop_hooks(play) == {"python3 -I -S ${CLAUDE_PLUGIN_ROOT}/hooks/stop.py"}
    assert "✓ the plugin ctxhooks@ctxhooks is on\n" in pal(play.world, source, "doctor", check=False)
    pal(play.world, source, "install", "--plugin", "--uninstall")
    settings = json.loads((play.world.home / ".claude/settings.json").read_text())
    assert not any(settings.values()), "something is left in the user's settings"
    assert "ctxhooks" not in claude(play.world, "list")
    assert play.world.changed() == []
    assert [name for name in play.world.hidden_changes() if not name.startswith(".pal/")] == []


def test_what_the_summary_lost_stands_in_the_summary_and_nowhere_else(opened: Opened) -> None:
    """By the module: neither a hook's context nor a rule gives back what the summary has been given already."""
    play = opened(as_plugin)
    plays.automatic(play)
    summary = next(text for text in texts(play.api.after_summary()[0].body) if "continued from a previous conversation" in text)
    assert [fact for fact in scenario.LOST_FACTS if fact not in summary] == []
    assert recoveries(play) == 1
    assert not (play.world.project / ".claude/rules/pal-recovered.md").exists()
    [score] = [json.loads(path.read_text())["recovery"]["score"] for path in checkpoints(play, "auto")]
    assert (score["facts"] > 0, score["lost"]) == (True, 0)
    notice = f"ctxhooks: {score['facts']} facts kept; what the summary lost is added to it"
    assert any(notice in path.read_text() for path in play.world.transcripts()), "the client has no such line"
    assert "facts kept" not in play.api.after_summary()[0].text(), "the line is the user's, not the model's"
    assert play.troubles() == []


def test_a_summary_with_the_rest_in_it_is_there_when_the_session_is_resumed(opened: Opened) -> None:
    play = opened(as_plugin)
    plays.resumed(play)
    assert play.missing(scenario.FACTS) == []
    assert recoveries(play) == 1
    assert play.troubles() == []


def without_modules(world: World, source: Path) -> None:
    """As an administrator switches modules off: the same hooks, and no module."""
    listed = source / "hooks/hooks.json"
    said = json.loads(listed.read_text())
    del said["modules"]
    listed.write_text(json.dumps(said))


def with_a_broken_module(world: World, source: Path) -> None:
    (source / "hooks/session-compact.py").write_text("raise SystemExit(3)\n")


def with_a_module_that_breaks_in_between(world: World, source: Path) -> None:
    """It announces itself, and has no answer for the summary."""
    hook = source / "hooks/session-compact.py"
    hook.write_text(hook.read_text().replace('main("', 'if b"after" in sys.stdin.buffer.peek(): sys.exit(1)\nmain("'))


@pytest.mark.parametrize("fault", [without_modules, with_a_broken_module, with_a_module_that_breaks_in_between])
def test_where_the_module_does_not_serve_the_hooks_do(opened: Opened, own_source: Path, fault: Callable[[World, Path], None]) -> None:
    play = opened(fault, as_plugin)
    plays.manual(play)
    assert play.missing(scenario.FACTS) == []
    assert recoveries(play) == 1
    assert play.troubles() == []


@pytest.mark.parametrize("other", [in_settings, for_the_user])
def test_beside_hooks_in_the_settings_each_event_is_served_once(opened: Opened, source: Path, other: Callable[[World, Path], None]) -> None:
    play = opened(as_plugin, other)
    plays.manual(play)
    assert sorted("CLAUDE_PLUGIN_ROOT" in command for command in stop_hooks(play)) == [False, True], "not both of them ran"
    assert play.missing(scenario.FACTS) == []
    assert (recoveries(play), len(checkpoints(play))) == (1, 1)
    assert play.troubles() == []
    assert "step back" in pal(play.world, source, "doctor", check=False)
    pal(play.world, source, "install", "--plugin")
    assert "step back" not in pal(play.world, source, "doctor", check=False)
    assert [path for path in play.world.project.glob(".claude/settings*.json") if "ctxhooks" in path.read_text()] == []
    settings = json.loads((play.world.home / ".claude/settings.json").read_text())
    assert settings["enabledPlugins"] == {"ctxhooks@ctxhooks": True}
    assert "hooks" not in settings


def test_the_same_installation_for_the_user_and_the_project_serves_each_event_once(opened: Opened) -> None:
    play = opened(in_settings, for_the_user)
    plays.manual(play)
    assert play.missing(scenario.FACTS) == []
    assert (recoveries(play), len(checkpoints(play))) == (1, 1)
    assert play.troubles() == []


def test_moving_from_the_settings_to_the_plugin_is_one_command(opened: Opened, source: Path) -> None:
    play = opened(in_settings)
    said = pal(play.world, source, "install", "--plugin")
    assert "the plugin ctxhooks is installed" in said
    play.world.commit("The plugin")
    plays.manual(play)
    assert play.missing(scenario.FACTS) == []
    assert play.world.hooks() == [], "a hook of the settings' ran"
    assert play.troubles() == []


def test_slash_commands_work_with_the_plugin_alone_and_leave_the_project_as_it_is(opened: Opened) -> None:
    play = opened(as_plugin)
    with play.open() as session:
        scenario.work(session)
        session.prompt("/compact")
        shown = {"status": "Context budget", "checkpoints": "\t/compact\t", "restore": "\t/compact\t", "handoff bee": "bee"}
        for command, holds in shown.items():
            session.prompt(f"/ctxhooks:{command}", Step("Gladly."))
            given = [request for request in play.api.requests if request.kind == "main"][-1].text()
            assert holds in given.rpartition(f"/skills/{command.split()[0]}")[2], command
    assert not (play.world.project / ".venv").exists()
    assert [name for name in play.changed() if name not in TARGETS] == []
    assert play.troubles() == []


def test_from_nothing_to_a_recovered_compaction_in_one_command(tmp_path: Path, source: Path) -> None:
    """A new home, and a bare `python3` on the PATH: the client's own command, which names the plugin's folder, is all there is to it."""
    began = time.monotonic()
    play = Play(had(clients.NEWEST), tmp_path / "world", None)
    (play.world.root / "bin/python3").symlink_to(f"{sys.base_prefix}/bin/python3")
    environment = play.world.environment
    bare = {"PATH": f"{play.world.root}/bin:/usr/bin:/bin"}
    play.world.environment = lambda url: environment(url) | bare  # type: ignore[method-assign]
    with Session(play.version, play.world, play.api, more=["--plugin-dir", str(source)]) as session:
        play.sessions.append(session)
        scenario.work(session)
        session.prompt("/compact")
        session.prompt("Go on.", Step("Gladly."))
    play.api.close()
    assert play.missing(scenario.FACTS) == []
    assert play.troubles() == []
    assert time.monotonic() - began < LIMIT


def test_a_python_that_is_too_old_is_reported_once_a_session(tmp_path: Path, source: Path) -> None:
    play = Play(had(clients.NEWEST), tmp_path / "world", None)
    pretend = "import sys, runpy; sys.version_info = (3, 8, 10); sys.argv = sys.argv[3:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    old = play.world.root / "bin/python3"
    old.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{pretend}" "$@"\n')
    old.chmod(0o755)
    with Session(play.version, play.world, play.api, more=["--plugin-dir", str(source)]) as session:
        play.sessions.append(session)
        session.prompt("Good morning.", Step("Good morning."))
        session.prompt("How are you?", Step("Well."))
        lines = [json.dumps(line) for line in session.lines]
    play.api.close()
    assert [line for line in lines if "needs Python 3.11" in line and "hook_response" in line][1:] == []
    assert "python3 is 3.8" in "".join(lines)
    assert play.troubles() == []
    assert not (play.world.project / ".pal").exists()
