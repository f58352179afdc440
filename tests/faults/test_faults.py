"""Nothing is lost and no session is hurt, whatever is thrown at it; `python tests/faults --long` throws more."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from . import broken, hostile, leaks, odd, races, targets
from .operations import OPERATIONS, Operation
from .sound import Tried
from .stops import tried


def hurt(every: Iterable[Tried]) -> list[Tried]:
    all_ = list(every)
    assert all_
    return [t for t in all_ if t.hurt]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.name)
def test_an_operation_that_is_stopped_at_a_write_hurts_nobody(operation: Operation) -> None:
    assert hurt(tried(operation, 3)) == []


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


def test_no_secret_is_written_or_said() -> None:
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
