"""Text as the search compares it, and the line of it that is shown for a hit."""

from collections.abc import Iterator, Sequence
from unicodedata import normalize

from ctxhooks.light.contexts import suppress

MOST_TERMS = 32


def fold(text: str) -> str:
    """The text as it is compared: composed, without case, е for ё; never with half a character in it, or a NUL."""
    sound = text.encode("utf-8", "replace").decode().replace("\0", " ")
    return normalize("NFC", sound).casefold().replace("ё", "е")


def terms_of(text: str) -> list[str]:
    """The words to search for: folded, each once, at most MOST_TERMS."""
    return list(dict.fromkeys(fold(text).split()))[:MOST_TERMS]


def excerpt(text: str, terms: Sequence[str], before: int = 60, after: int = 140) -> str:
    """A line of the text around the first term in it, or its beginning; in characters, cut between words."""
    plain = " ".join(normalize("NFC", text.encode("utf-8", "replace").decode()).split())
    folded = fold(plain)
    hits = [(at, len(term)) for term in terms if (at := folded.find(term)) >= 0]
    first, length = min(hits, default=(0, 0))
    at = first if len(folded) == len(plain) else _unfolded(plain, first)
    start, end = max(0, at - before), min(len(plain), at + length + after)
    if start:
        start = plain.find(" ", start, at) + 1 or start
    if end < len(plain):
        with suppress(ValueError):
            end = plain.rindex(" ", at + length, end)
    return ("… " if start else "") + plain[start:end] + (" …" if end < len(plain) else "")


def _unfolded(plain: str, at: int) -> int:
    """Where the character stands that is at `at` once all are folded: some become two."""
    return next((i for i, end in enumerate(_ends(plain)) if end > at), 0)


def _ends(plain: str) -> Iterator[int]:
    end = 0
    for char in plain:
        end += len(fold(char))
        yield end
