"""What a hook may say: only what its event can carry has a way to be said."""

import json
from typing import NamedTuple

CAP = 10_000  # UTF-16 units of context that the client passes on whole; of more the model sees a file path and the first 2,000
WITH_CONTEXT = frozenset({"SessionStart", "UserPromptSubmit", "SubagentStart"})
WITH_TEXT = frozenset({"PreCompact"})


def units(text: str) -> int:
    """The length that the client counts: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Reply(NamedTuple):
    """`text` is context for the model, or, at PreCompact, an instruction for the summary; empty: the hook stays silent."""

    text: str = ""

    def stdout(self, event: str) -> str:
        """The bytes to print for `event`; a reply that the event cannot carry is a ValueError."""
        if not self.text:
            return ""
        if event in WITH_TEXT and not self.text.lstrip().startswith("{"):
            return self.text
        if event in WITH_CONTEXT and units(self.text) <= CAP:
            return json.dumps({"hookSpecificOutput": {"hookEventName": event, "additionalContext": self.text}})
        raise ValueError(f"{event} cannot say this: {units(self.text)} units")


SILENCE = Reply()
