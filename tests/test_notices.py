"""What is told as a window fills: each level once, with what is at stake; and what a hot hook compares the use with."""

import json
from pathlib import Path

import pytest
from conftest import NOW, SESSION, Scene, Talk, worked

from ctxhooks.model.events import Event
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import LANGUAGES, ClearWhen, Settings, Thresholds, Window
from ctxhooks.render.catalog import catalog
from ctxhooks.sessions import alerts
from ctxhooks.store import checkpoints, reported
from ctxhooks.store import window as store
from ctxhooks.transcript import tail


class Filling(Scene):
    """A conversation whose window fills, with a reading after each answer."""

    def at(self, talk: Talk, tokens: int, settings: Settings = Settings(), **more: str) -> Reply:  # noqa: B008
        self.write(talk.says("Further.", tokens=tokens))
        return self.read(settings, **more)

    def read(self, settings: Settings = Settings(), **more: str) -> Reply:  # noqa: B008
        event = Event(session_id=self.session, transcript_path=str(self.transcript))
        reply = alerts.alert(self.project(), settings, event, **more)
        assert self.quiet(), "a reading leaves nothing to be told"
        return reply

    def quiet(self) -> bool:
        return tail.quiet(reported.limits(str(self.root), self.session), str(self.transcript))


@pytest.fixture
def filling(scene: Scene) -> Filling:
    return Filling(*scene)


@pytest.fixture
def talk(scene: Scene) -> Talk:
    return worked(Talk(cwd=str(scene.root)))


def test_each_level_alerts_once_and_again_after_a_compaction(filling: Filling, talk: Talk) -> None:
    climbing = (100_000, 125_000, 151_000, 152_000, 149_000, 171_000, 172_000, 191_000, 195_000)
    told = [filling.at(talk, tokens).text.partition(":")[0] for tokens in climbing]
    levels = [f"ctxhooks, {name}" if name else "" for name in ("", "", "warning", "", "", "critical", "", "emergency", "")]
    assert told == levels
    talk.compacted()
    assert filling.at(talk, 30_000) == SILENCE
    assert [bool(filling.at(talk, tokens).text) for tokens in (140_000, 151_000, 171_000)] == [False, True, True]


def test_a_compaction_that_nothing_answered_yet_counts_as_fallen(filling: Filling, talk: Talk) -> None:
    filling.at(talk, 180_000)
    filling.write(talk.compacted())
    assert not filling.quiet()
    assert filling.read() == SILENCE
    assert filling.at(talk, 151_000).text


def test_what_a_transcript_tells_of_the_window_ahead_of_a_compaction_alerts_nobody_behind_it(filling: Filling, talk: Talk) -> None:
    filling.write(talk.says("Further.", tokens=180_000))
    said = filling.compact(way="ask")  # the client has not written the boundary yet
    assert "ctxhooks, critical" not in said[3]
    assert filling.at(talk.compacted(), 30_000) == SILENCE
    assert filling.at(talk, 171_000).text.startswith("ctxhooks, critical")


def test_a_warning_is_for_both_and_saves_nothing(filling: Filling, talk: Talk) -> None:
    reply = filling.at(talk, 152_000)
    assert reply.text == reply.notice
    t = catalog("en")
    for hint in ("clear", "reference", "summarise"):
        assert t[f"window_hint_{hint}"] in reply.text
    assert t["window_hint_compress"] not in reply.text
    assert "76 % full, 152,000 of 200,000 tokens" in reply.text
    assert "152,000 tokens are in use, more than 150,000" in reply.text
    assert filling.checkpoints() == []


def test_at_the_critical_level_the_work_is_saved_and_what_is_at_stake_is_counted(filling: Filling, talk: Talk) -> None:
    said = filling.at(talk, 171_000).text
    [checkpoint] = checkpoints.sound(filling.project(), SESSION)
    assert checkpoint.trigger == "pre_compression"
    assert checkpoint.tokens_used == 171_000
    assert checkpoint.id in said
    assert "Open tasks: 2; Commands that fail and have not passed since: 1" in said
    assert not (filling.root / ".pal/state/owed" / SESSION).exists()


def test_a_jump_to_the_emergency_saves_too_and_names_the_command(filling: Filling, talk: Talk) -> None:
    said = filling.at(talk, 190_000).text
    assert "`pal session clear-prep`" in said
    assert "sends 190,000 tokens again, while after a clear ctxhooks brings back at most 17,500" in said
    assert len(filling.checkpoints()) == 1


def test_the_checkpoint_is_not_taken_for_a_compactions(filling: Filling, talk: Talk) -> None:
    filling.at(talk, 171_000)
    assert "Parse the buoy list" in filling.ask("pre-compact", trigger="auto")
    assert [c.trigger for c in checkpoints.sound(filling.project())] == ["auto", "pre_compression"]
    assert "Parse the buoy list" in filling.ask("session-start", source="compact")


def test_an_alert_comes_even_if_its_checkpoint_fails(filling: Filling, talk: Talk) -> None:
    filling.at(talk, 100_000)
    (filling.root / f".pal/state/locks/session-{SESSION}").mkdir(parents=True)
    said = filling.at(talk, 171_000).text
    assert said.startswith("ctxhooks, critical")
    assert "Checkpoint" not in said
    assert "pre_compression IsADirectoryError" in filling.log()


def test_reasons_to_clear_name_what_they_are_about(filling: Filling, talk: Talk) -> None:
    filling.at(talk, 10_000, phase="planning")
    for _ in range(30):
        talk.prompt("More.").says("Yes.")
    talk.write(f"{filling.root}/ports/tides.md", "# Tides\n").write(f"{filling.root}/docs/other.md", "# Other\n")
    said = filling.at(talk, 152_000, phase="implementation").text
    assert "the spec ports/tides.md has been written" in said
    assert "64 messages since the window began to fill, more than 50" in said
    assert "the phase changed from planning to implementation" in said
    off = Settings(window=Window(clear=ClearWhen(False, 0, 0, False, False)))
    other = filling._replace(session="other")
    assert "What speaks for clearing" not in other.read(off, phase="review").text


def test_a_change_of_model_is_a_reason_to_clear(filling: Filling, talk: Talk) -> None:
    for tokens, model in ((10_000, "claude-a"), (152_000, "claude-b")):
        talk.says("Further.", tokens=tokens)
        talk.records[-1]["message"]["model"] = model
        filling.write(talk)
        said = filling.read().text
    assert "the model changed from claude-a to claude-b" in said


def test_thresholds_and_size_are_the_settings(filling: Filling, talk: Talk) -> None:
    settings = Settings(window=Window(size=10_000, thresholds=Thresholds(10, 20, 30, 40)))
    assert [filling.at(talk, n, settings).text.partition(":")[0] for n in (1_500, 2_500, 3_500, 4_500)] == [
        "",
        "ctxhooks, warning",
        "ctxhooks, critical",
        "ctxhooks, emergency",
    ]


def test_the_clients_own_word_for_the_window_counts_and_makes_the_limits_anew(filling: Filling, talk: Talk) -> None:
    assert filling.at(talk, 100_000) == SILENCE
    root = str(filling.root)
    assert reported.report(root, SESSION, 100_000, 1_000_000, NOW)
    assert not filling.quiet()
    assert filling.at(talk, 180_000) == SILENCE
    assert "76 % full, 760,000 of 1,000,000 tokens" in filling.at(talk, 760_000).text


def test_the_large_window_is_known_by_the_models_name(filling: Filling, talk: Talk) -> None:
    assert filling.at(talk, 180_000, model="claude-sonnet-4-5[1m]") == SILENCE
    assert filling._replace(session="other").read().text


def test_use_comes_from_the_client_or_the_whole_transcript_where_its_end_lacks_it(filling: Filling, talk: Talk) -> None:
    talk.says("Further.", tokens=152_000).prompt("x" * tail.MOST)
    filling.write(talk)
    event = Event(session_id=SESSION, transcript_path=str(filling.transcript))
    before = store.read(filling.project(), SESSION)
    assert alerts.reading(filling.project(), Settings(), event, before)[:3] == (152_000, 200_000, "transcript")
    filling.project().ready()
    reported.report(str(filling.root), SESSION, 153_000, 200_000, NOW)
    assert alerts.reading(filling.project(), Settings(), event, before)[:3] == (153_000, 200_000, "statusline")


def test_each_reading_is_logged_with_its_source(filling: Filling, talk: Talk) -> None:
    filling.at(talk, 152_000)
    reported.report(str(filling.root), SESSION, 160_000, 200_000, NOW)
    log = (filling.root / reported.LOG).read_text().splitlines()
    assert log == [
        f"2026-09-21T14:13:20Z {SESSION} transcript 152000/200000 76% warning",
        f"2026-09-21T14:13:20Z {SESSION} statusline 160000/200000",
    ]
    assert filling.log() == "", "the hooks' log is for what went wrong"


def test_the_log_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reported, "LONGEST_LOG", 1_000)
    (tmp_path / ".pal/state").mkdir(parents=True)
    for n in range(100):
        reported.log(str(tmp_path), f"line {n}", NOW)
    kept = [tmp_path / reported.LOG, tmp_path / (reported.LOG + ".1")]
    assert sum(path.stat().st_size for path in kept if path.exists()) < 2_100


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"told": 5, "most": "x"}', b'{"told": "full"}', b"[" * 100_000])
def test_a_note_that_is_broken_is_made_anew(filling: Filling, talk: Talk, data: bytes) -> None:
    path = filling.root / reported.FOLDER / f"{SESSION}.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    assert filling.at(talk, 152_000).text
    assert json.loads(path.read_bytes())["told"] == "warning"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alert_can_be_made_in_each_language(filling: Filling, talk: Talk, language: str) -> None:
    settings = Settings(language=language)
    texts = [filling.at(talk, tokens, settings).text for tokens in (151_000, 171_000, 191_000)]
    for text, level in zip(texts, ("warning", "critical", "emergency"), strict=True):
        assert catalog(language)[f"window_level_{level}"] in text
        assert "{" not in text
    assert "`/clear`" in texts[2]
