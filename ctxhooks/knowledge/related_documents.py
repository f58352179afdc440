"""The documents nearest to a piece of work: by the tags they share with it, then by its keywords."""

from collections.abc import Collection, Sequence
from itertools import islice

from ctxhooks.disk.project import Project
from ctxhooks.knowledge import library
from ctxhooks.knowledge.library import Doc
from ctxhooks.light.patterns import pattern
from ctxhooks.model.settings import Settings
from ctxhooks.store import index
from ctxhooks.store.folded_text import fold

MOST = 24  # words
WORD = pattern(r"\w{3,}|[가-힣]{2}")
PARTICLE = pattern(r"(?<=[가-힣]{2})(?:에서|으로|부터|까지|에게|[을를이가은는의에로와과도만])$")
EMPTY = pattern(
    r"the|and|for|with|that|this|from|into|when|then|than|are|was|were|have|has|had|not|but|you|your|our|its|their|they|them|there|can"
    r"|could|will|would|should|must|all|any|each|more|most|only|also|new|one|two|use|used|using|add|make|let|out|over|under|about|after"
    r"|before|between|some|such|what|which|who|how|why|where|does|done|via|per"
    r"|для|как|что|это|эта|этот|эти|или|если|чтобы|при|над|под|без|так|все|они|его|она|оно|ему|ней|них|том|уже|еще|надо|нужно|быть|есть"
    r"|был|была|были|будет|когда|где|котор\w+|после|перед|между|только|также|более"
    r"|그리고|또는|위한|위해|대한|대해|통해|하는|있는|없는|한다|합니다|하기|이후|이전|모든|경우|때문"
)


def nearest(  # noqa: PLR0913, PLR0917  what to look in, what for, and how much of it
    project: Project, settings: Settings, tags: Sequence[str], text: str, exclude: Collection[str], count: int = 3
) -> list[Doc]:
    """More shared tags are nearer, among equals those with more of the text's words; none that has nothing in common with it.

    `exclude` are names of documents.
    """
    there, _ = library.listed(project, settings)
    found = index.matches(project, library.source(there), keywords(text), tags)
    best = sorted((m for m in found if m.name not in exclude), key=lambda m: (-m.shared, -m.score, m.name))
    docs = (library.read(there[m.name]) for m in best)
    return list(islice((doc for doc in docs if doc), count))


def keywords(text: str) -> list[str]:
    """The stems of the words that say what a text is about; other forms of a word hold the same stem."""
    words = (word for word in WORD.findall(fold(text)) if not EMPTY.fullmatch(word) and not word.isdigit())
    return list(dict.fromkeys(map(_stem, words)))[:MOST]


def _stem(word: str) -> str:
    if "가" <= word[-1] <= "힣":
        return PARTICLE.sub("", word)
    return word if len(word) < 6 else word[: max(5, len(word) * 3 // 4)]
