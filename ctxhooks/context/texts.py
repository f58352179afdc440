"""Every text that Claude or a user reads: templates, and a catalog of phrases for each language."""

import json
import os
import sys
from contextlib import suppress
from functools import cache
from typing import Any

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def shipped(folder: str) -> str:
    """`hooks` or `templates`: inside the package in a wheel, beside it in a checkout."""
    inside = os.path.join(HERE, folder)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(HERE), folder)


@cache
def catalog(language: str) -> dict[str, str]:
    with open(os.path.join(shipped("templates"), f"{language}.json"), encoding="utf-8") as f:
        phrases: dict[str, str] = json.load(f)
    return phrases


def say(language: str, key: str, **values: object) -> str:
    return catalog(language)[key].format(**values)


@cache
def _environment() -> Any:
    site_packages()
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from jinja2.bccache import Bucket, FileSystemBytecodeCache

    class Cache(FileSystemBytecodeCache):
        def dump_bytecode(self, bucket: Bucket) -> None:
            with suppress(OSError):  # a full disk costs time, not the text
                super().dump_bytecode(bucket)

    folder = shipped("templates")
    compiled = os.path.join(folder, "__pycache__")
    try:
        os.makedirs(compiled, exist_ok=True)
    except OSError:
        compiled = ""
    saved = Cache(compiled) if compiled and os.access(compiled, os.W_OK) else None
    return Environment(
        loader=FileSystemLoader(folder),
        bytecode_cache=saved,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        autoescape=False,  # noqa: S701  Markdown for a model, not HTML
    )


def ago(language: str, seconds: float) -> str:
    """An age, so coarse that a text with it seldom changes."""
    for unit, size in (("days", 86_400), ("hours", 3600)):
        if seconds >= size:
            return say(language, "age_" + unit, n=int(seconds // size))
    minutes = next((m for m in (30, 10, 5) if seconds >= m * 60), 0)
    return say(language, "age_minutes", n=minutes) if minutes else say(language, "age_now")


def render(template: str, language: str, **values: object) -> str:
    out: str = _environment().get_template(template + ".j2").render(t=catalog(language), **values)
    return out.strip() + "\n"


def site_packages() -> None:
    """Lets a hook, which starts without them, find the installed packages."""
    if "site" not in sys.modules:
        import site

        site.main()
