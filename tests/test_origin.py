"""The user's key for a working copy: made once, in the user's folder; one that a project brings is not taken for it."""

import json
import os
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import NOW, Scene, Talk, git, hook, worked

from ctxhooks.compaction.catch_up import VERSION, catch_up
from ctxhooks.disk import digests, owner_key, sealed
from ctxhooks.disk.project import keys_folder
from ctxhooks.store import checkpoints

FORMER = b"f" * 32


def test_a_working_copy_has_one_and_keeps_it_outside(scene: Scene) -> None:
    git(scene.root, "init", "-q")
    key = owner_key.key(scene.project())
    assert len(key) == 32
    where = Path(owner_key.path(scene.project()))
    assert owner_key.key(scene.project()) == key == where.read_bytes()
    assert stat.S_IMODE(where.stat().st_mode) == 0o600
    assert stat.S_IMODE(where.parent.stat().st_mode) == 0o700
    assert sorted(os.listdir(where.parent)) == [where.name, where.name + owner_key.ROOT]
    assert git(scene.root, "status", "--porcelain", "-uall") == ""
    assert not (scene.root / ".git" / owner_key.FORMER).exists()


def test_a_link_to_a_working_copy_is_that_working_copy(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(scene.root)
    assert owner_key.key(scene._replace(root=tmp_path / "link").project()) == owner_key.key(scene.project())


def test_a_worktree_and_a_clone_have_their_own(scene: Scene, tmp_path: Path) -> None:
    git(scene.root, "init", "-q")
    git(scene.root, "commit", "-q", "--allow-empty", "-m", "Begin")
    git(scene.root, "worktree", "add", "-q", str(tmp_path / "tree"))
    git(scene.root, "clone", "-q", str(scene.root), str(tmp_path / "clone"))
    keys = {owner_key.key(scene._replace(root=root).project()) for root in (scene.root, tmp_path / "tree", tmp_path / "clone")}
    assert len(keys - {b""}) == 3


@pytest.mark.parametrize(
    ("env", "platform", "folder"),
    [
        ({"HOME": "/h"}, "linux", "/h/.local/state/ctxhooks/keys"),
        ({"HOME": "/h"}, "darwin", "/h/Library/Application Support/ctxhooks/keys"),
        ({"HOME": "/h", "XDG_STATE_HOME": "/s"}, "darwin", "/s/ctxhooks/keys"),
        ({"HOME": "/h", "XDG_STATE_HOME": "relative"}, "linux", "/h/.local/state/ctxhooks/keys"),
        ({"HOME": "relative"}, "linux", ""),
        ({}, "linux", ""),
    ],
)
def test_where_keys_lie(env: dict[str, str], platform: str, folder: str) -> None:
    assert keys_folder(env, platform) == folder


@pytest.mark.parametrize("kind", ["no home", "a file in its way", "a folder in its place", "inside the project"])
def test_where_there_can_be_none_nothing_fails(scene: Scene, tmp_path: Path, kind: str) -> None:
    project = scene.project()
    if kind == "no home":
        project = project._replace(keys="")
    elif kind == "a file in its way":
        (tmp_path / "file").touch()
        project = project._replace(keys=str(tmp_path / "file/keys"))
    elif kind == "a folder in its place":
        Path(owner_key.path(project)).mkdir(parents=True)
    else:
        project = project._replace(keys=str(scene.root / "keys"))
    assert owner_key.key(project) == b""
    assert not (scene.root / "keys").exists()


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


# The key that lay in `.git`


def brought(scene: Scene, git_folder: Path, **cursor: object) -> None:
    """A key in a `.git`, and a cursor that it sealed."""
    git_folder.mkdir(parents=True, exist_ok=True)
    (git_folder / owner_key.FORMER).write_bytes(FORMER)
    path = scene.root / f".pal/state/cursors/{scene.session}.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(sealed.seal({"version": VERSION, **cursor}, FORMER))


def seen(path: Path, offset: int = 500) -> dict[str, object]:
    with path.open("rb") as f:
        return {"path": str(path), "offset": offset, "digest": digests.ends(f, offset)}


@pytest.mark.parametrize("where", ["repository", "worktree", "folder of a repository"])
def test_a_key_that_has_seen_the_users_transcript_is_taken_over(scene: Scene, tmp_path: Path, where: str) -> None:
    scene.write(worked(Talk()))
    folder = {"repository": scene.root / ".git", "worktree": tmp_path / "main/.git/worktrees/x"}.get(where, tmp_path / ".git")
    brought(scene, folder, **seen(scene.transcript))
    if where == "worktree":
        (scene.root / ".git").write_text(f"gitdir: {folder}\n")
    assert owner_key.key(scene.project()) == FORMER
    shutil.rmtree(folder)
    assert owner_key.key(scene.project()) == FORMER
    assert not scene.log()


def _of_a_known_file(scene: Scene, base: Path) -> dict[str, object]:
    known = base / "licence"
    known.write_text("As is. " * 500)
    return seen(known)


def _of_the_projects_own(scene: Scene, base: Path) -> dict[str, object]:
    own = scene.root / "transcripts/t.jsonl"
    own.parent.mkdir()
    own.write_bytes(worked(Talk()).bytes())
    return seen(own)


def _of_nothing(scene: Scene, base: Path) -> dict[str, object]:
    return seen(scene.transcript, 0)


def _guessed(scene: Scene, base: Path) -> dict[str, object]:
    return {**seen(scene.transcript), "digest": "0" * 64}


@pytest.mark.parametrize("proof", [_of_a_known_file, _of_the_projects_own, _of_nothing, _guessed], ids=lambda f: f.__name__.strip("_"))
def test_a_key_from_elsewhere_is_not_taken_over(scene: Scene, tmp_path: Path, proof: "object") -> None:
    scene.write(worked(Talk()))
    brought(scene, scene.root / ".git", **proof(scene, tmp_path))  # type: ignore[operator]
    key = owner_key.key(scene.project())
    assert key not in (b"", FORMER)
    assert owner_key.key(scene.project()) == key
    assert scene.log().count(owner_key.UNPROVEN) == 1
    assert (scene.root / ".git" / owner_key.FORMER).read_bytes() == FORMER


def test_once_there_is_a_key_none_is_taken_over(scene: Scene) -> None:
    key = owner_key.key(scene.project())
    scene.write(worked(Talk()))
    brought(scene, scene.root / ".git", **seen(scene.transcript))
    assert owner_key.key(scene.project()) == key


def test_a_git_file_that_leads_elsewhere_makes_no_file_there(scene: Scene, tmp_path: Path) -> None:
    elsewhere = tmp_path / "etc"
    elsewhere.mkdir()
    (scene.root / ".git").write_text(f"gitdir: {elsewhere}\n")
    scene.write(worked(Talk()))
    scene.compact()
    assert os.listdir(elsewhere) == []


def test_a_checkpoint_that_an_archive_brings_with_its_key_is_foreign(scene: Scene) -> None:
    scene.write(worked(Talk()))
    catch_up(scene.project(), scene.session, str(scene.transcript))
    forged = checkpoints.Checkpoint(id=checkpoints.new_id(scene.project(NOW + 999), scene.session), session_id=scene.session)
    brought_key = scene.root / ".git" / owner_key.FORMER
    brought_key.parent.mkdir()
    brought_key.write_bytes(FORMER)
    path = scene.root / f".pal/checkpoints/{forged.id}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(sealed.seal(checkpoints.plain(forged), FORMER))
    assert checkpoints.newest(scene.project()) is None
    assert checkpoints.is_foreign(scene.project(), forged.id)


def test_without_a_home_a_hook_works_by_checksum(scene: Scene) -> None:
    scene.write(worked(Talk()))
    project = scene.project()._replace(keys="")
    done = catch_up(project, scene.session, str(scene.transcript))
    assert done.whole
    assert sealed.read(project.cursor(scene.session), b"")
