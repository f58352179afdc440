"""What someone meets who tries every command: help in groups, in their language, and lists that say how to begin."""

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from conftest import ROOT
from rich.cells import cell_len
from rich.console import Console

from ctxhooks.cli import CALLED, COMMANDS, GROUPS, main
from ctxhooks.cli.tables import Column, print_table

LISTS = ("port list", "kb list", "tag list", "handoff list", "phase list", "session list", "session show", "context checkpoints")
HELP = {"ko": ("사용법: ", "이 도움말을 보여 주고 끝냅니다."), "ru": ("Использование: ", "Показать эту справку и выйти.")}


def pal(*args: str, cwd: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    argv = [sys.executable, "-m", "ctxhooks", *args]
    here = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "80", **env}
    return subprocess.run(argv, cwd=cwd, env=here, capture_output=True, text=True, timeout=60, check=False)


def on_a_terminal(*args: str, cwd: Path, width: int, **env: str) -> str:
    """What it draws on a terminal of that many columns, without its colours."""
    keys, screen = pty.openpty()
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    here = {k: v for k, v in os.environ.items() if k != "COLUMNS"} | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "TERM": "xterm", **env}
    called = subprocess.Popen([sys.executable, "-m", "ctxhooks", *args], cwd=cwd, env=here, stdin=screen, stdout=screen, stderr=screen)
    os.close(screen)
    drawn = b""
    with suppress(OSError):  # the program has ended
        while more := os.read(keys, 65536):
            drawn += more
    called.wait(60)
    os.close(keys)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn.decode()).replace("\r", "")


@pytest.mark.parametrize("words", LISTS)
def test_an_empty_list_is_no_error_and_says_how_to_begin(tmp_path: Path, words: str) -> None:
    said = CliRunner().invoke(main, [*words.split(), "--project", str(tmp_path)])
    assert (said.exit_code, said.output.count("\n") <= 2, len(said.output) > 10) == (0, True, True)


@pytest.mark.parametrize("language", HELP)
def test_clicks_own_words_are_in_the_users_language(tmp_path: Path, language: str) -> None:
    called = {"cwd": tmp_path, "LANG": f"{language}.UTF-8"}
    for words in ((), ("port",), ("tag", "add")):
        said = pal(*words, "--help", **called).stdout  # type: ignore[arg-type]
        assert [word for word in HELP[language] if word not in said] == []
        assert "Options" not in said
        assert "Show this" not in said
    wrong = pal("port", "show", **called)  # type: ignore[arg-type]
    assert (wrong.returncode, "Missing" in wrong.stderr, "Error" in wrong.stderr) == (2, False, False)


def commands(group: click.Group, *names: str) -> Iterator[tuple[str, ...]]:
    """Every command that does something, by its names."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)
        if command and not (isinstance(command, click.Group) and not command.invoke_without_command):
            yield (*names, name)


@pytest.mark.parametrize("words", [words for words in commands(main) if words[0] not in CALLED], ids=" ".join)
def test_a_wrong_call_of_any_command_exits_with_2_and_says_what_is_wrong(words: tuple[str, ...], tmp_path: Path) -> None:
    said = CliRunner().invoke(main, [*words, "--nonsense"], env={"LANG": "C.UTF-8", "LC_ALL": "", "HOME": str(tmp_path)})
    assert (said.exit_code, said.output.count("--nonsense")) == (2, 1), said.output
    assert said.exception is None or isinstance(said.exception, SystemExit)


SETTINGS = ("context status", "window", "port list", "kb list", "kb search x", "brief", "archive list", "tokens --levels .", "config")


@pytest.mark.parametrize("words", [*SETTINGS, "doctor"])
def test_wrong_settings_are_named_with_file_and_line_by_every_command_that_needs_them(words: str, tmp_path: Path) -> None:
    (tmp_path / ".pal").mkdir()
    (tmp_path / ".pal/config.yaml").write_text("user: me\nrecovery: 3\n")
    said = CliRunner().invoke(main, words.split(), env={"LANG": "C.UTF-8", "LC_ALL": "", "CLAUDE_PROJECT_DIR": str(tmp_path)})
    assert (said.exit_code, said.output.count("/.pal/config.yaml, line 2: recovery")) == (1, 1), said.output


def test_help_lists_what_people_call_in_groups_and_no_more(tmp_path: Path) -> None:
    said = pal("--help", cwd=tmp_path, LANG="C.UTF-8").stdout
    listed = [line.split()[0] for line in said.partition("Every day:")[2].splitlines() if line.startswith("  ") and line[2] != " "]
    assert listed == [name for names in GROUPS.values() for name in names]
    assert [name for name in COMMANDS if CliRunner().invoke(main, [name, "--help"]).exit_code] == []


def test_a_table_leaves_out_what_can_be_spared_before_it_breaks_a_word() -> None:
    columns = (Column("id", whole=True), Column("session", spare=1), Column("taken at"), Column("facts", number=True))
    rows = [("20261127T171801055-921fa89d", "5f0c1d2e", "automatic compaction", "14")]
    for width, there in ((80, True), (50, False)):
        drawn = io.StringIO()
        print_table(columns, rows, out=Console(file=drawn, force_terminal=True, width=width, color_system=None))
        lines = drawn.getvalue().splitlines()
        assert ("5f0c1d2e" in drawn.getvalue(), max(map(len, lines)) <= width, "automatic" in drawn.getvalue()) == (there, True, True)


@pytest.mark.parametrize("language", ["en", "ko", "ru"])
def test_lines_break_between_words_on_a_terminal_of_any_width(tmp_path: Path, language: str) -> None:
    for words in (("--help",), ("install", "--help"), ("port", "list"), ("context", "status"), ("kb", "show", "x"), ("doctor",)):
        whole = pal(*words, cwd=tmp_path, LANG=f"{language}.UTF-8")
        for width in (60, 80):
            lines = on_a_terminal(*words, cwd=tmp_path, width=width, LANG=f"{language}.UTF-8").splitlines()
            assert [line for line in lines if cell_len(line) > width and len(line.split()) > 1] == []
            known = set((whole.stdout + whole.stderr).split())
            broken = [word for word in " ".join(lines).split() if word not in known and not set(word) <= set("░█")]
            assert [word for word in broken if not any("/" in one and word in one for one in known)] == [], (words, width)


def test_a_column_that_is_whole_loses_no_letter() -> None:
    columns = (Column("id", whole=True), Column("session", whole=True, spare=1), Column("age", whole=True))
    rows = [("20261127T171801055-921fa89d", "5f0c1d2e", "10 min ago")]
    for width in (80, 47, 44):
        drawn = io.StringIO()
        print_table(columns, rows, out=Console(file=drawn, force_terminal=True, width=width, color_system=None))
        assert ("10 min ago" in drawn.getvalue(), "5f0c1d2" in drawn.getvalue()) == (True, "5f0c1d2e" in drawn.getvalue())


def test_a_piped_list_has_a_row_a_line_and_every_column_behind_a_tab(tmp_path: Path) -> None:
    for id_ in ("login", "search"):
        assert pal("port", "create", id_, "--title", f"The\t{id_}", cwd=tmp_path).returncode == 0
    rows = [line.split("\t") for line in pal("port", "list", cwd=tmp_path, LANG="C.UTF-8").stdout.splitlines()]
    assert [row[0] for row in rows] == ["port", "login", "search"]
    assert {len(row) for row in rows} == {6}


def test_the_help_of_a_group_cuts_no_sentence() -> None:
    for group in ("context", "port", "session", "handoff"):
        assert "..." not in CliRunner().invoke(main, [group, "--help"]).output.replace("[ARGS]...", "")
