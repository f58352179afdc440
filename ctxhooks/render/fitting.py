"""The most important facts that fit."""

from collections.abc import Callable, Sequence

from ctxhooks.model.facts import Fact

# Nobody can use a bare answer, a hash without its subject, a failure without its error, or a refusal without what the person said. And a
# task is begun or it is not.
WITH_DETAIL = frozenset({"task", "failing", "failed_before", "answer", "request", "refusal", "commit"})


def pack(facts: Sequence[Fact], fits: Callable[[list[Fact]], bool]) -> list[Fact]:
    """As many as `fits` allows, by priority; details are dropped before facts, the least important first, but not where a fact says nothing
    without. Of one that is too long by itself as much of its text as fits.

    `fits` must hold for fewer facts and less detail where it holds for more.
    """
    ordered = sorted(facts, key=lambda f: f.priority)
    brief = [f if f.kind in WITH_DETAIL else f._replace(detail="") for f in ordered]
    count = _most(len(ordered), lambda n: fits(brief[:n]))
    full = _most(count, lambda n: fits(ordered[:n] + brief[n:count]))
    return ordered[:full] + brief[full:count] or [cut for f in ordered[:1] if (cut := _shortened(f, fits)).text]


def _shortened(fact: Fact, fits: Callable[[list[Fact]], bool]) -> Fact:
    """The fact without its detail; its text is empty if none of it fits."""
    whole = len(fact.text)

    def cut(n: int) -> Fact:
        text = fact.text if n == whole else f"{fact.text[:n].rstrip()} …" if n else ""
        return fact._replace(text=text, detail="")

    return cut(_most(whole, lambda n: fits([cut(n)])))


def _most(upto: int, holds: Callable[[int], bool]) -> int:
    if holds(upto):
        return upto
    low, high = 0, upto
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
