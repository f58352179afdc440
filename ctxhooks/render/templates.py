"""Renders a text: the compiled template of this name, with the phrases of a language."""

from collections.abc import Callable
from functools import cache

from ctxhooks.light.typing import Any
from ctxhooks.render.catalog import catalog
from ctxhooks.render.runtime import Environment, UndefinedError

Load = Callable[[str], dict[str, Any]]
# What a person's template can raise; none of it may cost the text.
WRONG = (ArithmeticError, AttributeError, LookupError, MemoryError, OSError, RecursionError, SyntaxError, TypeError, ValueError)
_own: tuple[Load, Callable[[BaseException], None]] | None = None


def render(name: str, language: str, /, **values: Any) -> str:
    """`templates/NAME.md.j2` over these values; where a person's own fails, the one that ships.

    An UndefinedError where that uses something that is not there.
    """
    if _own:
        load, failed = _own
        try:
            return _environment(language, load).get_template(f"{name}.md.j2").render(**values)
        except (UndefinedError, *WRONG) as e:
            use(None)
            failed(e)
    return _environment(language, shipped).get_template(f"{name}.md.j2").render(**values)


def set_aside(why: str) -> bool:
    """Where a person's own templates make a text that cannot be used: reports it and goes on with those that ship.

    False where those are in use already.
    """
    if not _own:
        return False
    _, failed = _own
    use(None)
    failed(ValueError(why))
    return True


def use(own: tuple[Load, Callable[[BaseException], None]] | None) -> None:
    """Puts a person's own templates first: `own` loads one, and is told the first error, after which those that ship are used."""
    global _own  # noqa: PLW0603  set once, where a process begins
    _own = own


def shipped(name: str) -> dict[str, Any]:
    """The names of the compiled module of a template that ships (`recovery.md.j2`), imported at its first use."""
    return vars(__import__(f"ctxhooks.render.compiled.{name.partition('.')[0]}", fromlist=["root"]))


@cache
def _environment(language: str, load: Load) -> Environment:
    return Environment(catalog(language), load)
