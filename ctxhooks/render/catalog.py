"""Every text that Claude or a user reads: a catalog of phrases for each language."""

import json
import os
from functools import cache

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def shipped(folder: str) -> str:
    """`hooks` or `templates`: inside the package in a wheel, beside it in a checkout."""
    inside = os.path.join(HERE, folder)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(HERE), folder)


@cache
def catalog(language: str) -> dict[str, str]:
    """The phrases of a language (`en`, `ko` or `ru`) by key, read once in a process; places to fill in are written `{name}`."""
    with open(os.path.join(shipped("templates"), "locales", f"{language}.json"), encoding="utf-8") as f:
        phrases: dict[str, str] = json.load(f)
    return phrases


def say(language: str, key: str, **values: object) -> str:
    """The phrase `key` with its places filled in. A KeyError where there is no such phrase, or a value for it is missing."""
    return catalog(language)[key].format(**values)


def ago(language: str, seconds: float) -> str:
    """An age, so coarse that a text with it seldom changes."""
    for unit, size in (("days", 86_400), ("hours", 3600)):
        if seconds >= size:
            return say(language, "age_" + unit, n=int(seconds // size))
    minutes = next((m for m in (30, 10, 5) if seconds >= m * 60), 0)
    return say(language, "age_minutes", n=minutes) if minutes else say(language, "age_now")
