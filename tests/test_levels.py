"""A text at four levels: each cheaper than the next, cut between words, in three languages."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.knowledge.levels import LINE_TOKENS, PARAGRAPH_TOKENS, SUMMARY_TOKENS, fit, renditions
from ctxhooks.model.document import FULL, LINE, PARAGRAPH, SUMMARY, Rendition
from ctxhooks.render import markdown
from ctxhooks.render.catalog import catalog
from ctxhooks.tokens.estimate import estimate

WORDS = st.lists(
    st.sampled_from(["tide", "buoy,", "등대를", "결제", "маяк.", "оплаты", "`code`", "—", "Decision:", "\u0301", "x" * 30, "###", "😀"]),
    max_size=12,
).map(" ".join)
LINES = st.one_of(
    WORDS,
    WORDS.map("## {}".format),
    WORDS.map("- [ ] {}".format),
    WORDS.map("- {}".format),
    st.sampled_from(["", "", "```", "~~~~", "```python", "    ```", "---", "===", "<!-- a", "-->", "# Decisions", "| a | b |", "\t", "\r"]),
)
TEXTS = st.lists(LINES, max_size=60).map("\n".join)

SPEC = {
    "en": """# Payments

![badge](x.svg)

The payment gateway moves every payment through one queue. It retries five times.

```sh
make gateway  # we decided nothing here
```

## Retries
A payment is retried with backoff. The numbers follow.

## Decisions
- The queue is stored in PostgreSQL.

## Tasks
- [x] Write the queue
- [ ] Draw the retry diagram
""",
    "ko": """# 결제

결제 게이트웨이는 모든 결제를 하나의 큐로 보냅니다. 다섯 번까지 다시 시도합니다.

## 재시도
결제는 간격을 늘려 가며 재시도합니다. 수치는 아래에 있습니다.

## 결정 사항
- 큐는 PostgreSQL에 저장한다.

## 작업
- [x] 큐 작성
- [ ] 재시도 그림 그리기
""",
    "ru": """# Платежи

Платёжный шлюз проводит каждый платёж через одну очередь. Попыток не больше пяти, и каждая
пишется в журнал с суммой и ответом банка.

## Повторы
Платёж повторяется с растущей паузой. Числа ниже.

## Решения
- Очередь хранится в PostgreSQL.

## Задачи
- [x] Написать очередь
- [ ] Нарисовать схему повторов
""",
}
SAID = {
    "en": ("gateway moves", "Retries: A payment is retried with backoff.", "Draw the retry diagram"),
    "ko": ("게이트웨이는", "재시도: 결제는 간격을 늘려 가며 재시도합니다.", "재시도 그림 그리기"),
    "ru": ("Платёжный шлюз", "Повторы: Платёж повторяется с растущей паузой.", "Нарисовать схему повторов"),
}


def made(title: str, text: str, summary: str = "", language: str = "en") -> tuple[Rendition, ...]:
    return renditions(title, text, summary, estimate, language)


def opens_a_fence(text: str) -> bool:
    """Whether what is appended would be code."""
    return list(markdown.lines(text + "\nappended"))[-1].code


@pytest.mark.parametrize("language", SPEC)
def test_each_level_says_what_it_is_for(language: str) -> None:
    text = SPEC[language] + "\nfiller " * 400
    title = text.split("\n")[0].removeprefix("# ")
    lead, headed, todo = SAID[language]
    line, paragraph, summary, full = made(title, text, language=language)
    assert line.text.startswith(f"{title}: ")
    assert "\n" not in line.text
    assert paragraph.text.startswith(f"{title}\n\n")
    assert lead in paragraph.text
    assert summary.text.startswith(paragraph.text)
    assert f"\n- {headed}\n" in summary.text
    assert "\n- The queue is stored" in summary.text if language == "en" else "PostgreSQL" in summary.text
    assert f"{catalog(language)['progress'].format(done=1, all=2)}. {catalog(language)['next']}: {todo}" in summary.text
    assert not re.search("badge|make gateway", "".join((line.text, paragraph.text, summary.text)))
    assert full.text == text


def test_a_summary_that_a_person_wrote_counts() -> None:
    text = SPEC["en"] * 5
    line, paragraph, summary, _ = made("Payments", text, "Written **by hand**.\n\n" + "More of it, and more. " * 30)
    assert line.text == "Payments: Written **by hand**."
    assert paragraph.text.startswith("Payments\n\nWritten **by hand**.\n\nMore")
    assert summary.text.startswith("Payments\n\nWritten **by hand**.\n\nMore")
    assert "queue" not in summary.text


def test_a_level_that_saves_nothing_is_left_empty() -> None:
    assert made("Payments", "Short.") == (Rendition(), Rendition(), Rendition(), Rendition("Short.", estimate("Short.")))
    assert [bool(r.text) for r in made("Payments", "")] == [False, False, True, False]
    line, paragraph, summary, full = made("Payments", "One plain paragraph of text.\n\n" + "```\ncode\n```\n" * 900)
    assert line.text
    assert paragraph == Rendition()
    assert (summary.text, full.tokens > 900) == ("Payments\n\nOne plain paragraph of text.", True)
    assert [r.tokens > 0 for r in made("Payments", "filler " * 900)] == [True] * 4


def test_the_first_real_paragraph_leads() -> None:
    ahead = "<!-- a\n\ncomment -->\n[![ci](x)](y)\n\nTitle\n=====\n\n| a |\n|---|\n\n> quoted words here now\n\n    code is here too\n\n"
    ahead += "- item one here\n\nDraft\n\n"
    assert made("Title", ahead + "Here it really begins. " + "filler " * 900)[LINE].text.startswith("Title: Here it really begins.")
    listed = "- item one\n  goes on\n- item two\n\n" + "```\n" + "code\n" * 900 + "```"
    assert made("Title", listed)[SUMMARY].text == "Title\n\nitem one goes on; item two"


@given(WORDS, TEXTS, st.one_of(st.just(""), TEXTS), st.sampled_from(["en", "ko", "ru"]))
def test_levels_keep_to_their_limits_and_to_their_order(title: str, text: str, summary: str, language: str) -> None:
    levels = made(title, text, summary, language)
    assert len(levels) == FULL + 1
    assert [r.tokens for r in levels] == [estimate(r.text) for r in levels]
    for level, most in ((LINE, LINE_TOKENS), (PARAGRAPH, PARAGRAPH_TOKENS), (SUMMARY, SUMMARY_TOKENS)):
        assert levels[level].tokens <= most
    costs = [r.tokens for r in levels if r.text]
    assert costs == sorted(set(costs))
    assert "\n" not in levels[LINE].text
    assert levels[FULL].text in (text, "")
    assert levels[FULL].text or not text.strip()
    for r in levels[:FULL]:
        assert not opens_a_fence(r.text) or opens_a_fence(summary)


@given(TEXTS, st.integers(0, 400))
def test_what_is_fitted_is_the_longest_beginning(text: str, tokens: int) -> None:
    said = fit(text, tokens, estimate)
    assert estimate(said) <= tokens
    if said == text:
        return
    assert estimate(text) > tokens
    if said:
        assert said.endswith(" …")
        kept = said.removesuffix(" …").removesuffix("\n")
        assert text.startswith(kept)
        assert not text[len(kept) :][0].strip()  # between words
        assert not opens_a_fence(said)
    words = [m.end() for m in re.finditer(r"\S+", text) if re.search(r"\w", m[0]) and m.end() >= len(said)]
    more = [cut for end in words if not opens_a_fence(cut := text[:end] + " …") and "`" not in cut and "~" not in cut]
    assert all(estimate(cut) > tokens - 2 for cut in more[:1])


def test_a_cut_stands_ahead_of_a_fence_or_behind_it() -> None:
    text = "Before it.\n\n```\n" + "code and code\n" * 20 + "```\n\nAfter it " + "comes more " * 50
    whole = estimate(text[: text.index("After")].rstrip() + "\n …")
    assert fit(text, whole // 2, estimate) == "Before it. …"
    behind = fit(text, whole, estimate)
    assert behind.endswith("```\n …")
    assert not opens_a_fence(behind)
    assert fit("```\n" + "code\n" * 90, 20, estimate) == ""
    assert fit("word " * 9, 0, estimate) == ""


def test_a_large_text_takes_its_time_and_no_more() -> None:
    for odd in ("<!--" * 200_000, "`" * 800_000, "- [ ] x\n" * 100_000, "=" * 800_000, "# \n" * 200_000, "a " * 400_000):
        assert made("T", odd)[FULL].text == odd
