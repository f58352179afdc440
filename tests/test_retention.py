"""What a text still holds of the facts."""

from conftest import fact
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.render.retention import holds, missing, plainly


def test_case_marks_and_blanks_make_no_difference() -> None:
    told = fact("constraint", "Never touch `src/vendor_lib` “ever”")
    assert missing([told], "… **never  touch** src/vendor_lib\n ever!") == []
    assert missing([told], "Never touch src/other") == [told]


def test_every_line_of_a_key_has_to_be_there() -> None:
    told = fact("failing", "make", key="make\nno rule")
    assert missing([told], "`make` failed: no rule") == []
    assert missing([told], "make") == [told]


def test_several_texts_hold_together_what_each_holds() -> None:
    one, two, three = fact("file", "a.py"), fact("file", "b.py"), fact("file", "c.py")
    assert missing([one, two, three], "a.py", "b.py") == [three]


@given(st.text(min_size=1, max_size=80), st.text(max_size=40), st.text(max_size=40))
def test_a_key_on_lines_of_its_own_is_always_found(key: str, before: str, after: str) -> None:
    assert holds(plainly(f"{before}\n{key}\n{after}"), fact("decision", key))


def test_a_short_word_inside_a_longer_one_is_not_held() -> None:
    facts = [fact("answer", "No"), fact("file", "app.py"), fact("command", "make")]
    assert missing(facts, "I know myapp.py makes it") == facts
    assert missing(facts, "No: `app.py`를 고치고 make.") == []
