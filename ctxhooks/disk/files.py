"""Files are replaced whole or not at all: written beside, synced, renamed."""

import os
import stat
import sys
import time
from collections.abc import Callable, Iterator

from ctxhooks.disk.locks import UNFOLLOWED, create, give_to_owner, locked, make_folder
from ctxhooks.light.contexts import suppress
from ctxhooks.light.patterns import pattern
from ctxhooks.model.errors import CtxhooksError

__all__ = [
    "UNFOLLOWED",
    "create",
    "edit",
    "inside",
    "locked",
    "make_folder",
    "names",
    "read",
    "reject_symlinks",
    "remove",
    "remove_older",
    "sweep",
    "walk",
    "write",
]

LEFT_BEHIND = 60  # seconds after which a file that was to be renamed belongs to nobody
BESIDE = pattern(r"\.\d+\.[0-9a-f]+\.tmp\Z")  # what `write` adds to a name
TRIES = 5
KEPT = ("user.", "system.posix_acl_access")  # extended attributes; the others are the system's


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


def names(folder: str) -> list[str]:
    """The names in a folder, sorted; none where there is no such folder."""
    try:
        return sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []


def walk(folder: str) -> Iterator[tuple[str, list[str]]]:
    """This folder and those below it, each with its files' names, in order; what is hidden is left out."""
    for path, inner, found in os.walk(folder):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        yield path, sorted(name for name in found if not name.startswith("."))


def write(path: str, data: bytes, mode: int = 0o666) -> bool:
    """Replaces the file in one step, keeping its mode; a link stays, what it leads to is replaced. False when it held `data` already.

    `mode` is that of a new file, before the umask.
    """
    if read(path) == data:
        return False
    return _replace(os.path.realpath(path), data, new=mode)


def edit(path: str, change: Callable[[bytes | None], bytes]) -> bool:
    """Writes what `change` makes of the file's bytes; again if somebody else has saved the file meanwhile."""
    for _ in range(TRIES):
        old = read(path)
        data = change(old)
        if data == old:
            return False
        if _replace(os.path.realpath(path), data, known=(old,)):
            return True
    raise CtxhooksError("busy", path=path)


def _replace(path: str, data: bytes, known: tuple[bytes | None, ...] = (), new: int = 0o666) -> bool:
    """Keeps mode, owner and extended attributes. False, and nothing done, when the file no longer holds what is `known` of it."""
    make_folder(os.path.dirname(path))
    old = _state(path)
    beside = f"{path}.{os.getpid()}.{time.monotonic_ns():x}.tmp"
    try:
        fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, new if old is None else 0o600)
        with open(fd, "wb") as f:
            f.write(data)
            f.flush()
            alike = _made_alike(fd, beside, path, old)
            os.fsync(fd)
        if known and read(path) not in known:
            return not remove(beside)
        if not alike:
            return _overwrite(path, data) and remove(beside)
        return _put(beside, path, data, known)
    except BaseException:
        remove(beside)
        raise


def _put(beside: str, path: str, data: bytes, known: tuple[bytes | None, ...]) -> bool:
    """Renames; what is `known` to be replaced is looked at once more when nobody can save over it any longer."""
    if known and known != (None,):
        from ctxhooks.disk.exchange import exchange

        sys.audit("os.rename", beside, path, -1, -1)
        if exchange(beside, path):
            sound = read(beside) in known
            if not sound and exchange(beside, path) and read(beside) != data:
                exchange(beside, path)  # saved a second time, just now: the newest stays
            return remove(beside) and sound
    os.replace(beside, path)
    return True


def _made_alike(fd: int, beside: str, path: str, old: os.stat_result | None) -> bool:
    """Gives the new file what the old one has beside its bytes; False where that cannot be, or where other names lead to the old one."""
    if old is None:
        give_to_owner(fd, path)
        return True
    if old.st_nlink > 1 and not stat.S_ISDIR(old.st_mode):
        return False
    try:
        made = os.fstat(fd)
        if (made.st_uid, made.st_gid) != (old.st_uid, old.st_gid):
            os.fchown(fd, old.st_uid, old.st_gid)
        for name in os.listxattr(path) if hasattr(os, "listxattr") else ():
            if name.startswith(KEPT):
                os.setxattr(fd, name, os.getxattr(path, name))
    except OSError:
        return False
    os.chmod(beside, stat.S_IMODE(old.st_mode))  # last: a change of owner takes bits away
    return True


def _overwrite(path: str, data: bytes) -> bool:
    """Overwrites the file in place: not in one step, but it keeps its other names, its owner and its attributes."""
    with open(os.open(path, os.O_WRONLY | UNFOLLOWED), "wb", buffering=0) as f:
        view = memoryview(data)
        while view:
            view = view[f.write(view) :]
        f.truncate()
        os.fsync(f.fileno())
    return True


def _state(path: str) -> os.stat_result | None:
    """The state of the file, None if there is none; a CtxhooksError for a device or a pipe, which is not replaced."""
    try:
        state = os.stat(path)
    except FileNotFoundError:
        return None
    if not (stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode)):
        raise CtxhooksError("no-plain-file", path=path)
    return state


def remove(path: str) -> bool:
    """Removes the file, or the link itself; False where there is none."""
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
    """Removes what a killed writer of `path` left behind; if `path` ends in a slash, of any file in that folder.

    `starts` are for a folder that is not ours alone: only files that begin like one of them are removed.
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


def _without_links(root: str, path: str) -> bool:
    """Whether `path` lies in `root` and no link is on the way there; sooner known than where links lead, and nearly always so."""
    if os.sep != "/" or not path.startswith(f"{root}/"):
        return False
    at = root
    for part in path[len(root) + 1 :].split("/"):
        at = f"{at}/{part}"
        try:
            if part in {"", ".", ".."} or stat.S_ISLNK(os.lstat(at).st_mode):
                return False
        except FileNotFoundError:
            return ".." not in path
        except (OSError, ValueError):
            return False
    return True


def leads_inside(root: str, path: str) -> bool:
    """Whether `path` lies in `root` once every link on its way is followed."""
    if _without_links(root, path):
        return True
    home = os.path.realpath(root)
    return os.path.commonpath([home, os.path.realpath(path)]) == home


def inside(root: str, path: str) -> str:
    """`path` as it is, unless a link on its way leads out of `root`: then an error."""
    if not leads_inside(root, path):
        raise CtxhooksError("outside-project", path=path)
    return path


def reject_symlinks(root: str, folder: str, path: str) -> str:
    """`path` as it is, unless there is any link on its way below `folder`, where only ctxhooks writes: then an error."""
    if path.startswith(f"{root}/{folder}/") and _without_links(root, path):
        return path
    real = os.path.realpath(os.path.join(root, folder))
    if os.path.realpath(path) != os.path.join(real, os.path.relpath(path, os.path.join(root, folder))):
        raise CtxhooksError("outside-project", path=path)
    return inside(root, path)
