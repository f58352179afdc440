"""Records that were written before, as clients do where a session is carried on: each counts once."""

from ctxhooks.light.typing import Any
from ctxhooks.transcript.records import string

UUID, TIME = 12, 19  # characters: the end of a record's uuid, and its time to the second
MOST = 1_000  # records that are known; what is older than all of them was written before
KINDS = frozenset({"user", "assistant", "system", "attachment"})


class Seen:
    """`known` holds the uuids' ends with their records' times; `before` is the newest time that was let go."""

    def __init__(self, kept: str = "", before: str = "") -> None:
        starts = range(0, len(kept), UUID + TIME)
        self.known = {kept[n : n + UUID]: kept[n + UUID : n + UUID + TIME].strip() for n in starts}
        self.before = before

    def again(self, record: dict[str, Any]) -> bool:
        """Whether this record was seen before; from now on it was."""
        kind = record.get("type")
        if not isinstance(kind, str) or kind not in KINDS:
            return False
        uuid, time = string(record.get("uuid"))[-UUID:].rjust(UUID), string(record.get("timestamp"))[:TIME]
        if uuid.isspace():
            return False
        if uuid in self.known or (time and time < self.before):
            return True
        self.known[uuid] = time
        if len(self.known) > 2 * MOST:
            self.kept()
        return False

    def kept(self) -> tuple[str, str]:
        """What `Seen` is made of the next time; all but the newest are let go."""
        for uuid in list(self.known)[:-MOST]:
            self.before = max(self.before, self.known.pop(uuid))
        return "".join(uuid + time.ljust(TIME) for uuid, time in self.known.items()), self.before
