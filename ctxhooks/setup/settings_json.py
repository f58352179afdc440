"""Our hooks and our status line in a settings.json: put in and taken out as text, so that the rest of the file keeps its very bytes."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.patterns import pattern

Entries = Mapping[str, Sequence[Mapping[str, Any]]]
Ours = Callable[[str], bool]
_Spans = list[tuple[int, int]]

LINE = "statusLine"
_BLANKS = " \t\r\n"
_BREAK = pattern(r"\r\n|\n|\r")
_INDENT = pattern(r"(?:^|[\r\n])([ \t]*)")
_OWN_LINE = pattern(r"[\r\n]([ \t]*)\Z")
_INDENTED = pattern(r"[\r\n]([ \t]*)[^ \t\r\n}\]]")
_STRING = pattern(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
# Ends a container of the user's that was empty before we filled it: that one stays when we leave, one of our own goes.
_KEPT = "  "


class _Item(NamedTuple):
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


def _error(key: str, path: str, text: str, at: int, what: str) -> CtxhooksError:
    lines = _BREAK.split(text[:at].removeprefix("\ufeff"))
    return CtxhooksError(key, path=path, line=len(lines), column=len(lines[-1]) + 1, what=what)


def _root(text: str, path: str) -> _Item:
    start = _skip(text, text.startswith("\ufeff"))
    try:
        value, stop = _decode(text, start)
        if _skip(text, stop) < len(text):
            raise json.JSONDecodeError("Extra data", text, _skip(text, stop))
    except json.JSONDecodeError as e:
        raise _error("settings-not-json", path, text, e.pos, e.msg) from None
    except RecursionError:
        raise _error("settings-not-json", path, text, start, "Nested too deeply") from None
    except ValueError as e:
        at = _STRING.sub(lambda string: " " * len(string[0]), text).find(str(e))
        raise _error("settings-not-json", path, text, at, str(e)) from None
    return _Item(None, start, start, stop, value)


def _items(text: str, box: _Item) -> list[_Item]:
    """The members or elements of a container whose text is known to be sound."""
    items = []
    at = _skip(text, box.at + 1)
    while at < box.stop - 1:
        start, key = at, None
        if isinstance(box.value, dict):
            key, at = _decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        value, stop = _decode(text, at)
        items.append(_Item(key, start, at, stop, value))
        at = _skip(text, _skip(text, stop) + 1)
    return items


def calls(handler: Any, ours: Ours) -> bool:
    """Whether a hook or a status line runs a command of ours."""
    return isinstance(handler, dict) and isinstance(handler.get("command"), str) and ours(handler["command"])


def _handlers(group: Any) -> list[Any]:
    hooks = group.get("hooks") if isinstance(group, dict) else None
    return hooks if isinstance(hooks, list) else []


class _Cutter(NamedTuple):
    """Finds what of ours a text holds. Each level answers with the spans to cut; None when all of it is ours."""

    text: str
    path: str
    ours: Ours

    def file(self, box: _Item) -> _Spans | None:
        """The spans of a whole settings file."""
        self._expect(box, dict)
        return self._fold(box, [self.member(item) for item in self._unique(box, "hooks")])

    def member(self, item: _Item) -> _Spans | None:
        """The spans of one top-level member: the status line, or `hooks`; any other is left alone."""
        if item.key == LINE and calls(item.value, self.ours):
            return None
        return self.hooks(item) if item.key == "hooks" else []

    def hooks(self, box: _Item) -> _Spans | None:
        """The spans of the object under `hooks`, with the events as its keys."""
        self._expect(box, dict)
        return self._fold(box, [self.event(item) for item in self._unique(box)])

    def event(self, box: _Item) -> _Spans | None:
        """The spans of one event's array of groups."""
        self._expect(box, list)
        return self._fold(box, [self.group(item) for item in _items(self.text, box)])

    def group(self, box: _Item) -> _Spans | None:
        """The spans of one group; a group that also runs foreign commands loses only ours."""
        mine = [calls(handler, self.ours) for handler in _handlers(box.value)]
        if not any(mine):
            return []
        handlers = next(item for item in self._unique(box, "hooks") if item.key == "hooks")
        return None if all(mine) else self._fold(handlers, [None if gone else [] for gone in mine])

    def _expect(self, box: _Item, kind: type) -> None:
        if not isinstance(box.value, kind):
            wanted = "object" if kind is dict else "array"
            raise _error(f"settings-no-{wanted}", self.path, self.text, box.at, box.key or "{}")

    def _unique(self, box: _Item, *keys: str) -> list[_Item]:
        """The items of an object, none of these keys (any key, if none is named) standing there twice."""
        items = _items(self.text, box)
        seen: set[str | None] = set()
        for item in items:
            if item.key in seen and (not keys or item.key in keys):
                raise _error("settings-twice", self.path, self.text, item.start, str(item.key))
            seen.add(item.key)
        return items

    def _fold(self, box: _Item, parts: Sequence[_Spans | None]) -> _Spans | None:
        items = _items(self.text, box)
        if items and all(part is None for part in parts):
            return self._emptied(box, items)
        first = next((i for i, part in enumerate(parts) if part is not None), 0)
        spans: _Spans = []
        for i, part in enumerate(parts):
            if part is not None:
                spans += part
            elif i > first:
                spans.append((items[i - 1].stop, items[i].stop))
            else:
                spans.append((items[i].start, items[i + 1].start))
        return spans

    def _emptied(self, box: _Item, items: list[_Item]) -> _Spans | None:
        end = self.text[items[-1].stop : box.stop - 1]
        if not end.startswith(_KEPT):
            return None
        lead = self.text[box.at + 1 : items[0].start]
        line = end.strip(" \t")
        before = lead.rpartition(line)[0] if line else lead
        return [(box.at + 1 + len(before), box.stop - 1)]


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


def _insert(text: str, box: _Item, key: str | None, value: object) -> str:
    """Adds to the end of a container, in the manner of what stands there already."""
    style = _style(text)
    items = _items(text, box)
    if items:
        own_line = _OWN_LINE.search(text, 0, items[-1].start)
        indent, end, at = own_line and own_line[1], "", items[-1].stop
    else:
        outer = _INDENT.findall(text, 0, box.at)[-1]
        bare = text.strip("\ufeff" + _BLANKS)
        indent = outer + style.unit if _BREAK.search(bare) or not bare.strip("{} \t") else None
        end, at = _KEPT if indent is None else _KEPT + style.newline + outer, box.stop - 1
    gap = "" if indent is None else style.newline + indent
    comma = "" if not items else "," if gap else style.comma
    name = "" if key is None else json.dumps(key) + style.colon
    return f"{text[:at]}{comma}{gap}{name}{style.dumps(value, indent)}{end}{text[at:]}"


def _add(text: str, event: str, group: Mapping[str, Any], path: str) -> str:
    box = _root(text, path)
    for key, value in (("hooks", {event: [group]}), (event, [group])):
        inner = next((item for item in _items(text, box) if item.key == key), None)
        if inner is None:
            return _insert(text, box, key, value)
        box = inner
    return _insert(text, box, None, group)


def _is_empty(text: str) -> bool:
    """A file that was made and not yet written in is read as `{}`."""
    return not text.strip("\ufeff" + _BLANKS)


def take_out(text: str, ours: Ours, path: str = "settings.json") -> str | None:
    """The text as it was before `put`; None when nothing but ours stands in it. `path` is for the error's text."""
    if _is_empty(text):
        return text
    spans = _Cutter(text, path, ours).file(_root(text, path))
    if spans is None:
        return None
    for start, stop in reversed(spans):
        text = text[:start] + text[stop:]
    return text


def _groups(text: str, ours: Ours, path: str) -> dict[str, list[Any]]:
    events = _root(text, path).value.get("hooks", {}).items()
    found = {event: [group for group in groups if any(calls(each, ours) for each in _handlers(group))] for event, groups in events}
    return {event: groups for event, groups in found.items() if groups}


def line(text: str, path: str = "settings.json") -> Any:
    """What the text sets the status line to; None where it does not."""
    value = None if _is_empty(text) else _root(text, path).value
    return (value[LINE] or {}) if isinstance(value, dict) and LINE in value else None


def put(text: str | None, entries: Entries, ours: Ours, path: str = "settings.json", shown: Mapping[str, Any] | None = None) -> str:
    """The text with these groups and, unless it has one of the user's, this status line, and none of ours besides.

    The text itself when it has just these.
    """
    wanted = {event: list(groups) for event, groups in entries.items() if groups}
    if text is not None:
        text = "{}\n" if _is_empty(text) else text
        rest = take_out(text, ours, path)
        there = line(text, path)
        kept = there is not None and not calls(there, ours)
        if _groups(text, ours, path) == wanted and (kept or there == shown):
            return text
        if rest is not None:
            for event, groups in wanted.items():
                for group in groups:
                    rest = _add(rest, event, group, path)
            return rest if kept or not shown else _insert(rest, _root(rest, path), LINE, shown)
    made = {key: value for key, value in (("hooks", wanted), (LINE, shown)) if value}
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"
