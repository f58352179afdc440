"""The repository as a plugin: its manifest, its hooks on any Python, its own `pal`, and who serves an event that two installations get."""

import ast
import json
import os
import re
import shlex
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import NOW, ROOT, Scene, Talk, hook, worked

import ctxhooks
from ctxhooks import gate
from ctxhooks.cli import main
from ctxhooks.entry import answer
from ctxhooks.setup import hook_settings, launcher, plugin
from ctxhooks.store import checkpoints

OLD_PYTHON = (3, 5)
PRETEND = "import sys, runpy; sys.version_info = (3, 8, 10); sys.argv = [{script!r}]; runpy.run_path({script!r}, run_name='__main__')"


def manifest(name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((ROOT / name).read_text())
    return found


def test_the_manifest_has_the_packages_version_and_the_marketplace_its_name() -> None:
    assert manifest(".claude-plugin/plugin.json")["version"] == ctxhooks.__version__
    assert manifest(plugin.MARKETPLACE)["name"] == manifest(".claude-plugin/plugin.json")["name"] == plugin.NAME


def test_the_plugin_has_each_event_that_an_installation_has() -> None:
    listed: dict[str, list[dict[str, list[dict[str, object]]]]] = manifest("hooks/hooks.json")["hooks"]  # type: ignore[assignment]
    assert {event: groups[0]["hooks"][0]["timeout"] for event, groups in listed.items()} == hook_settings.EVENTS
    for event, groups in listed.items():
        [group] = groups
        [run] = group["hooks"]
        name = re.sub(r"\B[A-Z]", r"-\g<0>", event).lower()
        assert (run["command"], run["args"]) == ("python3", ["-I", "-S", f"${{CLAUDE_PLUGIN_ROOT}}/hooks/{name}.py"])
        assert (ROOT / "hooks" / f"{name}.py").is_file()


def test_the_icon_is_a_square_of_512_pixels() -> None:
    data = (ROOT / ".claude-plugin/icon.png").read_bytes()
    assert data[:16] == b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    assert struct.unpack(">II", data[16:24]) == (512, 512)


@pytest.mark.parametrize("path", [*sorted((ROOT / "hooks").glob("*.py")), ROOT / "ctxhooks/__init__.py", ROOT / "ctxhooks/too_old.py"])
def test_what_runs_ahead_of_the_check_can_be_read_by_an_old_python(path: Path) -> None:
    ast.parse(path.read_text(), feature_version=OLD_PYTHON)


@pytest.mark.parametrize("path", sorted((ROOT / "hooks").glob("*.py")), ids=lambda path: path.stem)
@pytest.mark.parametrize("source", ["startup", "compact"])
def test_on_an_old_python_a_hook_does_nothing_and_a_sessions_start_says_why(scene: Scene, path: Path, source: str) -> None:
    payload = json.dumps(scene.payload("SessionStart", source=source)).encode()
    env = {"LANG": "ko_KR.UTF-8", "CLAUDE_PROJECT_DIR": str(scene.root)}
    command = [sys.executable, "-I", "-S", "-c", PRETEND.format(script=str(path))]
    done = subprocess.run(command, input=payload, env=env, capture_output=True, check=False, timeout=20)
    assert (done.returncode, done.stderr) == (0, b"")
    if path.stem == "session-start" and source == "startup":
        assert "Python 3.11 이상이 필요합니다. 지금 python3은 3.8" in json.loads(done.stdout)["systemMessage"]
    else:
        assert done.stdout == b""
    assert not (scene.root / ".pal").exists()


# Who serves an event


@pytest.fixture
def installed(scene: Scene, tmp_path: Path) -> dict[str, Path]:
    """The folders of three installations, each with a launcher and a hook."""
    found = {}
    for name in ("project's", "user 의", "plugin"):
        found[name] = tmp_path / name / "ctxhooks"
        found[name].mkdir(parents=True)
        (found[name] / "stop.py").write_text("pass\n")
        (found[name] / "hook").write_text("exit\n")
    return found


@pytest.fixture(params=[False, True], ids=["launchers", "commands of older versions"])
def older(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def settings(folder: Path, there: Path, file: str = "settings.json", *, older: bool = False) -> None:
    """A settings file that names the hooks of the installation `there`."""
    run, script = shlex.quote(sys.executable), shlex.quote(f"{there}/stop.py")
    line = f"[ -x {run} ] && [ -f {script} ] && {run} -I -S {script} || : ctxhooks"
    if not older:
        line = hook_settings.command(launcher.word({"HOME": str(folder), "XDG_DATA_HOME": str(there.parent)}), "stop")
    path = folder / ".claude" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"hooks": {"Stop": [{"hooks": [{"type": "command", "command": line}]}]}}, ensure_ascii=False))


def serves(scene: Scene, there: Path, home: Path, name: str = "stop", *, older: bool = False, **env: str) -> bool:
    env |= {} if older or "CLAUDE_PLUGIN_ROOT" in env else {"CTXHOOKS_LAUNCHER": f"{there}/hook"}
    return not gate.served_elsewhere(name, {"HOME": str(home), **env}, str(scene.root), f"{there}/{name}.py")


def test_alone_every_installation_serves(scene: Scene, installed: dict[str, Path], tmp_path: Path, older: bool) -> None:
    home = tmp_path / "home"
    assert serves(scene, installed["plugin"], home, CLAUDE_PLUGIN_ROOT="/plugin", older=older)
    settings(home, installed["user 의"], older=older)
    assert serves(scene, installed["user 의"], home, older=older)


def test_a_plugin_gives_way_to_settings(scene: Scene, installed: dict[str, Path], tmp_path: Path, older: bool) -> None:
    home = tmp_path / "home"
    settings(home, installed["plugin"].parent.parent / "user 의/ctxhooks", older=older)
    assert not serves(scene, installed["plugin"], home, CLAUDE_PLUGIN_ROOT="/plugin", older=older)
    assert not serves(
        scene, installed["plugin"], tmp_path, CLAUDE_CONFIG_DIR=str(home / ".claude"), CLAUDE_PLUGIN_ROOT="/plugin", older=older
    )
    assert serves(scene, installed["plugin"], home, "pre-compact", CLAUDE_PLUGIN_ROOT="/plugin", older=older), "an event that they lack"


@pytest.mark.parametrize("file", ["settings.json", "settings.local.json"])
def test_a_users_installation_gives_way_to_a_projects(
    scene: Scene, installed: dict[str, Path], tmp_path: Path, older: bool, file: str
) -> None:
    home = tmp_path / "home"
    settings(home, installed["user 의"], older=older)
    settings(scene.root, installed["plugin"], file, older=older)
    assert not serves(scene, installed["user 의"], home, older=older)
    assert serves(scene, installed["plugin"], home, older=older)


def test_an_installation_that_is_gone_serves_nothing(scene: Scene, installed: dict[str, Path], tmp_path: Path, older: bool) -> None:
    settings(tmp_path / "home", installed["user 의"], older=older)
    shutil.rmtree(installed["user 의"])
    assert serves(scene, installed["plugin"], tmp_path / "home", CLAUDE_PLUGIN_ROOT="/plugin", older=older)


def test_a_hook_called_by_hand_serves(scene: Scene, installed: dict[str, Path], tmp_path: Path) -> None:
    settings(scene.root, installed["project's"])
    assert serves(scene, installed["user 의"], tmp_path / "home")
    assert hook("session-start", json.dumps(scene.payload("SessionStart", source="startup")).encode(), scene.root).returncode == 0


@pytest.mark.parametrize("data", [b"", b"\xff", b"|| : ctxhooks", b"[ -f  ] || : ctxhooks", b" stop || :", b'"/ctxhooks/hook stop || :'])
def test_settings_that_cannot_be_read_hold_nothing_back(scene: Scene, data: bytes, tmp_path: Path) -> None:
    (scene.root / ".claude").mkdir()
    (scene.root / ".claude/settings.json").write_bytes(data)
    assert serves(scene, tmp_path, tmp_path, CLAUDE_PLUGIN_ROOT="/plugin")


# The module in the client's process


@pytest.fixture
def compacting(scene: Scene) -> Scene:
    """The module has announced itself, and PreCompact has run."""
    talk = worked(Talk(cwd=str(scene.root)))
    scene.write(talk)
    assert scene.ask("session-compact", source="before") == ""
    scene.ask("pre-compact", trigger="manual")
    return scene


def test_the_module_is_short_and_calls_a_hook_of_ours() -> None:
    [name] = manifest("hooks/hooks.json")["modules"]  # type: ignore[misc]
    said = (ROOT / "hooks" / name).read_text()
    assert len(said.splitlines()) <= 60
    assert "./session-compact.py" in said


def test_while_the_module_serves_the_hooks_say_nothing_and_write_no_rule(compacting: Scene) -> None:
    assert compacting.ask("session-start", source="compact") == ""
    assert compacting.ask("post-compact", trigger="manual", compact_summary="All went well.") == ""
    assert compacting.rule() == ""
    lost = compacting.ask("session-compact", source="after", compact_summary="The lighthouse map is open: Draw the lighthouse map.")
    assert "Never touch the vendor folder" in lost
    assert "Draw the lighthouse map" not in lost, "the summary has it"
    assert compacting.ask("user-prompt-submit", prompt="Go on") == ""
    assert compacting.log() == ""


def test_while_the_module_serves_the_person_is_told_so(compacting: Scene) -> None:
    payload = json.dumps(compacting.payload("SessionStart", source="compact")).encode()
    env = {"HOME": os.environ["HOME"], "CLAUDE_PROJECT_DIR": str(compacting.root)}
    [saved] = checkpoints.sound(compacting.project())
    given = json.loads(answer("session-start", payload, env, NOW))
    assert given == {"systemMessage": f"ctxhooks: {len(saved.facts)} facts kept; what the summary lost is added to it"}


def test_a_module_that_never_comes_back_leaves_the_recovery_to_the_next_prompt(compacting: Scene) -> None:
    assert compacting.ask("session-start", source="compact") == ""
    talk = worked(Talk(cwd=str(compacting.root)))
    since = len(talk.records)
    compacting.append(talk.compacted("All went well."), since)
    assert "Never touch the vendor folder" in compacting.ask("user-prompt-submit", prompt="Go on")


def test_an_announcement_that_is_old_holds_nothing_back(compacting: Scene) -> None:
    assert "vendor folder" in compacting.ask("session-start", now=NOW + 3600, source="compact")


def test_without_a_compaction_the_module_has_nothing_to_append(scene: Scene) -> None:
    assert scene.ask("session-compact", source="after", compact_summary="All went well.") == ""


# `pal install --plugin`


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `claude` that notes how it is called, and turns the plugin on and off in the user's settings."""
    home = Path(os.environ["HOME"])
    (home / ".claude").mkdir()
    script = tmp_path / "bin/claude"
    script.parent.mkdir()
    script.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\ncase "$*" in *" install "*) on=true ;; *uninstall*) on=false ;; *) exit ;; esac\n'
        f"""printf '{{"enabledPlugins": {{"ctxhooks@ctxhooks": %s}}}}' $on > {home}/.claude/settings.json\n"""
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path / "calls"


def pal(*args: str) -> str:
    done = CliRunner().invoke(main, args)
    assert done.exit_code == 0, done.output
    return done.output


def test_moving_to_the_plugin_takes_the_hooks_out_of_the_settings(scene: Scene, client: Path) -> None:
    project = str(scene.root)
    pal("install", "--project", project, "--client", "2.1.332", "--statusline")
    said = pal("install", "--project", project, "--plugin", "--client", "2.1.332")
    assert "the plugin ctxhooks is installed" in said
    assert client.read_text() == f"plugin marketplace add {ROOT}\nplugin install ctxhooks@ctxhooks\n"
    assert not (scene.root / ".claude/settings.json").exists()
    left = json.loads((scene.root / ".claude/settings.local.json").read_text())
    assert list(left) == ["statusLine"], "no plugin has a status line"
    assert "is there already" in pal("install", "--project", project, "--plugin", "--client", "2.1.332")
    pal("install", "--project", project, "--plugin", "--uninstall")
    assert client.read_text().endswith("plugin uninstall ctxhooks@ctxhooks\nplugin marketplace remove ctxhooks\n")
    assert not (scene.root / ".claude/settings.local.json").exists()


def test_without_a_client_the_hooks_stay_in_the_settings(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    pal("install", "--project", str(scene.root), "--client", "2.1.332")
    monkeypatch.setenv("PATH", "/nowhere")
    before = (scene.root / ".claude/settings.json").read_bytes()
    done = CliRunner().invoke(main, ["install", "--project", str(scene.root), "--plugin"])
    assert done.exit_code == 1
    assert "No `claude` is on the PATH" in done.output
    assert (scene.root / ".claude/settings.json").read_bytes() == before


def test_a_client_that_fails_is_reported_and_the_hooks_stay(scene: Scene, client: Path) -> None:
    (client.parent / "bin/claude").write_text("#!/bin/sh\necho no room >&2\nexit 1\n")
    pal("install", "--project", str(scene.root), "--client", "2.1.332")
    done = CliRunner().invoke(main, ["install", "--project", str(scene.root), "--plugin", "--client", "2.1.332"])
    assert (done.exit_code, "no room" in done.output) == (1, True)
    assert (scene.root / ".claude/settings.json").exists()


# `pal` of the plugin


@pytest.mark.parametrize("maker", ["uv", "pip"])
def test_its_own_pal_makes_an_environment_in_its_own_folder_alone(tmp_path: Path, maker: str) -> None:
    if maker == "uv" and not shutil.which("uv"):
        pytest.skip("there is no uv here")
    root, project, only = tmp_path / "a plugin", tmp_path / "project", tmp_path / "only"
    for folder in (project, only):
        folder.mkdir()
    for name in ("bin", "ctxhooks", "demo", "hooks", "templates", "schemas", ".claude-plugin"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(ROOT / name, root)
    for name, path in {**{name: shutil.which(name) for name in ("sh", "mv", "rm")}, "python3": f"{sys.base_prefix}/bin/python3"}.items():
        (only / name).symlink_to(str(path))
    passed = {k: v for k, v in os.environ.items() if k.startswith(("SSL_", "PIP_", "UV_", "REQUESTS_", "PYENV_"))}
    env = {**passed, "PATH": os.environ["PATH"] if maker == "uv" else str(only), "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    command = [root / "bin/pal", "--version"]
    for fetched in (True, False):
        done = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, timeout=300, check=False)
        assert (done.returncode, done.stdout) == (0, f"pal, version {ctxhooks.__version__}\n"), done.stderr
        assert ("this once" in done.stderr) == fetched
    assert list(project.iterdir()) == []
    assert [path.name for path in root.iterdir() if path.name.startswith(".pal-env")] == [".pal-env"]


def test_without_uv_or_python_its_pal_says_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    shutil.copy2(ROOT / "bin/pal", tmp_path / "bin/pal")
    (tmp_path / "only").mkdir()
    (tmp_path / "only/rm").symlink_to(str(shutil.which("rm")))
    env = {"PATH": str(tmp_path / "only")}
    done = subprocess.run(["/bin/sh", tmp_path / "bin/pal"], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "it needs uv" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "only"]
