"""Whether the plugin's module, in the client's own process, gives back what this compaction loses: then no other channel has to."""

from ctxhooks.disk import files, log
from ctxhooks.disk.project import Project

LONGEST = 1800  # seconds from the module's announcement to the end of the compaction; later, it has failed


def announce(project: Project, session_id: str) -> None:
    """The module has come to a compaction of this session. A file that cannot be written is logged: the other channels serve."""
    with log.noted(project, "SessionCompact"):
        project.ready()
        path = _path(project, session_id)
        files.write(path, b"%d" % project.now)


def expected(project: Project, session_id: str) -> bool:
    """Whether the module has announced itself and is not done."""
    announced = b""
    with log.noted(project, "SessionCompact"):  # what cannot be read holds no other channel back
        announced = files.read(_path(project, session_id)) or b""
    return announced.isdigit() and 0 <= project.now - int(announced[:20]) <= LONGEST


def over(project: Project, session_id: str) -> None:
    """The module is done. A file that cannot be removed is logged."""
    with log.noted(project, "SessionCompact"):
        files.remove(_path(project, session_id))


def _path(project: Project, session_id: str) -> str:
    return project.named(".pal/state/inside", session_id, "")
