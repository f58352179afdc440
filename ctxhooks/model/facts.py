"""A fact: one thing worth keeping of a session."""

from zlib import crc32

from ctxhooks.light.typing import NamedTuple

# Most important first: what is packed last is what a summary keeps best, or what can be looked up again.
KINDS = (
    "task",
    "background",
    "failing",
    "constraint",
    "request",
    "outward",
    "command",
    "commit",
    "refusal",
    "answer",
    "plan",
    "file",
    "failed_before",
    "decision",
    "pull_request",
    "done",
    "outside",
    "read",
)
OLDER = 100  # what is older than the last compaction is packed after everything newer


class Evidence(NamedTuple):
    """Where the transcript says so: a record's uuid and its line, counted from 1."""

    uuid: str = ""
    line: int = 0


class Fact(NamedTuple):
    """`key` is what a text must hold to hold the fact; `text` is its wording, `detail` what may be left out when space is short.

    A smaller `priority` is more important; `time` is the record's own ISO 8601 time. What is `earlier` is most likely
    over: it stands on one line with the others of its kind.
    """

    kind: str = ""
    text: str = ""
    key: str = ""
    detail: str = ""
    evidence: Evidence = Evidence()
    time: str = ""
    priority: int = 0
    earlier: bool = False

    @property
    def id(self) -> str:
        """Stable across versions: the kind and a checksum of the key."""
        return f"{self.kind}-{crc32(self.key.encode('utf-8', 'replace')):08x}"
