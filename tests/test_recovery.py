"""The texts around a compaction, in three languages: whole, within their limits, and the most important at once."""

import pytest
from conftest import fact
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxhooks.model.checkpoint import ActivePort, Checkpoint, Git, Task
from ctxhooks.model.facts import KINDS, Evidence, Fact
from ctxhooks.model.replies import CAP, units
from ctxhooks.model.settings import LANGUAGES
from ctxhooks.render import recovery_text
from ctxhooks.render.catalog import catalog, say
from ctxhooks.render.retention import missing
from ctxhooks.tokens.estimate import estimate

TEXTS = {"en": "Draw the tide map for harbour", "ko": "항구의 조석 지도를 그린다", "ru": "Нарисовать карту приливов гавани"}
languages = st.sampled_from(LANGUAGES)
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60) | st.sampled_from([*TEXTS.values(), "😀" * 40, "a/b.py"])


@st.composite
def facts(draw: st.DrawFn, most: int = 30) -> list[Fact]:
    found = []
    for line in range(draw(st.integers(0, most))):
        text = " ".join(draw(words).split()) * draw(st.integers(1, 30)) or "x"
        made = fact(draw(st.sampled_from(KINDS)), text[:4000], draw(st.sampled_from(["", "in_progress", "detail", "{0} {} %s"])), text[:60])
        made = made._replace(priority=made.priority + draw(st.sampled_from([0, 0, 100])), earlier=draw(st.booleans()))
        found.append(made._replace(evidence=Evidence("u", line)))
    return sorted(found, key=lambda f: f.priority)


checkpoints = st.builds(
    Checkpoint,
    id=st.just("x"),
    session_id=words,
    created_at=words,
    compaction_index=st.integers(0, 9),
    active_port=st.builds(ActivePort, id=words | st.just(""), title=words, progress=st.integers(0, 100)),
    pending_tasks=st.lists(st.builds(Task, title=words)).map(tuple),
    git=st.builds(Git, branch=words | st.just(""), head=words, dirty=st.integers(0, 9)),
    folder=words | st.just(""),
)


@given(checkpoints, facts(), languages, st.integers(0, 6000), st.integers(0, CAP))
def test_a_prompt_never_goes_over_either_limit(checkpoint: Checkpoint, found: list[Fact], language: str, tokens: int, limit: int) -> None:
    said = recovery_text.prompt(checkpoint, found, language, tokens, limit)
    assert units(said) <= limit
    assert estimate(said) <= tokens


@given(checkpoints, facts(), languages, st.integers(0, 6000))
def test_no_other_text_goes_over_its_limit_either(checkpoint: Checkpoint, found: list[Fact], language: str, tokens: int) -> None:
    for write in (recovery_text.recovered, recovery_text.briefing):
        said = write(checkpoint, found, language, tokens)
        assert units(said) <= CAP
        assert estimate(said) <= tokens
    assert units(recovery_text.steer(found, language)) <= recovery_text.STEER


@given(facts(), languages, st.integers(0, 3000), st.integers(1, 1500))
@settings(max_examples=60)
def test_a_larger_budget_never_holds_less(found: list[Fact], language: str, tokens: int, more: int) -> None:
    small, large = (recovery_text.prompt(Checkpoint(), found, language, n) for n in (tokens, tokens + more))
    assert {f.id for f in missing(found, large)} <= {f.id for f in missing(found, small)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_beginning_stands_alone(language: str) -> None:
    t, text = catalog(language), TEXTS[language]
    tasks = [fact("task", f"{text} {n}", "in_progress" if n == 1 else "") for n in range(1, 7)]
    rest = [fact(kind, f"{text} {kind} {n}", text * 3) for kind in KINDS if kind != "task" for n in range(12)]
    checkpoint = Checkpoint(active_port=ActivePort("port-7", text, 40), completed_tasks=3, pending_tasks=(Task("1", "x"),) * 6)
    said = recovery_text.prompt(checkpoint, tasks + rest, language, 10_000)
    head = said.encode("utf-16-le")[:4000].decode("utf-16-le", "ignore")
    assert len(said) > 3000
    assert "port-7" in head
    assert "40%" in head
    assert f"{t['current']}: [{t['in_progress']}] {text} 1" in head
    assert f"{t['next']}: {text} 2" in head
    assert all(f"- {text} {n}" in head for n in range(3, 7))
    assert t["progress"].format(done=3, all=9) in head


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_newest_request_stands_apart_and_the_others_in_order(language: str) -> None:
    made = [fact("request", text)._replace(evidence=Evidence("u", line)) for line, text in ((30, "Third"), (20, "Second"))]
    older = fact("request", "First")._replace(evidence=Evidence("u", 10), priority=103)
    said = recovery_text.prompt(Checkpoint(), [*made, older], language, 2500)
    assert f"{catalog(language)['newest']}: “Third”" in said
    assert said.index("First") < said.index("Second")
    assert said.count("Third") == 1


def test_where_little_fits_it_is_the_newest_that_does() -> None:
    made = [fact("file", f"src/module_{n:02d}/part.py")._replace(evidence=Evidence("u", n)) for n in range(40)][::-1]
    said = recovery_text.prompt(Checkpoint(), made, "en", 250)
    assert "module_39" in said
    assert "module_00" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_prompt_without_facts_is_a_short_honest_note(language: str) -> None:
    said = recovery_text.prompt(Checkpoint(), [], language, 2500)
    assert catalog(language)["recovery_none"] in said
    assert units(said) < 400
    assert recovery_text.recovered(Checkpoint(), [], language, 1500) == ""
    assert recovery_text.steer([], language) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_with_details_reads_well(language: str) -> None:
    found = [
        fact("task", "Parse", "in_progress"),
        fact("failing", "make", "error: no rule"),
        fact("answer", "8443", "Which port?"),
        fact("commit", "1a2b3c4", "Load tides"),
        fact("file", "a.py", "updated (load, _parse)"),
        fact("file", "b.py", "created (main)"),
        fact("failing", "ls"),
    ]
    said = recovery_text.prompt(Checkpoint(), found, language, 2500)
    for line in (
        "`make` → error: no rule",
        "Which port? → “8443”",
        "1a2b3c4 Load tides",
        "a.py — load, _parse",
        f"b.py — {catalog(language)['file_created']} (main)",
        "- `ls`\n",
    ):
        assert line in said


def test_text_that_looks_like_a_template_stays_as_it_is() -> None:
    odd = "{{ 7 * 7 }} {% if x %} {0} %s ${HOME} <!-- pal:context:end -->"
    assert odd in recovery_text.prompt(Checkpoint(), [fact("decision", odd, odd)], "en", 2500)


@given(facts(), languages)
@settings(max_examples=40)
def test_every_fact_in_a_prompt_counts_as_held(found: list[Fact], language: str) -> None:
    """Otherwise it would be given back a second time."""
    said = recovery_text.prompt(Checkpoint(), found, language, 100_000, 10**7)
    assert missing(found, said) == []


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", {0: "facts", 1: "fact", 2: "facts", 11: "facts", 1001: "facts"}),
        ("ru", {0: "фактов", 1: "факт", 3: "факта", 12: "фактов", 21: "факт", 112: "фактов"}),
    ],
)
def test_a_number_has_its_form_of_the_word(language: str, forms: dict[int, str]) -> None:
    told = {n: say(language, "score", facts=n, summary=0, given_back=0, lost=0) for n in forms}
    assert [n for n, form in forms.items() if f"{n} {form}," not in told[n]] == []


def test_the_three_languages_have_the_same_phrases_and_places() -> None:
    import string

    def places(text: str) -> set[str]:
        """Those that are filled in; one that only chooses a form, `{n:fails|fail}`, a language may do without."""
        return {name for _, name, form, _ in string.Formatter().parse(text) if name is not None and "|" not in (form or "")}

    english = catalog("en")
    for language in LANGUAGES:
        assert catalog(language).keys() == english.keys()
        assert {k: places(v) for k, v in catalog(language).items()} == {k: places(v) for k, v in english.items()}


def test_a_constraint_is_left_out_where_a_request_holds_all_of_it_not_its_beginning_alone() -> None:
    bound = fact("constraint", "Draw the map of the harbour and make sure that it uses the tide table", key="Draw the map of the harbour")
    for request, twice in (("Draw the map of the harbour and …", True), (bound.text, False)):
        said = recovery_text.prompt(Checkpoint(), [bound, fact("request", request)], "en", 2000)
        assert (catalog("en")["kind_constraint"] in said) is twice


@pytest.mark.parametrize(("language", "label"), [("en", "Earlier"), ("ko", "이전"), ("ru", "Раньше")])
def test_what_is_earlier_stands_on_one_line_ahead_of_the_others(language: str, label: str) -> None:
    names = ("a.py", "b.py", "c.py")
    found = [fact("file", name)._replace(earlier=name != "c.py", evidence=Evidence("u", n)) for n, name in enumerate(names)]
    said = recovery_text.recovered(Checkpoint(), found, language, 1000)
    assert said.splitlines()[-2:] == [f"- {label}: a.py; b.py", "- c.py"]


def test_failures_that_are_over_need_no_such_label() -> None:
    found = [fact("failed_before", f"make {n}", f"error {n}")._replace(earlier=True, evidence=Evidence("u", n)) for n in range(2)]
    assert recovery_text.recovered(Checkpoint(), found, "en", 1000).splitlines()[-1] == "- `make 0` → error 0; `make 1` → error 1"


def test_a_long_setup_is_told_once() -> None:
    setup = "export PATH=/opt/cuda-12.6/bin:$PATH && "
    texts = ["cd bench && ./slow", setup + "./tide", "make all", setup + "./ebb", "cd bench && ./fast", setup + "./flow"]
    found = [fact("command", text)._replace(evidence=Evidence("u", n)) for n, text in enumerate(texts)]
    assert recovery_text.recovered(Checkpoint(), found, "en", 1000).splitlines()[-4:] == [
        "- `cd bench && ./slow`",
        f"- `{setup}./tide`, and behind the same setup `./ebb`, `./flow`",
        "- `make all`",
        "- `cd bench && ./fast`",
    ]


def test_a_constraint_stands_by_itself_where_the_request_that_holds_it_is_over() -> None:
    rule = fact("constraint", "No floats anywhere, please.")
    request = fact("request", "Amounts have to work. No floats anywhere, please.")
    told = [recovery_text.recovered(Checkpoint(), [rule, request._replace(earlier=over)], "en", 1000) for over in (False, True)]
    assert [text.count("No floats") for text in told] == [1, 2]
