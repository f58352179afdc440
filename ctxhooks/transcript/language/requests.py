"""How a person's requests are told: the newest and what goes on whole, others with how they end, what is most likely over by its beginning.

No record says that a request is done. One from before the last commit most likely is, and so is a question: Claude has answered it.
"""

from collections.abc import Iterator

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any, NamedTuple
from ctxhooks.transcript.language.answers import SENTENCE
from ctxhooks.transcript.records import cut

RECENT = 2  # requests that come with what they answer, however long they are
APART = 4  # requests before the newest, counted from the last, that can have a line of their own
BEGINNING = 18  # words of one that is most likely over, and of the question that an answer answers
SHORT = 4  # words; a longer answer says enough without its question
LONGEST = 160  # characters of a beginning
INTERJECTION = 2  # words; a sentence of no more asks for nothing
# How a question begins in English, behind a short lead-in; in other languages its mark has to do.
ASKS = pattern(
    r"(?:[^,:\n]{1,20}[,:] ?)?(?:(?:ok|okay|so|but|and|hmm?|well|also|now|then|please|just|no|yes) )*+"
    r"(?:what|where|why|how|when|which|whose?|if|is|are|was|were|has|have|does|did|can|could|would|should|will|may|am|any"
    r"|(?:is|are|was|has|have|does|did|do|ca|could|would|should|wo)n['’]t|do (?:we|you|they|i|people|users"
    r"|the|these|those|all|any|both|our|its))\b"
    r"|[^a-z]*\Z|.*\bright\W*\Z",
    re.IGNORECASE | re.DOTALL,
)
# A question without its mark.
WHY = pattern(
    r"(?:why|how|what|where|which|who) (?:is|are|was|were|does|do|did|can|could|should|would|will|has|have)(?!n['’]t)\b", re.IGNORECASE
)
SHORT_LOOK = 12  # words; more may hold what is to be done then
LOOK = pattern(
    r"(?:(?:ok|okay|so|but|and|now|then|please|just|also|can you|could you)[ ,]+)*+"
    r"(?:look (?:at|in|into|up|through)|(?:have|take) (?:a |another )?look|read|show|tell|explain|summari[sz]e|describe|give me|remind me"
    r"|what about|provide an? (?:update|overview|summary)"
    r"|check (?!off|in\b|out\b|it in))\b(?:[^.;\n]|\.(?=\S))*+[.!]?\s*\Z"
    r"|[^.;\n]{0,60}(?:봐|봐\s?줘|보여\s?줘|알려\s?줘|설명해\s?줘|읽어\s?봐)[.!~\s]*\Z"
    r"|(?:посмотри|покажи|объясни|расскажи|прочти|прочитай|опиши)(?:те)?\b(?:[^.;\n]|\.(?=\S))*+[.!]?\s*\Z",
    re.IGNORECASE,
)
# A question in form that asks for work, not for an answer.
ORDER = pattern(
    r"\b(?:can|could|would|will) you (?:(?:please|also|just|maybe|now|then|quickly) )*+"
    r"(?!explain|tell|show|check|look|see|verify|confirm|describe|summari[sz]e|list|give|remind|help|think|say|find out)\w"
    r"|줄래|주실|주세요|\b(?:можешь|можете|мог(?:ла)? бы|могли бы)\b",
    re.IGNORECASE,
)


class Request(NamedTuple):
    """Its wording, the question that it answers, its place in the transcript, and whether it is most likely over."""

    text: str
    question: str
    mark: dict[str, Any]
    earlier: bool


def told(prompts: list[dict[str, Any]], committed: int = 0) -> Iterator[Request]:
    """The newest last. `committed` is the line of the last commit."""
    for before, prompt in zip(range(len(prompts) - 1, -1, -1), prompts, strict=True):
        text, question = prompt["brief"], prompt["question"]
        if whole := not before or prompt["standing"]:
            text = prompt["text"]
        if before >= RECENT:
            question = _beginning(question) if len(prompt["text"].split()) <= SHORT else ""
        over = before > APART or prompt["line"] < committed or (before >= RECENT and question) or is_answered(prompt["text"])
        earlier = bool(over) and not whole
        yield Request(_beginning(text) if earlier else text, question, prompt, earlier)


def is_answered(text: str) -> bool:
    """Whether a person only wanted to be told or shown something, or that Claude looks at it: that is done with Claude's next words."""
    return is_question(text) or (len(text.split()) <= SHORT_LOOK and bool(LOOK.match(text)))


def is_question(text: str) -> bool:
    """Whether a person only wants to be told something."""
    said = [s.strip() for s in SENTENCE.split(text) if len(s.split()) > INTERJECTION or s.rstrip().endswith(("?", "？"))]
    asked = (WHY.match(s) or (s.rstrip(' )"”').endswith(("?", "？")) and ASKS.match(s)) for s in said)
    return bool(said) and all(asked) and not ORDER.search(text)


def _beginning(text: str) -> str:
    """At most BEGINNING words; what has neither letters nor digits counts for none."""
    words = text.split()
    ends = [n for n, word in enumerate(words, 1) if any(map(str.isalnum, word))]
    return cut(text, ends[BEGINNING - 1] if len(ends) >= BEGINNING else len(words), LONGEST)
