"""The commands in README.md and docs: those with their output are run and compared, all others exist with the options that are named."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from conftest import ROOT

from ctxhooks.cli import main

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"^(?: {4}|\$ )(pal [^\n]*)", re.MULTILINE)
INLINE = re.compile(r"`(pal [^`\n]+)`")
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"[A-Z]+|…|\.\.\.|\[.*")


def scene(page: Path, tmp_path: Path) -> Path:
    """An empty project, with the transcript that the examples name."""
    subprocess.run(["git", "init", "-q", str(tmp_path / "project")], check=True)
    shutil.copy(ROOT / "demo/session.jsonl", tmp_path / "project")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/pal").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m ctxhooks "$@"\n')
    (tmp_path / "bin/pal").chmod(0o755)
    return tmp_path / "project"


@pytest.mark.parametrize("page", [page for page in PAGES if CONSOLE.search(page.read_text())], ids=lambda page: page.name)
def test_examples_say_what_they_are_shown_to_say(page: Path, tmp_path: Path) -> None:
    project = scene(page, tmp_path)
    env = os.environ | {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    defined = ""
    for block in CONSOLE.findall(page.read_text()):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, shown = example.partition("\n")
            done = subprocess.run(["sh", "-ec", defined + line], cwd=project, env=env, capture_output=True, text=True, check=False)
            defined += f"{line}\n" if "() {" in line else ""
            assert (done.returncode, done.stderr) == (0, ""), line
            wanted = re.escape(shown.strip()).replace("…", ".*")
            assert re.fullmatch(wanted, done.stdout.strip(), re.DOTALL), (line, done.stdout)


def known(words: list[str]) -> str:
    """What of a call the command line does not know; empty where it knows it all."""
    found: click.Command = main
    context = click.Context(main)
    while isinstance(found, click.Group) and words and not words[0].startswith("-") and not PLACE.fullmatch(words[0]):
        inner = found.get_command(context, words[0])
        if inner is None:
            return words[0]
        found, words = inner, words[1:]
    options = {name for p in found.params if isinstance(p, click.Option) for name in (*p.opts, *p.secondary_opts)} | {
        "--help",
        "-h",
        "--version",
    }
    return next((w for w in words if w.startswith("--") and w.partition("=")[0].rstrip(",") not in options), "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text()
    calls = [call.strip() for pattern in (CALL, INLINE) for call in pattern.findall(text)]
    wrong = []
    for call in calls:
        try:
            words = shlex.split(call.partition("|")[0], comments=True)[1:]
        except ValueError:
            continue  # a quotation goes on elsewhere
        if unknown := known(words):
            wrong.append((call, unknown))
    assert wrong == []


def test_the_readmes_figures_are_those_of_the_pages_behind_them() -> None:
    readme, compaction, speed = ((ROOT / name).read_text() for name in ("README.md", "docs/compaction.md", "docs/speed.md"))
    [everything] = re.findall(r"\| everything \| (\d+)% \| ([\d.]+)%", compaction)
    assert (f"kept {everything[0]}% of" in readme, f"{everything[1]}% was there" in readme) == (True, True)
    rows = re.findall(r"^\| \d+ MB, .*", speed, re.MULTILINE)
    ratios = [float(ratio) for row in rows for ratio in re.findall(r", ([\d.]+) \|", row)]
    least, most = map(int, re.findall(r"cost \[(\d+) to (\d+) times that\]", readme)[0])
    assert (len(ratios), least <= min(ratios), max(ratios) <= most) == (15, True, True)


@pytest.mark.parametrize("page", [page for page in PAGES if PYTHON.search(page.read_text())], ids=lambda page: page.name)
def test_python_examples_import_what_there_is(page: Path) -> None:
    for block in PYTHON.findall(page.read_text()):
        for line in block.splitlines():
            if line.startswith(("from ", "import ")):
                exec(line, {})  # noqa: S102  our own documentation
