"""The most important facts that fit: never too much, and never less for a larger budget."""

from conftest import fact
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.context.pack import pack
from ctxhooks.model.facts import KINDS, Fact

facts = st.lists(st.builds(fact, st.sampled_from(KINDS), st.text("ab ", min_size=1, max_size=12), st.text("cd", max_size=12)), max_size=12)


def size(chosen: list[Fact]) -> int:
    return sum(len(f.text) + len(f.detail) + 1 for f in chosen)


def packed(given_: list[Fact], budget: int) -> list[Fact]:
    return pack(given_, lambda chosen: size(chosen) <= budget)


@given(facts, st.integers(0, 300))
def test_never_more_than_the_budget_and_the_most_important_first(given_: list[Fact], budget: int) -> None:
    chosen = packed(given_, budget)
    ordered = sorted(given_, key=lambda f: f.priority)
    assert size(chosen) <= budget
    assert [f.text for f in chosen] == [f.text for f in ordered[: len(chosen)]]
    if len(chosen) < len(ordered):
        assert size([f._replace(detail="") for f in ordered[: len(chosen) + 1]]) > budget


@given(facts, st.integers(0, 300), st.integers(0, 100))
def test_a_larger_budget_never_holds_fewer_facts(given_: list[Fact], budget: int, more: int) -> None:
    small, large = packed(given_, budget), packed(given_, budget + more)
    assert [f.text for f in large][: len(small)] == [f.text for f in small]


@given(facts, st.integers(0, 300))
def test_details_go_ahead_of_facts_the_least_important_first(given_: list[Fact], budget: int) -> None:
    chosen = packed(given_, budget)
    ordered = sorted(given_, key=lambda f: f.priority)
    whole = [c.detail == f.detail for c, f in zip(chosen, ordered, strict=False) if f.detail]
    assert whole == sorted(whole, reverse=True)
    if len(chosen) < len(given_):
        full = next((n for n, c in enumerate(chosen) if c.detail != ordered[n].detail), len(chosen))
        assert full == len(chosen) or size(ordered[: full + 1] + chosen[full + 1 :]) > budget


def test_everything_fits_where_there_is_room() -> None:
    all_ = [fact("file", "a", "b"), fact("task", "c", "d")]
    assert packed(all_, 100) == all_[::-1]
