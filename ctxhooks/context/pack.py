"""The most important facts that fit."""

from collections.abc import Callable, Sequence

from ctxhooks.model.facts import Fact


def pack(facts: Sequence[Fact], fits: Callable[[list[Fact]], bool]) -> list[Fact]:
    """As many as `fits` allows, by priority; details are dropped before facts, the least important first.

    `fits` must hold for fewer facts and less detail where it holds for more.
    """
    ordered = sorted(facts, key=lambda f: f.priority)
    brief = [f._replace(detail="") for f in ordered]
    count = _most(len(ordered), lambda n: fits(brief[:n]))
    full = _most(count, lambda n: fits(ordered[:n] + brief[n:count]))
    return ordered[:full] + brief[full:count]


def _most(upto: int, holds: Callable[[int], bool]) -> int:
    if holds(upto):
        return upto
    low, high = 0, upto
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
