"""The most important facts that fit: never too much, and never less for a larger budget."""

import pytest
from conftest import fact
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.model.checkpoint import Checkpoint, Task
from ctxhooks.model.facts import KINDS, Fact
from ctxhooks.model.settings import LANGUAGES
from ctxhooks.render import recovery_text
from ctxhooks.render.fitting import WITH_DETAIL, pack
from ctxhooks.tokens.estimate import estimate

facts = st.lists(st.builds(fact, st.sampled_from(KINDS), st.text("ab ", min_size=1, max_size=12), st.text("cd", max_size=12)), max_size=12)


def size(chosen: list[Fact]) -> int:
    return sum(len(f.text) + len(f.detail) + 1 for f in chosen)


def packed(given_: list[Fact], budget: int) -> list[Fact]:
    return pack(given_, lambda chosen: size(chosen) <= budget)


def brief(f: Fact) -> Fact:
    return f if f.kind in WITH_DETAIL else f._replace(detail="")


def shortened(chosen: list[Fact], ordered: list[Fact]) -> bool:
    """Whether it is but the beginning of the most important one."""
    text = chosen[0].text if chosen else ""
    cut = text.endswith(" …") and ordered[0].text.startswith(text[:-2])
    return len(chosen) == 1 and chosen[0].detail == "" and (cut or (text == ordered[0].text and brief(ordered[0]).detail != ""))


@given(facts, st.integers(0, 300))
def test_never_more_than_the_budget_and_the_most_important_first(given_: list[Fact], budget: int) -> None:
    chosen = packed(given_, budget)
    ordered = sorted(given_, key=lambda f: f.priority)
    assert size(chosen) <= budget
    assert [f.text for f in chosen] == [f.text for f in ordered[: len(chosen)]] or shortened(chosen, ordered)
    if len(chosen) < len(ordered):
        assert size([brief(f) for f in ordered[: len(chosen) + 1]]) > budget


@given(facts, st.integers(0, 300), st.integers(0, 100))
def test_a_larger_budget_never_holds_fewer_facts(given_: list[Fact], budget: int, more: int) -> None:
    small, large = packed(given_, budget), packed(given_, budget + more)
    if shortened(small, sorted(given_, key=lambda f: f.priority)):
        assert large[0].text.startswith(small[0].text.removesuffix(" …"))
    else:
        assert [f.text for f in large][: len(small)] == [f.text for f in small]


@given(st.integers(0, 400), st.integers(1, 300))
def test_one_that_is_too_long_is_cut_to_as_much_as_fits(budget: int, length: int) -> None:
    long = fact("task", "x" * length, "in_progress")
    (*most,) = packed([long, fact("file", "a")], budget)
    if length + 1 > budget:  # the detail is gone by then
        assert [f.text for f in most] == ([f"{'x' * (budget - 3)} …"] if budget > 3 else [])
    else:
        assert most[0].text == long.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text", ["Draw the tide map for every harbour of the northern coast. ", "북쪽 해안 모든 항구의 조석 지도를 그린다. "]
)
def test_a_small_prompt_holds_the_beginning_of_a_long_task(language: str, text: str) -> None:
    found = [fact("task", (text * 40).strip(), "in_progress"), fact("request", "Go on")]
    said = recovery_text.prompt(Checkpoint(id="x", pending_tasks=(Task("1", text),)), found, language, 200)
    assert text[:40] in said
    assert 150 < estimate(said) <= 200


@given(facts, st.integers(0, 300))
def test_details_go_ahead_of_facts_the_least_important_first(given_: list[Fact], budget: int) -> None:
    chosen = packed(given_, budget)
    ordered = sorted(given_, key=lambda f: f.priority)
    kept = all(c.detail == f.detail for c, f in zip(chosen, ordered, strict=False) if f.kind in WITH_DETAIL)
    assert kept or shortened(chosen, ordered)
    whole = [c.detail == f.detail for c, f in zip(chosen, ordered, strict=False) if f.detail and f.kind not in WITH_DETAIL]
    assert whole == sorted(whole, reverse=True)
    if len(chosen) < len(given_):
        full = next((n for n, c in enumerate(chosen) if c.detail != ordered[n].detail), len(chosen))
        assert full == len(chosen) or size(ordered[: full + 1] + chosen[full + 1 :]) > budget


def test_everything_fits_where_there_is_room() -> None:
    all_ = [fact("file", "a", "b"), fact("task", "c", "d")]
    assert packed(all_, 100) == all_[::-1]
