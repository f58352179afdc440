"""What a person wrote in a prompt by their own hand, and what is pasted into it: logs, code, reviews, specifications.

A line's shape tells, and what leads up to it. Where it may be either, it counts as pasted: nothing is lost, for the request tells it too.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import NamedTuple
from ctxhooks.transcript.records import one_line

FENCED = "\0"  # ahead of a line of a code block
FENCE = pattern(r"\s*(?:```|~~~)")
LIST = pattern(r"\s*(?:[-*+•]|\d{1,3}[.)])\s")
HEADING = pattern(
    r"#{1,6}\s+\S|\*\*[^*]{1,60}\*\*:?\s*$"
    r"|\W{0,4}(?:(?:non-)?goals?|overview|background|context|acceptance criteria|checks|summary|description|steps to reproduce"
    r"|expected|actual"
    r"|scope|motivation|problem|proposal|requirements|목표|개요|배경|요구\s?사항|완료\s?조건|цель|описание|контекст|критерии)\W{0,4}:",
    re.IGNORECASE,
)
# A shell's prompt with a command; what follows was printed.
SHELL = pattern(r"\s*(?:[$%] |❯ |>>> |PS [A-Z]:|[\w.-]+@[\w.-]+:\S*[$#])")
MACHINE = pattern(
    r"\s*(?:\0|>|\|.*\|\s*$|\W{6,}$|at \S+ ?[(\[<:]|at \w[\w.$]*$|File \"|Traceback|Caused by|diff --git|@@ |\+\+\+ "
    r"|index [0-9a-f]{7}|[{}\[\]()]+[,;]?$"
    r"|\W?\d{4}-\d\d-\d\d[T ]\d\d:|\W?\d\d:\d\d:\d\d|(?:\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b)"
    r"|(?:error|warning|note|hint|fatal|panic|npm \w+)(?:\[\w+\])?[:!] |[\w.]+(?:Error|Exception):|[\w./\\-]+:\d+(?::\d+)?[: ]"
    r"|\"[^\"]*\"\s*:"
    r"|[A-Za-z_][\w-]*=\S+$|(?:def|class|import|from|const|let|var|function|return|public|private|func|fn|package)\s[^.?!]*[:;{(=]"
    r"|</?[A-Za-z][^<>]*>|.*[;{]\s*$)"
)
# Somebody else is about to speak. Said of oneself, or of rules, it is no quotation.
QUOTING = pattern(
    r"\b(?:reviews?|reviewers?|comments?|feedback|outputs?|logs?|errors?|messages?|traceback|stack ?trace|spec|specification"
    r"|ticket|issue|e-?mail"
    r"|docs?|documentation|readme|article|examples?|console|terminal|report|response|reply|responded|replied|says|wrote|writes"
    r"|prints?|printed"
    r"|shows?|(?<!\bi )said|getting|paste[ds]?|post|proposal|description|readout|answer|answered|quote|transcript)\b"
    r"|리뷰|댓글|코멘트|로그|오류|에러|출력|메시지|명세|스펙|이슈|답변|내용|예시"
    r"|\b(?:ревью|отзыв|коммента|замечани|лог|ошибк|вывод|сообщени|специфик|тикет|задач|пишет|написал|сказал|ответил|пример|письм)",
    re.IGNORECASE,
)
OWN_RULES = pattern(
    r"\b(?:rules?|constraints?|conventions?|instructions?|guidelines?|remember|important)\b|규칙|조건|주의|지침|правил|услови|важно",
    re.IGNORECASE,
)
ADDRESSED = pattern(
    r"\?|^\W*(?:->|=>)|\b(?:please|can you|could you|let['’]?s|i (?:think|want|need|would|don['’]t|do not|am)|i['’](?:d|m)|you)\b"
    r"|주세요|해\s?줘|해주|까요|하세요|마세요|\b(?:пожалуйста|можешь|можете|давай|сделай|исправь|поправь|нужно|я )",
    re.IGNORECASE,
)
LOG = 30  # words that are told of one
MOST_OWN = 60  # lines; a person types fewer, and of more only the first and the last paragraph count as typed


class Part(NamedTuple):
    text: str
    own: bool


@lru_cache(maxsize=2)
def parts(prompt: str) -> list[Part]:
    """A prompt in runs of lines that a person wrote, and of such that are pasted."""
    paragraphs = list(_paragraphs(prompt))
    marked = [(lines, _machine(lines)) for lines in paragraphs]
    if sum(len(lines) for lines, machine in marked if not machine) > MOST_OWN:
        ends = {0, len(marked) - 1}
        marked = [(lines, machine or n not in ends or len(lines) > MOST_OWN) for n, (lines, machine) in enumerate(marked)]
    runs = groupby(_quoted(marked), key=lambda part: part.own)
    return [Part("\n".join(p.text.removeprefix(FENCED) for p in run), own) for own, run in runs]


def own(prompt: str) -> str:
    """What a person wrote by their own hand, a line each."""
    return "\n".join(p.text for p in parts(prompt) if p.own)


def prose(answer: str) -> str:
    """The own words of a text in Markdown: no code, quotations, tables and headings."""
    return "\n".join(line for lines in _paragraphs(answer) for line in lines if not MACHINE.match(line) and not line.startswith("#"))


def gist(prompt: str, most: int) -> str:
    """On one line, in at most so many words: what is long by both its ends, what is pasted as far as the own words leave room."""
    if len(prompt.split(None, most)) <= most:
        return one_line(prompt)
    found = parts(prompt)
    room = max(most - sum(len(p.text.split()) for p in found if p.own), 20)
    kept: list[tuple[str, bool]] = []
    for n, part in enumerate(found):
        words = part.text.split()
        if not part.own:
            most_of_it = min(room, LOG) if "```" in part.text or _machine(part.text.split("\n")) else room
            head, tail = most_of_it * 2 // 3, most_of_it // 3 if n == len(found) - 1 else 0
            room = 0
            words = words if len(words) <= head + tail else [*words[:head], "[…]", *words[len(words) - tail :]]
        kept += [(word, part.own) for word in words]
    return one_line(" ".join(_ends(kept, most)))


def _ends(words: list[tuple[str, bool]], most: int) -> list[str]:
    """Of too many words the first, and the last of the person's own with what these lead up to."""
    if len(words) <= most + 1:
        return [word for word, _ in words]
    head = most * 2 // 3
    last = max((n for n, (_, own) in enumerate(words) if own), default=len(words) - 1)
    end = min(len(words), last + 1 + most // 6)
    start = max(end - most // 3, head)
    return [word for word, _ in words[:head]] + ["[…]"] * (start > head) + [word for word, _ in words[start:end]]


def _paragraphs(text: str) -> Iterator[list[str]]:
    """Lines between empty ones. What is fenced is a paragraph of its own, each line marked."""
    found: list[str] = []
    fenced = False
    for line in text.split("\n"):
        fence = bool(FENCE.match(line))
        if (fence or not line.strip()) and not (fenced and not fence):
            if found:
                yield found
            found = []
        if line.strip():
            found.append(FENCED + line if fenced or fence else line)
        if fence:
            if fenced:
                yield found
                found = []
            fenced = not fenced
    if found:
        yield found


def _machine(lines: list[str]) -> bool:
    return 2 * sum(bool(MACHINE.match(line) or SHELL.match(line)) for line in lines) > len(lines)


def _quoted(marked: list[tuple[list[str], bool]]) -> Iterator[Part]:
    """From a heading of a document on all of it is pasted; behind words that lead up to a quotation all but a last paragraph to Claude."""
    headings = sum(bool(HEADING.match(line)) for lines, _ in marked for line in lines)
    listed = sum(bool(LIST.match(line)) for lines, _ in marked for line in lines)
    document = quoted = False
    for n, (lines, machine) in enumerate(marked):
        closing = quoted and n == len(marked) - 1 and not LIST.match(lines[0]) and bool(ADDRESSED.search(" ".join(lines)))
        for line in lines:
            document = document or (bool(HEADING.match(line)) and (headings > 1 or listed > 1))
            asks = line in {lines[0], lines[-1]} and bool(ADDRESSED.search(line))  # at the edge of a log
            typed = not (document or (machine and not asks) or MACHINE.match(line) or SHELL.match(line) or (quoted and not closing))
            lead, colon, rest = line.partition(":") if typed and not document else (line, "", "")
            leads = bool(colon) and not rest.startswith("//") and bool(QUOTING.search(lead)) and not OWN_RULES.search(lead)
            yield Part(lead + colon if leads else line, typed)
            if leads and rest.strip():
                yield Part(rest.strip(), own=False)
            quoted = quoted or leads or bool(SHELL.match(line))
