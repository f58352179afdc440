"""Stops a process at a chosen write: killed there, or from there on told that the disk is full, read-only, or broken."""

import errno
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

KILLED = "killed"
REFUSED = {"disk full": errno.ENOSPC, "read-only": errno.EROFS, "no rights": errno.EACCES, "broken disk": errno.EIO}
HOWS = (KILLED, *REFUSED)
CHANGES = ("rename", "remove", "mkdir", "rmdir", "link", "symlink", "chmod", "truncate", "utime")
EVENTS = {"sqlite3.connect", *(f"os.{name}" for name in CHANGES)}
_fsync = os.fsync


class _Trap:
    """`at` counts the writes below `base` from 1; 0 never snaps."""

    base, how, at, count = "", "", 0, 0


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if not _Trap.base:
        return
    if event == "open":
        path, flags = args[0], args[2] if isinstance(args[2], int) else 0
        writes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    else:
        path, writes = args[0] if args else None, event in EVENTS
    if writes and isinstance(path, (str, bytes)) and os.path.abspath(os.fsdecode(path)).startswith(_Trap.base):
        _point()


def _synced(fd: int) -> None:
    """What was written may not be on disk yet."""
    if _Trap.base:
        _point()
    _fsync(fd)


def _point() -> None:
    _Trap.count += 1
    if _Trap.at and _Trap.count == _Trap.at and _Trap.how == KILLED:
        os.kill(os.getpid(), signal.SIGKILL)
    if _Trap.at and _Trap.count >= _Trap.at and _Trap.how != KILLED:
        raise OSError(REFUSED[_Trap.how], os.strerror(REFUSED[_Trap.how]))


class Stopped(NamedTuple):
    """`writes` that were tried, None for a process that was killed; `error` of one that let an exception out."""

    writes: int | None
    error: str = ""


def run(act: Callable[[], object], base: str, how: str = "", at: int = 0) -> Stopped:
    """In a process of its own, forked from this one."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        error = ""
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a hook whose log cannot be written says so there
        try:
            _Trap.base, _Trap.how, _Trap.at = base, how, at
            act()
        except BaseException as e:  # noqa: BLE001
            error = f"{type(e).__name__}: {e}"
        finally:
            _Trap.base = ""
            os.write(writer, f"{_Trap.count} {error}".encode("utf-8", "replace")[:4000])
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read().decode("utf-8", "replace")
    os.waitpid(pid, 0)
    if not told:
        return Stopped(None)
    count, _, error = told.partition(" ")
    return Stopped(int(count), error)


def install() -> None:
    """For the rest of this process's life; it costs next to nothing while no trap is set."""
    if os.fsync is not _synced:
        sys.addaudithook(_watch)
        os.fsync = _synced
