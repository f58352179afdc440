"""A version of yesterday and the one of today on the same project: what the one has saved the other gives back, or leaves alone.

The older one is the last commit before the rooms were made, taken from this repository's own history.
"""

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SESSION, Scene, Talk, git, worked

from ctxhooks.entry import EVENTS

BEFORE = "9148cc4"
FACTS = ("Parse the buoy list", "Draw the lighthouse map", "make check-buoys", "Never touch the vendor folder", "Load tides")


@pytest.fixture(scope="session")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The older version's checkout."""
    found = subprocess.run(["git", "archive", BEFORE], cwd=ROOT, capture_output=True, check=False)
    if found.returncode:
        assert not os.environ.get("CI"), "the upgrade test needs the repository's whole history"
        pytest.skip("this checkout has no history")
    folder = tmp_path_factory.mktemp("older")
    with tarfile.open(fileobj=io.BytesIO(found.stdout)) as tar:
        tar.extractall(folder, filter="data")
    return folder


@pytest.fixture
def project(scene: Scene) -> Scene:
    git(scene.root, "init", "-q")
    (scene.root / "ports").mkdir()
    (scene.root / "ports/F1.md").write_text("# F1: Filters\n\n## Goal\nA bar of filters\n\n## Tasks\n- [x] One\n- [ ] Two\n")
    scene.write(worked(Talk(cwd=str(scene.root))))
    return scene


def run(version: Path, scene: Scene, name: str, **fields: Any) -> str:
    env = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LANG": "C.UTF-8", "CLAUDE_PROJECT_DIR": str(scene.root)}
    payload = json.dumps(scene.payload(EVENTS[name], **fields)).encode()
    argv = [sys.executable, "-I", "-S", str(version / "hooks" / f"{name}.py")]
    done = subprocess.run(argv, input=payload, env=env, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def test_a_compaction_announced_to_the_older_version_is_recovered_by_this_one(older: Path, project: Scene) -> None:
    run(older, project, "port-start", port_id="F1")
    run(older, project, "session-start", source="startup")
    run(older, project, "stop")
    run(older, project, "pre-compact", trigger="manual")
    said = run(ROOT, project, "session-start", source="compact")
    assert all(fact in said for fact in (*FACTS, "F1"))
    assert len(project.checkpoints()) == 1
    run(ROOT, project, "post-compact", trigger="manual", compact_summary="Nothing was kept.")
    assert run(ROOT, project, "user-prompt-submit", prompt="Go on") == ""
    assert "A bar of filters" in (project.root / ".claude/rules/F1.md").read_text()
    assert not project.log()


def test_what_the_older_version_loaded_is_taken_out_by_this_one(older: Path, project: Scene) -> None:
    run(older, project, "port-start", port_id="F1")
    run(older, project, "stop")  # a session's: what it read of the transcript proves that the older version's key was made here
    assert (project.root / ".claude/rules/F1.md").exists()
    run(ROOT, project, "port-end", port_id="F1")
    assert not (project.root / ".claude/rules/F1.md").exists()


def test_back_on_the_older_version_nothing_is_lost_and_nothing_breaks(older: Path, project: Scene) -> None:
    run(older, project, "pre-compact", trigger="manual")
    [first] = project.checkpoints()
    run(ROOT, project, "session-start", source="compact")
    run(ROOT, project, "stop")
    run(ROOT, project, "pre-compact", trigger="manual")
    said = run(older, project, "session-start", source="compact")
    assert all(fact in said for fact in FACTS)
    assert first in project.checkpoints()


def test_the_session_file_of_one_version_is_read_by_the_other(older: Path, project: Scene) -> None:
    run(older, project, "stop")
    file = project.root / ".pal/sessions" / f"{SESSION}.json"
    before = json.loads(file.read_bytes())
    run(ROOT, project, "session-end", reason="other")
    after = json.loads(file.read_bytes())
    assert after["work"]["pending"] == before["work"]["pending"] == ["Parse the buoy list", "Draw the lighthouse map"]
    assert after["created"] == before["created"]
    assert after["ended"]
