"""`pal kb`, as a user calls it."""

import json
import sqlite3
from pathlib import Path

import pytest
from test_cli import pal

from ctxhooks.cli.kb import command
from ctxhooks.tokens.estimate import estimate

TIDES = "---\ntags: [sea, moon]\nsummary: About tides.\n---\n# Tide tables\n\nThe [bold] tables :smile: stand in the harbour.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    docs = tmp_path / "p/docs"
    docs.mkdir(parents=True)
    (docs / "tides.md").write_text(TIDES)
    (docs / "결제.md").write_text("# 결제 안내\n\n새 결제시스템을 설명합니다.\n")
    (docs / "buoys.md").write_text("---\ntags: sea\n---\nBuoys in the harbour\n")
    return tmp_path / "p"


def test_search_says_where_and_what(project: Path) -> None:
    said = pal("kb", "search", "HARBOUR", "tables", "--project", project)
    assert (said.exit_code, said.output) == (
        0,
        "docs/tides.md  Tide tables #sea #moon\n  About tides. # Tide tables The [bold] tables :smile: stand in the harbour.\n",
    )
    assert "docs/결제.md  결제 안내\n" in pal("kb", "search", "시스템", "--project", project).output
    hits = json.loads(pal("kb", "search", "harbour", "--tags", "sea,moon", "--json", "--project", project).output)
    assert [(h["name"], h["tags"], h["lacking"]) for h in hits] == [("docs/tides.md", ["sea", "moon"], [])]
    assert len(json.loads(pal("kb", "search", "harbour", "--limit", 1, "--json", "--project", project).output)) == 1


def test_search_says_when_nothing_has_it_all(project: Path) -> None:
    said = pal("kb", "search", "harbour tables lighthouse", "--project", project)
    assert said.exit_code == 0
    assert "No document has all of it" in said.output
    assert "−lighthouse" in said.output
    said = pal("kb", "search", "[red]lighthouse", "--tags", "x", "--project", project)
    assert (said.exit_code, said.output) == (0, "Nothing found for [red]lighthouse #x.\n")
    assert json.loads(pal("kb", "search", "lighthouse", "--json", "--project", project).output) == []
    assert pal("kb", "search", "--project", project).exit_code == 2


def test_list_counts_tokens_and_names_what_is_left_out(project: Path) -> None:
    (project / "docs/huge.md").write_text("x" * 1_000_001)
    (project / "docs" / ("long" * 40 + ".md")).write_text("# " + "Title " * 20)
    said = pal("kb", "list", "--project", project)
    assert said.exit_code == 0
    row = next(line for line in said.output.splitlines() if "tides.md" in line)
    assert row.split() == ["docs/tides.md", "Tide", "tables", "#sea", "#moon", str(estimate(TIDES[TIDES.index("# ") :].strip()))]
    assert f"{'long' * 40}.md\t{'Title ' * 20}".strip() in said.output
    assert "over 1 MB: docs/huge.md" in said.output
    rows = json.loads(pal("kb", "list", "--tags", "Moon", "--json", "--project", project).output)
    assert [(r["name"], r["summary"], "text" in r) for r in rows] == [("docs/tides.md", "About tides.", False)]
    assert [r.split() for r in pal("kb", "list", "--tags", "--project", project).output.splitlines()[1:]] == [["sea", "2"], ["moon", "1"]]


def test_an_empty_project_says_so(tmp_path: Path) -> None:
    how = "No documents (.md) in .pal/docs, docs. Put some there, or set `folders.documents` to where they are."
    for call, said in (("list", how), ("search", "Nothing found for x.")):
        done = pal("kb", call, *(["x"] if call == "search" else []), "--project", tmp_path)
        assert (done.exit_code, done.output) == (0, said + "\n")
    assert "No document has tags" in pal("kb", "list", "--tags", "--project", tmp_path).output
    assert list(tmp_path.iterdir()) == []


def test_show_gives_the_text_or_names_that_are_near(project: Path) -> None:
    said = pal("kb", "show", "TIDES", "--project", project)
    assert said.exit_code == 0
    assert said.output.endswith("#sea #moon\n\n# Tide tables\n\nThe [bold] tables :smile: stand in the harbour.\n")
    data = json.loads(pal("kb", "show", "tide tables", "--json", "--project", project).output)
    assert (data["name"], data["tokens"]) == ("docs/tides.md", estimate(data["text"]))
    missed = pal("kb", "show", "tidse", "--project", project)
    assert (missed.exit_code, "Near it: docs/tides.md." in missed.output) == (1, True)
    missed = pal("kb", "show", "zzz", "--project", project)
    assert (missed.exit_code, "There is no document 'zzz' in .pal/docs, docs. See `pal kb list`." in missed.output) == (1, True)


def test_documents_give_the_terminal_no_orders(project: Path) -> None:
    odd = "\x1b]0;owned\x07[red]x\x9b31m"
    (project / f"docs/{odd}\n.md").write_text(f"# {odd}\n\n{odd} harbour")
    for call in (("list",), ("search", "harbour"), ("search", odd), ("show", "owned"), ("show", odd)):
        said = pal("kb", *call, "--project", project)
        assert not {"\x1b", "\x07", "\x9b"} & set(said.output), call
    assert "[red]x" in pal("kb", "search", "harbour", "--project", project).output


def test_every_command_helps() -> None:
    for name in ("", *command.commands):
        assert pal("kb", *([name] if name else []), "--help").exit_code == 0


def test_the_index_is_the_projects_own(project: Path) -> None:
    pal("kb", "search", "harbour", "--project", project)
    with sqlite3.connect(project / ".pal/state/index.sqlite") as db:
        assert {name for (name,) in db.execute("SELECT name FROM files")} == {"docs/tides.md", "docs/결제.md", "docs/buoys.md"}
    db.close()
    assert (project / ".pal/state/.gitignore").read_text() == "*\n"
