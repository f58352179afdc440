"""How a person's requests are told: the newest and what stands for the whole session at length, older ones by their beginning."""

from collections.abc import Iterator

from ctxhooks.light.typing import Any
from ctxhooks.transcript.records import cut

RECENT = 2  # requests that are told with how they end
BEGINNING, OPEN = 14, 18  # words of the others, and of those since the last commit; as many of the question that one answers
SHORT = 4  # words; a longer answer says enough without its question
LONGEST = 160  # characters of a beginning


def told(prompts: list[dict[str, Any]], committed: int = 0) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each with its wording and the question that it answers; the newest last. `committed` is the line of the last commit."""
    for before, prompt in zip(range(len(prompts) - 1, -1, -1), prompts, strict=True):
        text, question = prompt["brief"], prompt["question"]
        if before >= RECENT:
            words = BEGINNING if prompt["line"] < committed else OPEN
            question = _beginning(question, words) if len(prompt["text"].split()) <= SHORT else ""
            text = _beginning(text, words)
        yield prompt["text"] if not before or prompt["standing"] else text, question, prompt


def _beginning(text: str, most: int) -> str:
    """At most so many words; what has neither letters nor digits counts for none."""
    words = text.split()
    ends = [n for n, word in enumerate(words, 1) if any(map(str.isalnum, word))]
    return cut(text, ends[most - 1] if len(ends) >= most else len(words), LONGEST)
