"""The CLAUDE.md section: whatever stands around it comes back byte for byte, and what is broken is left alone."""

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ctxhooks.loading.claude_md import END, START, body, put, take_out
from ctxhooks.model.errors import CtxhooksError

SECTION = START + b"\nPort A\n" + END + b"\n"

PIECES = [
    *(START, END, START.upper(), b"<!--pal:context:end-->", b"<!-- pal:context:start", b"pal:context:end -->"),
    *(b"<!-- x -->", b"<!--", b"-->"),
    *(b"```", b"````", b"~~~", b"```python", b"- ```", b"1. ~~~", b"> ```", b"`", b"#", b"-"),
    *(b"\n", b"\n", b"\n\n", b"\r\n", b"\r", b"\n\r", b" ", b"  ", b"    ", b"\t"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3", b"\x00", b"\x0c", b"text", "할 일: 배포".encode(), "\u2028\x85".encode()),
]
files = st.lists(st.sampled_from(PIECES), max_size=14).map(b"".join)
plain = files.filter(lambda data: b"pal:context" not in data.lower())
bodies = st.one_of(st.text(max_size=30), files.map(lambda data: data.decode(errors="surrogateescape")))


def written(old: bytes | None, text: str) -> bytes:
    """What `put` makes of a sound file; a broken one is no example."""
    try:
        return put(old, text)
    except CtxhooksError:
        assume(False)
        raise


def broken(data: bytes) -> tuple[object, object]:
    """The line and the reason, the same for all three functions."""
    said = []
    for function in (lambda: put(data, "Port A"), lambda: take_out(data), lambda: body(data)):
        with pytest.raises(CtxhooksError) as error:
            function()
        said.append(error.value)
    first = said[0]
    assert [str(error) for error in said] == [str(first)] * 3
    assert first.key == "broken-marker"
    return first.values["line"], first.values["why"]


@given(plain, bodies)
@example(b"", "a")
@example(b"\n", "")
@example(b"no newline", "a")
@example(b"a\nb\r", "a")
@example(b"\xef\xbb\xbf", "a")
@example(b"- ```\n  code\n  ```\n", "a")
def test_a_section_that_was_appended_comes_out_without_a_trace(old: bytes, text: str) -> None:
    new = written(old, text)
    assert new.startswith(old)
    assert take_out(new) == old


@given(bodies)
def test_a_file_that_was_made_for_the_section_goes_with_it(text: str) -> None:
    new = put(None, text)
    assert new.startswith(START)
    assert take_out(new) is None


@given(st.none() | files, bodies, bodies)
@example(START + b"\r" + END + b"\n", "\n\na", "b")
@example(START + b"\nold\n" + END, "", "b")
def test_only_the_last_body_counts(old: bytes | None, first: str, second: str) -> None:
    new = written(old, first)
    assert put(new, first) == new
    assert put(new, second) == written(old, second)


@given(files, files, bodies)
def test_nothing_around_an_existing_section_changes(above: bytes, below: bytes, text: str) -> None:
    head, tail = above + b"\n" + START + b"\n", END + b"\n" + below
    new = written(head + tail, text)
    assert new.startswith(head)
    assert new.endswith(tail)
    left = take_out(new)
    if below:
        assert left == above + b"\n" + below
    else:
        assert left is not None
        assert left.rstrip(b"\r\n") == above.rstrip(b"\r\n")


@given(st.none() | files, bodies)
@example(None, f"{START.decode()}\n{END.decode().upper()}\n  {END.decode()}")
@example(None, "```\nnever closed")
@example(None, "- ~~~\n  never closed")
@example(b"\xef\xbb\xbf" + SECTION, "\ufeff```")
@example(None, "<!-- never closed")
def test_no_body_breaks_out(old: bytes | None, text: str) -> None:
    read = body(written(old, text))
    assert read is not None
    assert body(put(old, read)) == read


@given(files)
def test_any_bytes_are_answered_or_refused(data: bytes) -> None:
    try:
        left = take_out(data)
    except CtxhooksError:
        line, why = broken(data)
        assert str(why).startswith("marker-")
        assert 1 <= int(str(line)) <= len(data.splitlines())
    else:
        assert (left == data) == (body(data) is None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (None, SECTION),
        (b"# Mine\n", b"# Mine\n\n" + SECTION),
        (b"# Mine", b"# Mine\n\n" + SECTION.replace(END, END + b" ")),
        (b"# Mine\r\n", b"# Mine\r\n\r\n" + SECTION.replace(b"\n", b"\r\n")),
        (b"\xef\xbb\xbf# Mine\r\ntext\n", b"\xef\xbb\xbf# Mine\r\ntext\n\r\n" + SECTION.replace(b"\n", b"\r\n")),
        (b"\xff\x00\n", b"\xff\x00\n\n" + SECTION),
        (b"A\n  " + START + b" \nold\r\n" + END + b"\nB", b"A\n  " + START + b" \nPort A\n" + END + b"\nB"),
        (b"\xef\xbb\xbf" + START + b"\r\n" + END, b"\xef\xbb\xbf" + START + b"\r\nPort A\r\n" + END),
        (b"See the " + START + b" marker.\n", b"See the " + START + b" marker.\n\n" + SECTION),
        (b"> ```\n> " + START + b"\n", b"> ```\n> " + START + b"\n\n" + SECTION),
        (b"<!-- a\nnote -->\n", b"<!-- a\nnote -->\n\n" + SECTION),
        (b"- ```sh\n  ls\n\nAfter the list.\n", b"- ```sh\n  ls\n\nAfter the list.\n\n" + SECTION),
        (b"```not ` a fence\n", b"```not ` a fence\n\n" + SECTION),
    ],
)
def test_the_section_takes_its_place(old: bytes | None, new: bytes) -> None:
    assert put(old, "Port A\n") == new
    assert body(new) == "Port A"


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        (b"a\n" + START + b"\nb\n", 2, "marker-alone"),
        (b"a\n" + END, 2, "marker-alone"),
        (END + b"\n" + START + b"\n", 1, "marker-order"),
        (SECTION + SECTION, 4, "marker-doubled"),
        (START + b"\n" + SECTION, 2, "marker-doubled"),
        (b"```\n" + SECTION + b"```\n", 2, "marker-inside"),
        (b"a\r~~~~ info ` string\r~~~\r" + SECTION.replace(b"\n", b"\r"), 4, "marker-inside"),
        (b"```\n``` no end\n" + SECTION, 3, "marker-inside"),
        (b"   ````md\n```\n    ````\n" + SECTION, 4, "marker-inside"),
        (b"1. - ```\n     code\n     " + START + b"\n     ```\n", 3, "marker-inside"),
        (START + b"\n```\n" + END + b"\n", 3, "marker-inside"),
        (b"<!--\n" + SECTION + b"-->\n", 2, "marker-inside"),
        (b"    " + START + b"\n\t" + END + b"\n", 1, "marker-inside"),
        (START.lower().replace(b"pal", b"PAL") + b"\n" + END, 1, "marker-misspelt"),
        (START + END, 1, "marker-misspelt"),
        (b"# Mine\n\n```sh\nls\n", 3, "marker-open-block"),
        (b"<!-- a note\n", 1, "marker-open-block"),
        (b"<!-- pal:context:start\n" + END, 2, "marker-inside"),
    ],
)
def test_what_is_broken_is_left_alone(data: bytes, line: int, why: str) -> None:
    assert broken(data) == (line, why)


def test_a_marker_in_the_text_is_told_from_a_real_one() -> None:
    new = put(None, "text\n  <!-- pal:context:end -->\nmore")
    assert body(new) == "text\n  `<!-- pal:context:end -->`\nmore"


def test_the_error_names_the_file() -> None:
    with pytest.raises(CtxhooksError, match=re.escape("'path': 'sub/CLAUDE.md'")):
        put(START, "Port A", path="sub/CLAUDE.md")


def test_text_below_the_section_does_not_run_into_the_text_above() -> None:
    assert take_out(put(b"above", "Port A") + b"below\n") == b"above\n\nbelow\n"


def test_a_file_without_a_section_has_nothing_to_read_or_to_take_out() -> None:
    assert body(b"# Mine\n") is None
    assert take_out(b"# Mine\n") == b"# Mine\n"
