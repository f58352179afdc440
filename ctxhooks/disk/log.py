"""The hooks' log: what went wrong, for `pal doctor` and whoever looks."""

import os
from collections.abc import Iterator

from ctxhooks.disk import files
from ctxhooks.disk.locks import give_to_owner
from ctxhooks.disk.project import Project
from ctxhooks.light.contexts import contextmanager, suppress
from ctxhooks.model.errors import CtxhooksError

MOST = 1 << 20  # bytes; the log before it is kept beside it


def path(project: Project) -> str:
    """Where the log of the hooks lies."""
    return project.own("state", "hooks.log")


def write(project: Project, event: str, message: str) -> None:
    """Adds a line, redacted, of at most 2,000 characters; a CtxhooksError or OSError where it cannot be written within a second."""
    from ctxhooks.model.times import moment
    from ctxhooks.trust import cuts, sinks

    target = path(project)
    project.ready()
    line = f"{moment(project.now)} {event} {sinks.line(cuts.head(message, 5_000))[:2_000]}\n"
    with files.locked(project.lock("log"), wait=1.0):
        if os.path.exists(target) and os.stat(target).st_size + len(line) > MOST:
            os.replace(target, target + ".1")
        fd = os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT | files.UNFOLLOWED, 0o644)
        with open(fd, "ab") as f:
            give_to_owner(fd, target)
            f.write(line.encode("utf-8", "replace"))


def once(project: Project, event: str, message: str) -> None:
    """Adds the line unless the log has it already."""
    if " ".join(message.split()).encode() not in (files.read(path(project)) or b""):
        write(project, event, message)


@contextmanager
def noted(project: Project, event: str) -> Iterator[None]:
    """Logs an error of ours, or of the system's, that is raised inside, and goes on."""
    try:
        yield
    except (CtxhooksError, OSError) as e:
        with suppress(CtxhooksError, OSError):
            write(project, event, f"{type(e).__name__}: {e}")
