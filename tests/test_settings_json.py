"""Hooks and a status line in a settings.json: ours come and go, and not a byte of the rest moves."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ctxhooks.model.errors import CtxhooksError
from ctxhooks.setup.settings_json import line, put, take_out


def ours(command: str) -> bool:
    return command.endswith(": ctxhooks")


def group(name: str, **more: object) -> dict[str, Any]:
    return {**more, "hooks": [{"type": "command", "command": f"python '/opt/훅/{name}.py' || : ctxhooks", "timeout": 30}]}


def theirs(command: str) -> dict[str, Any]:
    return {"hooks": [{"type": "command", "command": command}]}


ENTRIES = {"PreCompact": [group("pre-compact")], "SessionStart": [group("start", matcher="compact"), group("start", matcher="clear")]}
NEWER = {"PreCompact": [group("v2/pre-compact")], "SessionEnd": [group("session-end")]}

REAL = r"""{
  "$schema": "https://json.schemastore.org/claude-code-settings.json",
  "permissions": {"allow": ["Bash(git *)"],   "deny": []},
  "env": { "A": "\u00e9\ud83d \/", "RATE": "1e5" },
  "big": 1.0, "huge": 1e5, "minus": -0, "long": %s,
  "statusLine": {"type": "command", "command": "~/.claude/line.sh"},
  "hooks": {
    "PreToolUse": [
      {
        "matcher": "Bash|Edit",
        "hooks": [{"type": "command", "command": "guard.sh", "timeout": 5}]
      }
    ],
    "PreCompact": [
      {
        "hooks": [
          {
            "type": "command",
            "command": "echo before"
          }
        ]
      }
    ],
    "SessionStart": []
  },
  "model": "opus"
}
""" % ("9" * 5000)


class Layout:
    """Writes JSON in one of many hands; what Hypothesis draws decides on every gap."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.newline = draw(st.sampled_from(["\n", "\r\n", "\r", ""]))
        self.unit = draw(st.sampled_from(["  ", "    ", "\t", ""])) if self.newline else ""
        self.wild = draw(st.booleans())
        self.after_colon = draw(st.sampled_from(["", " "]))

    def gap(self, depth: int) -> str:
        if self.wild:
            return self.draw(st.text(" \t\r\n", max_size=3))
        return self.newline + self.unit * depth

    def write(self, value: Any, depth: int = 0) -> str:
        if isinstance(value, dict):
            members = [f"{json.dumps(key)}:{self.after_colon}{self.write(item, depth + 1)}" for key, item in value.items()]
            return self.box("{", members, "}", depth)
        if isinstance(value, list):
            return self.box("[", [self.write(item, depth + 1) for item in value], "]", depth)
        return value if isinstance(value, str) else json.dumps(value)

    def box(self, left: str, parts: list[str], right: str, depth: int) -> str:
        if not parts:
            return left + (self.gap(depth) if self.wild else "") + right
        return left + ",".join(self.gap(depth + 1) + part for part in parts) + self.gap(depth) + right


SCALARS = ['"x"', r'"\ud83d \u0041 \/"', '"{\\"hooks\\": []}"', '"한글"', "1.0", "1e5", "-0", "null", "true", '"python x || : other"']
scalars = st.sampled_from(SCALARS)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3))
keys = st.text(max_size=4).filter(lambda key: key not in ("hooks", "command"))
handlers = st.fixed_dictionaries({"type": st.just('"command"'), "command": scalars}) | scalars
groups = st.fixed_dictionaries({"hooks": st.lists(handlers, max_size=3)}, optional={"matcher": scalars}) | values
events = st.dictionaries(st.sampled_from(["PreCompact", "SessionStart", "Stop", "x"]), st.lists(groups, max_size=3), max_size=4)


@st.composite
def texts(draw: st.DrawFn) -> str:
    members = list(draw(st.dictionaries(keys, values, max_size=3)).items())
    if draw(st.booleans()):
        members.insert(draw(st.integers(0, len(members))), ("hooks", draw(events)))
    layout = Layout(draw)
    around = st.sampled_from(["", "\n", "\r\n", " ", "\r"])
    return draw(st.sampled_from(["", "\ufeff"])) + draw(around) + layout.write(dict(members)) + draw(around)


def commands(text: str) -> list[tuple[str, object, object]]:
    """Event, matcher and command of each hook, in the client's reading."""

    def read() -> Iterator[tuple[str, object, object]]:
        for event, found in json.loads(text.removeprefix("\ufeff"), parse_int=float).get("hooks", {}).items():
            for each in found:
                for handler in each["hooks"] if isinstance(each, dict) and isinstance(each.get("hooks"), list) else []:
                    if isinstance(handler, dict):
                        yield event, each.get("matcher"), handler["command"]

    return list(read())


def wanted(entries: dict[str, list[dict[str, Any]]]) -> list[tuple[str, object, object]]:
    return [(event, each.get("matcher"), each["hooks"][0]["command"]) for event, found in entries.items() for each in found]


@given(texts())
@example(REAL)
@example("{}")
@example("\ufeff{ \r }\n")
@example('{"hooks": { }}')
@example('{"a":1,\n"hooks":{\r}}')
def test_what_was_put_in_comes_out_without_a_trace(text: str) -> None:
    new = put(text, ENTRIES, ours)
    assert take_out(new, ours) == text
    assert take_out(text, ours) == text


@given(texts())
@example(REAL)
def test_our_hooks_join_those_that_are_there(text: str) -> None:
    new = put(text, ENTRIES, ours)
    assert sorted(map(str, commands(new))) == sorted(map(str, commands(text) + wanted(ENTRIES)))
    assert [each for each in commands(new) if not ours(str(each[2]))] == commands(text)


@given(st.none() | texts())
@example(REAL)
def test_only_the_last_entries_count(text: str | None) -> None:
    new = put(text, ENTRIES, ours)
    assert put(new, ENTRIES, ours) == new
    assert put(new, NEWER, ours) == put(text, NEWER, ours)


@given(texts(), st.sampled_from(["  ", "\t", None]))
def test_a_file_that_another_tool_laid_out_anew_still_lets_go_of_ours(text: str, indent: str | None) -> None:
    other = json.dumps(json.loads(put(text.removeprefix("\ufeff"), ENTRIES, ours)), indent=indent)
    assert put(other, ENTRIES, ours) == other
    left = take_out(other, ours)
    assert commands(left or "{}") == commands(text)
    assert commands(put(other, NEWER, ours)).count(wanted(NEWER)[0]) == 1


@given(st.text('{}[]",: \n\\/a1.eN', max_size=20) | texts().flatmap(lambda text: st.integers(0, len(text)).map(lambda n: text[:n])))
def test_any_text_is_served_or_refused(text: str) -> None:
    try:
        new = put(text, ENTRIES, ours)
    except CtxhooksError:
        with pytest.raises(CtxhooksError):
            take_out(text, ours)
    else:
        assert set(wanted(ENTRIES)) <= set(commands(new))


def test_a_file_that_was_made_for_our_hooks_goes_with_them() -> None:
    new = put(None, ENTRIES, ours)
    assert json.loads(new) == {"hooks": ENTRIES}
    assert new.endswith("}\n")
    assert "/opt/훅/" in new
    assert put("{}\n", ENTRIES, ours).replace("  \n", "\n") == new
    assert take_out(new, ours) is None


@pytest.mark.parametrize(
    ("text", "new"),
    [
        (
            '{\r\n\t"a": 1\r\n}',
            '{\r\n\t"a": 1,\r\n\t"hooks": {\r\n\t\t"Stop": [\r\n\t\t\t{\r\n\t\t\t\t"hooks": []\r\n\t\t\t}\r\n\t\t]\r\n\t}\r\n}',
        ),
        ('{"a":[1,2]}', '{"a":[1,2],"hooks":{"Stop":[{"hooks":[]}]}}'),
        ('{"a": 1}\n', '{"a": 1, "hooks": {"Stop": [{"hooks": []}]}}\n'),
        ('{"hooks": {}}', '{"hooks": {"Stop": [{"hooks": []}]  }}'),
        ("{}\n", '{\n  "hooks": {\n    "Stop": [\n      {\n        "hooks": []\n      }\n    ]\n  }  \n}\n'),
        (
            '{\n    "hooks": {\n        "Stop": []\n    }\n}',
            '{\n    "hooks": {\n        "Stop": [\n            {\n                "hooks": []\n            }  \n        ]\n    }\n}',
        ),
        ('{\n "hooks": {\n  "Stop": [{"hooks": [1]}]\n }\n}', '{\n "hooks": {\n  "Stop": [{"hooks": [1]}, {"hooks": []}]\n }\n}'),
        ('{\n"hooks": {\n"x": []\n}\n}', '{\n"hooks": {\n"x": [],\n"Stop": [\n{\n"hooks": []\n}\n]\n}\n}'),
    ],
)
def test_new_lines_look_like_the_old_ones(text: str, new: str) -> None:
    assert put(text, {"Stop": [{"hooks": []}]}, ours) == new


def test_a_handler_of_ours_leaves_a_group_that_it_shares() -> None:
    mine, other = group("x")["hooks"][0], theirs("lint")["hooks"][0]
    for handlers_ in ([mine, other], [other, mine], [mine, mine, other, mine]):
        text = json.dumps({"hooks": {"Stop": [{"matcher": "m", "hooks": handlers_}]}})
        assert take_out(text, ours) == json.dumps({"hooks": {"Stop": [{"matcher": "m", "hooks": [other]}]}})


def test_two_handlers_of_ours_that_come_first_leave_the_layout_of_the_rest() -> None:
    mine = json.dumps(group("x")["hooks"][0])
    text = f'{{"hooks": {{"Stop": [{{"hooks": [ {mine} ,\n\n {mine}, 1 ]}}]}}}}'
    assert take_out(text, ours) == '{"hooks": {"Stop": [{"hooks": [ 1 ]}]}}'


@pytest.mark.parametrize("at", [0, 1, 2])
def test_groups_that_were_added_around_ours_stay_where_they_are(at: int) -> None:
    added = [theirs("a"), theirs("b")]
    text = json.dumps({"hooks": {"Stop": [*added[:at], group("x"), *added[at:]], "PreCompact": [group("y")]}}, indent=2)
    assert take_out(text, ours) == json.dumps({"hooks": {"Stop": added}}, indent=2)


@pytest.mark.parametrize(
    ("text", "key", "line", "column", "what"),
    [
        ('{\r\n  "a": 1 // no\r\n}', "settings-not-json", 2, 10, "Expecting ',' delimiter"),
        ('\ufeff{"a" 1}', "settings-not-json", 1, 6, "Expecting ':' delimiter"),
        ('{"a": 1}\n{}', "settings-not-json", 2, 1, "Extra data"),
        ('{"a": "\\"NaN",\n "b": NaN}', "settings-not-json", 2, 7, "NaN"),
        ("[" * 100_000, "settings-not-json", 1, 1, "Nested too deeply"),
        (" []", "settings-no-object", 1, 2, "{}"),
        ('{"hooks": null}', "settings-no-object", 1, 11, "hooks"),
        ('{"hooks": {\n"Stop": {}}}', "settings-no-array", 2, 9, "Stop"),
        ('{"hooks": {}, "h\\u006foks": {}}', "settings-twice", 1, 15, "hooks"),
        ('{"hooks": {"Stop": [], "Stop": []}}', "settings-twice", 1, 24, "Stop"),
        ('{"hooks": {"Stop": [{"hooks": [], "hooks": [{"command": ": ctxhooks"}]}]}}', "settings-twice", 1, 35, "hooks"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_place(text: str, key: str, line: int, column: int, what: str) -> None:
    with pytest.raises(CtxhooksError) as error:
        put(text, ENTRIES, ours, path="a/settings.json")
    assert (error.value.key, error.value.values) == (key, {"path": "a/settings.json", "line": line, "column": column, "what": what})


def test_keys_of_others_may_stand_twice() -> None:
    text = '{"env": 1, "env": 2}'
    assert take_out(put(text, ENTRIES, ours), ours) == text


SHOWN = {"type": "command", "command": "/opt/훅/statusline.py || : ctxhooks"}
without_line = texts().filter(lambda text: '"statusLine"' not in text)


@given(without_line, st.sampled_from([ENTRIES, {}]))
@example(REAL.replace('"statusLine"', '"status"'), ENTRIES)
@example("{}", {})
@example("\ufeff{ \r }\n", ENTRIES)
def test_a_status_line_comes_and_goes_with_the_hooks_or_without(text: str, entries: dict[str, list[dict[str, Any]]]) -> None:
    new = put(text, entries, ours, shown=SHOWN)
    assert line(new.removeprefix("\ufeff")) == SHOWN
    assert commands(new) == commands(put(text, entries, ours))
    assert put(new, entries, ours, shown=SHOWN) == new
    assert put(new, entries, ours) == put(text, entries, ours)
    assert take_out(new, ours) == text


@given(
    st.sampled_from(['{"statusLine": %s}', '{"a": 1,\n "statusLine": %s,\n "hooks": {}}']),
    scalars | st.sampled_from(['{"command": "mine"}', "{}"]),
)
def test_a_status_line_of_the_users_is_kept_whatever_it_is(shape: str, value: str) -> None:
    text = shape % value
    new = put(text, ENTRIES, ours, shown=SHOWN)
    assert new == put(text, ENTRIES, ours)
    assert new.count('"statusLine"') == text.count('"statusLine"')
    assert put(new, ENTRIES, ours, shown=SHOWN) == new


def test_a_file_that_was_made_for_our_status_line_goes_with_it() -> None:
    new = put(None, {}, ours, shown=SHOWN)
    assert json.loads(new) == {"statusLine": SHOWN}
    assert take_out(new, ours) is None
    assert take_out(put(None, ENTRIES, ours, shown=SHOWN), ours) is None


@pytest.mark.parametrize("text", ["", "\n", " \r\n", "\ufeff"])
def test_an_empty_file_is_read_as_an_empty_object(text: str) -> None:
    entries = {"Stop": [{"hooks": [{"type": "command", "command": "ours"}]}]}
    made = put(text, entries, lambda command: command == "ours")
    assert json.loads(made) == {"hooks": entries}
    assert take_out(made, lambda command: command == "ours") == "{}\n"
    assert take_out(text, bool) == text
    assert line(text) is None
