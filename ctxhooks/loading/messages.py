"""Messages to a person: a port that was started or ended, the rules that followed, an error."""

from collections.abc import Iterator

from ctxhooks.disk.project import RULES
from ctxhooks.loading import syncing
from ctxhooks.loading.activation import PortChange
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.render.catalog import say


def started(change: PortChange, language: str) -> str:
    """What `pal port start` and its hook print: the port, what is loaded, and each problem, on lines of their own."""
    port = change.port
    first = say(language, "port_started", id=port.id, title=port.title)
    return "\n".join([first, *costs(change.outcome, language), *troubles(change.outcome, language)]) + "\n"


def ended(change: PortChange, language: str) -> str:
    """What `pal port end` and its hook print: the port, what is still loaded, and each problem."""
    first = say(language, "port_ended", id=change.port.id)
    return "\n".join([first, *costs(change.outcome, language), *troubles(change.outcome, language)]) + "\n"


def costs(outcome: syncing.Synced, language: str) -> Iterator[str]:
    """One line with the number of loaded and pending documents and the tokens used; none where no document is asked for."""
    there = outcome.loaded
    loaded = [i for i in there.documents if i.rule]
    if there.documents:
        pending = len(there.documents) - len(loaded)
        yield say(language, "loaded_cost", n=len(loaded), used=there.used, total=there.total, pending=pending)


def troubles(outcome: syncing.Synced, language: str) -> Iterator[str]:
    """What was asked for and is not there, could not be written, or was kept because a person edited it."""
    for name in outcome.rules.kept:
        yield say(language, "kept_edited", what=f"{RULES}/{name}")
    for error in (*outcome.problems, *outcome.rules.failed):
        yield error_text(error, language)


def error_text(error: CtxhooksError, language: str) -> str:
    """The error in the user's language; a marker's fault has a text of its own."""
    values = {k: say(language, v) if isinstance(v, str) and v.startswith("marker-") else v for k, v in error.values.items()}
    return say(language, error.key, **values)
