"""Our block in a repository's `info/exclude`: what an installation leaves in `.claude` for this machine alone stays out of `git status`."""

import os

from ctxhooks.disk import files, git
from ctxhooks.model.patterns import pattern

START, END = "# ctxhooks: start", "# ctxhooks: end"
BLOCK = pattern(rf"\n?{START}\n(?:(?!{START}).*\n)*?{END}\n")


def put(root: str, names: list[str]) -> None:
    """Excludes these files of the project at `root`; none: the block goes. Does nothing outside a repository."""
    path, prefix = (_answer(root, *asked) for asked in (("--path-format=absolute", "--git-path", "info/exclude"), ("--show-prefix",)))
    info = os.path.dirname(path)
    if not path or os.path.realpath(path) != os.path.join(os.path.realpath(os.path.dirname(info)), "info", "exclude"):
        return  # no repository, or a link that leads to a file of the user's
    old = (files.read(path) or b"").decode("utf-8", "surrogateescape")
    lines = "".join(f"/{prefix}{name}\n" for name in names)
    bare = BLOCK.sub("", old)
    new = f"{bare}\n{START}\n{lines}{END}\n" if names else bare
    if new != old:
        files.write(path, new.encode("utf-8", "surrogateescape"))


def _answer(root: str, *args: str) -> str:
    return os.fsdecode(git.run(root, "rev-parse", *args, patience=10) or b"").removesuffix("\n")
