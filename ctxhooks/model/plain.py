"""Frozen records to plain JSON values and back, whatever the JSON holds."""

from typing import Any, TypeVar

R = TypeVar("R")


def plain(value: Any) -> Any:
    """Records, tuples and mappings as JSON values."""
    if hasattr(value, "_asdict"):
        return {k: plain(v) for k, v in value._asdict().items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return value


def record(kind: type[R], raw: Any) -> R:
    """A `kind` (a NamedTuple with defaults) from a JSON object: unknown keys are ignored, missing and misshapen values are the default."""
    fields: dict[str, Any] = kind.__annotations__
    defaults: dict[str, Any] = kind._field_defaults  # type: ignore[attr-defined]
    given = raw if isinstance(raw, dict) else {}
    return kind(**{name: _value(t, given[name], defaults[name]) for name, t in fields.items() if name in given})


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
