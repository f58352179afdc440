"""Phases: completed and opened again without a byte lost, whatever happens in between."""

import os
import shutil
import stat
from pathlib import Path

import pytest
import yaml
from conftest import NOW, Scene, scratch
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxhooks.disk.project import Project
from ctxhooks.loading import activation
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.port import Working
from ctxhooks.model.settings import Settings
from ctxhooks.phases import archiving
from ctxhooks.store import archive, working

NAMES = st.sampled_from(["a.md", "b.md", "결제.md", "deep/er/c.md", "x y(1).md", "тест.md", "%41#.md"])
HEADS = ["---\nphase: plan\n---\n", "---\r\nphase: Plan\r\n---\r\n", "---\n단계: plan\n---\n", "\ufeff---\nphase: plan # here\n---\n"]


def project(root: Path) -> Project:
    return Project(os.path.realpath(root), NOW)


def tree(root: Path) -> dict[str, tuple[bytes, int, int]]:
    """Every file that is not state, with its mode and time."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not name.startswith((".pal/state/", ".git/")) and path.name != ".gitignore":
            state = path.lstat()
            generated = name.startswith(".claude/") or name == "CLAUDE.md"
            found[name] = (path.read_bytes(), stat.S_IMODE(state.st_mode), 0 if generated else state.st_mtime_ns)
    return found


def write(root: Path, name: str, text: str | bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


SPEC = (
    "---\nid: login\nphase: plan\n---\n# Login\n\n## Goal\nSign in.\n\n## Decisions\n- Cookies are signed.\n\n## Tasks\n- [x] a\n- [ ] b\n"
)


@settings(max_examples=40)
@given(
    st.dictionaries(NAMES, st.tuples(st.sampled_from(HEADS), st.binary(max_size=200)), min_size=1),
    st.dictionaries(NAMES, st.binary(max_size=200)),
)
def test_complete_and_reopen_are_byte_identical(inside: dict[str, tuple[str, bytes]], named: dict[str, bytes]) -> None:
    with scratch() as scene:
        root = scene.root
        for name, (head, rest) in inside.items():
            write(root, f"docs/{name}", head.encode() + rest).chmod(0o640)
        given_ = [str(write(root, f"data/{name}.bin", rest)) for name, rest in named.items()]
        write(root, "docs/other.md", "---\nphase: planning\n---\n")
        write(root, ".pal/ports/login.md", SPEC)
        where, chosen = project(root), Settings()
        activation.start(where, chosen, "login", "s-1")
        before, active = tree(root), working.read(where)
        phase, _ = archiving.complete(where, chosen, "plan", given_)
        assert {k.path for k in phase.documents} == {f"docs/{n}" for n in inside} | {f"data/{n}.bin" for n in named} | {
            ".pal/ports/login.md"
        }
        assert all(not (root / k.path).exists() for k in phase.documents)
        assert working.read(where) == Working()
        assert not (root / ".claude/rules/login.md").exists()
        assert (root / "docs/other.md").exists()
        done = archiving.reopen(where, chosen, "PLAN")
        assert (sorted(done.back), done.kept, done.changed, done.gone) == (sorted(k.path for k in phase.documents), (), (), ())
        assert (tree(root), working.read(where)) == (before, active)
        assert not (root / ".pal/archive").exists()


@pytest.fixture
def root(scene: Scene) -> Path:
    for name in ("a", "b", "c"):
        write(scene.root, f"docs/{name}.md", f"---\nphase: plan\n---\n# Document {name}\n\n## Decisions\n- We take {name}.\n")
    return scene.root


def test_a_file_that_changed_in_between_is_kept_and_reported(root: Path) -> None:
    where, chosen = project(root), Settings()
    archiving.complete(where, chosen, "plan")
    inside = root / ".pal/archive/plan/files/docs"
    write(root, "docs/a.md", "Something new.")
    (inside / "b.md").write_text("Edited in the archive.")
    (inside / "c.md").unlink()
    done = archiving.reopen(where, chosen, "plan")
    assert done == archiving.Reopened((), ("docs/a.md",), ("docs/b.md",), ("docs/c.md",))
    assert (root / "docs/a.md").read_text() == "Something new."
    assert (root / "docs/b.md").read_text() == "Edited in the archive."
    assert "We take a." in (inside / "a.md").read_text()
    assert [k.path for k in archive.read(where, "plan").documents] == ["docs/a.md", "docs/c.md"]
    (root / "docs/a.md").unlink()
    assert archiving.reopen(where, chosen, "plan") == archiving.Reopened(("docs/a.md",), (), (), ("docs/c.md",))
    shutil.copy(root / "docs/a.md", inside / "c.md") if inside.exists() else write(root, "docs/c.md", "found again")
    assert archiving.reopen(where, chosen, "plan").gone == ()


def test_what_is_back_already_counts_as_back(root: Path) -> None:
    """As after a crash halfway, or a checkout of the old files."""
    where, before = project(root), tree(root)
    archiving.complete(where, Settings(), "plan")
    (root / ".pal/archive/plan/files/docs/a.md").rename(root / "docs/a.md")
    shutil.copy2(root / ".pal/archive/plan/files/docs/b.md", root / "docs/b.md")
    assert len(archiving.reopen(where, Settings(), "plan").back) == 3
    assert tree(root) == before


def test_it_moves_all_or_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where, before, rename = project(root), tree(root), os.rename

    def fails(source: str, target: str) -> None:
        if source.endswith("docs/c.md"):
            raise OSError(28, "No space left", target)
        rename(source, target)

    monkeypatch.setattr(os, "rename", fails)
    with pytest.raises(OSError, match="No space"):
        archiving.complete(where, Settings(), "plan")
    assert tree(root) == before
    assert list(archiving.completed(where)) == []


def test_the_checkpoint_is_yaml_and_holds_every_decision(root: Path) -> None:
    write(root, ".pal/ports/login.md", SPEC)
    where = project(root)
    _, summary = archiving.complete(where, Settings(), "plan")
    folder = root / ".pal/archive/plan"
    said = yaml.safe_load((folder / "checkpoint.yaml").read_text())
    assert (said["phase"], said["completed"]) == ("plan", "2026-09-21T14:13:20Z")
    assert said["decisions"] == ["We take a.", "We take b.", "We take c.", "Cookies are signed."]
    assert said["pending"] == ["b"]
    assert all(len(d["sha256"]) == 64 and d["tokens"] for d in said["documents"])
    assert (folder / "summary.md").read_text() == summary
    assert "1 of 2 done; b" in summary
    (folder / "summary.md").write_text("My own words.")
    archiving.reopen(where, Settings(), "plan")
    assert [p.name for p in folder.iterdir()] == ["summary.md"]


def test_what_is_refused(root: Path, tmp_path: Path) -> None:
    where, chosen = project(root), Settings()
    outside = write(tmp_path, "outside.md", "x")
    (root / "docs/link.md").symlink_to(outside)
    write(root, ".git/config", "x")
    write(root, ".pal/state/x", "x")
    before = tree(root)
    cases = {
        "phase-empty": ("nothing", []),
        "port-bad-id": ("../plan", []),
        "outside-project": ("plan", [str(outside)]),
        "phase-bad-path": ("plan", [str(root / ".git/config")]),
        "no-plain-file": ("plan", [str(root / "docs")]),
    }
    for key, (name, named) in cases.items():
        with pytest.raises(CtxhooksError) as e:
            archiving.complete(where, chosen, name, named)
        assert e.value.key == key
    for path in ("docs/link.md", ".pal/state/x"):
        with pytest.raises(CtxhooksError):
            archiving.complete(where, chosen, "plan", [str(root / path)])
    assert tree(root) == before
    archiving.complete(where, chosen, "plan")
    for name in ("plan", "Plan"):
        with pytest.raises(CtxhooksError, match="phase-complete-already"):
            archiving.complete(where, chosen, name, [str(root / "docs/link.md")])
    with pytest.raises(CtxhooksError, match="phase-none"):
        archiving.reopen(where, chosen, "other")


@pytest.mark.parametrize("path", [".git/hooks/post-checkout", "../outside", "/etc/x", ".pal/state/working.json", "a/../../x"])
def test_an_archive_from_elsewhere_puts_nothing_where_it_should_not(root: Path, path: str) -> None:
    text = yaml.safe_dump({"phase": "evil", "documents": [{"path": path, "sha256": "0"}]})
    write(root, ".pal/archive/evil/checkpoint.yaml", text)
    write(root, ".pal/archive/evil/files/x", "evil")
    with pytest.raises(CtxhooksError, match="phase-bad-path"):
        archiving.reopen(project(root), Settings(), "evil")
    write(root, ".pal/archive/evil/checkpoint.yaml", "a: [")
    with pytest.raises(CtxhooksError, match="phase-not-yaml"):
        archiving.reopen(project(root), Settings(), "evil")


def test_a_document_behind_a_link_in_the_project_comes_back_too(root: Path) -> None:
    write(root, "elsewhere/d.md", "---\nphase: plan\n---\nReal.\n")
    (root / "docs/d.md").symlink_to("../elsewhere/d.md")
    before, where = tree(root), project(root)
    phase, _ = archiving.complete(where, Settings(), "plan")
    assert "elsewhere/d.md" in {k.path for k in phase.documents}
    archiving.reopen(where, Settings(), "plan")
    assert (tree(root), (root / "docs/d.md").is_symlink()) == (before, True)


def test_phases_are_found_by_front_matter(root: Path) -> None:
    write(root, "docs/d.md", "---\nphase: Build it\n---\n")
    write(root, "docs/e.md", "---\nphase: [\n---\n")
    write(root, ".pal/ports/login.md", SPEC.replace("plan", "PLAN"))
    there = archiving.found(project(root), Settings())
    assert {name: len(paths) for name, paths in there.items()} == {"plan": 4, "Build-it": 1}
    assert [k.path for k in archiving.complete(project(root), Settings(), "build it")[0].documents] == ["docs/d.md"]
    assert archiving.reopen(project(root), Settings(), "Build it").back == ("docs/d.md",)
