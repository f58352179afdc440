"""A checkpoint and what becomes of it: cancelled, run out of time, or pending."""

import json
import time

import pytest
from conftest import SESSION, Scene, Talk, worked

from ctxhooks import gate
from ctxhooks.compaction import capture, catch_up, pending
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.settings import Settings
from ctxhooks.store import checkpoints
from ctxhooks.transcript.fold import Fold


def taken(scene: Scene, trigger: str = "auto") -> Checkpoint | None:
    return capture.take(scene.project(), Settings(), SESSION, str(scene.transcript), trigger)


def fold(scene: Scene) -> Fold:
    return catch_up.catch_up(scene.project(), SESSION, str(scene.transcript)).fold


def idle(scene: Scene) -> bool:
    return gate.idle("UserPromptSubmit", json.dumps(scene.payload("UserPromptSubmit")).encode(), str(scene.root))


@pytest.mark.parametrize(
    ("since", "off"),
    [
        (Talk().prompt("Go on"), False),  # while the summary is made a person may type
        (Talk().prompt("Go on").says("Yes"), True),
        (Talk().says("Yes").compacted(), False),
        (Talk().compacted().prompt("Go on").says("Yes"), False),
    ],
)
def test_a_compaction_is_cancelled_when_an_answer_follows_and_no_boundary(scene: Scene, since: Talk, off: bool) -> None:
    scene.write(worked(Talk()))
    checkpoint = taken(scene)
    assert checkpoint
    pending.mark(scene.project(), checkpoint)
    assert not pending.cancelled(checkpoint, fold(scene))
    scene.append(since, 0)
    assert not idle(scene)
    assert pending.cancelled(checkpoint, fold(scene)) == off


def test_prompts_are_idle_again_after_a_cancelled_compaction(scene: Scene) -> None:
    scene.write(worked(Talk()))
    scene.ask("pre-compact", trigger="auto")
    assert scene.ask("user-prompt-submit", prompt="Go on") == ""
    assert not idle(scene)
    scene.append(Talk().prompt("Go on").says("Yes"), 0)
    assert scene.ask("user-prompt-submit", prompt="And on") == ""
    assert idle(scene)


def test_a_compaction_that_was_not_announced_gives_back_the_newest_state(scene: Scene) -> None:
    scene.write(worked(Talk()))
    scene.ask("pre-compact", trigger="auto")
    scene.append(Talk().prompt("Paint the buoys").says("Decision: they become red."), 0)
    start = scene.ask("session-start", source="compact")
    assert "Paint the buoys" in start
    assert "they become red" in start
    assert len(scene.checkpoints()) == 1


def test_the_next_checkpoint_replaces_that_of_a_cancelled_compaction(scene: Scene) -> None:
    scene.write(worked(Talk()))
    first = taken(scene)
    scene.append(Talk().prompt("Paint the buoys").says("Done"), 0)
    second = taken(scene)
    assert first
    assert second
    assert [c.id for c in checkpoints.sound(scene.project())] == [second.id]
    assert any(f.text == "Paint the buoys" for f in second.facts)


def test_it_knows_when_its_session_began_and_how_far_it_was_read(scene: Scene) -> None:
    talk = worked(Talk())
    scene.write(talk)
    made = taken(scene)
    assert made
    assert (made.began, made.transcript.line) == (talk.records[0]["timestamp"], len(talk.records))


def test_the_end_of_a_session_waits_for_no_transcript_and_what_was_read_is_kept(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Talk()
    for n in range(1500):
        talk.prompt(f"Prompt {n}. " + "Never mind the weather. " * 40)
    scene.write(talk)
    monkeypatch.setattr(capture, "AT_THE_END", 0.05)
    before = time.monotonic()
    assert taken(scene, "session_end") is None
    assert time.monotonic() - before < 1.0
    assert checkpoints.newest(scene.project()) is None
    assert "read; the rest is read by a later hook" in scene.log()
    cursor = scene.root / f".pal/state/cursors/{SESSION}.json"
    assert 0 < json.loads(cursor.read_bytes())["line"] < len(talk.records)
    monkeypatch.setattr(capture, "AT_THE_END", 60)
    made = taken(scene, "session_end")
    assert made
    assert made.transcript.line == len(talk.records)
