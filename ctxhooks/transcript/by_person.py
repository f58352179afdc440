"""What a person did beside prompts: commands of their own behind `!`, and prompts typed while Claude was at work."""

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any
from ctxhooks.transcript.records import own, put_there, string
from ctxhooks.transcript.shell import masked
from ctxhooks.transcript.state import State
from ctxhooks.trust import cuts
from ctxhooks.trust.redact import redact

COMMAND = ("<bash-input>", "</bash-input>")
PRINTED = ("<bash-stdout>", "</bash-stderr>")
ERRORS = "</bash-stdout><bash-stderr>"  # between what was printed and what was printed on stderr
# What git and others say where no exit code is told.
FAILED = pattern(r"^(?:error|fatal|CONFLICT)\b|\[(?:remote )?rejected\]|command not found", re.MULTILINE | re.IGNORECASE)
LONGEST = 5_000  # characters of a command or a prompt
WAITING = 20  # prompts


def command(state: State, record: dict[str, Any], said: str) -> tuple[str, str] | None:
    """The command that a person ran, with what it printed, once that is known and shows no failure.

    Its exit code stands nowhere, but of one that failed the client notes all that it printed as printed on stderr (seen on 2.1.332).
    """
    ran, state.data["own_command"] = state.data["own_command"], ""
    if put_there(record):
        return None
    if given := _within(said, *COMMAND):
        state.data["own_command"] = redact(cuts.head(_plain(given), LONGEST)).strip()
    printed, apart, errors = _within(said, *PRINTED).partition(ERRORS)
    output = _plain(f"{printed}\n{errors}".strip())
    failed = FAILED.search(output) or masked.looks_failed(output) or (errors.strip() and not printed.strip())
    return (ran, output) if ran and apart and not failed else None


def _within(text: str, first: str, last: str) -> str:
    """What stands between the two ends of a text; empty where it has other ones."""
    text = text.strip()
    return text[len(first) : -len(last)] if text.startswith(first) and text.endswith(last) else ""


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def taken_from_queue(state: State, record: dict[str, Any]) -> str:
    """The prompt that Claude was given by this operation on the queue, where no other record tells of it.

    Clients up to about 2.1.50 take one out of the queue without a word while Claude is at work; newer ones name it, and note it beside.
    """
    waiting, content, operation = state.data["queue"], string(record.get("content")), record.get("operation")
    if operation == "enqueue":  # what is none of a person's keeps its place
        text = "" if content.startswith('{"task_id"') else own(content, record.get("origin"))
        state.data["queue"] = [*waiting, redact(cuts.head(text, LONGEST))][-WAITING:]
    elif operation == "popAll":
        state.data["queue"] = []
    elif operation in {"dequeue", "remove"} and waiting:
        state.data["queue"] = waiting[1:]
        return waiting[0] if operation == "remove" and not content else ""
    return ""
