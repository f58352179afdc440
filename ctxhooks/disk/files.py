"""Files are replaced whole or not at all: written beside, synced, renamed."""

import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from ctxhooks.model.errors import CtxhooksError

LEFT_BEHIND = 60  # seconds after which a file that was to be renamed belongs to nobody
BESIDE = re.compile(r"\.\d+\.[0-9a-f]+\.tmp\Z")  # what `write` adds to a name
TRIES = 5
UNFOLLOWED = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

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


def write(path: str, data: bytes, mode: int = 0o666) -> bool:
    """Replaces the file in one step, keeping its mode; a link stays, what it leads to is replaced. False when it held `data` already.

    `mode` is that of a new file, before the umask.
    """
    if read(path) == data:
        return False
    return _replace(os.path.realpath(path), data, new=mode)


def edit(path: str, change: Callable[[bytes | None], bytes]) -> bool:
    """Writes what `change` makes of the file's bytes; made anew where somebody else has saved it meanwhile."""
    for _ in range(TRIES):
        old = read(path)
        data = change(old)
        if data == old:
            return False
        if _replace(os.path.realpath(path), data, lambda known=old: read(path) == known):  # type: ignore[misc]
            return True
    raise CtxhooksError("busy", path=path)


def _replace(path: str, data: bytes, still: Callable[[], bool] = lambda: True, new: int = 0o666) -> bool:
    """False, and nothing done, when `still` no longer holds once the data is on disk."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    mode = _mode(path)
    beside = f"{path}.{os.getpid()}.{time.monotonic_ns():x}.tmp"
    try:
        fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, new if mode is None else 0o600)
        with open(fd, "wb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        if mode is not None:
            os.chmod(beside, mode)
        sound = still()
        if sound:
            os.replace(beside, path)
    except BaseException:
        remove(beside)
        raise
    return sound or not remove(beside)


def _mode(path: str) -> int | None:
    """Of the file that stands there, if any; a device or a pipe is not replaced."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return None
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise CtxhooksError("no-plain-file", path=path)
    return stat.S_IMODE(mode)


def remove(path: str) -> bool:
    try:
        os.unlink(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def remove_older(folder: str, than: float) -> None:
    """The folder's files that were last changed before `than`, in seconds since 1970, as far as they can be removed.

    What keeps the others out of git stays.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            file = entry.name != ".gitignore" and not entry.is_dir(follow_symlinks=False)
            if file and entry.stat(follow_symlinks=False).st_mtime < than:
                remove(entry.path)


def sweep(path: str, starts: tuple[bytes, ...] = ()) -> None:
    """Removes what a writer of `path`, or of any file in a folder (`path` ends in a slash), that was killed left behind.

    In a folder that is not ours alone: only what starts like this, as far as it was written.
    """
    folder, name = os.path.split(os.path.realpath(path) if os.path.basename(path) else path)
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        for entry in entries:
            beside = BESIDE.search(entry.name)
            ours = beside and (not name or entry.name[: beside.start()] == name)
            if ours and entry.stat(follow_symlinks=False).st_mtime < time.time() - LEFT_BEHIND:
                data = (read(entry.path) if starts else None) or b""
                if not starts or any(data[: len(start)] == start[: len(data)] for start in starts):
                    remove(entry.path)


def inside(root: str, path: str) -> str:
    """`path` as it is, unless a link on its way leads out of `root`: then an error."""
    home = os.path.realpath(root)
    if os.path.commonpath([home, os.path.realpath(path)]) != home:
        raise CtxhooksError("outside-project", path=path)
    return path


def reject_symlinks(root: str, folder: str, path: str) -> str:
    """The same for what nobody but us writes in `folder`: no link at all on the way from there, for what it leads to is not ours."""
    real = os.path.realpath(os.path.join(root, folder))
    if os.path.realpath(path) != os.path.join(real, os.path.relpath(path, os.path.join(root, folder))):
        raise CtxhooksError("outside-project", path=path)
    return inside(root, path)


@contextmanager
def locked(path: str, wait: float = 5.0) -> Iterator[None]:
    """Holds an exclusive lock on `path` between processes; an error after `wait` seconds."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    deadline = time.monotonic() + wait
    while True:
        # Not blocked by a pipe of that name, nor led elsewhere by a link.
        with open(os.open(path, os.O_RDWR | os.O_CREAT | UNFOLLOWED, 0o666), "rb") as f:
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
