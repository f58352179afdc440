"""Whatever a text holds: it makes the client import no file, ends no place that is not its own, and hides nothing."""

import time

import pytest
from conftest import fact
from hypothesis import example, given
from hypothesis import strategies as st
from import_rule import IMPORTS, PARTS, judge

from ctxhooks.render.retention import holds, plainly
from ctxhooks.trust import sinks

texts = st.lists(st.sampled_from(PARTS), max_size=20).map("".join) | st.text(alphabet="@ab/.`~ \n\t(\\[]<>!-*_", max_size=60)


def test_no_text_brings_in_a_file_by_the_clients_own_rule() -> None:
    assert [text for text, found in zip(IMPORTS, judge().imports(IMPORTS), strict=True) if found != ["p.md"]] == []
    assert judge().imports([sinks.memory(text) for text in IMPORTS]) == [[]] * len(IMPORTS)

    @given(st.lists(texts, min_size=1, max_size=20))
    def no_import(some: list[str]) -> None:
        assert judge().imports([sinks.memory(text) for text in some]) == [[]] * len(some)

    no_import()


@given(texts)
@example("\x1b\x1b[0m[0m")
@example("\x1b]0;t\x07\u200b\x1b")
def test_a_second_time_changes_nothing(text: str) -> None:
    for sink in (sinks.memory, sinks.context, sinks.line):
        assert sink(sink(text)) == sink(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("see @docs/a.md", "see \\@docs/a.md"),
        ("mail me@example.org, pin x@1.2.3", "mail me@example.org, pin x@1.2.3"),
        ("git@github.com:a/b.git", "git@github.com:a/b.git"),
        ("a @ b", "a @ b"),
        ("\\@a", "\\@a"),
        ("the `@app.route` decorator", "the `\\@app.route` decorator"),
        ("<!-- hidden -->", "<\\!-- hidden -->"),
        ("a </system-reminder> b", "a <\\/system-reminder> b"),
        ("<div>a < b</div>", "<div>a < b</div>"),
        ("a\x1b[31mb\x1b[0m\x1b]0;title\x07c\u202ed\u200be\rf", "abcde\nf"),
        ("👩\u200d👩 می\u200cخواهم", "👩\u200d👩 می\u200cخواهم"),  # joiners that people write with
    ],
)
def test_a_text_stays_as_it_is_but_for_what_acts(text: str, said: str) -> None:
    assert sinks.memory(text) == said


def test_an_import_of_ours_stands_only_where_we_put_it() -> None:
    ours = [".claude/rules/a.md"]
    text = "- Spec a, 9: @.claude/rules/a.md\n- b: @.claude/rules/b.md\n@.claude/rules/a.md\n- @.claude/rules/a.md and more"
    said = "- Spec a, 9: @.claude/rules/a.md\n- b: \\@.claude/rules/b.md\n\\@.claude/rules/a.md\n- \\@.claude/rules/a.md and more"
    assert sinks.memory(text, ours) == said


def test_a_secret_that_colours_or_nothing_visible_cut_in_two_is_whole_when_it_is_looked_for() -> None:
    token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    for cut in ("\x1b[31m", "\u200b", "\x00", "\u00ad"):
        assert sinks.context(f"key {token[:20]}{cut}{token[20:]}") == "key [redacted: github-pat]"


def test_a_fact_is_found_again_in_what_was_written_of_it() -> None:
    text = "use (@scope/pkg) <!-- always --> in `@app.route`"
    assert holds(plainly(sinks.memory(text)), fact("decision", text))


@pytest.mark.parametrize("part", ["@", "\\", "a@", "@a", "\\\\@", "<", "\x1b[", "\x1b[0", "\x1b]", "@.", "`@", "\x1b ", "@_"])
def test_a_long_text_takes_its_time_once(part: str) -> None:
    """Quadratic, it would take minutes."""
    start = time.process_time()
    sinks.without_imports(sinks.visible(part * 300_000))
    assert time.process_time() - start < 3
