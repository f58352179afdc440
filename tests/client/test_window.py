"""Real clients whose window fills: each notice reaches the person and the model once, and the status line is drawn."""

import json
import time

from ctxhooks.transcript import tail

from . import clients, plays
from .api import Step
from .plays import Play
from .session import ALLOWED, Session
from .terminal import Terminal
from .world import World

SIZE = 40_000  # far enough below what makes a client compact
LEVELS = {30_400: "warning", 34_400: "critical", 38_400: "emergency"}


def prepared(world: World) -> None:
    (world.project / ".pal").mkdir()
    (world.project / ".pal" / "config.yaml").write_text(f"window:\n  size: {SIZE}\n")
    plays.install(world, "--statusline")


def answered(session: Session, *climb: int) -> None:
    """A prompt for each of these uses; the next one waits for the transcript, which lags a little, as a person would."""
    for tokens in climb:
        session.prompt("Go on.", Step("Gladly.", tokens=tokens))
        deadline = time.monotonic() + 10
        while tokens not in (tail.used(str(path)) for path in session.world.transcripts()) and time.monotonic() < deadline:
            time.sleep(0.02)


def shown(play: Play) -> list[str]:
    """What the person was shown beside each prompt, by its level."""
    said = [json.loads(run.stdout) for run in play.world.hooks("UserPromptSubmit") if run.stdout]
    return [notice["systemMessage"].split(":")[0] for notice in said if "systemMessage" in notice]


def test_a_window_that_fills_alerts_once_at_each_level(play: Play) -> None:
    notice = {tokens: f"ctxhooks, {level}" for tokens, level in LEVELS.items()}
    with play.open() as session:
        answered(session, 10_000, *sorted((*LEVELS, *(tokens + 1_000 for tokens in LEVELS))), 39_900)
        text = [request.text() for request in play.api.requests if request.kind == "main"][-1]
    assert shown(play) == [*notice.values()]
    assert [text.count(f"{words}: the context window") for words in notice.values()] == [1, 1, 1]
    assert "`pal session clear-prep`" in text
    saved = [json.loads(path.read_text()) for path in sorted((play.world.project / ".pal/checkpoints").glob("*.json"))]
    assert [(c["trigger"], c["tokens_used"]) for c in saved][:2] == [("pre_compression", 34_400), ("pre_compression", 38_400)]
    assert play.troubles() == []


def test_a_level_alerts_again_after_a_compaction(play: Play) -> None:
    with play.open() as session:
        answered(session, 30_400, 30_500)
        session.prompt("/compact")
        answered(session, 8_000, 31_000, 31_000)
    assert shown(play) == ["ctxhooks, warning"] * 2
    assert play.troubles() == []


def test_the_status_line_shows_what_the_client_reports(play: Play) -> None:
    with Terminal(play.version, play.world, play.api, *ALLOWED) as terminal:
        terminal.prompt("Good morning.", Step("Good morning.", tokens=12_000))
        terminal.prompt("Go on.", Step("Gladly.", tokens=20_000))
        terminal.prompt("Go on.", Step("Gladly.", tokens=20_000))
        assert "░░░░ " in terminal.drawn()
    log = (play.world.project / ".pal/state/window.log").read_text()
    assert ("statusline 20000/200000" in log) == (play.version in ("2.1.80", *clients.NATIVE)), "older ones tell nothing"
