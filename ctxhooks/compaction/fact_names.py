"""The names that a fact's detail lists: of an edited file in brackets behind what was done, of an agent by themselves."""

from collections.abc import Callable

from ctxhooks.model.facts import Fact


def listed(fact: Fact) -> list[str]:
    """None for a fact of another kind."""
    if fact.kind == "agent":
        return fact.detail.split(", ") if fact.detail else []
    names = fact.detail.removesuffix(")").partition(" (")[2] if fact.kind == "file" else ""
    return names.split(", ") if names else []


def only(fact: Fact, fits: Callable[[str], bool]) -> Fact:
    """With those of its names that fit."""
    names = listed(fact)
    if not names:
        return fact
    kept = ", ".join(filter(fits, names))
    action = fact.detail.partition(" (")[0] if fact.kind == "file" else ""
    return fact._replace(detail=action + (f" ({kept})" if action and kept else kept))
