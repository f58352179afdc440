"""Locks between processes, also on file systems that know none."""

import errno
import os
import sys
import time
from collections.abc import Iterator

from ctxhooks.light.contexts import contextmanager, suppress
from ctxhooks.model.errors import CtxhooksError

UNFOLLOWED = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
BUSY = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)
ABANDONED = 60  # seconds after which a lock that is a file belongs to a process that was killed
UNKNOWN = "this file system knows no locks (%s): files stand in for them; one that a killed process left is in the way for a minute"
reasons: list[str] = []  # why this process could not lock as usual; for the log

if sys.platform == "win32":
    import msvcrt

    def _try_lock(fd: int) -> None:
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: str, wait: float = 5.0) -> Iterator[None]:
    """Holds an exclusive lock on `path` between processes; an error after `wait` seconds.

    Only a lock that another holds is waited for. Where locks are unknown (network file systems) a file beside stands in for it.
    """
    make_folder(os.path.dirname(path))
    deadline = time.monotonic() + wait
    while True:
        # Not blocked by a pipe of that name, nor led elsewhere by a link.
        with open(os.open(path, os.O_RDWR | os.O_CREAT | UNFOLLOWED, 0o666), "rb") as f:
            give_to_owner(f.fileno(), path)
            held = _locks(f.fileno(), path)
            if held:
                os.utime(f.fileno())  # a lock in use is not an old one, which may be removed
                yield
                return
        if held is None and _locks_by_file(f"{path}.held"):
            try:
                yield
            finally:
                with suppress(OSError):
                    os.unlink(f"{path}.held")
            return
        if time.monotonic() >= deadline:
            raise CtxhooksError("busy", path=path)
        time.sleep(0.01)


def _locks(fd: int, path: str) -> bool | None:
    """Whether the lock is ours now, and still the one that others find under its name; None where there are no locks."""
    try:
        _try_lock(fd)
    except OSError as e:
        if e.errno in BUSY:
            return False
        reasons.append(errno.errorcode.get(e.errno or 0, str(e.errno)))
        return None
    try:
        return os.path.samestat(os.fstat(fd), os.stat(path))
    except OSError:
        return False


def _locks_by_file(held: str) -> bool:
    """Locks by making a file, which only one process can. That two may remove an abandoned one at the same moment is accepted."""
    try:
        create(held, os.O_EXCL)
    except FileExistsError:
        with suppress(OSError):
            if os.stat(held, follow_symlinks=False).st_mtime < time.time() - ABANDONED:
                os.unlink(held)
        return False
    return True


def make_folder(folder: str) -> None:
    """Makes the folder and those above it; what root makes belongs to the owner of the folder above."""
    if os.path.isdir(folder) or not folder:
        return
    make_folder(os.path.dirname(folder))
    with suppress(FileExistsError):
        os.mkdir(folder)
        if _is_root():
            owner = os.stat(os.path.dirname(folder))
            os.chown(folder, owner.st_uid, owner.st_gid)


def create(path: str, flags: int = 0, mode: int = 0o666) -> None:
    """Makes an empty file if there is none; with O_EXCL a file that is there is an error."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | flags, mode)
    try:
        give_to_owner(fd, path)
    finally:
        os.close(fd)


def give_to_owner(fd: int, path: str) -> None:
    """Gives what root made in a user's folder to the user. Does nothing for anybody else."""
    if _is_root():
        owner = os.stat(os.path.dirname(path) or os.curdir)
        if os.fstat(fd).st_uid == 0 != owner.st_uid:
            os.fchown(fd, owner.st_uid, owner.st_gid)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
