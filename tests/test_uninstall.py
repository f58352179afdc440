"""Taking everything out again: of all projects, without an environment, and what is said of settings that let no hook run."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT, Scene, Talk, git, worked

from ctxhooks.cli import log_words, main
from ctxhooks.entry import answer
from ctxhooks.setup import disabled_hooks, launcher

BARE = [sys.executable, "-I", "-S", str(ROOT / "ctxhooks/uninstall.py")]


def pal(*args: object) -> Result:
    return CliRunner().invoke(main, [*map(str, args)])


@pytest.fixture
def home() -> Path:
    return Path(os.environ["HOME"])


@pytest.fixture
def projects(tmp_path: Path) -> list[Path]:
    """Two projects with hooks, one of them with settings of its owner's."""
    found = [tmp_path / name for name in ("first", "second 한")]
    for folder in found:
        folder.mkdir()
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (found[1] / ".claude").mkdir()
    (found[1] / ".claude/settings.json").write_text('{"model": "opus"}')
    for folder in found:
        assert pal("install", "--project", folder, "--client", "2.1.332").exit_code == 0
    return found


def left(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and ".git" not in p.parts)


@pytest.mark.parametrize("bare", [False, True])
def test_the_users_uninstallation_takes_the_hooks_out_of_every_project(projects: list[Path], home: Path, bare: bool) -> None:
    pal("install", "--user", "--client", "2.1.332")
    if bare:
        done = subprocess.run([*BARE, "--user"], env=os.environ, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    else:
        assert pal("install", "--user", "--uninstall").exit_code == 0
    assert [left(folder) for folder in projects] == [[], [".claude/settings.json"]]
    assert (projects[1] / ".claude/settings.json").read_text() == '{"model": "opus"}'
    assert left(home) == []
    assert not (home / ".local/share/ctxhooks").exists()


def test_one_projects_uninstallation_leaves_the_launcher_to_the_other(projects: list[Path]) -> None:
    done = subprocess.run([*BARE, "--project", str(projects[0])], env=os.environ, capture_output=True, text=True, check=False)
    assert (done.returncode, left(projects[0])) == (0, [])
    assert launcher.targets(os.environ) != []
    assert len(launcher.settings_known(os.environ)) == 1


def test_a_project_that_cannot_be_cleaned_is_reported_and_the_others_are_cleaned(projects: list[Path]) -> None:
    (projects[0] / ".claude/settings.local.json").write_text("{ not json")
    done = pal("install", "--user", "--uninstall")
    assert (done.exit_code, "settings.local.json, line 1" in done.output) == (1, True)
    assert left(projects[1]) == [".claude/settings.json"]
    assert launcher.targets(os.environ) != [], "its hooks are still named"


def test_no_backup_of_ours_stays_and_one_of_an_earlier_version_that_differs_is_reported(projects: list[Path]) -> None:
    settings = projects[1] / ".claude/settings.json"
    Path(f"{settings}.bak").write_text(settings.read_text())
    assert pal("install", "--shared", "--project", projects[1], "--client", "2.1.332").exit_code == 0
    settings.write_text(settings.read_text().replace("opus", "sonnet"))
    done = pal("install", "--project", projects[1], "--uninstall")
    assert f"{settings}.bak stays" in done.output
    assert (settings.read_text(), Path(f"{settings}.bak").read_text()) == ('{"model": "sonnet"}', '{"model": "opus"}')
    assert left(projects[1]) == [".claude/settings.json", ".claude/settings.json.bak"]


@pytest.mark.skipif(not shutil.which("sh"), reason="no shell")
def test_install_sh_of_a_fresh_clone_uninstalls_without_an_environment(projects: list[Path], home: Path) -> None:
    env = os.environ | {"PYTHON": sys.executable}
    done = subprocess.run([str(ROOT / "install.sh"), "--user", "--uninstall"], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert [left(folder) for folder in projects] == [[], [".claude/settings.json"]]
    assert left(home) == []


@pytest.mark.parametrize("how", [(), ("--local",)])
def test_in_a_repository_the_hooks_are_one_persons(tmp_path: Path, how: tuple[str, ...]) -> None:
    git(tmp_path, "init", "-q")
    assert pal("install", "--project", tmp_path, *how, "--client", "2.1.332").exit_code == 0
    assert left(tmp_path) == [".claude/settings.local.json"]
    assert len(json.loads((tmp_path / ".claude/settings.local.json").read_text())["hooks"]) == 9
    assert git(tmp_path, "status", "--porcelain", "-uall") == ""


def test_shared_hooks_are_everyones_and_no_hook_of_anyones_is_taken_out_by_a_teammate(tmp_path: Path, home: Path) -> None:
    git(tmp_path, "init", "-q")
    settings = tmp_path / ".claude/settings.json"
    assert pal("install", "--project", tmp_path, "--shared", "--client", "2.1.332").exit_code == 0
    assert str(home) not in settings.read_text()
    line = json.loads(settings.read_text())["hooks"]["SessionStart"][0]["hooks"][0]["command"]
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "Hooks")
    for who, runs in ((home, True), (tmp_path / "nobody", False)):
        given = {"input": '{"source": "startup", "session_id": "s-1"}', "env": {"HOME": str(who), "PATH": "/usr/bin:/bin"}}
        done = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False, **given)
        assert (done.returncode, done.stdout, "not found" in done.stderr) == (0, "", not runs)
    shutil.rmtree(home / ".local")  # a teammate's machine
    (tmp_path / ".claude/settings.local.json").unlink()
    for call in (("install", "--project", tmp_path), ("doctor", "--project", tmp_path), ("install", "--user", "--uninstall")):
        assert pal(*call).exit_code == 0, call
        assert git(tmp_path, "status", "--porcelain", "-uall") == ""
    assert pal("install", "--project", tmp_path, "--uninstall").exit_code == 0
    assert git(tmp_path, "status", "--porcelain", "-uall") == " D .claude/settings.json\n", "asked for in this very project"


def test_hooks_with_a_teammates_paths_are_left_to_them_and_ones_own_move(tmp_path: Path, home: Path) -> None:
    settings = tmp_path / ".claude/settings.json"
    assert pal("install", "--project", tmp_path, "--client", "2.1.332").exit_code == 0
    assert str(home) in settings.read_text()
    git(tmp_path, "init", "-q")
    theirs = settings.read_text().replace(str(home), "/home/nobody-here")
    for text, stays in ((settings.read_text(), None), (theirs, theirs)):
        settings.write_text(text)
        assert pal("install", "--project", tmp_path, "--client", "2.1.332").exit_code == 0
        assert (settings.read_text() if settings.exists() else None) == stays
        assert len(json.loads((tmp_path / ".claude/settings.local.json").read_text())["hooks"]) == 9
    assert pal("install", "--project", tmp_path, "--uninstall").exit_code == 0
    assert (left(tmp_path), settings.read_text()) == ([".claude/settings.json"], theirs)


def test_an_unknown_client_keeps_all_that_every_version_knows(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    said = pal("install", "--user").output
    assert "PostCompact, SubagentStart: left out, and all else works" in said
    assert str(home / ".claude/settings.json") in said
    assert len(json.loads((home / ".claude/settings.json").read_text())["hooks"]) == 7


@pytest.mark.parametrize("bare", [False, True])
def test_what_was_saved_goes_on_request_alone_and_what_a_person_wrote_never(scene: Scene, home: Path, bare: bool) -> None:
    """Also where the hooks stood in the user's own settings, and the project was known by its work alone."""
    git(scene.root, "init", "-q")
    assert pal("install", "--user", "--client", "2.1.332").exit_code == 0
    scene.configure("language: en\n")
    scene.write(worked(Talk(cwd=str(scene.root))))
    scene.compact(way="ask")
    scene.ask("stop")
    for call in (("port", "create", "login"), ("tag", "add", "style", scene.root / ".pal/config.yaml")):
        assert pal(*call, "--project", scene.root).exit_code == 0
    assert scene.section()
    assert pal("install", "--user", "--uninstall").exit_code == 0
    assert not (scene.root / ".claude").exists() or left(scene.root / ".claude") == []
    assert len(scene.checkpoints()) == 1
    call = ["install", "--user", "--uninstall", "--purge"]
    done = subprocess.run([*BARE, *call[1::2], "--purge"], env=os.environ, check=False).returncode if bare else pal(*call).exit_code
    assert done == 0
    assert left(scene.root) == [".pal/config.yaml", ".pal/ports/login.md"]
    assert left(home) == []
    assert pal("install", "--purge").exit_code == 2


def test_a_folder_that_is_a_teams_is_not_purged(scene: Scene) -> None:
    for name, text in {"tags/style.md": "Tabs.", "archive/.gitignore": "*\n", "docs/.gitignore": "*\n", "state/.gitignore": "*\n"}.items():
        scene.configure("")
        (scene.root / ".pal" / name).parent.mkdir()
        (scene.root / ".pal" / name).write_text(text)
    assert pal("install", "--project", scene.root, "--uninstall", "--purge").exit_code == 0
    assert left(scene.root) == [f".pal/{name}" for name in ("archive/.gitignore", "config.yaml", "docs/.gitignore", "tags/style.md")]


# Settings that let no hook run


@pytest.mark.parametrize("name", ["settings.json", "settings.local.json"])
def test_hooks_that_are_switched_off_are_reported_at_once_and_by_doctor(projects: list[Path], name: str) -> None:
    path = projects[0] / ".claude" / name
    path.write_text('{"disableAllHooks": true}')
    for said in (pal("install", "--project", projects[0], "--client", "2.1.332"), pal("doctor", "--project", projects[0])):
        assert f"{path} says disableAllHooks" in said.output
    assert said.exit_code == 1


def test_an_administrators_settings_are_looked_at(tmp_path: Path) -> None:
    rules = tmp_path / "managed-settings.json"
    rules.write_text('{"allowManagedHooksOnly": true, "disableAllHooks": false}')
    assert list(disabled_hooks.disabling([str(tmp_path / "none.json")], str(tmp_path))) == [(str(rules), "allowManagedHooksOnly")]
    rules.write_text("not json")
    assert list(disabled_hooks.disabling([str(rules)], str(tmp_path))) == []


# One project for hooks and `pal`, and words for what went wrong


@pytest.mark.parametrize("mark", [".pal", ".git"])
def test_what_lies_in_the_home_folder_captures_no_project(home: Path, mark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / mark).mkdir()
    (home / "work").mkdir()
    monkeypatch.chdir(home / "work")
    assert pal("doctor").output.count(f"--project {home / 'work'}") == 1


@pytest.mark.parametrize("session", [None, "", 7.5, {}])
def test_a_payload_without_a_session_is_its_transcripts(scene: Scene, session: object) -> None:
    payload = scene.payload("PreCompact", trigger="auto") | {"session_id": session}
    given = {k: v for k, v in payload.items() if v is not None}
    answer("pre-compact", json.dumps(given).encode(), os.environ | {"CLAUDE_PROJECT_DIR": str(scene.root)}, 0.0)
    assert not list(scene.root.glob(".pal/checkpoints/*-00000000.json"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("T Stop CtxhooksError: bad-id: {'id': 'a b'}", "T Stop: 'a b' is no valid id"),
        ("T Stop JSONDecodeError: Expecting value", "T Stop: what Claude Code sent was not JSON"),
        ("T Stop PermissionError: [Errno 13] x", "T Stop: a file could not be read or written: [Errno 13] x"),
        ("T Stop KeyError: 'a' (fold.py:3)", "T Stop: a fault of ctxhooks' own"),
        ("T Stop section refreshed", "T Stop: section refreshed"),
        ("T Stop CtxhooksError: no-such-key: {'a'", "T Stop: no-such-key"),
    ],
)
def test_a_line_of_the_log_is_put_into_words(line: str, said: str) -> None:
    assert log_words.readable(line).startswith(said)


def test_pal_says_which_package_is_missing(home: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import runpy; runpy.run_module('ctxhooks', run_name='__main__')"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code, "doctor"], env=os.environ, capture_output=True, text=True, check=False)
    assert (done.returncode, "the package `click` is missing" in done.stderr, "go on working" in done.stderr) == (1, True, True)
    assert "Traceback" not in done.stderr
