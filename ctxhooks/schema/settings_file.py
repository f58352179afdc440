"""`.pal/config.yaml` as settings; an error names the line, the option and what is allowed."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import yaml
from pydantic import ValidationError

from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.json_values import record
from ctxhooks.model.settings import Settings
from ctxhooks.schema import plain_yaml
from ctxhooks.schema.models import model_of

# pydantic's names for what is wrong with a value, and the text for it.
MESSAGES = {
    "greater_than_equal": "config-least",
    "less_than_equal": "config-most",
    "literal_error": "config-choice",
    "string_too_long": "config-long",
    "string_pattern_mismatch": "config-name",
    "too_short": "config-empty",
    "bool_parsing": "config-bool",
    "bool_type": "config-bool",
}
RULES = {"shares": "config-shares", "rising": "config-rising", "minimum": "config-minimum", "folder": "config-folder"}


def settings_from_yaml(data: bytes, path: str, default: Settings, below: dict[str, Any] | None = None) -> Settings:
    """The settings in `data` over those in `below` over the defaults, the language that of `default`.

    A CtxhooksError `config-…` for the first wrong value.
    """
    given, tree = given_in(data, path)
    over = merged(Settings, below or {}, given) if isinstance(given, dict) else given
    try:
        checked = model_of(Settings).model_validate({"language": default.language, **over} if isinstance(over, dict) else over)
    except ValidationError as e:
        raise _error(e.errors(include_url=False)[0], path, tree) from None
    return record(Settings, checked.model_dump(mode="json"))


def layered(sources: Sequence[tuple[str, bytes]], default: Settings) -> tuple[Settings, CtxhooksError | None]:
    """The settings of several files, each over the one before, and the first error; a file with one counts for nothing."""
    settings, below, first = default, dict[str, Any](), None
    for path, data in sources:
        try:
            settings = settings_from_yaml(data, path, default, below)
            below = merged(Settings, below, given_in(data, path)[0])
        except CtxhooksError as e:
            first = first or e
    return settings, first


def given_in(data: bytes, path: str) -> tuple[Any, yaml.Node | None]:
    """What a file sets, unchecked, and its tree."""
    try:
        given, tree = plain_yaml.load(data)
    except plain_yaml.NotYamlError as e:
        raise CtxhooksError("config-not-yaml", path=path, line=e.line, what=e.what) from None
    return {} if given is None else given, tree


def merged(kind: Any, below: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Setting by setting; a list or a table with names of the user's own replaces the one below it whole."""

    def one(name: str) -> Any:
        inner, both = kind.__annotations__.get(name), (below.get(name), over[name])
        deep = hasattr(inner, "_fields") and all(isinstance(value, dict) for value in both)
        return merged(inner, *both) if deep else over[name]  # type: ignore[arg-type]

    return {**below, **{name: one(name) for name in over}}


def _error(first: Any, path: str, tree: yaml.Node | None) -> CtxhooksError:
    where = [str(part) for part in first["loc"]]
    common: dict[str, object] = {"path": path, "line": _line(tree, where), "option": ".".join(where)}
    kind, limits = str(first["type"]), first.get("ctx", {})
    if kind == "extra_forbidden":
        known = _names(where[:-1])
        near = get_close_matches(where[-1], known, 1)
        return CtxhooksError("config-unknown-near" if near else "config-unknown", **common, near="".join(near), known=", ".join(known))
    if kind == "model_type":
        return CtxhooksError("config-mapping", **common, known=", ".join(_names(where)))
    if kind == "value_error":
        rule, _, value = str(limits["error"]).partition(":")
        return CtxhooksError(RULES[rule], **common, value=value)
    if kind.startswith(("int", "float")):
        return CtxhooksError("config-number", **common)
    limit = limits.get("ge", limits.get("le", limits.get("max_length", limits.get("expected", ""))))
    return CtxhooksError(MESSAGES.get(kind, "config-wrong"), **common, limit=f"{limit:g}" if isinstance(limit, float) else limit)


def _names(where: list[str]) -> list[str]:
    """The settings that there are at this place."""
    kind: Any = Settings
    for name in where:
        kind = kind.__annotations__[name]
    return list(kind._fields)


def _line(node: Any, where: list[str]) -> int:
    """The line of an option in the file, counted from 1; that of the option around it where it is not there."""
    line = node.start_mark.line + 1 if node else 1
    for name in where:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        found = next(((key, value) for key, value in pairs if key.value == name), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line
