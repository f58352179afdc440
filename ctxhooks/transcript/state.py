"""What a session has done so far, as plain JSON values, and how something is noted in it.

The lists hold the newest last; each item has its `compaction_index`: how many compactions came before it.
"""

from ctxhooks.light.typing import Any
from ctxhooks.transcript import rewind
from ctxhooks.transcript.records import string

OPEN = ("in_progress", "pending")  # states of a task
KEPT = {
    "prompts": 24,
    "constraints": 24,
    "answers": 24,
    "refusals": 10,
    "plans": 3,
    "decisions": 12,
    "commits": 20,
    "pull_requests": 5,
    "outward": 60,
}
# How many are known by name; the least recent are forgotten first.
NAMED = {
    "commands": 200, "worked": 150, "failing": 20, "failed_before": 20, "files": 200, "outside": 50, "reads": 60, "searches": 20,
    "names": 24, "uses": 64, "shells": 20, "background": 20,
}  # fmt: skip
# What happened all the same, on disk and elsewhere, where the conversation was taken back behind it.
LASTING = frozenset({
    "commits", "pull_requests", "commands", "worked", "failing", "failed_before", "files", "names", "outside", "outward", "uses",
    "shells", "background"
})  # fmt: skip


LONGEST_GIVEN = 2_000  # characters that are kept of what a tool was given


def last_commit(data: dict[str, Any]) -> int:
    """The transcript's line of the last commit, 0 where there is none: what came before it is most likely over."""
    return max((c["line"] for c in data["commits"]), default=0)


class State:
    """`data` is all of it. What is noted of an abandoned branch of the conversation is left out, unless it lasts."""

    data: dict[str, Any]

    def gone(self) -> bool:
        """Whether the conversation was taken back behind this line."""
        without = self.data["without"]
        return bool(without) and rewind.left_out(without, self.data["line"], self.data["line"] + 1)

    def mark(self, record: dict[str, Any]) -> dict[str, Any]:
        """Where the transcript says so, and when."""
        d = self.data
        return {
            "uuid": string(record.get("uuid")),
            "line": d["line"],
            "time": string(record.get("timestamp")),
            "compaction_index": d["compaction_index"],
        }

    def keep(self, name: str, record: dict[str, Any], text: str, **more: Any) -> None:
        """Appends to a list, the same text only once, and forgets the oldest over the list's length."""
        if not text or (name not in LASTING and self.gone()):
            return
        items = [i for i in self.data[name] if i["text"] != text]
        self.data[name] = [*items, {"text": text, **more, **self.mark(record)}][-KEPT[name] :]

    def name(self, kind: str, name: str, value: Any) -> None:
        """Known by name, as the most recent of its kind."""
        if kind not in LASTING and self.gone():
            return
        known = self.data[kind]
        known.pop(name, None)
        known[name] = value
        if len(known) > NAMED[kind]:
            known.pop(next(iter(known)))
