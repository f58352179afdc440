"""How a person's requests are told."""

from typing import Any

import pytest

from ctxhooks.transcript.language import requests

LONG = " ".join(f"word{n}" for n in range(30))


def prompt(text: str, question: str = "", *, standing: bool = False, line: int = 1) -> dict[str, Any]:
    return {"text": text, "brief": text, "question": question, "standing": standing, "line": line}


def told(*prompts: dict[str, Any], committed: int = 9) -> list[tuple[str, str]]:
    return [(text, question) for text, question, _ in requests.told(list(prompts), committed)]


def test_older_requests_are_told_by_their_beginning_and_standing_ones_whole() -> None:
    found = told(prompt(LONG), prompt(LONG, standing=True), prompt(LONG), prompt(LONG))
    assert [len(text.split()) for text, _ in found] == [15, 30, 30, 30]


def test_of_a_request_that_nothing_was_committed_since_more_is_told() -> None:
    found = told(prompt(LONG, line=1), prompt(LONG, line=5), prompt("x"), prompt("y"), committed=3)
    assert [len(text.split()) for text, _ in found[:2]] == [15, 19]


@pytest.mark.parametrize(
    ("text", "told_"),
    [
        ("# Plan: - " + LONG, "# Plan: - " + " ".join(LONG.split()[:13]) + " …"),
        ("Draw it", "Draw it"),
        ("# # #", "# # #"),
    ],
)
def test_marks_are_no_words_of_a_beginning(text: str, told_: str) -> None:
    assert told(prompt(text), prompt("x"), prompt("y"))[0][0] == told_


def test_a_short_answer_keeps_its_question_and_a_longer_one_says_enough() -> None:
    found = told(prompt("B", "Which one?"), prompt("A. is fine, ensure we log", "Which one?"), prompt("x"), prompt("y", "And now?"))
    assert [question for _, question in found] == ["Which one?", "", "", "And now?"]
