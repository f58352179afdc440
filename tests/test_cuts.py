"""Where a text is cut ahead of redaction, no secret is cut in two."""

import ast
import re
from collections.abc import Callable

import pytest
from conftest import ROOT, Talk
from hypothesis import given
from hypothesis import strategies as st
from made_up import tokens

from ctxhooks.disk import sealed
from ctxhooks.transcript import fold
from ctxhooks.transcript.files import edits
from ctxhooks.transcript.fold import Fold
from ctxhooks.transcript.language import answers, people
from ctxhooks.transcript.shell import error_lines
from ctxhooks.trust import cuts
from ctxhooks.trust.redact import redact

SECRET = tokens()["github p"]


@given(st.text("a \n", max_size=300), st.integers(0, 300))
def test_a_cut_text_is_a_beginning_or_an_end_of_whole_words(text: str, most: int) -> None:
    for kept, whole in ((cuts.head(text, most), text.startswith), (cuts.tail(text, most), text.endswith)):
        assert whole(kept)
        assert len(kept) <= most or kept == text
    assert set(cuts.head(text, most).split()) <= set(text.split())
    assert set(cuts.tail(text, most).split()) <= set(text.split())


@pytest.mark.parametrize("before", ["x", "x ", "x\n", "가나 "])
@pytest.mark.parametrize("most", [400, 6_000])
def test_a_secret_at_the_cut_is_whole_or_gone(before: str, most: int) -> None:
    for shift in range(len(SECRET) + 2):
        lead = (before * most)[: most - shift - 1]
        cut = redact(cuts.head(f"{lead} {SECRET} {before * most}", most))
        assert SECRET[:8] not in cut
        cut = redact(cuts.tail(f"{before * most} {SECRET} {lead}", most))
        assert SECRET[-8:] not in cut


def said(talk: Talk) -> str:
    """All that a fold of the talk holds, as it would be written."""
    made = Fold()
    for record in talk.records:
        made.add(record)
    return repr(sealed.clean(made.kept()))


PLACES: dict[str, tuple[int, Callable[[Talk, str], Talk]]] = {
    "prompt": (people.LONGEST_PROMPT, lambda talk, text: talk.prompt(f"Never do this again: {text}")),
    "command": (people.LONGEST_PROMPT, lambda talk, text: talk.bash(text, "Exit code 1\nerror: no", bad=True)),
    "error": (people.LONGEST_PROMPT, lambda talk, text: talk.bash("make", f"Exit code 2\nerror: {text}", bad=True)),
    "error, both ends": (error_lines.ENDS, lambda talk, text: talk.bash("make", f"Exit code 2\nerror: {text}", bad=True)),
    "answer": (answers.LONGEST, lambda talk, text: talk.says(f"{text} Shall I go on?").prompt("yes")),
    "summary": (fold.LONGEST_SUMMARY, lambda talk, text: talk.compacted(text)),
    "heading": (edits.LONGEST, lambda talk, text: talk.write("/project/a.md", f"# {text}\n")),
    "refusal": (300, lambda talk, text: talk.bash("make", f"[Request interrupted by user\n{text}", bad=True)),
}


@pytest.mark.parametrize("place", PLACES)
def test_no_half_of_a_secret_is_kept_at_the_end_of_what_is_looked_at(place: str) -> None:
    most, says = PLACES[place]
    for shift in range(0, len(SECRET) + 40, 3):
        lead = ("lorem " * most)[: max(most - shift - 20, 0)]
        text = f"{lead} {SECRET}{' ipsum' * (most // 3)}"
        assert SECRET[:9] not in said(says(Talk(), text)), shift
        assert SECRET[-9:] not in said(says(Talk(), text[::-1].replace(SECRET[::-1], SECRET))), shift


def test_a_secret_is_known_by_the_sentence_ahead_of_it() -> None:
    """Redacted ahead of being taken apart into sentences."""
    key = "-----BEGIN PRIVATE " + "KEY-----"
    lines = "never+ALWAYSmust0123456789\nnever/always0123456789abcdefmust"
    talk = Talk().prompt(f"Never print this key:\n{key}\n{lines}\n-----END PRIVATE " + "KEY-----")
    assert "ALWAYSmust0123" not in said(talk)
    assert "always0123456789abc" not in said(talk)


def test_nothing_is_cut_by_hand_ahead_of_redaction() -> None:
    found = []
    for path in sorted((ROOT / "ctxhooks").rglob("*.py")):
        for call in (n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)):
            if re.fullmatch(r"redact|sinks\.\w+", ast.unparse(call.func)):
                found += [f"{path.name}:{call.lineno}" for arg in call.args for n in ast.walk(arg) if isinstance(n, ast.Slice) and n.upper]
    assert found == []
