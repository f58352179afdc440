"""Our hooks and our status line in a settings.json: put in and taken out as text, so that the rest of the file keeps its very bytes."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ctxhooks.setup import json_text
from ctxhooks.setup.json_text import JsonItem

Entries = Mapping[str, Sequence[Mapping[str, Any]]]
Ours = Callable[[str], bool]
_Spans = list[tuple[int, int]]

LINE = "statusLine"


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

    def file(self, box: JsonItem) -> _Spans | None:
        """The spans of a whole settings file."""
        self._expect(box, dict)
        return self._fold(box, [self.member(item) for item in self._unique(box, "hooks")])

    def member(self, item: JsonItem) -> _Spans | None:
        """The spans of one top-level member: the status line, or `hooks`; any other is left alone."""
        if item.key == LINE and calls(item.value, self.ours):
            return None
        return self.hooks(item) if item.key == "hooks" else []

    def hooks(self, box: JsonItem) -> _Spans | None:
        """The spans of the object under `hooks`, with the events as its keys."""
        self._expect(box, dict)
        return self._fold(box, [self.event(item) for item in self._unique(box)])

    def event(self, box: JsonItem) -> _Spans | None:
        """The spans of one event's array of groups."""
        self._expect(box, list)
        return self._fold(box, [self.group(item) for item in json_text.items(self.text, box)])

    def group(self, box: JsonItem) -> _Spans | None:
        """The spans of one group; a group that also runs foreign commands loses only ours."""
        mine = [calls(handler, self.ours) for handler in _handlers(box.value)]
        if not any(mine):
            return []
        handlers = next(item for item in self._unique(box, "hooks") if item.key == "hooks")
        return None if all(mine) else self._fold(handlers, [None if gone else [] for gone in mine])

    def _expect(self, box: JsonItem, kind: type) -> None:
        if not isinstance(box.value, kind):
            wanted = "object" if kind is dict else "array"
            raise json_text.error_at(f"settings-no-{wanted}", self.path, self.text, box.at, box.key or "{}")

    def _unique(self, box: JsonItem, *keys: str) -> list[JsonItem]:
        """The items of an object, none of these keys (any key, if none is named) standing there twice."""
        items = json_text.items(self.text, box)
        seen: set[str | None] = set()
        for item in items:
            if item.key in seen and (not keys or item.key in keys):
                raise json_text.error_at("settings-twice", self.path, self.text, item.start, str(item.key))
            seen.add(item.key)
        return items

    def _fold(self, box: JsonItem, parts: Sequence[_Spans | None]) -> _Spans | None:
        items = json_text.items(self.text, box)
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

    def _emptied(self, box: JsonItem, items: list[JsonItem]) -> _Spans | None:
        end = self.text[items[-1].stop : box.stop - 1]
        if not end.startswith(json_text.KEPT):
            return None
        lead = self.text[box.at + 1 : items[0].start]
        line = end.strip(" \t")
        before = lead.rpartition(line)[0] if line else lead
        return [(box.at + 1 + len(before), box.stop - 1)]


def _add(text: str, event: str, group: Mapping[str, Any], path: str) -> str:
    box = json_text.parse(text, path)
    for key, value in (("hooks", {event: [group]}), (event, [group])):
        inner = next((item for item in json_text.items(text, box) if item.key == key), None)
        if inner is None:
            return json_text.insert(text, box, key, value)
        box = inner
    return json_text.insert(text, box, None, group)


def take_out(text: str, ours: Ours, path: str = "settings.json") -> str | None:
    """The text as it was before `put`; None when nothing but ours stands in it. `path` is for the error's text."""
    if json_text.is_empty(text):
        return text
    spans = _Cutter(text, path, ours).file(json_text.parse(text, path))
    if spans is None:
        return None
    for start, stop in reversed(spans):
        text = text[:start] + text[stop:]
    return text


def _groups(text: str, ours: Ours, path: str) -> dict[str, list[Any]]:
    events = json_text.parse(text, path).value.get("hooks", {}).items()
    found = {event: [group for group in groups if any(calls(each, ours) for each in _handlers(group))] for event, groups in events}
    return {event: groups for event, groups in found.items() if groups}


def line(text: str, path: str = "settings.json") -> Any:
    """What the text sets the status line to; None where it does not."""
    value = None if json_text.is_empty(text) else json_text.parse(text, path).value
    return (value[LINE] or {}) if isinstance(value, dict) and LINE in value else None


def put(text: str | None, entries: Entries, ours: Ours, path: str = "settings.json", shown: Mapping[str, Any] | None = None) -> str:
    """The text with these groups and, unless it has one of the user's, this status line, and none of ours besides.

    The text itself when it has just these.
    """
    wanted = {event: list(groups) for event, groups in entries.items() if groups}
    if text is not None:
        text = "{}\n" if json_text.is_empty(text) else text
        rest = take_out(text, ours, path)
        there = line(text, path)
        kept = there is not None and not calls(there, ours)
        if _groups(text, ours, path) == wanted and (kept or there == shown):
            return text
        if rest is not None:
            for event, groups in wanted.items():
                for group in groups:
                    rest = _add(rest, event, group, path)
            return rest if kept or not shown else json_text.insert(rest, json_text.parse(rest, path), LINE, shown)
    made = {key: value for key, value in (("hooks", wanted), (LINE, shown)) if value}
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"
