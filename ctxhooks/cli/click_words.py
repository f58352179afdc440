"""Click's own words in the user's language; Click asks gettext, which would need compiled files in a folder of the system's."""

import json
from importlib import import_module
from pathlib import Path

from ctxhooks.render.catalog import shipped

MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "types")


def speak(language: str) -> None:
    """Makes Click's modules say what `templates/locales/click` has for their English words, and English where it has nothing."""
    path = Path(shipped("templates"), "locales", "click", f"{language}.json")
    words: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    for name in MODULES:
        module = import_module(f"click.{name}")
        if hasattr(module, "_"):
            setattr(module, "_", lambda text: words.get(text, text))  # noqa: B010  a name of Click's own
