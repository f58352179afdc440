"""Our block in a repository's `pre-push` hook, beside what is there: it sends before each push, and never stops one."""

import os
import re
import shlex
import sys

from ctxhooks.disk import files, git
from ctxhooks.model.errors import CtxhooksError

START, END = "# ctxhooks: start", "# ctxhooks: end"
BLOCK = re.compile(rf"{START}\n(?:(?!{START}).*\n)*?{END}\n")
SHELL = re.compile(r"#![^\n]*\b(?:ba|da|k|z)?sh\b[^\n]*\n")
BARE = "#!/bin/sh\n"


def line(root: str) -> str:
    """The command that the hook runs. It sends to the remote that is pushed to, and leaves git's list of refs to other commands."""
    command = f"{shlex.quote(sys.executable)} -m ctxhooks sync --push --project {shlex.quote(root)}"
    return f'{command} --remote "$1" </dev/null || true'


def put(root: str, *, gone: bool = False) -> str:
    """Adds the block, or removes it if `gone`, and returns the hook's path. Everything else in the hook stays as it is."""
    path = _path(root)
    old = (files.read(path) or b"").decode("utf-8", "surrogateescape")
    bare = BLOCK.sub("", old)
    shebang = SHELL.match(bare or BARE)
    if not (gone or shebang):
        raise CtxhooksError("sync-hook-no-shell", path=path, line=line(root))
    if gone and bare in ("", BARE):
        files.remove(path)
    elif gone:
        _write(path, old, bare)
    elif shebang:
        at = shebang.end()
        _write(path, old, f"{(bare or BARE)[:at]}{START}\n{line(root)}\n{END}\n{bare[at:]}")
    return path


def _write(path: str, old: str, new: str) -> None:
    if new != old:
        files.write(path, new.encode("utf-8", "surrogateescape"), 0o777)


def _path(root: str) -> str:
    """Where git looks for the hook; an error where it is a folder that other repositories share."""
    common = git.run(root, "rev-parse", "--path-format=absolute", "--git-common-dir", patience=10)
    if common is None:
        raise CtxhooksError("sync-no-repository", path=root)
    named = (git.run(root, "config", "--get-all", "core.hooksPath", patience=10) or b"").decode("utf-8", "replace").split("\n")
    others = [name for name in named if name not in ("", os.devnull)]
    if others:
        raise CtxhooksError("sync-hooks-path", path=others[-1], line=line(root))
    return os.path.join(os.fsdecode(common).removesuffix("\n"), "hooks", "pre-push")
