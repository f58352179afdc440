"""What the status line shows of the ports: noted in plain text, so that it need not be parsed at every turn."""

from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.model.settings import Settings
from ctxhooks.ports import registry
from ctxhooks.trust.redact import redact


def note(project: Project, settings: Settings) -> None:
    """Notes the id and the spec's path of the port that was started last, and how many more are active."""
    path, active = project.own("state", "statusline"), registry.active(project, settings)
    if active:
        port = active[-1][1]
        more = str(len(active) - 1) if active[1:] else ""
        files.write(path, redact(f"{port.id}\n{port.path}\n{more}").encode("utf-8", "surrogateescape"))
    else:
        files.remove(path)
