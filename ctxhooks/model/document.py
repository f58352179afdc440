"""What can be loaded into Claude's context: a document at up to four levels of detail."""

from ctxhooks.light.typing import NamedTuple

CATEGORIES = ("port_spec", "conventions", "recent_changes", "related_docs", "session_info")
LINE, PARAGRAPH, SUMMARY, FULL = LEVELS = range(4)


class Rendition(NamedTuple):
    text: str = ""
    tokens: int = 0


class Document(NamedTuple):
    """`name` is unique within its category; `renditions` stand by level, an empty text means that there is none at this level.

    A smaller `priority` is more important; `time` is when it was changed last, in seconds since 1970; `order` is when it came,
    counted from 0. A `pinned` one was asked for by name.
    """

    category: str = ""
    name: str = ""
    title: str = ""
    renditions: tuple[Rendition, ...] = ()
    priority: int = 0
    time: float = 0.0
    order: int = 0
    pinned: bool = False
