"""What an edit changed: lines and names."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.transcript.files.edits import MOST, Edit, edit, gone, name, shortened


def patch(*lines: str, start: int = 1, original: str = "") -> dict[str, Any]:
    hunk = {"oldStart": start, "oldLines": 1, "newStart": start, "newLines": 1, "lines": list(lines)}
    return {"structuredPatch": [hunk], "originalFile": original}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("def load(path):", "load"),
        ("    async def load(self):", "load"),
        ("class Map(Base):", "Map"),
        ("export default async function draw() {", "draw"),
        ("export const draw = async (a: number): Promise<void> => {", "draw"),
        ("const twice = x => x * 2", "twice"),
        ("pub(crate) fn parse<'a>(", "parse"),
        ("impl<T> Map<T> {", "Map"),
        ("func (s *Server) Serve() error {", "Serve"),
        ("public static final class Buoy {", "Buoy"),
        ("module Harbour::Tides", "Harbour::Tides"),
        ("#include <stdio.h>", ""),
        ("defer close()", ""),
        ("x = class_name", ""),
        ("const limit = 5", ""),
    ],
)
def test_what_a_line_declares(line: str, expected: str) -> None:
    assert name(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "# Built by a job, which clones main",
        "## a.yaml",
        "// function that draws",
        "* class of ships",
        "class that draws ships",
        "-- type of ship",
        "type of the ship",
        "    # def old(x):",
        "object with a name",
    ],
)
def test_a_comment_or_prose_declares_nothing(line: str) -> None:
    assert name(line) == ""


def test_a_long_heading_ends_with_a_word() -> None:
    heading = name("## The keeper of the lantern has to be asked ahead of every night's watch", markdown=True)
    assert shortened(heading).endswith("of every …")


def test_a_heading_is_one_in_markdown_alone() -> None:
    made = {"type": "create", "content": "# Tides and harbours\ndef x():\n", "structuredPatch": []}
    assert edit({**made, "filePath": "docs/tides.md"}).symbols == ("Tides and harbours",)
    assert edit({**made, "filePath": "deploy.yaml"}).symbols == ("x",)


def test_lines_are_counted_and_the_function_around_them_is_named() -> None:
    found = edit(patch(" def one():", "-    a", "+    b", "+    c", " def two():", "     pass"))
    assert found == Edit(2, 1, ("one",), (2, 3))


def test_where_the_end_of_a_file_was_removed_its_last_line_is_told() -> None:
    assert edit(patch(" a", "-b", "-c", start=334)).lines == (334, 334)


def test_a_name_that_was_renamed_is_gone_and_one_in_the_rest_of_the_file_is_not() -> None:
    renamed = patch("-def old(x):", "+def new(x):", "     return x", original="def old(x):\n    return x\n\n\nold_day = keep(1)\n")
    assert gone(renamed)(["old", "new", "x", "old_day"]) == {"old"}
    called = patch("-def old(x):", "+def new(x):", "     return x", original="def old(x):\n    return x\n\n\nold(1)\n")
    assert gone(called)(["old", "new", "x"]) == set()


def test_a_name_ahead_of_the_hunk_is_found_in_the_original() -> None:
    original = "def zero():\n    pass\n\n\ndef one():\n    a\n    b\n    c\n    d\n    e\n"
    assert edit(patch("     c", "-    d", "+    x", start=8, original=original)).symbols == ("one",)


def test_a_created_file_is_all_added() -> None:
    made = {"type": "create", "content": "class Map:\n    def draw(self):\n        pass", "structuredPatch": []}
    assert edit(made) == Edit(3, 0, ("Map", "draw"))


def test_names_are_listed_once_and_not_without_end() -> None:
    lines = [f"+def f{n % 20}():" for n in range(100)]
    assert edit(patch(*lines)) == Edit(100, 0, tuple(f"f{n}" for n in range(MOST)), (1, 100))


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers() | st.text() | st.just(10**30), lambda v: st.lists(v) | st.dictionaries(st.text(), v)
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "structuredPatch": json_values | st.lists(st.fixed_dictionaries({"lines": json_values, "oldStart": json_values})),
            "content": json_values,
            "originalFile": json_values,
        },
    )
)
def test_whatever_a_result_holds_it_is_an_edit(result: dict[str, Any]) -> None:
    found = edit(result)
    assert found.added >= 0
    assert found.removed >= 0
    assert gone(result)(["a", "old", ""]) <= {"a", "old"}


@pytest.mark.parametrize(
    "part", ["const x = " + "a" * 200_000, "let y: " + ":" * 200_000, "# " + " " * 200_000, "export " * 30_000, "(" * 200_000]
)
def test_a_long_line_takes_no_time_to_speak_of(part: str) -> None:
    """It would run for minutes if the pattern went back over the line again and again."""
    assert len(name(part)) <= 60


def test_a_hunk_that_begins_beyond_every_file_harms_nothing() -> None:
    hunk = {"oldStart": 2**70, "newStart": 2**70, "lines": ["+x"]}
    assert edit({"filePath": "a.py", "originalFile": "def draw():\n    pass\n", "structuredPatch": [hunk]}).symbols == ("draw",)
