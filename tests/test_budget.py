"""The packer: never over the budget, and never less for more of it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.loading import budget
from ctxhooks.model.document import CATEGORIES, FULL, LINE, PARAGRAPH, SUMMARY, Document, Rendition
from ctxhooks.model.settings import Allocation, Context, Minimum

FRAME = 40
STRATEGIES = ("priority", "fifo", "recent")


def count(text: str) -> int:
    return len(text.split())


def document(name: str, size: int, category: str = "related_docs", **more: object) -> Document:
    """At every level that is shorter than the whole, of words of its own."""
    sizes = [n if n < size else 0 for n in (8, 30, 100)] + [size]
    made = tuple(Rendition(text, count(text)) for text in (" ".join(f"{name}.{i}" for i in range(n)) for n in sizes))
    return Document(category, name, name, made)._replace(**more)  # type: ignore[arg-type]


documents = st.lists(
    st.builds(
        lambda name, size, category, priority, order, when: document(
            f"{category}-{name}", size, category, priority=priority, order=order, time=float(when)
        ),
        st.integers(0, 10**9),
        st.integers(1, 9000),
        st.sampled_from(CATEGORIES),
        st.integers(0, 5),
        st.integers(0, 50),
        st.integers(0, 50),
    ),
    max_size=30,
    unique_by=lambda d: d.name,
)
contexts = st.builds(
    lambda total, strategy, minimum: Context(total, Allocation(), Minimum(minimum, minimum // 2), strategy),
    st.integers(0, 40_000),
    st.sampled_from(STRATEGIES),
    st.integers(0, 5000),
)


def levels(packing: budget.Packing) -> dict[tuple[str, str], int]:
    return {(x.document.category, x.document.name): x.level for x in packing.loaded}


@given(documents, contexts, st.integers(0, 20_000))
def test_no_input_overshoots_and_nothing_is_lost_from_sight(some: list[Document], context: Context, reserved: int) -> None:
    packing = budget.pack(some, context, count, reserved=reserved, frame=FRAME)
    assert packing.used <= max(0, context.token_budget - reserved)
    assert packing.used == sum(x.tokens for x in packing.loaded)
    assert all(x.tokens == count(x.text) + FRAME for x in packing.loaded)
    assert packing.used + packing.remaining == max(packing.used, context.token_budget - reserved)
    names = [x.document.name for x in packing.loaded] + [p.document.name for p in packing.pending]
    assert sorted(names) == sorted(d.name for d in some)
    sizes = {d.name: d.renditions[FULL].tokens + FRAME for d in some}
    assert all(p.tokens == sizes[p.document.name] for p in packing.pending)


@given(documents, contexts, st.integers(0, 20_000))
def test_more_budget_never_loads_less(some: list[Document], context: Context, more: int) -> None:
    small = levels(budget.pack(some, context, count))
    large = levels(budget.pack(some, context._replace(token_budget=context.token_budget + more), count))
    assert all(large[key] >= level for key, level in small.items())


@given(documents, contexts, st.randoms(use_true_random=False))
def test_the_order_of_input_does_not_matter(some: list[Document], context: Context, random: "st.random.Random") -> None:  # type: ignore[name-defined]
    mixed = some[:]
    random.shuffle(mixed)
    assert budget.pack(mixed, context, count) == budget.pack(some, context, count)


def test_what_fits_is_loaded_in_full() -> None:
    packing = budget.pack([document(str(n), 500) for n in range(20)], Context(), count)
    assert set(levels(packing).values()) == {FULL}
    assert packing.pending == ()


@pytest.mark.parametrize(
    ("strategy", "best"),
    [("priority", ["a", "b", "c", "d"]), ("fifo", ["d", "c", "b", "a"]), ("recent", ["b", "d", "a", "c"])],
)
def test_what_is_worth_most_is_loaded_best(strategy: str, best: list[str]) -> None:
    times = {"b": 4.0, "d": 3.0, "a": 2.0, "c": 1.0}
    some = [document(n, 1000, priority=i, order=9 - i, time=times[n]) for i, n in enumerate("abcd")]
    got = {name: level for (_, name), level in levels(budget.pack(some, Context(2600, strategy=strategy), count)).items()}
    assert [got[n] for n in best[:2]] == [FULL, FULL]
    assert FULL not in [got.get(n) for n in best[2:]]
    few = budget.pack(some, Context(100, strategy=strategy), count)
    assert [x.document.name for x in few.loaded] == best[: len(few.loaded)]
    assert [p.document.name for p in few.pending] == best[len(few.loaded) :]


def test_each_category_has_its_share_and_lends_what_it_leaves_over() -> None:
    every = [document(f"{c}{n}", 400, c, priority=n) for c in CATEGORIES for n in range(60)]
    loaded = budget.pack(every, Context(minimum=Minimum(0, 0)), count).loaded
    used = {c: sum(x.tokens for x in loaded if x.document.category == c) for c in CATEGORIES}
    share = Allocation()._asdict()
    assert all(used[c] >= 15_000 * share[c] // 100 - 1200 for c in CATEGORIES)
    alone = budget.pack([d for d in every if d.category == "session_info"], Context(), count)
    assert alone.used > 12_000


def test_a_minimum_is_kept_for_a_category_with_a_small_share() -> None:
    some = [document("spec", 1900, "port_spec"), *(document(f"doc{n}", 900) for n in range(5))]
    context = Context(3000, Allocation(1, 4, 0, 95, 0), Minimum(2000, 0))
    assert levels(budget.pack(some, context, count))["port_spec", "spec"] == FULL
    assert levels(budget.pack(some, context._replace(minimum=Minimum(0, 0)), count)).get(("port_spec", "spec")) != FULL


def test_a_giant_does_not_keep_the_others_out() -> None:
    got = levels(budget.pack([document("giant", 90_000), *(document(f"d{n}", 300, priority=1) for n in range(12))], Context(), count))
    assert got["related_docs", "giant"] == SUMMARY
    assert [got["related_docs", f"d{n}"] for n in range(12)] == [FULL] * 12


def test_what_was_asked_for_comes_first_if_it_fits() -> None:
    some = [document(f"d{n}", 2000, priority=n) for n in range(20)]
    some[19] = some[19]._replace(pinned=True)
    assert levels(budget.pack(some, Context(6000), count))["related_docs", "d19"] == FULL
    some[18] = document("d18", 50_000, priority=18, pinned=True)
    got = levels(budget.pack(some, Context(6000), count))
    assert (got["related_docs", "d19"], got["related_docs", "d18"], got["related_docs", "d0"]) == (FULL, SUMMARY, FULL)


def test_a_shared_paragraph_is_loaded_once() -> None:
    shared = "Every answer is JSON with a data member, and every error has a code and a text that a person can read."
    texts = {n: f"# {n}\n\nOwn words of {n}.\n\n{shared}\n\n```\n\n{shared}\n```" for n in ("a", "b")}
    some = [Document("conventions", n, n, (Rendition(), Rendition(), Rendition(), Rendition(t, count(t)))) for n, t in texts.items()]
    first, second = budget.pack(some, Context(), count).loaded
    assert first.text == texts["a"]
    assert second.text == "# b\n\nOwn words of b."
    assert second.tokens == count(second.text)


def test_a_document_of_shared_paragraphs_alone_keeps_its_title() -> None:
    text = "A paragraph that is long enough to be told from others, and stands in two documents word by word."
    some = [Document("conventions", n, f"Title {n}", (Rendition(),) * 3 + (Rendition(text, count(text)),)) for n in ("a", "b")]
    assert [x.text for x in budget.pack(some, Context(), count).loaded] == [text, "Title b"]


def test_the_line_of_another_comes_ahead_of_more_of_the_first() -> None:
    got = levels(budget.pack([document(f"d{n}", 500) for n in range(4)], Context(170), count, frame=FRAME))
    assert got == {("related_docs", "d0"): PARAGRAPH, ("related_docs", "d1"): LINE}


def test_five_thousand_documents_are_packed_quickly() -> None:
    some = [document(f"d{n}", 100 + n % 900, CATEGORIES[n % 5], priority=n % 7) for n in range(5000)]
    start = time.perf_counter()
    packing = budget.pack(some, Context(), count)
    assert time.perf_counter() - start < 2
    assert packing.used <= 15_000
