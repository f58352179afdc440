"""What was put into Claude's context, and what it costs, as it is noted for the section and for who asks."""

from ctxhooks.light.typing import NamedTuple


class LoadedItem(NamedTuple):
    """A document: `rule` is the file that holds it, empty while it is pending; `tokens` what it costs, or would cost in full."""

    category: str = ""
    name: str = ""
    title: str = ""
    rule: str = ""
    level: int = 0
    tokens: int = 0
    digest: str = ""


class Loaded(NamedTuple):
    """`reserved` tokens of the total are taken by what a compaction gives back."""

    documents: tuple[LoadedItem, ...] = ()
    total: int = 0
    used: int = 0
    reserved: int = 0
