"""What binds and what does not, what is taken back, what is pasted, and what was decided: in English, Korean and Russian."""

import re

import pytest
from conftest import Talk
from hypothesis import given
from hypothesis import strategies as st
from test_fold import facts, fold, told

from ctxhooks.render import recovery_text
from ctxhooks.transcript import distill
from ctxhooks.transcript.language import constraints, pasted, sentences


def bound(*prompts: str) -> list[str]:
    talk = Talk()
    for prompt in prompts:
        talk.prompt(prompt)
    return [c["text"] for c in fold(talk.records).data["constraints"]]


BINDING = [
    "Never touch the vendor folder",
    "Please don't commit anything yet",
    "and do not add a co-author line",
    "ok but don't run the migrations",
    "You must not change the schema",
    "All dates must be stored in UTC",
    "Always run the linter before you commit",
    "You should never push to main",
    "we shouldn't rewrite the parser",
    "Make sure it uses the GPU",
    "A. is fine, ensure we log",
    "If you change the map, never touch the lighthouse",
    "Only use the standard library",
    "Use pnpm instead of npm",
    "Write it without adding a dependency",
    "Avoid global state",
    "Don't forget to run the tests before each commit",
    "vendor/ is off limits",
    "The lexer stays as is",
    "leave the retries alone",
    "Please change the timeout to 30 s and leave the retries alone",
    "Hands off the generated files!",
    "keep the public API unchanged",
    "Stay away from the billing code",
    "No new dependencies please",
    "I don't want you to touch the lighthouse",
    "Leave config.yaml alone",
    "Никогда не пушь в main",
    "No floats anywhere, please.",
    "Никаких плавающих чисел, пожалуйста",
    "Treat vendor/ as read-only",
    "Nothing under vendor may change",
    "Let's not change the API",
    "You can change anything except the lexer",
    "don´t commit",
    "Commit messages in English only",
    "vendor는 건들지 말 것",
    "lexer는 지금 상태로 유지해줘",
    "vendor 빼고 다 바꿔도 돼",
    "vendor не трогать",
    "Лексер не трогаем",
    "Никаких новых зависимостей",
    "From now on answer in French",
    "Under no circumstances may the cache be cleared",
    "Pushing to main is forbidden",
    "You are not allowed to edit fixtures",
    "We aren't to use cufft",
    "절대 vendor 폴더를 건드리지 마",
    "로그는 반드시 남기세요",
    "설정 파일은 수정하지 마세요",
    "main에 푸시하지 말아 주세요",
    "파서는 그대로 두세요",
    "스키마를 바꾸면 안 됩니다",
    "vendor 폴더는 수정 금지",
    "항상 테스트를 먼저 실행해 주세요",
    "표준 라이브러리만 사용하세요",
    "npm 대신 pnpm을 써",
    "Никогда не трогай папку vendor",
    "Не меняй конфигурацию сборки",
    "не добавляйте новые зависимости",
    "Нельзя менять схему",
    "Всегда запускай тесты перед коммитом",
    "Обязательно прогоняй линтер",
    "Оставь парсер как есть",
    "Лексер остаётся без изменений",
    "Используй pnpm вместо npm",
    "Код не должен зависеть от сети",
    "Править сгенерированные файлы запрещено",
    "Не нужно переписывать тесты",
]
NOT_BINDING = [
    "Never mind",
    "never mind, I found it",
    "I don't think this is working as it should",
    "Don't know why it fails",
    "It never finishes",
    "The build starts and never ends",
    "I have never seen this before",
    "Why do we always fill in 100%?",
    "Can you make sure the line count is correct?",
    "Could you draw the map and make sure it shows the harbour",
    "It must be the cache",
    "There must be a reason",
    "It must have been changed by somebody",
    "it always fails on the second run",
    "It doesn't work",
    "we don't need that",
    "the tests don't pass without the flag",
    "It fixes the path without redesigning every mode",
    "you can always use the configuration in my home folder",
    "This should not happen",
    'The log says "never write to the disk" again',
    "The page shows `must not be empty`",
    "I left it as it is",
    "The counter remains unchanged after a click",
    "what should we do instead of the pipe?",
    "405: method not allowed",
    "Thanks, no problem",
    "no remove this again",
    "No comments on the PR yet",
    "No new errors so far",
    "No need to hurry, please",
    "No thanks, next one please",
    "No, the other one please",
    "no new dependencies were found",
    "the request is forbidden with 403",
    "I keep it as is normally",
    "that's without any changes",
    "this happens without any input",
    "I must have missed it",
    "in that case, if we have this, I would only render it on the website, and never in the artifacts, unless it is small",
    "If it was mine I'd never use it",
    "The test expects it to always fail",
    "ValueError: must be int",
    "이 함수는 사용 금지된 API를 써요",
    "Он не должен падать, но падает",
    "нельзя сказать точно",
    "я не понимаю",
    "if you don't find it, tell me",
    "Don't worry about it",
    "왜 항상 실패하나요?",
    "테스트가 항상 실패합니다",
    "걱정하지 마세요",
    "신경 쓰지 마세요",
    "로그인이 안 돼요",
    "꼭 그런 건 아니에요",
    "캐시를 추가해 줘",
    "Не знаю, почему падает",
    "Тесты не помогли",
    "Почему нельзя собрать проект?",
    "Не волнуйся об этом",
    "Это не работает",
    "только что упал сервер",
    "Он всегда падает",
    "Можно ли убрать это?",
    "вы не видите ошибку",
]


@pytest.mark.parametrize("said", BINDING)
def test_an_order_or_a_rule_binds(said: str) -> None:
    assert bound(said) == [said]
    assert bound(f"Build the importer.\n- {said}") == [said]


@pytest.mark.parametrize("said", NOT_BINDING)
def test_what_only_sounds_like_an_order_does_not_bind(said: str) -> None:
    assert bound(said) == []


@pytest.mark.parametrize(
    ("rule", "later"),
    [
        ("Never touch the vendor folder", "You may edit vendor now"),
        ("Never touch the vendor folder, whatever happens.", "The vendor folder may be touched now."),
        ("Never touch the vendor folder", "OK, vendor is fine to change after all, forget what I said about vendor"),
        ("vendor/ is off limits", "vendor is no longer off limits"),
        ("Don't push yet", "never mind what I said, you can push now"),
        ("Never push to main", "Always push to main"),
        ("Use tabs, never spaces", "scratch that, spaces and tabs are fine"),
        ("절대 vendor 폴더를 건드리지 마", "이제 vendor 폴더 수정해도 돼"),
        ("Никогда не трогай папку vendor", "теперь vendor можно менять"),
    ],
)
def test_a_later_sentence_that_takes_an_earlier_one_back_wins(rule: str, later: str) -> None:
    assert rule in bound(rule)
    assert rule not in bound(rule, later)
    assert rule not in bound(f"{rule}.\n{later}")


@pytest.mark.parametrize(
    "later",
    ["You may edit the docs now", "you can run the tests now", "Can I touch vendor now?", "vendor is large", "never mind about the colour"],
)
def test_what_is_about_something_else_takes_nothing_back(later: str) -> None:
    rule = "Never run tests against vendor"
    assert rule in bound(rule, later)


REVIEW = "1. Build the header as today.\n2. Use a temp file instead of a pipe.\n3. Never swallow the error.\n\nIt fixes the path."
PASTED = [
    f"A review said:\n\n{REVIEW} What do you think?",
    f"Here is the feedback from Mira:\n{REVIEW}",
    f"got this comment: never swallow the error\n{REVIEW}\n\nCan you look at it?",
    f"Вот отзыв ревью:\n{REVIEW}",
    f"리뷰 내용입니다:\n{REVIEW}",
    "# Publish the card\n\nGoal: clean text.\n\n## Checks\n- Do not probe `POST /auth` during scans.\n- Never retry.",
    "Goal: clean text\n\nNon-goals:\n- Do not build a UI\n\nAcceptance criteria:\n- It must be fast\n- Never retry",
    "What is this?\n```\nnever touch this\ndon't panic\n```",
    "> never touch this\n> don't panic\n\nIs that right?",
    "dev@box:~/app$ pip install x\nerror: externally managed\n\nMake sure you have pipx installed.\n\nDo not pass --break.\ndev@box:~/app$",
    "2026-01-02T10:00:00 WARN never retry here\n2026-01-02T10:00:01 ERROR must not be empty",
    "It prints this:\nTraceback (most recent call last):\n  File \"a.py\", line 1\nValueError: do not use this",
    "| rule | text |\n|---|---|\n| 1 | never retry |",
    "\n".join(["Some line of a long text that was copied from somewhere", "Never trust it"] * 60),
]  # fmt: skip


@pytest.mark.parametrize("prompt", PASTED)
def test_what_is_pasted_does_not_bind(prompt: str) -> None:
    assert bound(prompt) == []


@pytest.mark.parametrize(
    "prompt",
    [
        f"Here is the feedback:\n{REVIEW}\n\nPlease fix it, but never touch the lexer",
        "Never touch the lexer. This is what the log says:\n2026-01-02T10:00:00 WARN never retry",
        "Please follow these rules:\n- Never touch the lexer",
        "Remember:\nnever touch the lexer",
        "```\nnever retry\n```\nnever touch the lexer",
        "Error: cannot open\n\nPlease mend that and never touch the lexer",
    ],
)
def test_what_is_typed_beside_a_paste_binds(prompt: str) -> None:
    found = bound(prompt)
    assert len(found) == 1
    assert "never touch the lexer" in found[0].lower()


def test_a_constraint_reaches_the_summarys_instructions_and_comes_back_once() -> None:
    said = "Build the importer. The lexer stays as is."
    found = distill.facts(fold(Talk().prompt(said).records), "/project")
    assert "The lexer stays as is." in recovery_text.steer(found, "en")
    from ctxhooks.model.checkpoint import Checkpoint

    assert recovery_text.prompt(Checkpoint(), found, "en", 3000).count("The lexer stays as is.") == 1


# Requests


LOG = "\n".join(f"INFO worker {n} is up and runs" for n in range(60))


@pytest.mark.parametrize(
    "prompt",
    [
        f"{LOG}\n\nPlease raise the timeout",
        f"Please raise the timeout\n\n{LOG}",
        f"Look:\n```\n{LOG}\n```\nPlease raise the timeout\n{LOG}",
    ],
)
@pytest.mark.parametrize("newest", [True, False])
def test_a_request_beside_a_long_paste_is_kept(prompt: str, newest: bool) -> None:
    talk = Talk().prompt(prompt)
    request = told(talk if newest else talk.prompt("And draw the map"), "request")[0]
    assert "Please raise the timeout" in request
    assert len(request.split()) < 60


def test_a_huge_paste_hides_nothing_at_its_ends() -> None:
    request = told(Talk().prompt("First mend this\n" + "x = 1\n" * 20_000 + "then draw the map"), "request")[0]
    assert request.startswith("First mend this")
    assert request.endswith("then draw the map")


def test_an_instruction_for_the_whole_session_is_kept_whole() -> None:
    said = "I want you to loop: " + " ".join(f"- step {n} of the list, for every claim" for n in range(12)) + " - stop when three fail"
    talk = Talk().prompt(said)
    for n in range(5):
        talk.prompt(f"Look at part {n} too")
    assert told(talk, "request")[0] == said


@pytest.mark.parametrize(
    ("asked", "said", "question"),
    [
        ("Shall I (A) drop the cache or (B) keep it?", "B", "Shall I (A) drop the cache or (B) keep it?"),
        ("Two ways:\n\nA) Drop the cache\nB) Keep it\n\nWhich do you prefer?", "B.", "Which do you prefer? B) Keep it"),
        ("1. Tabs\n2. Spaces\n\nPick one?", "2", "Pick one? 2. Spaces"),
        ("1. Tabs\n2. Spaces", "2 please", "2. Spaces"),
        ("Done so far. May I delete the old table?", "yes", "May I delete the old table?"),
        ("Which port?", "A simple one, please, that nobody uses yet", ""),
        ("Which port?", "I think B is better for all of us", "Which port?"),
        ("캐시를 지울까요?", "네", "캐시를 지울까요?"),
        ("Удалить таблицу?", "да", "Удалить таблицу?"),
        ("Which port?\n\n- **A.** 8443\n- **B.** 9000", "A. is fine, ensure we log", "Which port? - **A.** 8443"),
    ],
)
def test_a_bare_answer_is_kept_with_its_question(asked: str, said: str, question: str) -> None:
    found = facts(Talk().prompt("Go").says(asked).prompt(said), "request")[-1]
    assert (found.text, found.detail) == (said, question)
    assert recovery_text.line(found, "en") == (f"{question} → “{said}”" if question else f"“{said}”")


def test_a_request_that_answers_nothing_has_no_question() -> None:
    talk = Talk().says("Which port?").prompt("Draw the map of the harbour with all of its lights").says("Drawn.").prompt("Print it")
    assert [f.detail for f in facts(talk, "request")] == ["", ""]


IDLE = "Thank you|thanks!|continue|go on|Proceed.|ok|ok go|/compact|/compact keep the tests|Thank you (0).|계속해주세요|감사합니다|спасибо"


@pytest.mark.parametrize("idle", IDLE.split("|"))
def test_what_asks_for_nothing_is_no_request(idle: str) -> None:
    assert told(Talk().prompt("Draw the map").says("Drawn.").prompt(idle), "request") == ["Draw the map"]


def test_a_plan_that_the_client_hands_over_binds_nothing() -> None:
    talk = Talk().prompt("Implement the following plan:\n\nDraw it.\n\nNever use ink.", planContent="Draw it")
    assert told(talk, "constraint") == []
    assert told(talk, "request") == ["Implement the following plan: Draw it. Never use ink."]


def test_what_the_client_adds_to_a_plan_is_not_the_users_word() -> None:
    note = "If you need specific details from before exiting plan mode (like exact code snippets), read the transcript at: /home/a.jsonl"
    talk = Talk().prompt(f"Implement the following plan:\n\nDraw it.\n\n\n{note}", planContent="Draw it.")
    assert told(talk, "request") == ["Implement the following plan: Draw it."]


def test_a_rule_is_told_to_its_end() -> None:
    rule = "Never draw the harbour " + "and the tides " * 15 + "unless Mira asks."
    assert told(Talk().prompt(rule), "constraint") == [rule]


# Decisions


@pytest.mark.parametrize(
    "said",
    [
        "We decided the following:",
        "I've decided to look at the log first:",
        "I decided to check the parser",
        "Let's go with A",
        "I chose the wrong file because I misread it.",
        "We agreed on tabs by mistake.",
        "Have we decided this?",
        "We have not decided yet.",
        "> We decided to keep the old format.",
        "```\nDecision: keep the old format\n```",
        "| Decision: | keep it |",
        'The page says "We decided to keep the old format".',
        "먼저 로그를 보기로 하겠습니다",
        "Он решил посмотреть лог",
    ],
)
def test_lead_ins_slips_and_quotations_are_no_decisions(said: str) -> None:
    assert told(Talk().says(said), "decision") == []


@given(st.from_regex(re.compile(sentences.DECISION.pattern, sentences.DECISION.flags)))
def test_no_decision_is_passed_over_for_want_of_a_hint(said: str) -> None:
    assert sentences.may_decide(said) is any(sentences.DECISION.search(line) is not None for line in said.split("\n"))


REVIEW = "The lantern is lit twice where the keeper comes late to the tower. Consider a check ahead of it, and a test of the late keeper."


def test_what_is_pasted_is_told_as_far_as_there_is_room() -> None:
    asked = f"got this feedback:\n\n{REVIEW}\n\nIt may be {'far ' * 20}from the shore."
    assert pasted.gist(asked, 160) == " ".join(asked.split())
    assert pasted.gist(asked, 30).startswith("got this feedback: The lantern is lit twice where the keeper")
    log = "```\n" + "\n".join(f"{n} the lantern is lit" for n in range(60)) + "\n```"
    assert len(pasted.gist(f"Why this?\n\n{log}", 160).split()) < 40


def test_what_words_lead_up_to_is_told_behind_them() -> None:
    long = "This remark about the tower is misleading, for it says what was so before the keeper came and not what is so now, or ever. "
    assert pasted.gist(f'{long}The remark should be updated to: "Lit by the keeper" to be true.', 30).endswith('to: "Lit by the keeper" to')


def test_a_beginning_and_an_end_that_meet_are_told_once() -> None:
    asked = "hmm, it may come again as the next prompt.\n\nThe following is an example of a page:\n```\n" + "[A] no\n" * 40 + "```"
    told = pasted.gist(asked, 30)
    assert told.count("following is an example") == 1


@given(st.text(alphabet="aA -\n`>#|:.?!\"“”()1$@가ж", max_size=300))
def test_any_prompt_is_taken_apart_without_an_error_and_nothing_is_made_up(prompt: str) -> None:
    lines = {line.strip() for line in prompt.split("\n")}
    for part in pasted.parts(prompt):
        for line in part.text.split("\n"):
            assert any(line.strip() in whole for whole in lines)
    assert len(pasted.gist(prompt, 20).split()) <= 30
    for sentence in constraints.sentences(pasted.own(prompt)):
        assert constraints.outdated(sentence, sentence) in {True, False}
    assert sentences.decisions(pasted.prose(prompt)) is not None
