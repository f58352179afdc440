"""A key of this working copy, in its `.git`, where a clone brings none: what it sealed did not come with the project."""

import os

from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError

NAME = "ctxhooks-key"


def key(project: Project) -> bytes:
    """Made on first use; empty outside a repository, and where none can be kept: there a seal is a checksum, which anybody can make."""
    try:
        folder = _git(project.root)
        path = os.path.join(folder, NAME)
        return (files.read(path) or _made(project, path)) if folder else b""
    except (OSError, CtxhooksError):
        return b""


def _made(project: Project, path: str) -> bytes:
    project.ready()
    with files.locked(project.lock("key"), wait=1.0):
        files.sweep(path)
        if not files.read(path):
            files.write(path, os.urandom(32))
        return files.read(path) or b""


def _git(folder: str) -> str:
    """The folder that git keeps for the repository around `folder`; of a worktree its own."""
    path = os.path.join(folder, ".git")
    if os.path.isdir(path):
        return path
    if link := files.read(path):
        led = os.path.join(folder, os.fsdecode(link.removeprefix(b"gitdir:").strip()))
        return led if os.path.isdir(led) else ""
    above = os.path.dirname(folder)
    return _git(above) if above != folder else ""
