"""JSON that people write by hand, read and added to as text: whatever is not added keeps its very bytes."""

import json
import re
from typing import Any, NamedTuple

from ctxhooks.light.patterns import pattern
from ctxhooks.model.errors import CtxhooksError

_BLANKS = " \t\r\n"
_BREAK = pattern(r"\r\n|\n|\r")
_INDENT = pattern(r"(?:^|[\r\n])([ \t]*)")
_OWN_LINE = pattern(r"[\r\n]([ \t]*)\Z")
_INDENTED = pattern(r"[\r\n]([ \t]*)[^ \t\r\n}\]]")
_STRING = pattern(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
# Ends a container of the user's that was empty before we filled it: that one stays when we leave, one of our own goes.
KEPT = "  "


class JsonItem(NamedTuple):
    """A member of an object or an element of an array: its key, if any, at `start`, its value from `at` to `stop`."""

    key: str | None
    start: int
    at: int
    stop: int
    value: Any


def _constant(name: str) -> None:
    raise ValueError(name)


# All numbers as floats: an integer of 5,000 digits is no reason to fail.
_decode = json.JSONDecoder(parse_int=float, parse_constant=_constant).raw_decode


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return at


def error_at(key: str, path: str, text: str, at: int, what: str) -> CtxhooksError:
    """An error with the line and the column, both from 1, of the character at `at`."""
    lines = _BREAK.split(text[:at].removeprefix("\ufeff"))
    return CtxhooksError(key, path=path, line=len(lines), column=len(lines[-1]) + 1, what=what)


def parse(text: str, path: str) -> JsonItem:
    """The value that the text holds; a byte order mark ahead of it is passed over. A CtxhooksError for what is no JSON."""
    start = _skip(text, text.startswith("\ufeff"))
    try:
        value, stop = _decode(text, start)
        if _skip(text, stop) < len(text):
            raise json.JSONDecodeError("Extra data", text, _skip(text, stop))
    except json.JSONDecodeError as e:
        raise error_at("settings-not-json", path, text, e.pos, e.msg) from None
    except RecursionError:
        raise error_at("settings-not-json", path, text, start, "Nested too deeply") from None
    except ValueError as e:
        at = _STRING.sub(lambda string: " " * len(string[0]), text).find(str(e))
        raise error_at("settings-not-json", path, text, at, str(e)) from None
    return JsonItem(None, start, start, stop, value)


def items(text: str, box: JsonItem) -> list[JsonItem]:
    """The members or elements of a container, whose text is known to be sound."""
    found = []
    at = _skip(text, box.at + 1)
    while at < box.stop - 1:
        start, key = at, None
        if isinstance(box.value, dict):
            key, at = _decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        value, stop = _decode(text, at)
        found.append(JsonItem(key, start, at, stop, value))
        at = _skip(text, _skip(text, stop) + 1)
    return found


class _Style(NamedTuple):
    """How a text is laid out, so that what is added looks like it."""

    newline: str
    unit: str
    colon: str
    comma: str

    def dumps(self, value: object, indent: str | None) -> str:
        """On lines of their own behind `indent`; all on one line without it."""
        lines = {"separators": (self.comma, self.colon)} if indent is None else {"separators": (",", self.colon), "indent": self.unit}
        return json.dumps(value, ensure_ascii=False, **lines).replace("\n", f"{self.newline}{indent}")


def _style(text: str) -> _Style:
    newline, unit = _BREAK.search(text), _INDENTED.search(text)
    tight = '":' in text and '": ' not in text
    return _Style(newline[0] if newline else "\n", unit[1] if unit else "  ", ":" if tight else ": ", "," if tight else ", ")


def insert(text: str, box: JsonItem, key: str | None, value: object) -> str:
    """Adds to the end of a container, in the manner of what stands there already."""
    style = _style(text)
    there = items(text, box)
    if there:
        own_line = _OWN_LINE.search(text, 0, there[-1].start)
        indent, end, at = own_line and own_line[1], "", there[-1].stop
    else:
        outer = _INDENT.findall(text, 0, box.at)[-1]
        bare = text.strip("\ufeff" + _BLANKS)
        indent = outer + style.unit if _BREAK.search(bare) or not bare.strip("{} \t") else None
        end, at = KEPT if indent is None else KEPT + style.newline + outer, box.stop - 1
    gap = "" if indent is None else style.newline + indent
    comma = "" if not there else "," if gap else style.comma
    name = "" if key is None else json.dumps(key) + style.colon
    return f"{text[:at]}{comma}{gap}{name}{style.dumps(value, indent)}{end}{text[at:]}"


def is_empty(text: str) -> bool:
    """A file that was made and not yet written in is read as `{}`."""
    return not text.strip("\ufeff" + _BLANKS)
