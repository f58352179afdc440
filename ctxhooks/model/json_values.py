"""Frozen records to plain JSON values and back, whatever the JSON holds."""

from collections.abc import Callable
from functools import cache

from ctxhooks.light import json
from ctxhooks.light.typing import Any, NamedTuple, TypeVar

R = TypeVar("R")


class OnDisk(NamedTuple):
    """A mark: the field's name in files, where that is not its name in the code."""

    name: str


@cache
def names_on_disk(kind: type) -> dict[str, str]:
    """The field names of a NamedTuple, each with its name in files."""
    marked = {name: getattr(t, "__metadata__", ()) for name, t in kind.__annotations__.items()}
    return {name: next((m.name for m in marks if isinstance(m, OnDisk)), name) for name, marks in marked.items()}


def plain(value: Any) -> Any:
    """Records, tuples and mappings as JSON values."""
    if hasattr(value, "_asdict"):
        names = names_on_disk(type(value)).values()  # type: ignore[arg-type]
        return {name: plain(v) for name, v in zip(names, value, strict=True)}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return value


def object_in(data: bytes | None) -> dict[str, Any]:
    """The JSON object that the bytes hold; an empty one for anything else."""
    try:
        value = json.loads(data or b"")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def strings(value: Any) -> set[str]:
    """Every string of a JSON value, its keys too."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.add(one)
        elif isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, (list, tuple)):
            waiting += one
    return found


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """The same JSON value with each of its strings changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {mapped(k, change): mapped(v, change) for k, v in value.items()}
    return [mapped(v, change) for v in value] if isinstance(value, (list, tuple)) else value


def record(kind: type[R], raw: Any) -> R:
    """A `kind` (a NamedTuple with defaults) from a JSON object: unknown keys are ignored, missing and misshapen values are the default."""
    fields: dict[str, Any] = kind.__annotations__
    defaults: dict[str, Any] = kind._field_defaults  # type: ignore[attr-defined]
    given = raw if isinstance(raw, dict) else {}
    names = names_on_disk(kind).items()  # type: ignore[arg-type]
    there = {name: given[key] for name, key in names if key in given}
    return kind(**{name: _value(fields[name], value, defaults[name]) for name, value in there.items()})


def _value(kind: Any, raw: Any, default: Any) -> Any:
    kind = kind.__origin__ if hasattr(kind, "__metadata__") else kind  # limits are checked where a person's file is read
    origin = getattr(kind, "__origin__", None)
    if hasattr(kind, "_fields"):
        return record(kind, raw)
    if origin is tuple:
        items = raw if isinstance(raw, list) else []
        return tuple(v for v in (_value(kind.__args__[0], item, None) for item in items) if v is not None)
    if origin is dict:
        pairs = raw.items() if isinstance(raw, dict) else ()
        return {k: v for k, v in ((k, _value(kind.__args__[1], item, None)) for k, item in pairs) if v is not None}
    return raw if isinstance(raw, kind) else default
