"""Renders a text: the compiled template of this name, with the phrases of a language."""

from functools import cache
from importlib import import_module
from typing import Any

from ctxhooks.render.catalog import catalog
from ctxhooks.render.runtime import Environment


def render(name: str, language: str, /, **values: Any) -> str:
    """`templates/NAME.md.j2` over these values. An UndefinedError where it uses something that is not there."""
    return _environment(language).get_template(f"{name}.md.j2").render(**values)


@cache
def _environment(language: str) -> Environment:
    return Environment(catalog(language), _shipped)


def _shipped(name: str) -> dict[str, Any]:
    return vars(import_module(f"ctxhooks.render.compiled.{name.partition('.')[0]}"))
