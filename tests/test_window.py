"""The model's window: its size, its levels, what is told of it and when it is time to clear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.model.session import Use
from ctxhooks.model.settings import ClearWhen, Settings, Shares, Thresholds, Window
from ctxhooks.schema.settings_file import settings_from_yaml
from ctxhooks.sessions import window_use
from ctxhooks.sessions.window_use import Signs, Update, Watch

DEFAULT = Thresholds()


@pytest.mark.parametrize(
    ("given_", "size"),
    [
        ({}, 200_000),
        ({"model": "claude-sonnet-4-5[1m]"}, 1_000_000),
        ({"used": 200_000}, 200_000),
        ({"used": 200_001}, 1_000_000),
        ({"used": 10, "most": 300_000}, 1_000_000),
        ({"reported": 500_000}, 500_000),
        ({"reported": 200_000, "model": "x[1m]"}, 200_000),
        ({"reported": 200_000, "used": 250_000}, 1_000_000),
        ({"window": Window(size=64_000), "reported": 200_000, "used": 250_000}, 64_000),
    ],
)
def test_the_size_is_the_settings_or_the_clients_or_inferred_from_model_and_use(given_: dict[str, object], size: int) -> None:
    assert window_use.size(**{"window": Window(), **given_}) == size  # type: ignore[arg-type]


def test_the_usual_allocation() -> None:
    given_ = window_use.allocation(Shares(), 200_000)
    assert given_ == {"system": 15_000, "conversation": 80_000, "reference": 50_000, "reserve": 55_000}


@given(st.lists(st.floats(0, 100), min_size=3, max_size=3), st.integers(1, 2_000_000))
def test_an_allocation_is_the_whole_window(cuts: list[float], total: int) -> None:
    low, middle, high = sorted(cuts)
    shares = Shares(low, middle - low, high - middle, 100 - high)
    given_ = window_use.allocation(shares, total)
    assert sum(given_.values()) == total
    for name, percent in shares._asdict().items():
        assert abs(given_[name] - total * percent / 100) < 4
        assert given_[name] >= 0


@pytest.mark.parametrize(
    ("percent", "level", "hints"),
    [
        (0, "low", ""),
        (50, "low", ""),
        (50.5, "low", "clear"),
        (60, "normal", "clear"),
        (61, "normal", "clear reference"),
        (74.9995, "normal", "clear reference"),
        (75, "warning", "clear reference"),
        (76, "warning", "clear reference summarise"),
        (85, "critical", "clear reference summarise"),
        (86, "critical", "clear reference summarise compress"),
        (95, "emergency", "clear reference summarise compress"),
        (130, "emergency", "clear reference summarise compress"),
    ],
)
def test_levels_begin_at_their_thresholds_and_suggestions_grow(percent: float, level: str, hints: str) -> None:
    for total in (200_000, 1_000_000):
        used = int(total * percent / 100)
        assert window_use.level(DEFAULT, used, total) == level
        assert " ".join(window_use.hints(used, total)) == hints
    assert window_use.use(1_300, 1_000) == Use(1_000, 1_300, 0, 130)


thresholds = st.lists(st.integers(1, 100), min_size=4, max_size=4, unique=True).map(lambda four: Thresholds(*sorted(four)))


@given(thresholds, st.integers(1_000, 1_000_000), st.lists(st.integers(0, 120), max_size=30))
def test_a_level_alerts_once_until_use_has_fallen_a_level_below_it(thresholds: Thresholds, total: int, percents: list[int]) -> None:
    told, begins = "low", window_use.level_starts(thresholds, total)
    for used in (total * p // 100 for p in percents):
        low, high = window_use.limits(thresholds, told, total)
        now = window_use.update(Window(thresholds=thresholds), told, used, total, "transcript")
        assert (now.crossed, now.fell) == (used >= high, used < low)
        assert (now.level == told) == (low <= used < high)
        if now.crossed:
            assert now.level == window_use.level(thresholds, used, total)
            assert window_use.LEVELS.index(now.level) > window_use.LEVELS.index(told)
        elif now.level != told:
            assert used < begins[window_use.LEVELS.index(told) - 1]
        told = now.level


def test_use_that_hovers_about_a_threshold_alerts_once() -> None:
    watch, told = Watch(Window()), []
    watch.on("warning", lambda update: told.append(update.use.used))
    for used in (140_000, 151_000, 149_000, 152_000, 130_000, 150_000, 119_999, 151_000):
        watch.update(used)
    assert told == [151_000, 151_000]


def test_a_program_is_called_at_each_reading_and_each_level() -> None:
    watch = Watch(Window(), reported=100_000)
    seen: list[Update] = []
    levels: list[tuple[str, str]] = []
    watch.on("update", seen.append)
    for name in window_use.LEVELS:
        watch.on(name, lambda update: levels.append((update.level, update.source)))
    for used, source in (
        (10_000, "transcript"),
        (61_000, "statusline"),
        (96_000, "transcript"),
        (97_000, "transcript"),
        (5_000, "statusline"),
    ):
        assert watch.update(used, source) is watch.last
    assert levels == [("normal", "statusline"), ("emergency", "transcript"), ("low", "statusline")]
    assert [u.use.used for u in seen] == [10_000, 61_000, 96_000, 97_000, 5_000]
    assert seen[2] == Update(Use(100_000, 96_000, 4_000, 96), "emergency", True, False, "transcript")
    with pytest.raises(KeyError):
        watch.on("full", seen.append)


def test_a_program_that_saw_more_than_the_usual_window_knows_the_large_one_from_then_on() -> None:
    watch = Watch(Window())
    assert [watch.update(used).use.total for used in (190_000, 210_000, 20_000)] == [200_000, 1_000_000, 1_000_000]


ALL = Signs("ports/a.md", 150_001, 51, ("planning", "implementation"), ("sonnet", "opus"))


def keys(clear: ClearWhen, signs: Signs) -> list[str]:
    return [reason.key for reason in window_use.when_to_clear(clear, signs)]


def test_every_reason_to_clear_says_what_it_is_about() -> None:
    assert [tuple(r) for r in window_use.when_to_clear(ClearWhen(), ALL)] == [
        ("spec", {"path": "ports/a.md"}),
        ("tokens", {"used": 150_001, "limit": 150_000}),
        ("messages", {"n": 51, "limit": 50}),
        ("phase", {"before": "planning", "now": "implementation"}),
        ("model", {"before": "sonnet", "now": "opus"}),
    ]


def test_each_reason_can_be_switched_off() -> None:
    off = {"spec_created": False, "tokens": 0, "messages": 0, "phase_changed": False, "model_changed": False}
    for (field, value), key in zip(off.items(), ("spec", "tokens", "messages", "phase", "model"), strict=True):
        assert key not in keys(ClearWhen(**{field: value}), ALL)  # type: ignore[arg-type]
        assert len(keys(ClearWhen(**{field: value}), ALL)) == 4  # type: ignore[arg-type]
    assert keys(ClearWhen(*off.values()), ALL) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "signs", [Signs(), Signs("", 150_000, 50, ("planning", "planning"), ("opus", "opus")), Signs(phase=("", "testing"))]
)
def test_what_has_not_happened_is_no_reason(signs: Signs) -> None:
    assert keys(ClearWhen(), signs) == []


def test_every_part_of_the_window_is_set_in_the_projects_settings() -> None:
    text = b"window:\n  size: 50000\n  thresholds: {warning: 70}\n  clear: {tokens: 1000, messages: 0}\n"
    settings = settings_from_yaml(text, "config.yaml", Settings()).window
    assert window_use.size(settings, used=10) == 50_000
    assert window_use.level(settings.thresholds, 35_000, 50_000) == "warning"
    assert keys(settings.clear, ALL) == ["spec", "tokens", "phase", "model"]
