"""The phrases of the page and of the tables that show the same in a terminal, and the forms that numbers take in them."""

import json
import os
from functools import cache
from typing import Any

from ctxhooks.render.catalog import shipped


def folder() -> str:
    """Where the page's templates, style, script and phrases lie: in the wheel or in the checkout."""
    return os.path.join(shipped("templates"), "view")


def file(name: str) -> str:
    """The text of one of these files. An OSError where it is missing, which means a broken installation."""
    with open(os.path.join(folder(), name), encoding="utf-8") as f:
        return f.read()


@cache
def phrases(language: str) -> dict[str, Any]:
    """The phrases by key, each a text or its forms for numbers."""
    found: dict[str, Any] = json.loads(file(f"{language}.json"))
    return found


def form(language: str, n: int, forms: dict[str, str]) -> str:
    """The name of the form that a number takes; a number may have one of its own."""
    if str(n) in forms:
        return str(n)
    if language == "ru":
        one, few = n % 10 == 1 and n % 100 != 11, n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14)
        return "one" if one and "one" in forms else "few" if few and "few" in forms else "other"
    return "other"
