"""How a person's requests are told."""

from typing import Any

import pytest

from ctxhooks.transcript.language import requests

LONG = " ".join(f"w{n}" for n in range(40))


def prompt(text: str, question: str = "", *, standing: bool = False, line: int = 1) -> dict[str, Any]:
    return {"text": text, "brief": text, "question": question, "standing": standing, "line": line}


def told(*prompts: dict[str, Any], committed: int = 9) -> list[tuple[str, str]]:
    return [(r.text, r.question) for r in requests.told(list(prompts), committed)]


def earlier(*prompts: dict[str, Any], committed: int = 0) -> list[bool]:
    return [r.earlier for r in requests.told(list(prompts), committed)]


def test_older_requests_are_told_by_their_beginning_and_standing_ones_whole() -> None:
    found = told(prompt(LONG), prompt(LONG, standing=True), prompt(LONG), prompt(LONG))
    assert [len(text.split()) for text, _ in found] == [19, 40, 19, 40]


def test_of_a_request_that_nothing_was_committed_since_more_is_told() -> None:
    found = told(prompt(LONG, line=1), prompt(LONG, line=5), prompt("x"), prompt("y"), committed=3)
    assert [len(text.split()) for text, _ in found[:2]] == [19, 40]


@pytest.mark.parametrize(
    ("text", "told_"),
    [
        ("# Plan: - " + LONG, "# Plan: - " + " ".join(LONG.split()[:17]) + " …"),
        ("Draw it", "Draw it"),
        ("# # #", "# # #"),
    ],
)
def test_marks_are_no_words_of_a_beginning(text: str, told_: str) -> None:
    assert told(prompt(text), prompt("x"), prompt("y"))[0][0] == told_


def test_a_short_answer_keeps_its_question_and_a_longer_one_says_enough() -> None:
    found = told(prompt("B", "Which one?"), prompt("A. is fine, ensure we log", "Which one?"), prompt("x"), prompt("y", "And now?"))
    assert [question for _, question in found] == ["Which one?", "", "", "And now?"]


def test_what_stands_before_the_last_commit_is_earlier_but_not_the_newest_nor_what_goes_on() -> None:
    standing = prompt("From now on use metres", line=3, standing=True)
    before = [prompt("Draw it", line=2), standing, prompt("Blue", line=5), prompt("Now green", line=6)]
    assert earlier(*before, prompt("Frame it", line=7), committed=4) == [True, False, False, False, False]
    assert earlier(*before, committed=9) == [True, False, True, False]


def test_few_requests_have_a_line_of_their_own() -> None:
    assert earlier(*[prompt(f"Draw map {n}") for n in range(10)]) == [True] * 5 + [False] * 5


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Where does the tide come from?", True),
        ("Hm. So is the harbour never dry? And what about the bay?", True),
        ("can you explain the comment in line 366?", True),
        ("Could you please also tell me what it costs?", True),
        ("이 그림은 왜 파란색인가요?", True),
        ("Почему карта синяя?", True),
        ("why is the page showing: +582 −0", True),
        ("do the read and fetch calls follow a similar pattern?", True),
        ("why don't you frame it", False),
        ("but then the diff would not be clean, right?", True),
        ("for #1, if we delete the unused, is there still a cycle?", True),
        ("can you please write a test for both?", False),
        ("ok, do nothing, can we add some tests?", False),
        ("Let's keep it in metadata, can you give an example?", False),
        ("Make both buttons larger, and maybe frame them?", False),
        ("Why is it blue? Make it green, and keep the frame as it was.", False),
        ("can you check the review, and could you then fix what it says?", False),
        ("OK. Yes, update research.md. Should we go on with 531?", False),
        ("표를 그려 줄래?", False),
        ("Можешь нарисовать карту?", False),
        ("Draw it", False),
        ("", False),
    ],
)
def test_a_question_asks_for_an_answer_and_not_for_work(text: str, question: bool) -> None:
    assert requests.is_question(text) is question
    assert earlier(prompt(text), prompt("x"), prompt("y"))[0] is question


def test_a_short_answer_with_its_question_is_earlier() -> None:
    answers = [prompt("B", "Which one?"), prompt("A. is fine, ensure we log", "Which one?")]
    assert earlier(*answers, prompt("x"), prompt("y")) == [True, False, False, False]


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("Look in the /bench folder", True),
        ("just read the bench files.", True),
        ("have a look at docs/plans/full.jsonl", True),
        ("Provide an update on progress with these tasks", True),
        ("파일을 읽어 봐", True),
        ("Покажи карту прилива", True),
        ("Look at the failing test, then fix what makes it fail and say why it did in the commit", False),
        ("check off this todo in the pull request", False),
        ("Read the plan; implement its first step", False),
        ("Update the docs", False),
    ],
)
def test_what_only_wants_to_be_looked_at_or_shown_is_earlier_once_something_else_is_asked(text: str, answered: bool) -> None:
    assert requests.is_answered(text) is answered
    assert earlier(prompt(text), prompt("x")) == [answered, False]
    assert earlier(prompt("x"), prompt(text))[1] is False
