"""Our block in a repository's `info/exclude`: what an installation leaves in `.claude` for this machine alone stays out of `git status`."""

import os
from collections.abc import Callable

from ctxhooks.disk import files, git
from ctxhooks.light.patterns import pattern

START, END = "# ctxhooks: start", "# ctxhooks: end"
BLOCK = pattern(rf"\n?{START}\n(?:(?!{START}).*\n)*?{END}\n")

SPECIAL = pattern(r"[\\*?\[]")  # what stands for itself in a pattern only behind a backslash


def add(root: str, *names: str) -> None:
    """Excludes these files of the project at `root`. Does nothing outside a repository."""
    if names:
        _edit(root, lambda known, prefix: [*known, *(f"/{prefix}{name}" for name in names)])


def clear(root: str) -> None:
    """Takes out what was excluded for the project at `root`; another project of the same repository keeps its own."""
    _edit(root, lambda known, prefix: [line for line in known if not line.startswith((f"/{prefix}.claude/", f"/{prefix}CLAUDE."))])


def _edit(root: str, change: Callable[[list[str], str], list[str]]) -> None:
    """Changes the block's lines, in order and each once; a change is given them and the project's path from the repository's root."""
    path, prefix = (_answer(root, *asked) for asked in (("--path-format=absolute", "--git-path", "info/exclude"), ("--show-prefix",)))
    info = os.path.dirname(path)
    if not path or os.path.realpath(path) != os.path.join(os.path.realpath(os.path.dirname(info)), "info", "exclude"):
        return  # no repository, or a link that leads to a file of the user's
    old = (files.read(path) or b"").decode("utf-8", "surrogateescape")
    found = BLOCK.search(old)
    known = found[0].strip("\n").split("\n")[1:-1] if found else []
    lines = dict.fromkeys(change(known, SPECIAL.sub(r"\\\g<0>", prefix)))
    bare = BLOCK.sub("", old)
    new = "\n".join([f"{bare}\n{START}", *lines, f"{END}\n"]) if lines else bare
    if new != old:
        files.write(path, new.encode("utf-8", "surrogateescape"))


def _answer(root: str, *args: str) -> str:
    return os.fsdecode(git.run(root, "rev-parse", *args, patience=10) or b"").removesuffix("\n")
