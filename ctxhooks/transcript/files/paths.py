"""A file's path as it is shown: from the project's root."""

import os

SCRATCH = ("/tmp/", "/private/", "/var/folders/", "/proc/", "/dev/")  # noqa: S108 - compared, not used
# Names of folders that tools fill, for an expression: nobody wrote what lies there.
FILLED = r"_build|build|dist|target|node_modules|site-packages|\.venv|venv|__pycache__|\.git"

CLIENTS_OWN = "/.claude/"  # in a person's home: what the client keeps of sessions and jobs


def relative(path: str, root: str) -> str:
    """The path from the project's root, whether that or the path leads through a link; a path outside it stays whole."""
    for known, base in ((path, root), (path, os.path.realpath(root)), (os.path.realpath(path), os.path.realpath(root))):
        if known.startswith(base.rstrip("/") + "/") or (known[1:3] == ":\\" and known.startswith(base + "\\")):
            return known[len(base.rstrip("/")) + 1 :]
    return path


def below(folder: str, root: str) -> str:
    """A folder from the project's root, on one line; empty for the root itself, also where either leads through a link, and for none."""
    away = folder and os.path.realpath(folder) != os.path.realpath(root)
    return " ".join(relative(folder, root).split()) if away else ""


def is_scratch(path: str, root: str) -> bool:
    """Whether it lies where the system keeps what nobody needs later; a project may lie there itself."""
    return (path.startswith(SCRATCH) or CLIENTS_OWN in path) and relative(f"{path}/", root) == f"{path}/"
