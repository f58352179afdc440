"""`pal window` and `pal statusline`, by their commands."""

import json
import os

from click.testing import CliRunner, Result
from conftest import NOW, SESSION, Scene, Talk, worked

from ctxhooks.cli import statusline, window
from ctxhooks.model.events import Event
from ctxhooks.model.settings import Settings
from ctxhooks.sessions import alerts


def show(scene: Scene, *args: str) -> Result:
    return CliRunner().invoke(window.command, ["--project", str(scene.root), *args])


def reading(scene: Scene) -> str:
    event = Event(session_id=scene.session, transcript_path=str(scene.transcript))
    return alerts.alert(scene.project(), Settings(), event).notice


def filled(scene: Scene) -> None:
    """A window that fills, behind the last reading."""
    talk = worked(Talk(cwd=str(scene.root)))
    talk.records[-1]["message"]["usage"]["input_tokens"] = 10_000
    scene.write(talk)
    reading(scene)
    for _ in range(25):
        talk.prompt("More.").says("Yes.", tokens=152_000)
    scene.write(talk)


def test_the_window_is_shown_with_the_reasons_to_clear(scene: Scene) -> None:
    filled(scene)
    said = show(scene).output
    for part in (
        "152,000 of 200,000 tokens (76 %), warning",
        "80,000",
        "Reference documents can wait",
        "more than 150,000",
        "more than 50",
    ):
        assert part in said


def test_the_same_as_data(scene: Scene) -> None:
    filled(scene)
    given = json.loads(show(scene, "--json").stdout)
    assert (given["session"], given["used"], given["total"], given["percent"]) == (SESSION, 152_000, 200_000, 76)
    assert (given["level"], given["source"], len(given["hints"]), len(given["clear"])) == ("warning", "transcript", 3, 2)
    assert sum(given["allocation"].values()) == 200_000


def test_looking_is_no_reading(scene: Scene) -> None:
    filled(scene)
    show(scene)
    assert reading(scene)


def test_the_session_that_was_written_last_is_shown(scene: Scene) -> None:
    filled(scene)
    other = scene._replace(session="other", transcript=scene.transcript.with_name("other.jsonl"))
    other.write(Talk().says("Hello.", tokens=7_000))
    reading(other)
    for used, path in ((7_000, other.transcript), (152_000, scene.transcript)):
        os.utime(path, (2e9 + used, 2e9 + used))
        assert json.loads(show(scene, "--json").stdout)["used"] == used


def test_without_a_session_there_is_nothing_to_tell(scene: Scene) -> None:
    assert "No session of this project is known yet." in show(scene).output
    assert (show(scene, "--json").stdout, show(scene).exit_code) == ("null\n", 0)


def test_the_status_line_takes_any_input() -> None:
    for data in ("", "{", json.dumps({"session_id": SESSION, "time": NOW})):
        said = CliRunner().invoke(statusline.command, input=data, env={"NO_COLOR": "1", "CLAUDE_PROJECT_DIR": "/nowhere"})
        assert (said.exit_code, said.output.count("\n")) == (0, 1)
    assert "0% 0k/200k" in said.output
