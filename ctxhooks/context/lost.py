"""What a text still holds of the facts."""

import re
from collections.abc import Iterable

from ctxhooks.model.facts import Fact

MARKS = re.compile(r"[`*_>#|\"'“”‘’«»\\…]")
SPACES = re.compile(r"\s+")


def plainly(text: str) -> str:
    """Case, Markdown's marks and runs of spaces set aside."""
    return SPACES.sub(" ", MARKS.sub(" ", text)).strip().casefold()


def holds(body: str, fact: Fact) -> bool:
    """`body` as `plainly` gives it; a fact is held when each line of its key is."""
    return all(plainly(line) in body for line in fact.key.split("\n"))


def missing(facts: Iterable[Fact], *texts: str) -> list[Fact]:
    body = plainly("\n".join(texts))
    return [f for f in facts if not holds(body, f)]
