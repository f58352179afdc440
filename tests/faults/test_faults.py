"""Nothing is lost and no session is hurt, whatever is thrown at it; `python tests/faults --long` throws more."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from . import broken, hostile, leaks, machine, odd, races, targets
from .operations import OPERATIONS, Operation
from .sound import Tried
from .stops import at_calls, can_trace, tried

ROUNDS = 5


def hurt(every: Iterable[Tried]) -> list[Tried]:
    all_ = list(every)
    assert all_
    return [t for t in all_ if t.hurt]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.name)
def test_an_operation_that_is_stopped_at_a_write_hurts_nobody(operation: Operation) -> None:
    assert hurt(tried(operation, 3)) == []


@pytest.mark.skipif(not can_trace(), reason="there is no strace that may stop a process at a system call")
def test_an_index_that_is_stopped_at_a_system_call_hurts_nobody() -> None:
    assert hurt(at_calls(next(o for o in OPERATIONS if o.name.startswith("search")), 4)) == []


def test_a_broken_file_of_ours_hurts_nobody() -> None:
    assert hurt(broken.tried(1)) == []


def test_many_processes_at_once_hurt_nobody() -> None:
    assert hurt(races.crowd(8, 4)) == []


def test_a_transcript_that_changes_while_it_is_read_hurts_nobody() -> None:
    assert hurt(races.moving(0.3)) == []


def test_odd_clocks_and_names_hurt_nobody() -> None:
    assert hurt(odd.tried()) == []


@pytest.mark.parametrize("attack", hostile.ATTACKS, ids=lambda a: a.name)
def test_a_hostile_project_gets_nowhere(attack: hostile.Attack) -> None:
    assert hurt([hostile.attacked(attack)]) == []


@pytest.mark.parametrize("name", machine.ATTACKS)
def test_an_odd_machine_or_a_text_that_acts_hurts_nobody(name: str) -> None:
    assert hurt([machine.attacked(name)]) == []


def test_an_editor_that_saves_by_rename_meanwhile_loses_next_to_nothing() -> None:
    """In the best of some rounds: a busy machine may stop the writer in the microseconds left. Unprotected, all are lost in each."""
    rounds = [hurt([machine.saved(300)]) for _ in range(ROUNDS)]
    assert [] in rounds


def test_no_secret_is_written_or_printed() -> None:
    assert hurt(leaks.tried()) == []


def test_harmless_text_is_hardly_ever_taken_for_a_secret() -> None:
    taken, whole = leaks.mistakes()
    assert taken / whole < 0.001


@pytest.mark.parametrize("name", targets.TARGETS)
def test_what_a_fuzzer_found_still_holds(name: str) -> None:
    """tools/fuzz.py found these inputs; each reached something that no other did."""
    found = sorted((Path(__file__).parent / "corpus" / name.replace(" ", "-")).iterdir())
    for path in found:
        targets.TARGETS[name](path.read_bytes())
    for seed in targets.seeds(name):
        targets.TARGETS[name](seed)
    assert found


WORDS = st.sampled_from(["../x", "file", "\ud800", "{0}", "%s", "x" * 9000])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("name", ["checkpoint", "handoff"])
@given(st.data())
def test_whatever_stands_in_a_field_of_what_is_read_back(name: str, data: st.DataObject) -> None:
    """One or a few values of a sound one are replaced by anything that JSON can hold."""
    value = json.loads(targets.seeds(name)[0])
    for _ in range(data.draw(st.integers(1, 3))):
        place = value
        while isinstance(place, (dict, list)) and place:
            key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
            if not isinstance(place[key], (dict, list)) or data.draw(st.booleans()):
                place[key] = data.draw(JSON)
                break
            place = place[key]
    targets.TARGETS[name](json.dumps(value).encode())
