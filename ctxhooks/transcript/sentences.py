"""Sentences that bind: constraints and decisions in English, Korean and Russian, and the line of an error that tells."""

import re

CONSTRAINT = re.compile(
    r"\b(?:never|don['’]t|do not|must(?:n['’]t)?|always|make sure|instead of|only use|use only|avoid|without|no longer|shouldn['’]t"
    r"|should not)\b"
    r"|절대|항상|언제나|반드시|하지\s?마|하지\s?말|지\s?마(?:세요|라|요|$|[\s.!,])|금지|말\s?것|말아|대신|만\s?(?:써|사용)"
    r"|\b(?:никогда|всегда|нельзя|обязательно|должн[аоы]?|должен|только|вместо|избега[йт]\w*|запрещ\w+|не\s+(?:надо|нужно|стоит|\w+(?:йте|ите|ьте|ай|яй|уй|ей|и|ь)))\b",
    re.IGNORECASE,
)
DECISION = re.compile(
    r"^\W*(?:decision|decided|we decided|i decided|결정(?:\s?사항)?|решение|решено|решили)\W*[:：—–-]\s*\S"
    r"|\b(?:we|i)(?:['’]ve| have)? (?:decided|chose|chosen|agreed|settled)\b|\b(?:we['’]ll|i['’]ll|let['’]s) go with\b"
    r"|(?:로|으로|기로)\s?(?:결정|정했|했습니다|하겠습니다|합의)|\bмы\s+(?:решили|выбрали|договорились)|\b(?:решил|выбрал)[аи]?\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.!?。])\s+|\n+")
TELLING = re.compile(
    r"\berror\b|\bfail(?:ed|ure|s)?\b|exception|traceback|assert|panic|fatal|cannot|can't|not found|undefined|denied|refused"
    r"|unexpected|오류|실패|ошибка",
    re.IGNORECASE,
)


def constraints(prompt: str) -> list[str]:
    """A person's sentences of 3 to 60 words that say what must or must not be done; two words are enough in Korean."""
    return [s.strip() for s in SENTENCE.split(prompt) if CONSTRAINT.search(s) and 1 < len(s.split()) < 60]


def decisions(answer: str) -> list[str]:
    return [s.strip() for s in SENTENCE.split(answer) if len(s) < 500 and DECISION.search(s)]


def telling(output: str) -> tuple[str, str]:
    """The first line of an error that says more than its exit code, and the first that names what failed, where that is another."""
    lines = [s for line in output.split("\n", 400)[:400] if (s := line.strip()) and not s.startswith("Exit code")]
    first = next((s for s in lines if len(s.split()) > 2), lines[0] if lines else "")
    named = next((s for s in lines if TELLING.search(s)), "")
    return first, "" if named == first else named
