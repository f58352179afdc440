"""Every text that Claude or a user reads: a catalog of phrases for each language."""

import os
from functools import cache

from ctxhooks.light import json

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def shipped(folder: str) -> str:
    """`hooks` or `templates`: inside the package in a wheel, beside it in a checkout."""
    inside = os.path.join(HERE, folder)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(HERE), folder)


@cache
def catalog(language: str) -> dict[str, str]:
    """The phrases of a language (`en`, `ko` or `ru`) by key, read once in a process; places to fill in are written `{name}`."""
    with open(os.path.join(shipped("templates"), "locales", f"{language}.json"), encoding="utf-8") as f:
        phrases: dict[str, str] = json.loads(f.read())
    return phrases


def say(language: str, key: str, **values: object) -> str:
    """The phrase with its values; a number chooses among the forms that a phrase gives for it: `{n} {n:fact|facts}`."""
    counted = {name: _Counted(value) if type(value) is int else value for name, value in values.items()}
    return catalog(language)[key].format(**counted)


class _Counted(int):
    """Two forms: for 1 and for all else; three: for 1, for 2 to 4, and for 5 to 20, as Slavic languages count."""

    def __format__(self, spec: str) -> str:
        forms = spec.split("|")
        if len(forms) == 1:
            return int(self).__format__(spec)
        if len(forms) == 2:
            return forms[self != 1]
        teen, last = self % 100 // 10 == 1, self % 10
        return forms[0 if last == 1 and not teen else 1 if last in (2, 3, 4) and not teen else 2]


def ago(language: str, seconds: float) -> str:
    """An age, so coarse that a text with it seldom changes."""
    for unit, size in (("days", 86_400), ("hours", 3600)):
        if seconds >= size:
            return say(language, "age_" + unit, n=int(seconds // size))
    minutes = next((m for m in (30, 10, 5) if seconds >= m * 60), 0)
    return say(language, "age_minutes", n=minutes) if minutes else say(language, "age_now")
