"""The cursor: what was read stays read, and a transcript that is not the one it was is read anew."""

import builtins
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from conftest import SESSION, Scene, Talk, scratch, worked
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxhooks.compaction import capture
from ctxhooks.compaction.catch_up import Progress, catch_up
from ctxhooks.disk import owner_key, sealed
from ctxhooks.transcript.fold import Fold
from ctxhooks.transcript.seen import MOST, TIME, UUID


def up(scene: Scene, session: str = SESSION) -> Progress:
    return catch_up(scene.project(), session, str(scene.transcript))


def whole(scene: Scene) -> Any:
    fold = Fold()
    for line in scene.transcript.read_bytes().decode("utf-8", "replace").splitlines():
        fold.add(json.loads(line))
    return fold.data


def cursor(scene: Scene) -> Path:
    return scene.root / f".pal/state/cursors/{SESSION}.json"


def counted(monkeypatch: pytest.MonkeyPatch, path: Path) -> list[int]:
    """Bytes read from this file from now on, a number for each read."""
    read: list[int] = []
    real = builtins.open

    class Counting(io.FileIO):
        def readinto(self, buffer: Any) -> int | None:
            got = super().readinto(buffer)
            read.append(got or 0)
            return got

    def counting(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        return io.BufferedReader(Counting(file)) if str(file) == str(path) and mode == "rb" else real(file, mode, *args, **kwargs)

    monkeypatch.setattr(builtins, "open", counting)
    return read


def test_a_transcript_that_grew_is_read_from_where_reading_stopped(scene: Scene) -> None:
    talk = worked(Talk())
    scene.write(talk)
    up(scene)
    since = len(talk.records)
    talk.compacted().prompt("Go on")
    scene.append(talk, since)
    again = up(scene)
    assert again.fold.data == whole(scene)
    assert again.place.offset == scene.transcript.stat().st_size


def test_what_it_costs_does_not_depend_on_what_was_folded_before(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    costs = []
    for stretches in (2, 40):
        talk = Talk()
        for _ in range(stretches):
            worked(talk).prompt("x" * 50_000).compacted()
        scene.write(talk)
        cursor(scene).unlink(missing_ok=True)
        up(scene)
        since = len(talk.records)
        scene.append(talk.prompt("One more"), since)
        with monkeypatch.context() as patch:
            read = counted(patch, scene.transcript)
            up(scene)
        seen, _ = (sealed.read(str(cursor(scene)), None) or {})["fold"]["seen"]
        costs.append((sum(read), cursor(scene).stat().st_size - len(seen)))
    (few, small), (many, large) = costs
    assert 0 < many <= few + 16_384
    assert many < scene.transcript.stat().st_size / 10
    assert large < 2 * small
    assert len(seen) <= MOST * (UUID + TIME)


def test_nothing_new_moves_and_writes_nothing(scene: Scene) -> None:
    scene.write(worked(Talk()))
    first = up(scene)
    before = cursor(scene).stat()
    again = up(scene)
    after = cursor(scene).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert (again.place, again.fold.data) == (first.place, first.fold.data)


@pytest.mark.parametrize("other", ["shorter", "longer", "same length", "empty"])
def test_a_transcript_that_was_replaced_is_read_anew(scene: Scene, other: str) -> None:
    scene.write(worked(Talk()).prompt("The old one"))
    size = scene.transcript.stat().st_size
    up(scene)
    new = Talk().prompt("The new one")
    if other == "longer":
        worked(worked(new))
    scene.write(new)
    if other == "same length":
        scene.transcript.write_bytes(new.bytes().ljust(size - 1) + b"\n")
    if other == "empty":
        scene.transcript.write_bytes(b"")
    prompts = [p["text"] for p in up(scene).fold.data["prompts"]]
    assert "The old one" not in prompts
    assert ("The new one" in prompts) == (other != "empty")


def test_a_last_line_cut_short_is_read_when_it_is_whole(scene: Scene) -> None:
    data = worked(Talk()).prompt("한글 요청, at the end").bytes()
    scene.transcript.parent.mkdir(parents=True)
    for cut in (1, 20, 90):
        scene.transcript.write_bytes(data[:-cut])
        up(scene)
    scene.transcript.write_bytes(data)
    assert up(scene).fold.data == whole(scene)


@settings(max_examples=25)
@given(st.data())
def test_reading_up_to_any_byte_and_then_on_equals_reading_at_once(data: st.DataObject) -> None:
    raw = worked(Talk()).compacted("요약").prompt("그 다음").bytes()
    with scratch() as scene:
        for end in sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=4))):
            scene.transcript.write_bytes(raw[:end])
            up(scene)
        scene.transcript.write_bytes(raw)
        assert up(scene).fold.data == whole(scene)


@given(st.data())
@settings(max_examples=60)
def test_a_corrupted_cursor_is_never_believed(data: st.DataObject) -> None:
    with scratch() as scene:
        scene.write(worked(Talk()))
        up(scene)
        raw = bytearray(cursor(scene).read_bytes())
        at = data.draw(st.integers(0, len(raw) - 1))
        how = data.draw(st.sampled_from(["flip", "cut", "empty", "other"]))
        if how == "flip":
            raw[at] ^= 1 << data.draw(st.integers(0, 7))
        changed = {"flip": bytes(raw), "cut": bytes(raw[:at]), "empty": b"", "other": sealed.seal({"offset": "x"})}[how]
        cursor(scene).write_bytes(changed)
        assert up(scene).fold.data == whole(scene)


@pytest.mark.parametrize("known", [{"version": 0}, {"path": "/elsewhere"}, {"offset": 10**12}, {"offset": -1}, {"digest": ""}])
def test_a_cursor_of_another_version_or_place_is_read_anew(scene: Scene, known: dict[str, Any]) -> None:
    scene.write(worked(Talk()))
    up(scene)
    key = owner_key.key(scene.project())
    old = sealed.read(str(cursor(scene)), key)
    assert old is not None
    sealed.write(str(cursor(scene)), {**old, "fold": {}, **known}, key)
    assert up(scene).fold.data == whole(scene)


@pytest.mark.parametrize("kind", ["missing", "folder", "fifo", "device"])
def test_what_is_no_transcript_is_an_empty_one(scene: Scene, kind: str) -> None:
    scene.transcript.parent.mkdir(parents=True, exist_ok=True)
    path = scene.transcript
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    found = up(scene)
    assert (found.fold.data, found.place.offset) == (Fold().data, 0)


def test_a_reader_that_runs_out_of_time_says_so_and_goes_on_from_there(scene: Scene) -> None:
    talk = worked(Talk()).compacted().prompt("Go on")
    scene.write(talk)
    ends = []
    for _ in talk.records:
        part = catch_up(scene.project(), SESSION, str(scene.transcript), seconds=0)
        ends.append((part.place.line, part.whole))
    assert ends == [(n, False) for n in range(1, len(talk.records) + 1)]
    assert scene.log().count(f"{scene.transcript}: 0 of 0 MB read") == len(talk.records)
    done = up(scene)
    assert (done.whole, done.fold.data) == (True, whole(scene))


def test_sessions_have_cursors_of_their_own(scene: Scene) -> None:
    scene.write(worked(Talk()))
    up(scene)
    up(scene, "another")
    names = sorted(p.name for p in cursor(scene).parent.glob("*.json"))
    assert names == [f"{SESSION}.json", "another.json"]


def test_a_transcript_too_long_to_be_read_at_once_gives_its_newest_first(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = Talk(), Talk()
    for n in range(4000):
        old.prompt(f"An old request, number {n}: " + "token= " * 40)
    scene.write(old)
    since = scene.transcript.stat().st_size
    with scene.transcript.open("ab") as f:
        f.write(worked(new).bytes())
    first = catch_up(scene.project(), SESSION, str(scene.transcript), seconds=0.3)
    assert not first.whole
    assert first.place.offset < since
    assert "Load tides" in json.dumps(first.fold.data)
    monkeypatch.setattr(capture, "PATIENCE", 0.3)
    assert "Draw the lighthouse map" in scene.ask("pre-compact", trigger="auto")
    while not (last := catch_up(scene.project(), SESSION, str(scene.transcript), seconds=3)).whole:
        pass
    assert last.fold.data == whole(scene)
