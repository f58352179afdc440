"""The commands for summaries, phases, task contexts, quality, estimates and tags, as a user calls them."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from conftest import Scene
from test_cli import SECRETLESS

from ctxhooks.cli import main
from ctxhooks.model.settings import LANGUAGES

DOC = "---\nphase: plan\n---\n# Tides\n\nAbout tides.\n\n## Decisions\n- We read tides as UTF-8 in `src/tides.py`.\n"
SAID = "# Tides\n\nAbout tides.\n\nDecisions:\n- We read tides as UTF-8 in `src/tides.py`.\n\n[Full text](docs/tides.md)\n"
CALLS = ["brief", "doctor --documents", "archive list", "tag list", "summarize tides", "tokens --levels docs"]
CALLS += ["load --agent a --task review", "archive add plan"]


def pal(name: str, *args: str | Path, stdin: bytes | None = None, **env: str) -> Result:
    return CliRunner().invoke(main, [name, *map(str, args)], input=stdin, env=SECRETLESS | env, prog_name="pal")


@pytest.fixture
def root(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Path:
    (scene.root / "docs").mkdir()
    (scene.root / "docs/tides.md").write_text(DOC)
    (scene.root / "README.md").write_text("# Harbour\n\nIt reads the tides.\n")
    (scene.root / ".git").mkdir()
    monkeypatch.chdir(scene.root)
    return scene.root


def test_summarize_takes_paths_and_names(root: Path) -> None:
    for name in ("docs/tides.md", "tides", "Tides", root / "docs/tides.md"):
        assert (pal("summarize", name).exit_code, pal("summarize", name).output) == (0, SAID)
    both = pal("summarize", "tides", "README.md").output
    assert both == SAID.rstrip("\n") + "\n\n# Harbour\n\nIt reads the tides.\n\n[Full text](README.md)\n"
    (made,) = json.loads(pal("summarize", "tides", "--json").output)
    assert (made["name"], made["needed"], made["missing"], made["by_hand"]) == ("docs/tides.md", 2, {"decisions": [], "files": []}, "")
    missed = pal("summarize", "gone")
    assert (missed.exit_code, "There is no document 'gone'" in missed.output) == (1, True)
    (root / "x.bin").write_bytes(b"a\0b")
    assert (pal("summarize", "x.bin").exit_code, pal("brief", "x.bin").exit_code) == (1, 1)


def test_brief(root: Path) -> None:
    assert pal("brief").output == "# Harbour\nIt reads the tides.\n"
    assert json.loads(pal("brief", "--json").output)["tokens"] < 20


def test_a_phases_documents_go_into_the_archive_and_come_back(root: Path) -> None:
    assert pal("archive", "list").output.split() == ["phase", "documents", "completed", "plan", "1", "open"]
    assert json.loads(pal("archive", "list", "--json").output) == {"open": {"plan": ["docs/tides.md"]}, "completed": []}
    done = pal("archive", "add", "plan", "README.md")
    assert done.exit_code == 0
    assert "# Phase plan" in done.output
    assert "2 documents stand in .pal/archive/plan/ now" in done.output
    assert not (root / "docs/tides.md").exists()
    assert pal("archive", "list").output.splitlines()[1].split()[:2] == ["plan", "2"]
    assert json.loads(pal("archive", "list", "--json").output)["completed"][0]["decisions"]
    assert (pal("archive", "add", "plan").exit_code, "complete already" in pal("archive", "add", "plan").output) == (1, True)
    (root / "README.md").write_text("Another one.")
    back = pal("archive", "restore", "plan")
    assert back.exit_code == 1  # one is still in the archive
    assert "1 document stands where it was\nREADME.md: another file stands there now" in back.output
    assert (root / "docs/tides.md").read_text() == DOC
    (root / "README.md").unlink()
    assert (pal("archive", "restore", "plan").exit_code, pal("archive", "restore", "plan").exit_code) == (0, 1)
    (root / "docs/tides.md").write_text("# Tides")
    assert "No phases." in pal("archive", "list").output
    nothing = pal("archive", "add", "plan")
    assert (nothing.exit_code, "Nothing belongs to phase plan" in nothing.output) == (1, True)


def test_former_names_go_on_working_and_are_in_no_help(root: Path) -> None:
    assert pal("phase", "list").output == pal("archive", "list").output
    assert pal("phase", "complete", "plan").exit_code == 0
    assert pal("phase", "reopen", "plan").exit_code == 0
    assert pal("estimate", "docs").output == pal("tokens", "--levels", "docs").output
    assert pal("quality").output == pal("doctor", "--documents").output
    assert {"complete", "reopen"}.isdisjoint(pal("archive", "--help").output.split())


def test_load(root: Path) -> None:
    said = pal("load", "--agent", "backend", "--task", "review")
    assert said.exit_code == 0
    assert said.output.startswith("# Context for backend: review, at most 15,000 tokens\n")
    assert "Required, and not there" in said.output
    data = json.loads(pal("load", "--agent", "backend", "--task", "review", "--json").output)
    assert (data["missing"], data["budget"]) == (["spec", "changes"], 15_000)
    (root / ".pal").mkdir(exist_ok=True)
    (root / ".pal/config.yaml").write_text("agents:\n  budgets:\n    backend: 500\n")
    assert json.loads(pal("load", "--agent", "backend", "--task", "review", "--json").output)["budget"] == 500
    assert pal("load", "--agent", "backend", "--task", "cooking").exit_code == 2
    assert (pal("load", "--task", "review").exit_code, pal("brief", "x", "--agent", "backend", "--task", "review").exit_code) == (2, 2)
    (root / ".pal/config.yaml").unlink()
    assert pal("brief", "--agent", "backend", "--task", "review").output == said.output


def test_quality(root: Path) -> None:
    well = pal("doctor", "--documents")
    assert well.exit_code == 0
    assert well.output.count("✓") == 5
    (root / ".pal/summaries").mkdir(parents=True)
    (root / ".pal/summaries/tides.md").write_text("Too short.")
    bad = pal("doctor", "--documents")
    assert (bad.exit_code, bad.output.count("✓"), bad.output.count("✗")) == (1, 4, 1)
    assert ".pal/summaries/tides.md: this summary was written by hand and lacks: We read tides" in bad.output
    checks = pal("doctor", "--documents", "--json")
    assert (checks.exit_code, [c["ok"] for c in json.loads(checks.output)]) == (1, [False, True, True, True, True])


def test_a_package_made_without_a_session_names_the_active_port(root: Path) -> None:
    wanted = ("create", "--from", "spec-builder", "--to", "implementer", "--next", "Write it", "--json")
    assert json.loads(pal("handoff", *wanted).output)["task"]["spec"] == ""
    assert "it names no spec: start a port" in pal("doctor", "--documents").output
    pal("port", "create", "login")
    pal("port", "start", "login")
    assert json.loads(pal("handoff", *wanted).output)["task"]["spec"] == "login"


def test_tokens_at_each_level(root: Path) -> None:
    (root / "docs/code.py").write_text("x = 1\n" * 100)
    (root / "docs/.hidden.md").write_text("x")
    (root / "docs/image.png").write_bytes(b"\x89PNG\0")
    (root / "docs/long.md").write_text("# Long\n\n" + "One sentence of many words. " * 500)
    data = json.loads(pal("tokens", "--levels", "docs", "--json").output)
    assert [f["name"] for f in data["files"]] == ["docs/code.py", "docs/long.md", "docs/tides.md"]
    assert all(f["tokens"] == sorted(f["tokens"]) for f in data["files"])
    assert data["total"][3] == sum(f["tokens"][3] for f in data["files"]) > data["total"][2]
    rows = pal("tokens", "--levels", "docs").output.splitlines()
    assert rows[1].split() == ["docs/code.py", "–", "–", "–", str(data["files"][0]["tokens"][3])]
    assert rows[-1].split()[-2:] == [f"{data['total'][3] * 100 / 15_000:.0f}", "%"]
    assert len(pal("tokens", "--levels", "docs/long.md").output.splitlines()) == 3
    both = pal("tokens", "--levels", "docs/long.md", "docs/code.py").output.splitlines()
    assert [line.split()[0] for line in both[1:3]] == ["docs/long.md", "docs/code.py"]
    assert (pal("tokens", "--levels", "gone").exit_code, pal("tokens", "--levels", "docs", "--model", "x").exit_code) == (2, 2)


def test_tags(root: Path) -> None:
    assert "No tags." in pal("tag", "list").output
    text = "Sign in.\n\tWith a passkey.\n"
    assert "@TAG-auth in a prompt" in pal("tag", "add", "TAG-auth", "-", stdin=text.encode()).output
    assert pal("tag", "show", "auth").output == text
    assert json.loads(pal("tag", "show", "@TAG-auth", "--json").output)["text"] == text
    assert pal("tag", "list").output.splitlines()[1].startswith("@TAG-auth\t")
    assert [x["id"] for x in json.loads(pal("tag", "list", "--json").output)] == ["auth"]
    (root / "secret.txt").write_text("token: ghp_" + "a1B2c3D4e5F6g7H8i9J0" + "k1L2m3N4o5P6q7R8")
    assert "taken out" in pal("tag", "add", "mine", "secret.txt").output
    assert "[redacted: " in pal("tag", "show", "mine").output
    (root / "README.md").write_text("Another text.")
    said = pal("tag", "add", "auth", "README.md")
    assert (said.exit_code, f"{root}/.pal/tags/auth.md" in said.output, pal("tag", "show", "auth").output) == (1, True, text)
    assert pal("tag", "add", "auth", "-", stdin=text.encode()).exit_code == 0, "the same text"
    assert pal("tag", "add", "auth", "README.md", "--force").exit_code == 0
    assert pal("tag", "show", "auth").output == "Another text."
    for bad in (("show", "gone"), ("add", "../x", "README.md"), ("add", "x", "gone.md"), ("minimal", "gone.json")):
        assert pal("tag", *bad).exit_code == 1, bad


@pytest.mark.parametrize("ending", ["json", "yaml"])
def test_minimal_and_back(root: Path, ending: str) -> None:
    long = "긴 문장 — a long one.\n" * 30
    value = {"a": long, "b": [1, 2.5, None, True, {"c": long, "d": "short"}]}
    name, told = f"x.{ending}", json.dumps(long)
    as_yaml = f"# why\na: {told}\nb: [1, 2.5, null, true, {{c: {told}, d: short}}]\n"
    (root / name).write_text(json.dumps(value) if ending == "json" else as_yaml)
    small = pal("tag", "minimal", name)
    assert small.exit_code == 0
    assert len(small.stdout) < 200
    [kept] = (root / ".pal/tags").glob("*.md")
    assert small.stderr == f"written to {root}/.pal/tags: @TAG-{kept.stem}\n"
    assert pal("tag", "minimal", name).stderr == "", "nothing was written"
    (root / name).write_text(small.stdout)
    back = pal("tag", "minimal", "--restore", name).output
    assert (json.loads(back) if ending == "json" else yaml.safe_load(back)) == value
    (root / "odd.yaml").write_text("a: [")
    (root / "deep.json").write_text("[" * 100_000)
    for odd in ("odd.yaml", "deep.json"):
        said = pal("tag", "minimal", odd)
        assert (said.exit_code, "neither JSON nor YAML" in said.output) == (1, True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("call", CALLS)
def test_every_command_speaks_the_projects_language(root: Path, call: str, language: str) -> None:
    (root / ".pal").mkdir()
    (root / ".pal/config.yaml").write_text(f"language: {language}\n")
    said = pal(*call.split())
    assert said.exit_code == 0
    assert said.output
    assert "{" not in said.output
