"""Which shared store is meant: a git remote, a folder, or a PostgreSQL database."""

import os
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.sync.items import SharedStore
from ctxhooks.sync.stores.folder import FolderStore
from ctxhooks.sync.stores.git_store import BRANCHES, OWN, GitStore
from ctxhooks.sync.stores.postgres import PostgresStore
from ctxhooks.trust.redact import redact

DATABASES = ("postgresql://", "postgres://")
GIT = "git:"


def name(remote: str, to: str, *, branches: bool = False) -> str:
    """What the store is remembered and shown as; no password is in it."""
    if to.startswith(DATABASES):
        return without_password(to)
    return os.path.abspath(to) if to else f"{GIT}{'pal/' if branches else ''}{redact(remote)}"


def without_password(url: str) -> str:
    """A database's address as it may be kept: libpq finds the password in PGPASSWORD or in the user's own .pgpass."""
    parts = urlsplit(url)
    user, _, address = parts.netloc.rpartition("@")
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] != "password"])
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}@{address}" if user else address, query=query))


def open_store(project: Project, remote: str, to: str, *, branches: bool = False, sign: bool = False) -> SharedStore:
    """The store: `to` is a folder or a database; without it the git remote is."""
    if to.startswith(DATABASES):
        return PostgresStore(to)
    if to:
        if not os.path.isdir(to):
            raise CtxhooksError("sync-no-folder", path=to)
        return FolderStore(to)
    return GitStore(project.root, remote, BRANCHES if branches else OWN, sign=sign)


def reopened(project: Project, known: str) -> SharedStore:
    """The store that something was received from, by its name."""
    if known.startswith(GIT):
        remote = known.removeprefix(GIT)
        return open_store(project, remote.removeprefix("pal/"), "", branches=remote.startswith("pal/"))
    return open_store(project, "", known)
