"""What a hot hook sees of its payload, and whether there is anything to do."""

import json
import os
from typing import Any

import pytest
from conftest import NOW, SESSION, Scene, Talk, worked
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks import gate

SPACINGS = [(",", ":"), (", ", ": "), (" ,\n\t", " : ")]
tricky = st.text() | st.sampled_from(['"session_id": "other"', "session_id", '{"session_id":"other"}', '\\"session_id\\":"o', '"', "\\"])


@given(tricky, tricky, st.sampled_from(SPACINGS), st.booleans())
def test_a_field_is_read_wherever_it_stands(prompt: str, before: str, spacing: tuple[str, str], ascii_: bool) -> None:
    payload = {"prompt": prompt, "other": [before, {"x": before}], "session_id": SESSION, "cwd": "/a b/한글", "tail": prompt}
    data = json.dumps(payload, separators=spacing, ensure_ascii=ascii_).encode("utf-8", "replace")
    assert gate.field(data, b"session_id") in (SESSION, "")
    if "session_id" not in (prompt, before):
        assert gate.field(data, b"session_id") == SESSION
    assert gate.field(data, b"cwd") == ("" if ascii_ else "/a b/한글")


@pytest.mark.parametrize("value", [None, 5, True, [], ["x"], {"a": "b"}, "", 'with "quotes"', "back\\slash"])
@pytest.mark.parametrize("spacing", SPACINGS)
def test_what_is_no_plain_string_is_empty(value: Any, spacing: tuple[str, str]) -> None:
    data = json.dumps({"session_id": value, "cwd": "/x"}, separators=spacing).encode()
    assert gate.field(data, b"session_id") == ""


@given(st.binary(max_size=200))
def test_any_bytes_are_looked_at_without_an_error(data: bytes) -> None:
    for event in ("UserPromptSubmit", "Notification", "SessionEnd", "PreCompact"):
        assert gate.idle(event, data + b'"session_id":"' + data, "/nowhere") in (True, False)
        assert gate.idle(event, b'{"session_id":"a","transcript_path":"' + data + b'"}', "/nowhere") in (True, False)


def idle(scene: Scene, event: str, **fields: Any) -> bool:
    return gate.idle(event, json.dumps(scene.payload(event, **fields)).encode(), str(scene.root))


def test_a_prompt_is_idle_unless_something_is_pending(scene: Scene) -> None:
    assert idle(scene, "UserPromptSubmit")
    scene.write(worked(Talk(cwd=str(scene.root))))
    another = scene._replace(session="another")
    for one in (scene, another):
        assert not idle(one, "UserPromptSubmit"), "how full its window is has yet to be looked at"
        one.ask("user-prompt-submit", prompt="Go on")
        assert idle(one, "UserPromptSubmit")
    scene.ask("pre-compact", trigger="auto")
    assert not idle(scene, "UserPromptSubmit")
    assert idle(another, "UserPromptSubmit")


def test_a_prompt_with_a_tag_is_looked_at_where_there_are_tags(scene: Scene) -> None:
    assert idle(scene, "UserPromptSubmit", prompt="see @TAG-auth")
    (scene.root / ".pal/tags").mkdir(parents=True)
    assert not idle(scene, "UserPromptSubmit", prompt="see @TAG-auth")
    assert idle(scene, "UserPromptSubmit", prompt="see @docs/auth.md")


def test_a_notification_is_idle_until_a_session_was_compacted_and_went_on(scene: Scene) -> None:
    talk = worked(Talk(cwd=str(scene.root)))
    scene.write(talk)
    assert idle(scene, "Notification")
    scene.ask("pre-compact", trigger="auto")
    assert idle(scene, "Notification")
    scene.append(talk.prompt("More"), len(talk.records) - 1)
    assert not idle(scene, "Notification")
    scene.ask("notification")
    assert idle(scene, "Notification")


def test_an_answer_is_idle_while_the_session_was_saved_a_moment_ago(scene: Scene) -> None:
    talk = worked(Talk(cwd=str(scene.root)))
    assert idle(scene, "Stop")
    scene.write(talk)
    os.utime(scene.transcript, (NOW, NOW))
    assert not idle(scene, "Stop")
    scene.ask("stop")
    assert idle(scene, "Stop")
    os.utime(scene.transcript, (NOW + 59, NOW + 59))
    assert idle(scene, "Stop")
    os.utime(scene.transcript, (NOW + 61, NOW + 61))
    assert not idle(scene, "Stop")
    (scene.root / ".pal/config.yaml").write_text("session:\n  auto_save: false\n")
    scene.ask("stop", now=NOW + 61)
    os.utime(scene.transcript, (NOW + 9e6, NOW + 9e6))
    assert idle(scene, "Stop")


def test_an_end_is_idle_only_where_nothing_is_known_of_the_session(scene: Scene) -> None:
    talk = worked(Talk(cwd=str(scene.root)))
    assert idle(scene, "SessionEnd")
    scene.write(talk)
    assert not idle(scene, "SessionEnd")
    scene.ask("session-end")
    assert not idle(scene, "SessionEnd")
    since = len(talk.records)
    scene.append(talk.task(7, "A later task"), since)
    scene.ask("notification")
    assert not idle(scene, "SessionEnd")
    scene.ask("session-end")
    assert "A later task" in scene.checkpoints()[-1].read_text()


def test_a_path_that_holds_an_escape_is_looked_at_in_full(scene: Scene) -> None:
    odd = scene._replace(transcript=scene.transcript.with_name('a "quoted" 한글.jsonl'))
    odd.write(worked(Talk(cwd=str(scene.root))))
    assert not idle(odd, "SessionEnd")
    odd.ask("session-end")
    assert len(odd.checkpoints()) == 1


def test_other_events_are_never_idle(scene: Scene) -> None:
    assert not any(idle(scene, event) for event in ("SessionStart", "PreCompact", "PostCompact"))


def test_a_session_that_is_a_path_is_not_looked_for(scene: Scene) -> None:
    os.makedirs(scene.root / ".pal/state/owed")
    assert not idle(scene._replace(session="../owed"), "UserPromptSubmit")
