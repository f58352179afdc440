"""What a text still holds of the facts."""

from collections.abc import Iterable

from ctxhooks.light.patterns import pattern
from ctxhooks.model.facts import Fact

MARKS = pattern(r"[`*_>#|\"'“”‘’«»\\…]")
SHORT = 16  # characters
SPACES = pattern(r"\s+")


def plainly(text: str) -> str:
    """Case, Markdown's marks and runs of spaces set aside."""
    text = text.replace("\\@", "@").replace("<\\", "<")  # as `trust.sinks` writes them
    return SPACES.sub(" ", MARKS.sub(" ", text)).strip().casefold()


def holds(body: str, fact: Fact) -> bool:
    """`body` as `plainly` gives it; a fact is held when each line of its key is."""
    return all(not (key := plainly(line)) or position(key, body) >= 0 for line in fact.key.split("\n"))


def position(key: str, body: str) -> int:
    """Where a key stands in the body, both as `plainly` gives them; -1 where it does not.

    Not inside a longer word of Latin letters or digits; one longer than `SHORT` may have been cut in the middle of its last word.
    """
    at = body.find(key) if key else -1
    while at >= 0:
        end = at + len(key)
        if not _joined(body[at - 1 : at], key[0]) and (len(key) > SHORT or not _joined(key[-1], body[end : end + 1])):
            break
        at = body.find(key, at + 1)
    return at


def _joined(one: str, other: str) -> bool:
    return len(one + other) == 2 and (one + other).isascii() and (one + other).isalnum()


def missing(facts: Iterable[Fact], *texts: str) -> list[Fact]:
    """The facts that none of these texts holds, in their order."""
    body = plainly("\n".join(texts))
    return [f for f in facts if not holds(body, f)]
