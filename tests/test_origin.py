"""The key of a working copy: made once, where no clone brings it, and nothing fails for want of it."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import Scene, Talk, git, hook, worked

from ctxhooks.disk import owner_key
from ctxhooks.store import checkpoints


def test_a_repository_has_one_and_keeps_it(scene: Scene) -> None:
    git(scene.root, "init", "-q")
    key = owner_key.key(scene.project())
    assert len(key) == 32
    assert owner_key.key(scene.project()) == key == (scene.root / ".git" / owner_key.NAME).read_bytes()
    inside = scene._replace(root=scene.root / "packages/one")
    inside.root.mkdir(parents=True)
    assert owner_key.key(inside.project()) == key
    assert git(scene.root, "status", "--porcelain", "-uall") == ""


def test_a_worktree_and_a_clone_have_their_own(scene: Scene, tmp_path: Path) -> None:
    git(scene.root, "init", "-q")
    git(scene.root, "commit", "-q", "--allow-empty", "-m", "Begin")
    git(scene.root, "worktree", "add", "-q", str(tmp_path / "tree"))
    git(scene.root, "clone", "-q", str(scene.root), str(tmp_path / "clone"))
    keys = {owner_key.key(scene._replace(root=root).project()) for root in (scene.root, tmp_path / "tree", tmp_path / "clone")}
    assert len(keys - {b""}) == 3


@pytest.mark.parametrize("kind", ["no repository", "a file", "leads nowhere", "not to be written"])
def test_where_there_can_be_none_nothing_fails(scene: Scene, kind: str) -> None:
    place = scene.root / ".git"
    if kind == "not to be written":
        (place / owner_key.NAME).mkdir(parents=True)
    elif kind != "no repository":
        place.write_bytes(b"gitdir: /nowhere" if kind == "leads nowhere" else os.urandom(99))
    assert owner_key.key(scene.project()) == b""


def test_hooks_that_run_at_once_for_the_first_time_share_it(scene: Scene) -> None:
    git(scene.root, "init", "-q")
    scenes = []
    for n in range(4):
        session = f"{n}a1b2c3d-0000-4000-8000-000000000000"
        one = scene._replace(session=session, transcript=scene.transcript.with_name(f"{session}.jsonl"))
        one.write(worked(Talk(session=session)))
        scenes.append(one)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda s: hook("pre-compact", json.dumps(s.payload("PreCompact", trigger="auto")).encode(), s.root), scenes))
    assert all(d.returncode == 0 and d.stdout for d in done)
    assert {c.session_id for c in checkpoints.sound(scene.project())} == {s.session for s in scenes}
