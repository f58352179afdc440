"""`pal install --statusline`, by its command: where the status line goes, and what it leaves alone."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import SESSION

from ctxhooks.cli import main

OTHER = {"statusLine": {"type": "command", "command": "mine.sh"}}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def install(*args: object) -> Result:
    done = CliRunner().invoke(main, ["install", "--client", "2.1.329", *map(str, args)])
    assert done.exit_code == 0, done.output
    return done


def settings(folder: Path, name: str = "settings.local.json") -> dict[str, object]:
    path = folder / ".claude" / name
    found: dict[str, object] = json.loads(path.read_text()) if path.exists() else {}
    return found


def test_it_goes_into_the_file_that_is_this_users_alone_and_draws(project: Path) -> None:
    install("--project", project, "--statusline")
    assert "statusLine" not in settings(project, "settings.json")
    command = settings(project)["statusLine"]["command"]  # type: ignore[index]
    stdin = json.dumps({"session_id": SESSION}).encode()
    drawn = subprocess.run(["sh", "-c", str(command)], input=stdin, capture_output=True, check=True).stdout.decode()
    assert "0% 0k/200k" in drawn
    install("--project", project)
    assert "statusLine" in settings(project), "a later installation renews it"
    install("--project", project, "--uninstall")
    assert settings(project) == {}


def test_without_being_asked_for_it_does_not_come(project: Path) -> None:
    install("--project", project)
    assert "statusLine" not in settings(project)


@pytest.mark.parametrize("name", ["settings.json", "settings.local.json"])
def test_a_status_line_of_the_users_is_kept_and_reported(project: Path, name: str) -> None:
    path = project / ".claude" / name
    path.parent.mkdir()
    path.write_text(json.dumps(OTHER))
    said = install("--project", project, "--statusline").output
    assert f"{path} has a status line already" in said
    assert [settings(project, n).get("statusLine") for n in ("settings.json", "settings.local.json") if n != name] == [None]
    assert settings(project, name)["statusLine"] == OTHER["statusLine"]
    assert "PreCompact" in (project / ".claude/settings.json").read_text()


def test_one_for_all_projects_is_not_hidden_by_ours(project: Path, tmp_path: Path) -> None:
    (tmp_path / "home/.claude").mkdir(parents=True)
    (tmp_path / "home/.claude/settings.json").write_text(json.dumps(OTHER))
    assert "home/.claude/settings.json has a status line already" in install("--project", project, "--statusline").output
    assert "statusLine" not in settings(project)
    (tmp_path / "home/.claude/settings.json").write_text("not json")
    assert "already" not in install("--project", project, "--statusline").output
    assert "statusLine" in settings(project)


def test_for_all_projects_it_goes_beside_the_hooks(project: Path, tmp_path: Path) -> None:
    install("--user", "--statusline")
    assert set(settings(tmp_path / "home", "settings.json")) == {"hooks", "statusLine"}
    install("--user", "--uninstall")
    assert settings(tmp_path / "home", "settings.json") == {}
