"""Our block in a repository's `info/exclude`: what an installation leaves in `.claude` for this machine alone stays out of `git status`."""

import re
import subprocess

from ctxhooks.disk import files

START, END = "# ctxhooks: start", "# ctxhooks: end"
BLOCK = re.compile(rf"\n?{START}\n(?:.*\n)*?{END}\n")


def put(root: str, names: list[str]) -> None:
    """Excludes these files of the project at `root`; none: the block goes. Does nothing outside a repository."""
    path = _git(root, "rev-parse", "--path-format=absolute", "--git-path", "info/exclude")
    if not path:
        return
    prefix = _git(root, "rev-parse", "--show-prefix")
    old = (files.read(path) or b"").decode("utf-8", "surrogateescape")
    lines = "".join(f"/{prefix}{name}\n" for name in names)
    bare = BLOCK.sub("", old)
    new = f"{bare}\n{START}\n{lines}{END}\n" if names else bare
    if new != old:
        files.write(path, new.encode("utf-8", "surrogateescape"))


def _git(root: str, *args: str) -> str:
    try:
        done = subprocess.run(["git", *args], cwd=root, capture_output=True, text=True, timeout=10, check=True, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.removesuffix("\n")
