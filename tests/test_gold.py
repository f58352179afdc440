"""The gold facts of a transcript: what counts as one, and that no record stops the count."""

import json
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

from conftest import Talk, scratch, worked
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxhooks.measure.gold import Compaction, compactions
from ctxhooks.measure.needles import Needle, held
from ctxhooks.measure.replay import replay

ODD: list[Any] = [None, 0, True, "x", "\ud83d", [], {}, [None], ["a"], [{}], {"a": None}, {"todos": [None]}, "../../outside"]


def read(path: Path, *records: Any) -> list[Compaction]:
    path.write_bytes(b"".join(json.dumps(r).encode() + b"\n" for r in records))
    return list(compactions(path))


def test_a_session_is_read_fact_by_fact(tmp_path: Path) -> None:
    talk = worked(Talk())
    for _ in range(3):
        talk.bash("make lint", "fine")
    talk.tool("AskUserQuestion", {"questions": []}, 'User has answered: "Which charset?"="Latin one for the buoys". Go on.')
    talk.tool("ExitPlanMode", {"plan": "# Chart the harbour first\nthen the rest"}, "approved")
    (found,) = read(tmp_path / "t.jsonl", *talk.compacted("The lighthouse map: Draw the lighthouse map is next.").records)
    needles = {(n.kind, n.text) for n in found.needles}
    assert needles == {
        ("task", "Parse the buoy list"),
        ("task", "Draw the lighthouse map"),
        ("file", "src/importer.py"),
        ("request", "build the importer for the harbour data. never touch the vendor folder, whatever happens."),
        ("constraint", "never touch the vendor folder, whatever happens."),
        ("answer", "latin one for the buoys"),
        ("plan", "chart the harbour first"),
        ("failing", "make check-buoys"),
        ("error", "buoy parser crashed at row 17"),
        ("command", "make lint"),
        ("commit", "1a2b3c4"),
    }
    assert held(found.needles, found.summary) == [Needle("task", "Draw the lighthouse map")]


def test_each_compaction_has_its_own_facts_and_the_tasks_of_all(tmp_path: Path) -> None:
    talk = Talk().todos(("Sail to the buoy", "pending")).bash("git commit", "[main abcdef1] One").compacted()
    talk.bash("git commit", "[main abcdef2] Two").prompt("<command-name>/compact</command-name>").compacted()
    first, second = read(tmp_path / "t.jsonl", *talk.records)
    assert [[n.text for n in c.needles] for c in (first, second)] == [["Sail to the buoy", "abcdef1"], ["Sail to the buoy", "abcdef2"]]


def places(value: Any, *above: Any) -> Iterator[tuple[Any, ...]]:
    """The way to everything inside a record."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield (*above, key)
        yield from places(value[key], *above, key)


WORK = worked(Talk()).task(1, "Sail").tool("AskUserQuestion", {}, '"="a b c"').tool("ExitPlanMode", {"plan": "x y"}).compacted().records
PLACES = list(places(WORK))


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(ODD)), min_size=1, max_size=3))
def test_no_record_stops_the_count(odd: list[tuple[tuple[Any, ...], Any]]) -> None:
    records: Any = deepcopy(WORK)
    for (*way, last), value in odd:
        with suppress(LookupError, TypeError):  # the one before it may have taken the place away
            reduce(getitem, way, records)[last] = value
    with scratch() as scene:
        for compaction in read(scene.transcript.parent / "odd.jsonl", *records):
            held(compaction.needles, compaction.summary)


def test_a_session_that_is_a_path_and_a_name_that_is_too_long_stay_inside_the_scratch_project(tmp_path: Path) -> None:
    talk = worked(Talk(session=f"../../{tmp_path.name}-outside")).edit(f"/project/{'long' * 200}.py", "+x")
    (found,) = read(tmp_path / "t.jsonl", *talk.compacted().records)
    assert "Draw the lighthouse map" in replay(tmp_path / "t.jsonl", found, "en").given
    assert not list(tmp_path.parent.glob("*-outside*"))
