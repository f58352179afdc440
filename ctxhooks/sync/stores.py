"""Which shared store is meant: a git remote, a folder, or a PostgreSQL database."""

import os

from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.sync.folder import FolderStore
from ctxhooks.sync.git_store import BRANCHES, OWN, GitStore
from ctxhooks.sync.items import SharedStore
from ctxhooks.trust.redact import redact

DATABASES = ("postgresql://", "postgres://")
GIT = "git:"


def name(remote: str, to: str, *, branches: bool = False) -> str:
    """What the store is remembered and shown as; no password is in it."""
    if to.startswith(DATABASES):
        return redact(to.rpartition("@")[2].partition("?")[0])
    return os.path.abspath(to) if to else f"{GIT}{'pal/' if branches else ''}{redact(remote)}"


def open_store(project: Project, remote: str, to: str, *, branches: bool = False, sign: bool = False) -> SharedStore:
    """The store: `to` is a folder or a database; without it the git remote is."""
    if to.startswith(DATABASES):
        raise CtxhooksError("sync-no-database")
    if to:
        if not os.path.isdir(to):
            raise CtxhooksError("sync-no-folder", path=to)
        return FolderStore(to)
    return GitStore(project.root, remote, BRANCHES if branches else OWN, sign=sign)


def reopened(project: Project, known: str) -> SharedStore:
    """The store that something was received from, by its name; a database needs an address with a password, which is not kept."""
    if known.startswith(GIT):
        remote = known.removeprefix(GIT)
        return open_store(project, remote.removeprefix("pal/"), "", branches=remote.startswith("pal/"))
    return open_store(project, "", known)
