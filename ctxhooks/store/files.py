"""Files are replaced whole or not at all: written beside, synced, renamed."""

import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ctxhooks.model.errors import CtxhooksError

LEFT_BEHIND = 60  # seconds after which a file that was to be renamed belongs to nobody

if sys.platform == "win32":
    import msvcrt

    def _try_lock(fd: int) -> None:
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


def read(path: str, limit: int = 64 << 20) -> bytes | None:
    """The file's bytes; None when it is missing, no regular file, or over `limit` bytes."""
    try:
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        state = os.fstat(fd)
        if not stat.S_ISREG(state.st_mode) or state.st_size > limit:
            return None
        with open(fd, "rb", closefd=False) as f:
            return f.read()
    finally:
        os.close(fd)


def write(path: str, data: bytes) -> bool:
    """Replaces the file in one step, keeping its mode; a link stays, what it leads to is replaced. False when it held `data` already."""
    if read(path) == data:
        return False
    path = os.path.realpath(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    mode = stat.S_IMODE(os.stat(path).st_mode) if os.path.exists(path) else None
    beside = f"{path}.{os.getpid()}.{time.monotonic_ns():x}.tmp"
    try:
        fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else 0o600)
        with open(fd, "wb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        if mode is not None:
            os.chmod(beside, mode)
        os.replace(beside, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(beside)
        raise
    return True


def remove(path: str) -> bool:
    try:
        os.unlink(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def remove_older(folder: str, than: float) -> None:
    """The folder's files that were last changed before `than`, in seconds since 1970."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.stat(follow_symlinks=False).st_mtime < than:
                remove(entry.path)


def sweep(path: str) -> None:
    """Removes what a writer of `path` that was killed left beside it."""
    folder, name = os.path.split(path)
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(name + ".") and entry.name.endswith(".tmp") and entry.stat().st_mtime < time.time() - LEFT_BEHIND:
                remove(entry.path)


def inside(root: str, path: str) -> str:
    """`path` as it is, unless a link on its way leads out of `root`: then an error."""
    home = os.path.realpath(root)
    if os.path.commonpath([home, os.path.realpath(path)]) != home:
        raise CtxhooksError("outside-project", path=path)
    return path


@contextmanager
def locked(path: str, wait: float = 5.0) -> Iterator[None]:
    """Holds an exclusive lock on `path` between processes; an error after `wait` seconds."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    deadline = time.monotonic() + wait
    while True:
        with open(path, "ab") as f:
            if _locks(f.fileno(), path):
                os.utime(f.fileno())  # a lock in use is not an old one, which may be removed
                yield
                return
        if time.monotonic() >= deadline:
            raise CtxhooksError("busy", path=path)
        time.sleep(0.01)


def _locks(fd: int, path: str) -> bool:
    """Whether the lock is ours now, and still the one that others find under its name."""
    try:
        _try_lock(fd)
        return os.path.samestat(os.fstat(fd), os.stat(path))
    except OSError:
        return False
