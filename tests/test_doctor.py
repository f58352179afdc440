"""`pal doctor` in every broken state: what is broken, where, and what to do, in each language, with exit code 1 and no traceback."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ctxhooks.cli import main
from ctxhooks.disk.project import RULES
from ctxhooks.model.settings import LANGUAGES
from ctxhooks.render.catalog import shipped
from ctxhooks.setup import launcher
from ctxhooks.setup.hook_settings import EVENTS


def doctor(root: Path, language: str = "en") -> Result:
    return CliRunner().invoke(main, ["doctor", "--project", str(root)], env={"LANG": f"{language}.UTF-8", "LC_ALL": ""})


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with our hooks, and a client of today on the PATH."""
    (tmp_path / "home").mkdir()
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    client(tmp_path, "echo '2.1.332 (Claude Code)'")
    subprocess.run(["git", "init", "-q", str(tmp_path / "project")], check=True)
    assert CliRunner().invoke(main, ["install", "--project", str(tmp_path / "project")]).exit_code == 0
    return tmp_path / "project"


def client(folder: Path, says: str) -> None:
    (folder / "bin/claude").write_text(f"#!/bin/sh\n{says}\n")
    (folder / "bin/claude").chmod(0o755)


def settings(root: Path) -> Path:
    return root / ".claude/settings.local.json"


def lead(old: str, new: str) -> None:
    """Has the launcher lead somewhere else."""
    script = Path(launcher.path(os.environ))
    assert old in script.read_text()
    script.write_text(script.read_text().replace(old, new))


def own_file(root: Path, name: str, text: str = "mine") -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def lead_out(root: Path) -> None:
    (root.parent / "outside").mkdir()
    (root / ".pal").symlink_to(root.parent / "outside")


def switch_off(root: Path) -> None:
    settings(root).write_text(json.dumps({**json.loads(settings(root).read_text()), "disableAllHooks": True}))


def break_script(root: Path) -> None:
    own_file(root.parent, "hooks/stop.py", "raise OSError('no room')")
    for event in ("session-start", "session-end"):
        own_file(root.parent, f"hooks/{event}.py", "")
    lead(shipped("hooks"), str(root.parent / "hooks"))


# How it breaks, and what the report says of it: where it is, and what to do.
STATES: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "the launcher is gone": (lambda _: Path(launcher.path(os.environ)).unlink(), ("hook is gone", "`pal install`")),
    "the clone has moved": (lambda _: lead(shipped("hooks"), "/gone/hooks"), ("/gone/hooks is gone", "install.sh")),
    "settings are gone": (lambda root: settings(root).unlink(), ("No hooks are installed", "`pal install --project")),
    "settings have a comment": (
        lambda root: settings(root).write_text("{} // mine"),
        ("settings.local.json, line 1, column 4", "comments and trailing commas have to go", "NO hook"),
    ),
    "hooks are switched off": (switch_off, ("settings.local.json says disableAllHooks", "Take that setting out")),
    "a script fails": (break_script, ("Stop fails", "no room", "install.sh")),
    "the client is old": (lambda root: client(root.parent, "echo 1.0.40"), ("Claude Code 1.0.40 does not know", "Update Claude Code")),
    "the user's settings are wrong": (
        lambda root: own_file(root.parent, "home/.config/ctxhooks/config.yaml", "language: xx"),
        ("config.yaml, line 1: language has to be one of",),
    ),
    "the settings are a folder": (
        lambda root: (root / ".pal/config.yaml").mkdir(parents=True),
        ("/.pal/config.yaml is no plain file",),
    ),
    ".pal is a file": (lambda root: own_file(root, ".pal"), ("/.pal is no folder", "nothing can be saved", "Move it")),
    ".pal leads out of the project": (lead_out, ("/.pal", "a link on this path leads out", "Remove the link")),
    "rules cannot be written": (lambda root: own_file(root, RULES), (f"/{RULES} is no folder", "Move it")),
    "a rule of the user's has the section's name": (
        lambda root: own_file(root, f"{RULES}/pal-context.md"),
        ("/pal-context.md", "ctxhooks did not write", "move it"),
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_it_says_what_is_broken_where_and_what_to_do(root: Path, state: str) -> None:
    assert doctor(root).exit_code == 0, doctor(root).output
    breaks, texts = STATES[state]
    breaks(root)
    found = doctor(root)
    assert (found.exit_code, [text for text in texts if text not in found.output]) == (1, []), found.output
    assert "Traceback" not in found.output
    assert "CtxhooksError" not in found.output
    if state != "settings are gone":
        assert "No hooks are installed" not in found.output
    assert [doctor(root, language).exit_code for language in LANGUAGES] == [1, 1, 1]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
@pytest.mark.parametrize("name", [".pal", RULES])
def test_a_folder_that_cannot_be_written_is_named(root: Path, name: str) -> None:
    (root / name).mkdir(parents=True, exist_ok=True)
    (root / name).chmod(0o555)
    found = doctor(root)
    (root / name).chmod(0o755)
    assert (found.exit_code, f"/{name} cannot be written" in found.output) == (1, True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_settings_that_cannot_be_read_hide_no_other_finding(root: Path) -> None:
    own_file(root, ".pal/config.yaml")
    (root / ".pal/config.yaml").chmod(0o000)
    found = doctor(root)
    assert (found.exit_code, "/.pal/config.yaml: Permission denied" in found.output, "9 hooks of" in found.output) == (1, True, True)


def test_a_client_that_is_not_there_or_does_not_answer_is_no_fault_of_the_installation(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client(root.parent, "exit 3")
    silent = doctor(root)
    assert (silent.exit_code, f"· {root.parent}/bin/claude does not say its version" in silent.output) == (0, True)
    (root.parent / "bin/claude").unlink()
    monkeypatch.setenv("PATH", f"{root.parent}/bin:/usr/bin:/bin")
    none = doctor(root)
    assert (none.exit_code, "· No `claude` is on the PATH" in none.output) == (0, True)
    assert all(event in none.output for event in EVENTS)
