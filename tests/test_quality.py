"""Each of the five checks, made to fail by what it is there to find."""

from pathlib import Path

import pytest
import yaml
from conftest import Scene

from ctxhooks.agents import quality
from ctxhooks.disk import sealed
from ctxhooks.loading import activation
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.handoff import HandedSession, HandedTask, Handoff
from ctxhooks.model.json_values import plain
from ctxhooks.model.settings import Agents, Settings
from ctxhooks.phases import archiving
from ctxhooks.store import handoffs

DOC = "---\ntags: [sea]\n---\n# Tides\n\nAbout tides.\n\n## Decisions\n- We read tides as UTF-8 in `src/tides.py`.\n"
DOC += "- Buoys are drawn in red.\n"
SPEC = "---\nid: login\ntags: [sea]\n---\n# Login\n\n## Goal\nSign in.\n\n## Tasks\n- [ ] Draw the form\n"
PACKAGE = Handoff(
    id="h-1",
    to_agent="docs",
    session=HandedSession(available=100_000),
    task=HandedTask(spec="login", next="Draw it", artifacts=("docs/tides.md",)),
    tokens=500,
)


def write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def root(scene: Scene) -> Path:
    write(scene.root, "docs/tides.md", DOC)
    write(scene.root, "docs/plan.md", "---\nphase: plan\n---\n# Plan\n\n## Decisions\n- Tides come first.\n")
    write(scene.root, "ports/login.md", SPEC)
    archiving.complete(scene.project(), Settings(), "plan")
    activation.start(scene.project(), Settings(), "login")
    package(scene.root, PACKAGE)
    return scene.root


def package(root: Path, made: Handoff) -> None:
    sealed.write(str(root / f".pal/handoffs/{made.id}.json"), {k: v for k, v in plain(made).items() if k != "sha256"})


def wrong(scene: Scene, settings: Settings | None = None) -> dict[str, str]:
    found = quality.checks(scene.project(), settings or Settings())
    assert [c.name for c in found] == ["essentials", "critical", "links", "budget", "agent"]
    assert all(c.why for c in found)
    return {c.name: "\n".join(c.wrong) for c in found if c.wrong}


def test_all_is_well(scene: Scene, root: Path) -> None:
    assert wrong(scene) == {}
    why = {c.name: c.why for c in quality.checks(scene.project(), Settings())}
    assert why["essentials"] == "the summaries of 2 documents were searched for 3 decisions and files"
    assert "1 phase and 1 package" in why["critical"]


def test_a_summary_by_hand_that_leaves_out_a_decision(scene: Scene, root: Path) -> None:
    write(root, ".pal/summaries/tides.md", "Tides. We read tides as UTF-8 in `src/tides.py`.")
    assert wrong(scene) == {"essentials": ".pal/summaries/tides.md: this summary was written by hand and lacks: Buoys are drawn in red."}
    write(root, ".pal/summaries/tides.md", DOC.partition("## Decisions")[2])
    assert wrong(scene) == {}


def test_a_summary_by_hand_that_is_too_long_or_leads_nowhere(scene: Scene, root: Path) -> None:
    write(root, ".pal/summaries/tides.md", f"{DOC} See [it](../gone.md), [x](tides.md), [y](https://a.b/c), [z](#part).")
    assert wrong(scene) == {"links": "docs/tides.md: ../gone.md is not there"}
    write(root, ".pal/summaries/tides.md", DOC + "word and word " * 200)
    assert list(wrong(scene)) == ["budget"]


def test_an_archive_that_is_not_what_it_was(scene: Scene, root: Path) -> None:
    kept = root / ".pal/archive/plan/files/docs/plan.md"
    before = kept.read_text()
    kept.write_text(before + " ")
    assert wrong(scene) == {"critical": "phase plan: docs/plan.md is not in the archive as it was"}
    kept.unlink()
    assert {"critical", "links"} == set(wrong(scene))
    kept.write_text(before)
    path = root / ".pal/archive/plan/checkpoint.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text()), "decisions": []}))
    assert wrong(scene) == {"critical": "phase plan: its checkpoint lacks a decision: Tides come first."}


def test_a_phase_summary_that_grew(scene: Scene, root: Path) -> None:
    write(root, ".pal/archive/plan/summary.md", "word and word " * 400)
    assert "summary.md" in wrong(scene)["budget"]


def test_a_document_that_nothing_reads(scene: Scene, root: Path) -> None:
    write(root, "docs/huge.md", "x" * 1_000_001)
    assert wrong(scene) == {"critical": "docs/huge.md: over 1 MB, it is read by nothing"}


def test_a_package_that_was_changed(scene: Scene, root: Path) -> None:
    path = root / ".pal/handoffs/h-1.json"
    path.write_text(path.read_text().replace("Draw it", "Drop it"))
    assert wrong(scene) == {"critical": "package h-1 is not as it was made"}


def test_a_package_that_lacks_what_the_next_agent_needs(scene: Scene, root: Path) -> None:
    task = PACKAGE.task._replace(spec="gone", next="", artifacts=("docs/gone.md", "@TAG-gone"))
    package(root, PACKAGE._replace(task=task, session=HandedSession(available=400), recovery=PACKAGE.recovery._replace(checkpoint="none")))
    found = wrong(scene)
    assert set(found) == {"links", "budget", "agent"}
    assert found["agent"].count("package h-1: ") == 4
    assert found["links"].count("is not there") == 2
    package(root, PACKAGE._replace(task=task._replace(artifacts=())))
    handoffs.accept(scene.project(), PACKAGE.id)
    assert wrong(scene) == {}
    package(root, PACKAGE._replace(task=PACKAGE.task._replace(spec="ports/login.md")))
    assert wrong(scene) == {}


def test_a_spec_that_the_next_agent_does_not_get(scene: Scene, root: Path) -> None:
    assert "not given in full: login" in wrong(scene, Settings(agents=Agents(60)))["agent"]
    write(root, "ports/login.md", SPEC.replace("tags:", "conventions: [gone]\ntags:"))
    assert "There is no convention gone" in wrong(scene)["agent"]
    write(root, "ports/login.md", "---\nid: [\n---\n")
    assert "no spec that can be read" in wrong(scene)["agent"]


def test_a_checkpoint_that_is_broken(scene: Scene, root: Path) -> None:
    write(root, ".pal/archive/plan/checkpoint.yaml", "a: [")
    with pytest.raises(CtxhooksError, match="phase-not-yaml"):
        quality.checks(scene.project(), Settings())


def test_a_summary_that_does_not_count_what_it_leaves_out(scene: Scene, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = quality.look(scene.project(), Settings())
    (first, doc), *_ = made.summaries
    assert list(quality.essentials(made)) == []
    lying = made._replace(summaries=((first._replace(text=first.text.replace("- Buoys are drawn in red.\n", "")), doc),))
    assert list(quality.essentials(lying)) == ["docs/tides.md: its summary neither holds all decisions and files nor counts the others"]
