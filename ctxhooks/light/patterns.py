"""Regular expressions that are compiled when they are first used, and once for each interpreter.

A hook needs up to a hundred of them, and to compile these takes longer than the rest of its work. What they were compiled to is kept as
Python keeps its modules: beside them, for this very version of it and of ctxhooks. Where that cannot be read or is not understood, `re`
compiles as ever.
"""

import marshal
import os
import sys
from functools import cache

from ctxhooks import __version__
from ctxhooks.light import re

TYPE_CHECKING = False  # `typing` takes as long as all that is imported here
if TYPE_CHECKING:
    from typing import Any, AnyStr

# By expression and flags what `_sre.compile` is given beside the expression: flags, code, number of groups, the groups' names.
_Code = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]
PATH = os.path.join(os.path.dirname(__file__), "__pycache__", f"patterns.{sys.implementation.cache_tag}-{sys.hexversion:x}")
_new: "dict[tuple[Any, int], bytes]" = {}  # the code by expression and flags; as bytes, since a hook needs few of all that are kept


class LatePattern:
    """Stands for a compiled expression, and takes over its attributes once one of them is asked for."""

    def __init__(self, regex: "Any", flags: int) -> None:
        self._written = regex, flags

    def __getattr__(self, name: str) -> "Any":
        value = compiled(*self._written) if name == "_compiled" else getattr(self._compiled, name)
        self.__dict__[name] = value
        return value


def pattern(regex: "AnyStr", flags: int = 0) -> "re.Pattern[AnyStr]":
    """Like `re.compile`; an error in the expression shows at its first use."""
    return LatePattern(regex, flags)  # type: ignore[return-value]  # it acts as one


def compiled(regex: "AnyStr", flags: int = 0) -> "re.Pattern[AnyStr]":
    """Like `re.compile`, from what is kept where that can be."""
    key = regex, int(flags)
    try:
        import _sre  # type: ignore[import-not-found]

        kept = _kept().get(key) or _new.get(key)
        if not kept:
            kept = _new[key] = marshal.dumps(_made(*key))
        code: _Code = marshal.loads(kept)  # noqa: S302 - see `_kept`
        made: re.Pattern[AnyStr] = _sre.compile(regex, code[0], list(memoryview(code[1]).cast("I")), *code[2:])
    except (ImportError, AttributeError, TypeError, ValueError, EOFError, RuntimeError):  # a `_sre` that is another, or that refuses it
        return re.compile(regex, flags)
    return made


def unkept() -> bytes:
    """What the file at PATH is to hold; empty where nothing is new, or where Python is told to keep no compiled modules."""
    return marshal.dumps((__version__, {**_kept(), **_new})) if _new and not sys.dont_write_bytecode else b""


@cache
def _kept() -> "dict[Any, bytes]":
    """Nothing of what another version of ctxhooks has kept: it would never be used again, and stay for good."""
    try:
        with open(PATH, "rb") as file:
            version, kept = marshal.loads(file.read())  # noqa: S302 - as far to be trusted as the modules beside it
    except (OSError, EOFError, ValueError, TypeError):
        return {}
    return kept if version == __version__ and isinstance(kept, dict) else {}


def _made(regex: "Any", flags: int) -> _Code:
    """What `re.compile` hands over to `_sre.compile`."""
    from re import _compiler, _parser  # type: ignore[attr-defined]

    parsed = _parser.parse(regex, flags)
    names: list[str | None] = [None] * parsed.state.groups
    for name, number in parsed.state.groupdict.items():
        names[number] = name
    code = b"".join(word.to_bytes(4, sys.byteorder) for word in _compiler._code(parsed, flags))
    return flags | parsed.state.flags, code, parsed.state.groups - 1, dict(parsed.state.groupdict), tuple(names)
