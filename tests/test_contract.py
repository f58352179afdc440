"""The contract with the client: what it sends is taken, and what we say it takes."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ctxhooks.model.replies import CAP, WITH_CONTEXT, Reply, units
from ctxhooks.schema.contract import INPUT, check_output
from ctxhooks.setup.hook_settings import EVENTS

RECORDED = sorted(SAMPLES.rglob("*.json"))


@pytest.mark.parametrize("path", RECORDED, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_what_each_client_sent_is_an_event(path: Path) -> None:
    raw = json.loads(path.read_bytes())
    event = INPUT.validate_python(raw)
    assert event.session_id == raw["session_id"]
    assert event.hook_event_name == path.stem.split("-")[0]
    known = type(event).model_fields.keys()
    assert {"session_id", "transcript_path", "cwd", "hook_event_name"} <= known & raw.keys()


@pytest.mark.parametrize("wrong", [{}, {"hook_event_name": "Other", "session_id": "a"}, {"hook_event_name": "PreCompact"}])
def test_what_no_client_sends_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        INPUT.validate_python(wrong)


@given(
    st.sampled_from(list(EVENTS)),
    st.text(),
    st.integers(1, 40),
)
def test_whatever_a_reply_says_the_client_takes(event: str, text: str, times: int) -> None:
    try:
        said = Reply(text * times).stdout(event)
    except ValueError:
        assert event not in WITH_CONTEXT or units(text * times) > CAP
        return
    check_output(event, said)


@pytest.mark.parametrize(
    ("event", "stdout"),
    [
        ("SessionStart", "plain text"),
        ("SessionStart", '{"decision": "block"}'),
        ("SessionStart", '{"hookSpecificOutput": {"hookEventName": "UserPromptSubmit", "additionalContext": "x"}}'),
        ("UserPromptSubmit", '{"hookSpecificOutput": {"hookEventName": "UserPromptSubmit", "additionalContext": ""}}'),
        ("UserPromptSubmit", json.dumps({"hookSpecificOutput": {"hookEventName": "UserPromptSubmit", "additionalContext": "😀" * 5001}})),
        ("PreCompact", '{"x": 1}'),
        ("PostCompact", "x"),
        ("SessionEnd", " "),
        ("Notification", "{}"),
    ],
)
def test_what_the_client_would_complain_of_is_found(event: str, stdout: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        check_output(event, stdout)
