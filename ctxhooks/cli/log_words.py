"""The hooks' log in words: what went wrong, whose turn it is, and nothing that only a programmer reads."""

import ast

from ctxhooks.cli.base import language, t
from ctxhooks.loading import messages
from ctxhooks.model.errors import CtxhooksError

DISK = ("PermissionError", "FileNotFoundError", "IsADirectoryError", "NotADirectoryError", "OSError", "FileExistsError", "TimeoutError")


def readable(line: str) -> str:
    """A line of the log, `TIME EVENT ERROR: WHAT`, as its user would say it; one of another form as it is."""
    when, event, *_ = (*line.split(" ", 2), "")
    return f"{when} {event}: {reason(line)}"


def reason(line: str) -> str:
    """The same without time and event."""
    what = line.split(" ", 2)[2] if line.count(" ") > 1 else ""
    name, _, why = what.partition(": ")
    if name == "CtxhooksError":
        return _own(why)
    if name == "JSONDecodeError":
        return t("log_no_json", what=why)
    if name in DISK:
        return t("log_disk", what=why)
    if name.isidentifier() and name.endswith(("Error", "Exception", "Interrupt")):
        return t("log_fault", what=what)
    return what


def _own(why: str) -> str:
    """An error of our own, whose text the catalogs have."""
    key, _, values = why.partition(": ")
    try:
        return messages.error_text(CtxhooksError(key, **ast.literal_eval(values)), language())
    except (ValueError, SyntaxError, TypeError, KeyError, MemoryError, RecursionError):
        return why
