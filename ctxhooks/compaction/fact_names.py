"""The names that the detail of an edited file lists, in brackets behind what was done to it."""

from collections.abc import Callable

from ctxhooks.model.facts import Fact


def listed(fact: Fact) -> list[str]:
    """None for a fact of another kind."""
    names = fact.detail.removesuffix(")").partition(" (")[2] if fact.kind == "file" else ""
    return names.split(", ") if names else []


def only(fact: Fact, fits: Callable[[str], bool]) -> Fact:
    """The fact with those of its names that fit."""
    names = listed(fact)
    if not names:
        return fact
    action, kept = fact.detail.partition(" (")[0], ", ".join(filter(fits, names))
    return fact._replace(detail=f"{action} ({kept})" if action and kept else action or kept)
