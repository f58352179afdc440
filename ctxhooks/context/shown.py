"""What the status line shows of the ports: noted in plain text, so that it need not be parsed at every turn."""

from ctxhooks.context import ports
from ctxhooks.model.settings import Settings
from ctxhooks.store import files
from ctxhooks.store.project import Project


def note(project: Project, settings: Settings) -> None:
    """Of the port that was started last its id and its spec's path, and how many more are active."""
    path, active = project.own("state", "statusline"), ports.active(project, settings)
    if active:
        port = active[-1][1]
        more = str(len(active) - 1) if active[1:] else ""
        files.write(path, f"{port.id}\n{port.path}\n{more}".encode("utf-8", "surrogateescape"))
    else:
        files.remove(path)
