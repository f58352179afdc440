"""Decisions in English, Korean and Russian."""

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.transcript.language.constraints import QUOTED

DECISION = pattern(
    r"^[^\w\n]{0,8}(?:decision|decided|we decided|결정(?:\s?사항)?|решение|решено|решили)[^\w\n]{0,4}[:：—–-]\s*\S"
    r"|\b(?:we|you and i|both of us)(?:['’]ve| have)? (?:also )?(?:decided|chose|chosen|agreed|settled)\b"
    r"|\bi(?:['’]ve| have)? (?:chose|chosen|went with|gone with|settled on)\b.{1,120}\b(?:over|instead of|rather than|because|since)\b"
    r"|\b(?:we['’]ll|let['’]s) go with\b"
    r"|(?:로|으로|기로)\s?(?:결정(?:했|하였|됐|되었)|정했|했습니다|합의)|\bмы\s+(?:решили|выбрали|договорились)\b",
    re.IGNORECASE | re.MULTILINE,
)
# One of these stands in all that DECISION finds; looking for them first is cheap.
ENGLISH = ("decision", "decided", "chose", "agreed", "settled", "went with", "gone with", "go with")
HINTS = (*ENGLISH, "결정", "정했", "했습니다", "합의", "решен", "решил", "выбрали", "договорились")
# A lead-in, a bare letter that says nothing later, a slip that is reported, what others decide.
NO_DECISION = pattern(
    r"[:：?]\W*$|\bgo with (?:\W?[a-h0-9]\W?|it|that|this|option \w|the (?:first|second|third|last) (?:one|option))\W*$"
    r"|\b(?:mistake\w*|wrong(?:ly)?|incorrect\w*|oops|by accident|unfortunately|should(?:n['’]t)? have|if we|whether|once we"
    r"|until we|when we|before we"
    r"|have(?:n['’]t| not)|had(?:n['’]t| not)|did(?:n['’]t| not)|not yet|never) ?|실수|잘못|아직|\b(?:ошиб\w+|неправильно|по ошибке"
    r"|ещ[её] не|если мы)\b",
    re.IGNORECASE,
)
SENTENCE = pattern(r"(?<=[.!?。])\s+|\n+")


def may_decide(text: str) -> bool:
    """Whether a sentence in it may be a decision."""
    return _hints(text) and any(_hints(line) and DECISION.search(line) for line in text.split("\n"))


def _hints(text: str) -> bool:
    low = text.lower()
    return any(hint in low for hint in (ENGLISH if low.isascii() else HINTS))


def decisions(prose: str) -> list[str]:
    """Sentences by which something was settled."""
    return [
        s.strip()
        for s in SENTENCE.split(prose)
        if len(s) < 500 and DECISION.search(plain := QUOTED.sub("X", s)) and not NO_DECISION.search(plain)
    ]
