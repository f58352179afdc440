"""A hook's output: only what the client takes for its event can be expressed."""

from collections.abc import Callable

from ctxhooks.light import json
from ctxhooks.light.typing import NamedTuple

CAP = 10_000  # UTF-16 units of context that the client passes on whole; of more the model sees a file path and the first 2,000
WITH_CONTEXT = frozenset({"SessionStart", "UserPromptSubmit", "SubagentStart"})
WITH_NOTICE = frozenset({"SessionStart", "UserPromptSubmit"})
WITH_TEXT = frozenset({"PreCompact", "SessionCompact", "PortStart", "PortEnd"})


def units(text: str) -> int:
    """The length that the client counts: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Reply(NamedTuple):
    """`text` is context for the model; at PreCompact an instruction for the summary; at a port's start and end what a person reads.

    `notice` is shown to the person alone, beside a prompt or under `/compact`. Both empty: the hook stays silent.
    """

    text: str = ""
    notice: str = ""

    def passed(self, clean: Callable[[str], str]) -> "Reply":
        """Both texts as `clean` leaves them; context that it made longer than the client takes ends with the last line that fits."""
        text = clean(self.text) if self.text else ""
        if units(text) > CAP >= units(self.text):
            text = text.encode("utf-16-le", "surrogatepass")[: 2 * CAP].decode("utf-16-le", "ignore").rpartition("\n")[0]
        return Reply(text, clean(self.notice) if self.notice else "")

    def stdout(self, event: str) -> str:
        """The bytes to print for `event`; a reply that the event cannot carry is a ValueError."""
        if not (self.text or self.notice):
            return ""
        if event in WITH_TEXT and not self.notice and not self.text.lstrip().startswith("{"):
            return self.text
        output: dict[str, object] = {"systemMessage": self.notice} if self.notice else {}
        if self.text:
            output["hookSpecificOutput"] = {"hookEventName": event, "additionalContext": self.text}
        if event in (WITH_NOTICE if self.notice else WITH_CONTEXT) and units(self.text) <= CAP:
            return json.dumps(output)
        raise ValueError(f"{event} cannot say this: {units(self.text)} units")


SILENCE = Reply()
