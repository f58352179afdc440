"""A fact as it is found, with the number of the compactions ahead of what it tells."""

from ctxhooks.light.typing import Any
from ctxhooks.model.facts import KINDS, Evidence, Fact

Found = tuple[Fact, int]


def fact_of(kind: str, text: str, key: str, detail: str, mark: dict[str, Any], *, earlier: bool = False) -> Found:  # noqa: PLR0913
    """A fact of what stands in the state with this mark; a text of several lines, as a file's name can be, comes on one."""
    evidence, priority = Evidence(mark["uuid"], mark["line"]), KINDS.index(kind)
    return Fact(kind, " ".join(text.splitlines()), key, detail, evidence, mark["time"], priority, earlier), mark["compaction_index"]
