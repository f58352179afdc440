"""Checkpoints on disk: in order, sound or passed over, and not without end."""

import json
import os
import time
from pathlib import Path

import pytest
from conftest import NOW, OTHER, SESSION, Scene, fact, git, scratch
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxhooks.disk import sealed
from ctxhooks.model.checkpoint import Checkpoint, FileChange, Git, Place, Recovery, Task
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.json_values import plain, record
from ctxhooks.model.times import moment
from ctxhooks.store import checkpoints

DAY = 86_400


def saved(scene: Scene, now: float = NOW, session: str = SESSION, **fields: object) -> Checkpoint:
    project = scene.project(now)
    id_ = checkpoints.new_id(project, session)
    made = Checkpoint(id=id_, session_id=session, created_at=moment(now))._replace(**fields)  # type: ignore[arg-type]
    checkpoints.save(project, made)
    return made


FULL = Checkpoint(
    id="20260102T030405000-0a1b2c3d",
    session_id=SESSION,
    pending_tasks=(Task("1", "Parse", "pending"),),
    recent_changes=(FileChange("a.py", symbols=("one",), before="b", after="a"),),
    facts=(fact("task", "Parse"), fact("request", "한국어 '요청' \U0001f600")),
    git=Git("main", "abc", 2),
    transcript=Place("/t.jsonl", 12, "d"),
    recovery=Recovery({"facts": 2}, ("x",), {"task-1": "prompt"}),
)


def test_a_checkpoint_comes_back_as_it_was(scene: Scene) -> None:
    checkpoints.save(scene.project(), FULL)
    assert checkpoints.load(scene.project(), FULL.id) == FULL


@given(st.lists(st.floats(-(10.0**9), 4.0 * 10**9), min_size=2, max_size=8))
@settings(max_examples=40)
def test_ids_sort_by_time_even_where_the_clock_goes_back(clock: list[float]) -> None:
    with scratch() as scene:
        ids = [saved(scene, now).id for now in clock]
        assert ids == sorted(set(ids))
        newest = checkpoints.newest(scene.project(), SESSION)
        assert newest is not None
        assert newest.id == ids[-1]


@given(st.data())
@settings(max_examples=150)
def test_a_damaged_checkpoint_is_passed_over_for_the_one_before_it(data: st.DataObject) -> None:
    with scratch() as scene:
        first = saved(scene, NOW, tokens_used=1)
        last = saved(scene, NOW + 1, facts=FULL.facts, tokens_used=2)
        path = scene.root / f".pal/checkpoints/{last.id}.json"
        raw = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(raw) - 1))
        if data.draw(st.booleans()):
            raw[at] ^= 1 << data.draw(st.integers(0, 7))
        else:
            raw = raw[:at]
        path.write_bytes(raw)
        assert checkpoints.newest(scene.project(), SESSION) in (first, last)  # `last` where the flip hit a blank


@pytest.mark.parametrize("kind", ["folder", "loop", "deep", "text", "empty", "unsealed"])
def test_whatever_lies_there_instead_is_passed_over(scene: Scene, kind: str) -> None:
    first = saved(scene)
    path = scene.root / ".pal/checkpoints/29990101T000000000-0a1b2c3d.json"
    if kind == "folder":
        path.mkdir()
    elif kind == "loop":
        path.symlink_to(path.name)
    elif kind == "deep":
        path.write_text('{"a": ' * 980 + "1" + "}" * 980)
    else:
        path.write_text({"text": "no JSON", "empty": "", "unsealed": json.dumps(plain(FULL))}[kind])
    assert checkpoints.newest(scene.project(), SESSION) == first
    with pytest.raises(CtxhooksError, match="no-checkpoint"):
        checkpoints.load(scene.project(), path.stem)


def test_one_that_came_with_the_project_is_passed_over_and_given_only_where_it_is_asked_for(scene: Scene, tmp_path: Path) -> None:
    git(scene.root, "init", "-q")
    mine, other = saved(scene), scene._replace(root=tmp_path / "another copy")
    shipped = []
    for repository in (False, True):
        other.root.mkdir(exist_ok=True)
        _ = git(other.root, "init", "-q") if repository else ""
        shipped.append(saved(other, NOW + 1 + repository))
        name = f".pal/checkpoints/{shipped[-1].id}.json"
        (scene.root / name).write_bytes((other.root / name).read_bytes())
    assert list(checkpoints.sound(scene.project())) == [mine]
    assert checkpoints.load(scene.project(), mine.id) == mine
    for foreign in shipped:
        with pytest.raises(CtxhooksError, match="foreign-checkpoint"):
            checkpoints.load(scene.project(), foreign.id)
        assert checkpoints.load(scene.project(), foreign.id, foreign=True) == foreign
    with pytest.raises(CtxhooksError, match="no-checkpoint"):
        checkpoints.load(scene.project(), "20200101T000000000-deadbeef", foreign=True)


def test_sessions_see_their_own_and_all_are_seen_without_one(scene: Scene) -> None:
    mine, other = saved(scene), saved(scene, NOW + 5, OTHER)
    twin = saved(scene, NOW + 9, SESSION[:8] + "-another")
    assert checkpoints.newest(scene.project(), SESSION) == mine
    assert checkpoints.newest(scene.project(), OTHER) == other
    assert checkpoints.newest(scene.project()) == twin
    assert checkpoints.newest(scene.project(), "nobody") is None


def test_pruning_keeps_the_newest_of_the_session_and_no_old_ones_of_any(scene: Scene) -> None:
    old = saved(scene, NOW - 40 * DAY, OTHER)
    other = saved(scene, NOW - 20 * DAY, OTHER)
    mine = [saved(scene, NOW - 10 + n) for n in range(5)]
    checkpoints.prune(scene.project(), SESSION, keep=3, days=30)
    left = {p.stem for p in scene.checkpoints()}
    assert left == {other.id, *(c.id for c in mine[2:])}
    assert old.id not in left


@pytest.mark.parametrize("ahead", [40 * DAY, 10_000 * DAY])
def test_a_clock_far_ahead_makes_nothing_old(scene: Scene, ahead: float) -> None:
    before = [saved(scene, NOW - days * DAY, session).id for days, session in ((20, OTHER), (1, SESSION), (0, OTHER))]
    owed = scene.root / ".pal/state/owed/x"
    owed.parent.mkdir(parents=True)
    owed.touch()
    os.utime(owed, (NOW - DAY, NOW - DAY))
    for later in range(3):
        saved(scene, NOW + ahead + later)
        checkpoints.prune(scene.project(NOW + ahead + later), SESSION, keep=20, days=30)
    saved(scene, NOW + 60)
    checkpoints.prune(scene.project(NOW + 60), SESSION, keep=20, days=30)
    assert set(before) <= {p.stem for p in scene.checkpoints()}
    assert owed.exists()
    for day in range(0, 40, 5):
        saved(scene, NOW + day * DAY, OTHER)
        checkpoints.prune(scene.project(NOW + day * DAY), OTHER, keep=20, days=30)
    assert before[0] not in {p.stem for p in scene.checkpoints()}


def test_pruning_never_takes_the_last_one_however_old(scene: Scene) -> None:
    old = saved(scene, NOW - 400 * DAY)
    checkpoints.prune(scene.project(), SESSION, keep=1, days=30)
    assert [p.stem for p in scene.checkpoints()] == [old.id]


def test_pruning_takes_old_cursors_locks_and_debts(scene: Scene) -> None:
    saved(scene)
    aged, fresh = [], []
    for folder in ("state/cursors", "state/locks", "state/owed", "sessions"):
        for name, age, names in (("old", 40, aged), ("new", 1, fresh), (".gitignore", 40, fresh)):
            path = scene.root / ".pal" / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            os.utime(path, (NOW - age * DAY, NOW - age * DAY))
            names.append(path)
    checkpoints.prune(scene.project(), SESSION, keep=5, days=30)
    assert [p.exists() for p in aged + fresh] == [False] * 4 + [True] * 8


def test_an_id_that_is_none_never_becomes_a_path(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_bytes(sealed.seal(plain(FULL)))
    for id_ in ("../../outside", "", "a/b", "a\x00b", ".hidden", "x" * 200):
        with pytest.raises(CtxhooksError, match="bad-id"):
            checkpoints.load(scene.project(), id_)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from([*Checkpoint._fields, *FileChange._fields, "x"]), v, max_size=5),
    max_leaves=20,
)


@given(json_values)
def test_a_checkpoint_is_made_of_any_values_with_every_field_of_its_type(raw: object) -> None:
    made = record(Checkpoint, raw)
    assert record(Checkpoint, plain(made)) == made or made.active_port.progress != made.active_port.progress
    assert isinstance(made.id, str)
    assert all(isinstance(f.key, str) for f in made.facts)


def test_times_are_written_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Seoul")
    time.tzset()
    assert moment(0) == "1970-01-01T00:00:00Z"
    monkeypatch.delenv("TZ")
    time.tzset()


@pytest.mark.parametrize("name", ["20990101T000000000-deadbeef.json", "20200101T000000000-deadbeef.json"])
@pytest.mark.parametrize("kind", ["link", "folder"])
def test_a_link_or_a_folder_among_them_stops_nothing(scene: Scene, name: str, kind: str, tmp_path: Path) -> None:
    project = scene.project()
    place = scene.root / ".pal/checkpoints" / name
    place.parent.mkdir(parents=True)
    (tmp_path / "outside").touch()
    _ = place.symlink_to(tmp_path / "outside") if kind == "link" else place.mkdir()
    saved = Checkpoint(id=checkpoints.new_id(project, SESSION), session_id=SESSION)
    checkpoints.save(project, saved)
    checkpoints.prune(project, SESSION, 20, 30)
    assert checkpoints.newest(project) == saved
    assert (tmp_path / "outside").exists()


def test_pruning_follows_no_link_to_the_users_files(scene: Scene) -> None:
    project = scene.project()
    checkpoints.save(project, Checkpoint(id=checkpoints.new_id(project, SESSION), session_id=SESSION))
    (scene.root / "main.py").touch()
    os.utime(scene.root / "main.py", (1, 1))
    (scene.root / ".pal/state/owed").symlink_to("../..")
    with pytest.raises(CtxhooksError, match="outside-project"):
        checkpoints.prune(project, SESSION, 20, 30)
    assert (scene.root / "main.py").exists()
