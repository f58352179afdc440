"""The model's window: how large it is, what it is meant for, how full it is, and what that suggests."""

from collections.abc import Callable

from ctxhooks.light.typing import NamedTuple
from ctxhooks.model.session import Use
from ctxhooks.model.settings import ClearWhen, Shares, Thresholds, Window
from ctxhooks.transcript import tail

MOST = 1 << 53
LEVELS = ("low", *Thresholds._fields)
ALERTED = frozenset({"warning", "critical", "emergency"})
# Above so many percent of use, in the order in which they grow.
HINTS = {50: "clear", 60: "reference", 75: "summarise", 85: "compress"}


def size(window: Window, model: str = "", used: int = 0, reported: int = 0, most: int = 0) -> int:
    """Tokens: as set, else as the client reported it, else by the model's id and by the most that was ever used."""
    return window.size or (reported if reported >= used else 0) or tail.holds(model, max(used, most))


def use(used: int, total: int) -> Use:
    """The use of a window of `total` tokens, in whole percent."""
    return Use(total, used, max(0, total - used), used * 100 // total)


def allocation(shares: Shares, total: int) -> dict[str, int]:
    """Tokens for each share; all of them together are the window."""
    given = {name: int(total * percent / 100) for name, percent in shares._asdict().items()}
    return {**given, "reserve": total - sum(given.values()) + given["reserve"]}


def level_starts(thresholds: Thresholds, total: int) -> tuple[int, ...]:
    """Where each level begins, in tokens."""
    return (0, *(-(-total * percent // 100) for percent in thresholds))


def level(thresholds: Thresholds, used: int, total: int) -> str:
    """The highest level whose threshold the use has reached."""
    return LEVELS[sum(used >= mark for mark in level_starts(thresholds, total)) - 1]


def limits(thresholds: Thresholds, alerted: str, total: int) -> tuple[int, int]:
    """The tokens between which no alert is due: below the first, the level is given up; from the second on the next one begins.

    A level is given up a whole level lower than it begins: use that goes up and down about a threshold brings one alert.
    """
    begins, at = (*level_starts(thresholds, total), MOST), LEVELS.index(alerted)
    return begins[max(0, at - 1)], begins[at + 1]


class Update(NamedTuple):
    """One reading: `level` is that of the last alert; `crossed` and `fell` say whether it was just reached or given up."""

    use: Use = Use()
    level: str = LEVELS[0]
    crossed: bool = False
    fell: bool = False
    source: str = "transcript"


def update(window: Window, alerted: str, used: int, total: int, source: str) -> Update:
    """The reading of `used` tokens after an alert of the level `alerted`."""
    alerted = alerted if alerted in LEVELS else LEVELS[0]
    low, high = limits(window.thresholds, alerted, total)
    now = alerted if low <= used < high else level(window.thresholds, used, total)
    return Update(use(used, total), now, used >= high, used < low, source)


def hints(used: int, total: int) -> tuple[str, ...]:
    """The names of what this use suggests, in the order in which they grow."""
    return tuple(hint for above, hint in HINTS.items() if used * 100 > above * total)


class Signs(NamedTuple):
    """What speaks for clearing: a spec written and the number of messages since the last compaction, the tokens in use, and of phase and
    model the one before and the one now, empty where they are not known."""

    spec: str = ""
    tokens: int = 0
    messages: int = 0
    phase: tuple[str, str] = ("", "")
    model: tuple[str, str] = ("", "")


class Reason(NamedTuple):
    key: str
    values: dict[str, object]


def when_to_clear(clear: ClearWhen, signs: Signs) -> list[Reason]:
    """Why it is time to clear; none: it is not."""
    reasons = [
        (clear.spec_created and signs.spec != "", Reason("spec", {"path": signs.spec})),
        (0 < clear.tokens < signs.tokens, Reason("tokens", {"used": signs.tokens, "limit": clear.tokens})),
        (0 < clear.messages < signs.messages, Reason("messages", {"n": signs.messages, "limit": clear.messages})),
        (clear.phase_changed and _changed(signs.phase), Reason("phase", {"before": signs.phase[0], "now": signs.phase[1]})),
        (clear.model_changed and _changed(signs.model), Reason("model", {"before": signs.model[0], "now": signs.model[1]})),
    ]
    return [reason for holds, reason in reasons if holds]


def _changed(pair: tuple[str, str]) -> bool:
    before, now = pair
    return bool(before and now and before != now)


Callback = Callable[[Update], object]


class Watch:
    """Follows one session's window for a program, and calls back: at each reading (`update`), or where a level is reached."""

    def __init__(self, window: Window, model: str = "", reported: int = 0) -> None:
        self.window, self.model, self.reported = window, model, reported
        self.last = Update(use(0, size(window, model, 0, reported)))
        self._most = 0
        self._calls: dict[str, list[Callback]] = {name: [] for name in ("update", *LEVELS)}

    def on(self, event: str, callback: Callback) -> None:
        """A KeyError for what is neither `update` nor a level."""
        self._calls[event].append(callback)

    def update(self, used: int, source: str = "transcript") -> Update:
        """Takes a reading in tokens, and calls back: those for every update, and those for a level that was just reached."""
        self._most = max(self._most, used)
        total = size(self.window, self.model, used, self.reported, self._most)
        now = update(self.window, self.last.level, used, total, source)
        reached = now.level != self.last.level
        self.last = now
        for call in (*self._calls["update"], *(self._calls[now.level] if reached else ())):
            call(now)
        return now
