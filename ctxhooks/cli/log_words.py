"""The hooks' log in words: what went wrong, whose turn it is, and nothing that only a programmer reads."""

import ast

from ctxhooks.cli.base import language, t
from ctxhooks.loading import messages
from ctxhooks.model.errors import CtxhooksError

DISK = ("PermissionError", "FileNotFoundError", "IsADirectoryError", "NotADirectoryError", "OSError", "FileExistsError", "TimeoutError")


def readable(line: str) -> str:
    """A line of the log, `TIME EVENT ERROR: WHAT`, as its user would say it; one of another form as it is."""
    when, _, rest = line.partition(" ")
    event, _, what = rest.partition(" ")
    name, _, why = what.partition(": ")
    if name == "CtxhooksError":
        text = _own(why)
    elif name == "JSONDecodeError":
        text = t("log_no_json", what=why)
    elif name in DISK:
        text = t("log_disk", what=why)
    elif name.isidentifier() and name.endswith(("Error", "Exception", "Interrupt")):
        text = t("log_fault", what=what)
    else:
        text = what
    return f"{when} {event}: {text}"


def _own(why: str) -> str:
    """An error of our own, whose text the catalogs have."""
    key, _, values = why.partition(": ")
    try:
        return messages.error_text(CtxhooksError(key, **ast.literal_eval(values)), language())
    except (ValueError, SyntaxError, TypeError, KeyError, MemoryError, RecursionError):
        return why
