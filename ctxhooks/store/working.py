"""Which ports are active, on disk: state, not spec."""

from ctxhooks.disk import files, owner_key, sealed
from ctxhooks.disk.project import Project
from ctxhooks.model.json_values import plain, record
from ctxhooks.model.port import Working


def path(project: Project) -> str:
    """Where the active ports are kept."""
    return project.own("state", "working.json")


def read(project: Project) -> Working:
    """The active ports; none if the file is gone, broken, or came with the project. It is safe to delete."""
    return record(Working, sealed.read(path(project), owner_key.key(project)))


def write(project: Project, working: Working) -> None:
    """Replaces them; the file goes when no port is active and nothing is loaded by name."""
    project.ready()
    if working == Working():
        files.remove(path(project))
    else:
        sealed.write(path(project), plain(working), owner_key.key(project))
