"""Installing into real settings files, and the commands run by a real shell in every state an installation can get into."""

import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.disk import files
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.setup import hook_settings, launcher
from ctxhooks.setup.hook_settings import (
    EVENTS,
    LINE,
    SettingsChange,
    command,
    entries,
    has_line,
    install,
    is_ours,
    only_ours,
    uninstall,
)

USERS = '{\r\n  "env": {"KEY": "\\u00e9"},\r\n  "hooks": {"PreCompact": [{"hooks": [{"type": "command", "command": "mine"}]}]}\r\n}'
ODD_NAMES = ["plain", "with blank", "it's", 'say "hi"', "$HOME `id` $(id)", "back\\slash", "한글", "a;b&c|d", "-n", "new\nline", "!#*?~"]
SHELLS = [shell for shell in ("sh", "bash", "dash") if shutil.which(shell)]


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return tmp_path / ".claude" / "settings.json"


@pytest.fixture
def users(settings: Path) -> Path:
    """A settings file with content of its own."""
    settings.parent.mkdir()
    settings.write_bytes(USERS.encode())
    return settings


def backup(path: Path) -> Path:
    return path.with_name(f"settings.json{hook_settings.BACKUP}")


def text(path: Path) -> str:
    return path.read_bytes().decode()


def run(line: str, shell: str = "sh", given: str = '{"a": 1}') -> subprocess.CompletedProcess[str]:
    return subprocess.run([shell, "-c", line], input=given, capture_output=True, text=True, timeout=20, check=False)


class Installation:
    """An interpreter and a script in a folder of any name, and the launcher that names them."""

    def __init__(self, folder: Path, source: str, event: str = "pre-compact") -> None:
        (folder / "bin").mkdir(parents=True)
        (folder / "hooks").mkdir()
        self.folder, self.python, self.script = folder, folder / "bin/python", folder / f"hooks/{event}.py"
        self.python.symlink_to(sys.executable)
        self.script.write_text(source)
        env = {"HOME": str(folder)}
        launcher.write(env, launcher.text(str(self.python), str(folder / "hooks"), dict.fromkeys(("en", "ko", "ru"), 'it\'s "gone"')))
        self.launcher = Path(launcher.path(env))
        self.line = command(launcher.word({"XDG_DATA_HOME": str(folder / ".local/share")}), event)


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_command_runs_from_a_folder_of_any_name(tmp_path: Path, name: str, shell: str) -> None:
    source = "import sys; print(sys.stdin.read(), sys.flags.isolated, sys.flags.no_site); print('seen', file=sys.stderr)"
    done = run(Installation(tmp_path / name, source).line, shell)
    assert (done.returncode, done.stdout, done.stderr) == (0, '{"a": 1} 1 1\n', "seen\n")


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("lost", ["folder", "python", "script", "moved", "dangling", "not executable", "launcher"])
def test_a_command_is_silent_when_its_installation_is_gone(tmp_path: Path, lost: str, shell: str) -> None:
    there = Installation(tmp_path / "it's $HOME", "print('{}')")
    match lost:
        case "folder":
            shutil.rmtree(there.folder)
        case "python":
            there.python.unlink()
        case "script":
            there.script.unlink()
        case "moved":
            there.folder.rename(tmp_path / "elsewhere")
        case "dangling":
            there.python.unlink()
            there.python.symlink_to(tmp_path / "gone")
        case "not executable":
            there.python.unlink()
            there.python.write_text("#!/bin/sh\n")
        case "launcher":
            there.launcher.unlink()
    done = run(there.line, shell)
    assert (done.returncode, done.stdout) == (0, "")
    assert not done.stderr or lost in ("folder", "moved", "launcher"), "then the shell says so, which the client keeps to itself"


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("lost", "source"), [("python", ""), ("script", ""), ("", "import gone"), ("", "raise SystemExit(2)")])
def test_the_user_hears_once_a_session_that_the_installation_is_gone(tmp_path: Path, lost: str, source: str, shell: str) -> None:
    there = Installation(tmp_path / "it's $HOME", source, "session-start")
    if lost:
        getattr(there, lost).unlink()
    done = run(there.line, shell, '{"source": "startup"}')
    assert (done.returncode, json.loads(done.stdout)) == (0, {"systemMessage": 'it\'s "gone"'})
    if lost:
        assert run(there.line, shell, '{"source": "compact"}').stdout == ""


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    "source", ["raise SystemExit(2)", "import gone", "def", "import os; os._exit(2)", "import os; os.kill(os.getpid(), 11)", "1/0"]
)
def test_no_failure_of_a_script_comes_out(tmp_path: Path, source: str, shell: str) -> None:
    done = run(Installation(tmp_path / "a b", source).line, shell)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_script_that_vanishes_between_the_check_and_the_start_blocks_nothing(tmp_path: Path) -> None:
    there = Installation(tmp_path / "a b", "print('{}')")
    there.python.unlink()
    there.python.write_text(f'#!/bin/sh\nrm {shlex.quote(str(there.script))}\nexec {shlex.quote(sys.executable)} "$@"\n')
    there.python.chmod(0o755)
    assert there.script.exists()
    done = run(there.line)
    assert (done.returncode, done.stdout) == (0, "")
    assert "No such file" in done.stderr


paths = st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1).map("/".__add__)


@given(paths, paths)
def test_every_path_is_one_word_to_the_shell_and_ours_to_us(home: str, data: str) -> None:
    for env in ({"HOME": home}, {"HOME": home, "XDG_DATA_HOME": data}):
        for groups in entries(launcher.word(env)).values():
            line = groups[0]["hooks"][0]["command"]
            words = shlex.split(line)
            assert words[0] == launcher.path(env)
            assert words[2:] == ["||", ":"]
            assert is_ours(line)
            assert is_ours(f"{line}\n")


@given(paths, paths)
def test_the_launcher_says_what_it_runs(python: str, hooks: str) -> None:
    with tempfile.TemporaryDirectory() as home:
        env = {"HOME": home}
        launcher.write(env, launcher.text(python, hooks, dict.fromkeys(("en", "ko", "ru"), "gone")))
        assert launcher.targets(env) == [python, hooks]


def test_a_command_runs_whatever_home_the_hook_is_given() -> None:
    assert command(launcher.word({"HOME": "/home/ann"}), "stop") == "/home/ann/.local/share/ctxhooks/hook stop || :"
    assert is_ours("~/.local/share/ctxhooks/hook stop || :")
    assert command(launcher.word({"HOME": "/home/ann", "XDG_DATA_HOME": "/data"}), "stop") == "/data/ctxhooks/hook stop || :"


@pytest.mark.parametrize("python", ["/usr/bin/python3", "'/home/a b/python'"])
def test_the_commands_of_older_versions_are_ours(python: str) -> None:
    line = f"[ -x {python} ] && [ -f /opt/hooks/stop.py ] && {python} -I -S /opt/hooks/stop.py || : ctxhooks"
    assert is_ours(line)
    assert is_ours(line.replace(" -I -S ", " -X utf8 ") + "\n")


def test_the_launcher_goes_with_the_last_settings_file_that_needs_it(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path)}
    launcher.write(env, "x")
    for name in ("/a/settings.json", "/b/settings.json", "/a/settings.json"):
        launcher.remember(env, name, there=True)
    assert launcher.settings_known(env) == ["/b/settings.json", "/a/settings.json"]
    launcher.remember(env, "/a/settings.json", there=False)
    assert Path(launcher.path(env)).exists()
    launcher.remember(env, "/b/settings.json", there=False)
    assert not Path(launcher.folder(env)).exists()


@pytest.mark.parametrize(
    "line",
    [
        "python /opt/hooks/pre-compact.py",
        "python /opt/hooks/pre-compact.py || :",
        "/opt/hooks/pre-compact.sh || : ctxhooks",
        "/opt/hooks/pre-compact.py || : ctxhooks && notify",
        "echo || : ctxhooks",
        "/opt/mine/hook stop || :",
        "/opt/ctxhooks/hook stop || notify",
    ],
)
def test_commands_of_others_are_not_ours(line: str) -> None:
    assert not is_ours(line)


def test_every_event_has_its_script_and_its_time() -> None:
    found = {event: groups[0] for event, groups in entries("/opt/ctxhooks/hook").items()}
    assert {event: set(group) for event, group in found.items()} == {event: {"hooks"} for event in EVENTS}
    names = {event: shlex.split(group["hooks"][0]["command"])[1] for event, group in found.items()}
    assert [name for name in names.values() if not (ROOT / f"hooks/{name}.py").is_file()] == []
    times = {event: group["hooks"][0]["timeout"] for event, group in found.items()}
    assert times == {**dict.fromkeys(EVENTS, 30), "SessionEnd": 5}


def test_a_missing_file_is_made_and_goes_again(settings: Path) -> None:
    change = install(str(settings), "/opt/ctxhooks/hook")
    assert change == SettingsChange(str(settings), None, text(settings), None)
    assert json.loads(text(settings)) == {"hooks": entries("/opt/ctxhooks/hook")}
    assert uninstall(str(settings)).after is None
    assert os.listdir(settings.parent) == []
    assert uninstall(str(settings)) == SettingsChange(str(settings), None, None, None)


def test_a_users_file_comes_back_byte_for_byte(users: Path) -> None:
    change = install(str(users), "/opt/ctxhooks/hook")
    assert change == SettingsChange(str(users), USERS, text(users), str(backup(users)))
    assert json.loads(text(users))["hooks"]["PreCompact"][0] == {"hooks": [{"type": "command", "command": "mine"}]}
    assert text(backup(users)) == USERS
    assert uninstall(str(users)).after == text(users) == USERS


def test_installing_twice_changes_nothing(users: Path) -> None:
    install(str(users), "/opt/ctxhooks/hook")
    backup(users).unlink()
    state = users.stat()
    again = install(str(users), "/opt/ctxhooks/hook")
    assert again.before == again.after
    assert again.backup is None
    assert os.listdir(users.parent) == ["settings.json"]
    assert users.stat().st_ino == state.st_ino


def test_an_installation_that_moved_is_renewed(users: Path) -> None:
    install(str(users), "/old/ctxhooks/hook")
    install(str(users), "/new/ctxhooks/hook")
    assert "/old/" not in text(users)
    assert text(users).count("/new/ctxhooks/hook ") == len(EVENTS)
    assert text(backup(users)) == USERS


@pytest.mark.parametrize("old", [b'{"older": 1}', b"not json", b"\xff"])
def test_a_backup_of_a_file_without_ours_is_never_overwritten(users: Path, old: bytes) -> None:
    backup(users).write_bytes(old)
    assert install(str(users), "/opt/ctxhooks/hook").backup is None
    assert backup(users).read_bytes() == old


@pytest.mark.parametrize("empty", [False, True])
def test_a_backup_that_holds_ours_or_nothing_makes_room(settings: Path, empty: bool) -> None:
    install(str(settings), "/opt/ctxhooks/hook")
    backup(settings).write_bytes(b"" if empty else settings.read_bytes())
    settings.write_bytes(USERS.encode())
    assert install(str(settings), "/opt/ctxhooks/hook").backup == str(backup(settings))
    assert text(backup(settings)) == USERS


def test_no_backup_is_made_of_a_file_that_holds_nothing_but_ours(settings: Path) -> None:
    install(str(settings), "/opt/ctxhooks/hook")
    change = install(str(settings), "/opt/other/ctxhooks/hook", ["Stop"])
    assert (change.backup, change.before != change.after, backup(settings).exists()) == (None, True, False)


def test_what_is_no_file_is_left_alone_in_the_backups_place(users: Path) -> None:
    os.mkfifo(backup(users))
    assert install(str(users), "/opt/ctxhooks/hook").backup is None
    assert backup(users).is_fifo()


def test_the_backup_of_a_private_file_is_private(users: Path) -> None:
    users.chmod(0o600)
    install(str(users), "/opt/ctxhooks/hook")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (users, backup(users))] == [0o600, 0o600]


def test_a_dry_run_shows_and_does_not_write(users: Path) -> None:
    change = install(str(users), "/opt/ctxhooks/hook", dry_run=True)
    assert change.after is not None
    assert "/opt/ctxhooks/hook pre-compact || :" in change.after
    assert next(line for line in change.diff.splitlines() if "hook session-end" in line).startswith("+ ")
    assert (text(users), os.listdir(users.parent)) == (USERS, ["settings.json"])
    install(str(users), "/opt/ctxhooks/hook")
    assert "\n-  " in uninstall(str(users), dry_run=True).diff
    assert text(users) == change.after


def test_a_linked_settings_file_stays_a_link(tmp_path: Path, users: Path) -> None:
    link = tmp_path / "settings.json"
    link.symlink_to(users)
    install(str(link), "/opt/ctxhooks/hook")
    assert link.is_symlink()
    assert "hook session-end" in text(users)
    assert text(backup(link)) == USERS


@pytest.mark.parametrize(("data", "line", "column"), [(b'{"a": 1, b}', 1, 10), (b'{\n "a": "\xff"}', 2, 8)])
def test_a_file_that_is_not_understood_is_left_alone(users: Path, data: bytes, line: int, column: int) -> None:
    users.write_bytes(data)
    for dry_run in (True, False):
        with pytest.raises(CtxhooksError) as error:
            install(str(users), "/opt/ctxhooks/hook", dry_run=dry_run)
        assert error.value.key == "settings-not-json"
        assert (error.value.values["path"], error.value.values["line"], error.value.values["column"]) == (str(users), line, column)
    with pytest.raises(CtxhooksError, match="settings-not-json"):
        uninstall(str(users))
    assert users.read_bytes() == data
    assert os.listdir(users.parent) == ["settings.json"]


def test_what_is_no_file_is_left_alone(settings: Path) -> None:
    settings.parent.mkdir()
    os.mkfifo(settings)
    with pytest.raises(CtxhooksError, match="settings-no-file"):
        install(str(settings), "/opt/ctxhooks/hook")
    assert settings.is_fifo()


def test_when_the_write_fails_the_backup_holds_what_the_file_holds(users: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = files.write

    def full(path: str, data: bytes) -> bool:
        if path == str(users):
            raise OSError("disk full")
        return real(path, data)

    monkeypatch.setattr(files, "write", full)
    with pytest.raises(OSError, match="disk full"):
        install(str(users), "/opt/ctxhooks/hook")
    assert text(users) == text(backup(users)) == USERS


def test_a_file_that_was_made_behind_a_link_goes_and_the_link_stays(tmp_path: Path, settings: Path) -> None:
    settings.parent.mkdir()
    settings.symlink_to(tmp_path / "dotfiles.json")
    install(str(settings), "/opt/ctxhooks/hook")
    assert (tmp_path / "dotfiles.json").is_file()
    uninstall(str(settings))
    assert settings.is_symlink()
    assert not settings.exists()


def test_only_the_events_that_are_named_stay(users: Path) -> None:
    install(str(users), "/opt/ctxhooks/hook")
    install(str(users), "/opt/ctxhooks/hook", ["SessionEnd", "PreCompact"])
    events = json.loads(text(users))["hooks"]
    assert {event: len(groups) for event, groups in events.items()} == {"PreCompact": 2, "SessionEnd": 1}


def test_a_file_is_only_ours_until_something_else_stands_in_it(settings: Path) -> None:
    assert only_ours(str(settings))
    install(str(settings), "/opt/ctxhooks/hook")
    assert only_ours(str(settings))
    settings.write_bytes(settings.read_bytes().replace(b"{", b'{"model": "opus",', 1))
    assert not only_ours(str(settings))


def test_the_status_line_is_put_in_renewed_and_taken_out(users: Path) -> None:
    install(str(users), "/old/ctxhooks/hook", [*EVENTS, LINE])
    shown = json.loads(text(users))["statusLine"]
    assert shown == {"type": "command", "command": "/old/ctxhooks/hook statusline || :"}
    assert has_line(str(users), ours=True)
    install(str(users), "/new/ctxhooks/hook", [*EVENTS, LINE])
    assert "/old/" not in text(users)
    assert uninstall(str(users)).after == USERS


def test_a_status_line_alone_needs_no_hooks(settings: Path) -> None:
    install(str(settings), "/opt/ctxhooks/hook", [LINE])
    assert list(json.loads(text(settings))) == ["statusLine"]
    assert only_ours(str(settings))
    assert uninstall(str(settings)).after is None


@pytest.mark.parametrize("other", ['{"type": "command", "command": "mine"}', "null", '"odd"', "{}"])
def test_another_status_line_is_kept(settings: Path, other: str) -> None:
    settings.parent.mkdir()
    settings.write_text(f'{{"statusLine": {other}}}')
    assert (has_line(str(settings), ours=True), has_line(str(settings), ours=False)) == (False, True)
    install(str(settings), "/opt/ctxhooks/hook", [*EVENTS, LINE])
    assert json.loads(text(settings))["statusLine"] == json.loads(other)
    assert uninstall(str(settings)).after == f'{{"statusLine": {other}}}'


@pytest.mark.parametrize(
    ("call", "what"),
    [
        (["--bogus"], "there is no option --bogus"),
        (["--project"], "--project needs a value"),
        (["--project", "/nowhere"], "/nowhere is no folder"),
        (["--user", "--shared"], "--user excludes --shared"),
    ],
)
def test_a_wrong_call_of_the_installer_is_refused_before_anything_is_made(tmp_path: Path, call: list[str], what: str) -> None:
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    done = subprocess.run(["sh", str(ROOT / "install.sh"), *call], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, list(tmp_path.iterdir())) == (2, "", [])
    assert done.stderr == f"install.sh: {what}. See ./install.sh --help\n"
