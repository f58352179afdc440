"""Short answers of a person, and the question that each answers."""

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.transcript.language.pasted import prose
from ctxhooks.transcript.records import cut

LONGEST = 3_000  # characters of Claude's words that may hold the question
SENTENCE = pattern(r"(?<=[.!?。])\s+|\n+")
OPTION = pattern(
    r"\W*(?:(?:option|variant|вариант|옵션) )?([A-H]|\d{1,2})(?:번|안)?(?=\W*$|[.),:;!]|\s+(?:please|and|is|for|but|пожалуйста)\b)"
    r"|[^\n]{0,200}\b(?:(?:option|вариант|옵션) ((?-i:[A-H])|\d{1,2})|(?:with|think|prefer|take|do) ((?-i:[A-H])))\b",
    re.IGNORECASE,
)
OFFERED = pattern(r"\W*(?:(?:option|variant|вариант|옵션) )?([A-H]|\d{1,2})(?:[.):]|\W{0,4}[—–:-])", re.IGNORECASE)
# Nothing is asked by these.
IDLE = pattern(
    r"\W*(?:(?:many )?thanks?(?: (?:you|a lot|so much))?|ty|ok(?:ay)?(?:,? (?:go|do it|great|good))?|yes|yep|yeah|sure|go on"
    r"|go ahead|continue|please continue|proceed|keep going"
    r"|carry on|resume|great|nice|good|perfect|cool|done"
    r"|고마워요?|고맙습니다|감사합니다|네|예|응|그래|좋아요?|계속(?:해|해줘|해 줘|해주세요|하세요|해 주세요)?"
    r"|진행(?:해|해줘|해 줘|해주세요|하세요|해 주세요)?"
    r"|알겠습니다|спасибо(?: большое)?|да|ок|окей|хорошо|продолжай(?:те)?|дальше|отлично|ладно)"
    r"(?:\W*\(?\d*\)?|,? (?:please|then|now|пожалуйста))\W*"
    r"|/(?:compact|clear|exit|quit|resume|model|status|cost|usage|config|context|help|login|logout|memory|mcp|hooks|permissions"
    r"|rewind)\b.*",
    re.IGNORECASE | re.DOTALL,
)


def is_idle(text: str) -> bool:
    """Thanks, a word to go on, a command of the client's own: no request."""
    return len(text) < 200 and bool(IDLE.fullmatch(text))


def is_short(text: str) -> bool:
    """Whether it may say nothing without what it answers."""
    words = len(text.split())
    return words <= 4 or (words <= 30 and bool(OPTION.match(text)))


def question(asked: str, answer: str) -> str:
    """The question in Claude's last text, with the option that was taken; empty where it asked nothing."""
    lines = SENTENCE.split(prose(asked))
    last = next((line.strip() for line in reversed(lines) if line.rstrip(' *_)"”').endswith(("?", "？"))), "")
    taken = OPTION.match(answer)
    mark = next(filter(None, taken.groups())).upper() if taken else ""
    offered = ((OFFERED.match(line), line.strip()) for line in reversed(prose(asked).split("\n")))
    option = next((line for found, line in offered if found and found[1].upper() == mark and line != last and line not in answer), "")
    return " ".join(filter(None, (cut(last, 40, 240), cut(option, 20, 160)))) if last or option else ""
