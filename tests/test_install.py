"""Installing into real settings files, and the commands run by a real shell in every state an installation can get into."""

import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.disk import files
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.setup.hook_settings import (
    EVENTS,
    LINE,
    SettingsChange,
    command,
    entries,
    has_line,
    install,
    is_ours,
    is_safe,
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
    return path.with_name("settings.json.bak")


def text(path: Path) -> str:
    return path.read_bytes().decode()


def run(line: str, shell: str = "sh") -> subprocess.CompletedProcess[str]:
    return subprocess.run([shell, "-c", line], input='{"a": 1}', capture_output=True, text=True, timeout=20, check=False)


class Installation:
    """An interpreter and a script in a folder of any name."""

    def __init__(self, folder: Path, source: str) -> None:
        (folder / "bin").mkdir(parents=True)
        (folder / "hooks").mkdir()
        self.folder, self.python, self.script = folder, folder / "bin/python", folder / "hooks/pre-compact.py"
        self.python.symlink_to(sys.executable)
        self.script.write_text(source)
        self.line = command(str(self.python), str(self.script))


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_command_runs_from_a_folder_of_any_name(tmp_path: Path, name: str, shell: str) -> None:
    source = "import sys; print(sys.stdin.read(), sys.flags.isolated, sys.flags.no_site); print('seen', file=sys.stderr)"
    done = run(Installation(tmp_path / name, source).line, shell)
    assert (done.returncode, done.stdout, done.stderr) == (0, '{"a": 1} 1 1\n', "seen\n")


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("lost", ["folder", "python", "script", "moved", "dangling", "not executable"])
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
    done = run(there.line, shell)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


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
def test_every_path_is_one_word_to_the_shell_and_ours_to_us(python: str, folder: str) -> None:
    for groups in entries(python, folder).values():
        line = groups[0]["hooks"][0]["command"]
        words = shlex.split(line)
        script = words[7]
        assert (words[2], words[10], words[13]) == (python, python, script)
        assert script.startswith(folder)
        assert is_ours(line)
        assert is_ours(line.replace(" -I -S ", " -X utf8 ") + "\n")


@pytest.mark.parametrize(
    "line",
    [
        "python /opt/hooks/pre-compact.py",
        "python /opt/hooks/pre-compact.py || :",
        "/opt/hooks/pre-compact.sh || : ctxhooks",
        "/opt/hooks/pre-compact.py || : ctxhooks && notify",
        "echo || : ctxhooks",
    ],
)
def test_commands_of_others_are_not_ours(line: str) -> None:
    assert not is_ours(line)


def test_every_event_has_its_script_and_its_time() -> None:
    found = {event: groups[0] for event, groups in entries("/bin/python", "/opt/hooks").items()}
    assert {event: set(group) for event, group in found.items()} == {event: {"hooks"} for event in EVENTS}
    names = {event: shlex.split(group["hooks"][0]["command"])[7] for event, group in found.items()}
    assert names == {
        "SessionStart": "/opt/hooks/session-start.py",
        "PreCompact": "/opt/hooks/pre-compact.py",
        "PostCompact": "/opt/hooks/post-compact.py",
        "Notification": "/opt/hooks/notification.py",
        "UserPromptSubmit": "/opt/hooks/user-prompt-submit.py",
        "Stop": "/opt/hooks/stop.py",
        "SubagentStart": "/opt/hooks/subagent-start.py",
        "SubagentStop": "/opt/hooks/subagent-stop.py",
        "SessionEnd": "/opt/hooks/session-end.py",
    }
    times = {event: group["hooks"][0]["timeout"] for event, group in found.items()}
    assert times == {**dict.fromkeys(EVENTS, 30), "SessionEnd": 5}


def test_a_missing_file_is_made_and_goes_again(settings: Path) -> None:
    change = install(str(settings), "/bin/python", "/opt/hooks")
    assert change == SettingsChange(str(settings), None, text(settings), None)
    assert json.loads(text(settings)) == {"hooks": entries("/bin/python", "/opt/hooks")}
    assert uninstall(str(settings)).after is None
    assert os.listdir(settings.parent) == []
    assert uninstall(str(settings)) == SettingsChange(str(settings), None, None, None)


def test_a_users_file_comes_back_byte_for_byte(users: Path) -> None:
    change = install(str(users), "/bin/python", "/opt/hooks")
    assert change == SettingsChange(str(users), USERS, text(users), str(backup(users)))
    assert json.loads(text(users))["hooks"]["PreCompact"][0] == {"hooks": [{"type": "command", "command": "mine"}]}
    assert text(backup(users)) == USERS
    assert uninstall(str(users)).after == text(users) == USERS


def test_installing_twice_changes_nothing(users: Path) -> None:
    install(str(users), "/bin/python", "/opt/hooks")
    backup(users).unlink()
    state = users.stat()
    again = install(str(users), "/bin/python", "/opt/hooks")
    assert again.before == again.after
    assert again.backup is None
    assert os.listdir(users.parent) == ["settings.json"]
    assert users.stat().st_ino == state.st_ino


def test_an_installation_that_moved_is_renewed(users: Path) -> None:
    install(str(users), "/old/python", "/old/hooks")
    install(str(users), "/new/python", "/new/hooks")
    assert "/old/" not in text(users)
    assert text(users).count("/new/hooks/") == 2 * len(EVENTS)
    assert text(backup(users)) == USERS


@pytest.mark.parametrize("old", [b'{"older": 1}', b"not json", b"\xff"])
def test_a_backup_of_a_file_without_ours_is_never_overwritten(users: Path, old: bytes) -> None:
    backup(users).write_bytes(old)
    assert install(str(users), "/bin/python", "/opt/hooks").backup is None
    assert backup(users).read_bytes() == old


@pytest.mark.parametrize("empty", [False, True])
def test_a_backup_that_holds_ours_or_nothing_makes_room(settings: Path, empty: bool) -> None:
    install(str(settings), "/bin/python", "/opt/hooks")
    backup(settings).write_bytes(b"" if empty else settings.read_bytes())
    settings.write_bytes(USERS.encode())
    assert install(str(settings), "/bin/python", "/opt/hooks").backup == str(backup(settings))
    assert text(backup(settings)) == USERS


def test_what_is_no_file_is_left_alone_in_the_backups_place(users: Path) -> None:
    os.mkfifo(backup(users))
    assert install(str(users), "/bin/python", "/opt/hooks").backup is None
    assert backup(users).is_fifo()


def test_the_backup_of_a_private_file_is_private(users: Path) -> None:
    users.chmod(0o600)
    install(str(users), "/bin/python", "/opt/hooks")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (users, backup(users))] == [0o600, 0o600]


def test_a_dry_run_shows_and_does_not_write(users: Path) -> None:
    change = install(str(users), "/bin/python", "/opt/hooks", dry_run=True)
    assert change.after is not None
    assert "/opt/hooks/pre-compact.py" in change.after
    assert next(line for line in change.diff.splitlines() if "session-end.py" in line).startswith("+ ")
    assert (text(users), os.listdir(users.parent)) == (USERS, ["settings.json"])
    install(str(users), "/bin/python", "/opt/hooks")
    assert "\n-  " in uninstall(str(users), dry_run=True).diff
    assert text(users) == change.after


def test_a_linked_settings_file_stays_a_link(tmp_path: Path, users: Path) -> None:
    link = tmp_path / "settings.json"
    link.symlink_to(users)
    install(str(link), "/bin/python", "/opt/hooks")
    assert link.is_symlink()
    assert "session-end.py" in text(users)
    assert text(backup(link)) == USERS


@pytest.mark.parametrize(("data", "line", "column"), [(b'{"a": 1, b}', 1, 10), (b'{\n "a": "\xff"}', 2, 8)])
def test_a_file_that_is_not_understood_is_left_alone(users: Path, data: bytes, line: int, column: int) -> None:
    users.write_bytes(data)
    for dry_run in (True, False):
        with pytest.raises(CtxhooksError) as error:
            install(str(users), "/bin/python", "/opt/hooks", dry_run=dry_run)
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
        install(str(settings), "/bin/python", "/opt/hooks")
    assert settings.is_fifo()


def test_when_the_write_fails_the_backup_holds_what_the_file_holds(users: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = files.write

    def full(path: str, data: bytes) -> bool:
        if path == str(users):
            raise OSError("disk full")
        return real(path, data)

    monkeypatch.setattr(files, "write", full)
    with pytest.raises(OSError, match="disk full"):
        install(str(users), "/bin/python", "/opt/hooks")
    assert text(users) == text(backup(users)) == USERS


def test_a_file_that_was_made_behind_a_link_goes_and_the_link_stays(tmp_path: Path, settings: Path) -> None:
    settings.parent.mkdir()
    settings.symlink_to(tmp_path / "dotfiles.json")
    install(str(settings), "/bin/python", "/opt/hooks")
    assert (tmp_path / "dotfiles.json").is_file()
    uninstall(str(settings))
    assert settings.is_symlink()
    assert not settings.exists()


def test_only_the_events_that_are_named_stay(users: Path) -> None:
    install(str(users), "/bin/python", "/opt/hooks")
    install(str(users), "/bin/python", "/opt/hooks", ["SessionEnd", "PreCompact"])
    events = json.loads(text(users))["hooks"]
    assert {event: len(groups) for event, groups in events.items()} == {"PreCompact": 2, "SessionEnd": 1}


def test_a_file_is_only_ours_until_something_else_stands_in_it(settings: Path) -> None:
    assert only_ours(str(settings))
    install(str(settings), "/bin/python", "/opt/hooks")
    assert only_ours(str(settings))
    settings.write_bytes(settings.read_bytes().replace(b"{", b'{"model": "opus",', 1))
    assert not only_ours(str(settings))


@pytest.mark.parametrize(
    "line",
    [
        "touch pwned; : [ -x a ] -f /a.py || : ctxhooks",
        "[ -x ./run ] && [ -f /hooks/a.py ] && ./run -I -S /hooks/a.py || : ctxhooks",
        "/a.py || : ctxhooks",
    ],
)
def test_what_a_project_could_have_slipped_in_is_not_safe_to_run(tmp_path: Path, line: str) -> None:
    assert is_ours(line)
    assert not is_safe(line, str(tmp_path), "/usr/bin/python3", "/hooks")
    inside = command(str(tmp_path / "python"), "/hooks/a.py")
    assert not is_safe(inside, str(tmp_path), "/usr/bin/python3", "/hooks")
    assert is_safe(command("/usr/bin/python3", "/hooks/a.py"), str(tmp_path), "/opt/python", "/none")


def test_the_status_line_is_put_in_renewed_and_taken_out(users: Path) -> None:
    install(str(users), "/old/python", "/old/hooks", [*EVENTS, LINE])
    shown = json.loads(text(users))["statusLine"]
    assert shown == {"type": "command", "command": command("/old/python", "/old/hooks/statusline.py")}
    assert has_line(str(users), ours=True)
    install(str(users), "/new/python", "/new/hooks", [*EVENTS, LINE])
    assert "/old/" not in text(users)
    assert uninstall(str(users)).after == USERS


def test_a_status_line_alone_needs_no_hooks(settings: Path) -> None:
    install(str(settings), "/bin/python", "/opt/hooks", [LINE])
    assert list(json.loads(text(settings))) == ["statusLine"]
    assert only_ours(str(settings))
    assert uninstall(str(settings)).after is None


@pytest.mark.parametrize("other", ['{"type": "command", "command": "mine"}', "null", '"odd"', "{}"])
def test_another_status_line_is_kept(settings: Path, other: str) -> None:
    settings.parent.mkdir()
    settings.write_text(f'{{"statusLine": {other}}}')
    assert (has_line(str(settings), ours=True), has_line(str(settings), ours=False)) == (False, True)
    install(str(settings), "/bin/python", "/opt/hooks", [*EVENTS, LINE])
    assert json.loads(text(settings))["statusLine"] == json.loads(other)
    assert uninstall(str(settings)).after == f'{{"statusLine": {other}}}'
