"""What the client reports of a session's window, on disk, and the log of all readings.

The status line is drawn with this at every turn, so nothing but `os` and `time` is imported.
"""

import os
import time

FOLDER = ".pal/state/window"
LOG = ".pal/state/window.log"
LONGEST_LOG = 128 << 10  # bytes; the one before it is kept beside it
NOTICED = 100  # a report is kept when it differs by more than one part in so many of the window
CREATED = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def limits(root: str, session: str) -> str:
    """The file with the two numbers between which no alert is due."""
    return f"{root}/{FOLDER}/{session}"


def read(root: str, session: str) -> tuple[int, int]:
    """Tokens in use and the window's size, as the client reported them last; zeros where it never did."""
    try:
        with open(f"{limits(root, session)}.client", "rb") as f:
            used, size = map(int, f.read(64).split())
    except (OSError, ValueError):
        return 0, 0
    return used, size


def report(root: str, session: str, used: int, size: int, now: float) -> bool:
    """Keeps the figures if they differ enough from the last ones; with another size the limits no longer hold. True if they were kept."""
    before, known = read(root, session)
    same = known == size and abs(used - before) * NOTICED <= size
    if same or not session.replace("-", "").isalnum() or not _ready(root):
        return False
    target = f"{limits(root, session)}.client"
    beside = f"{target}.{os.getpid()}.{int(now):x}.tmp"
    with open(_given(os.open(beside, CREATED | os.O_EXCL, 0o666), root), "wb") as f:
        f.write(b"%d %d\n" % (used, size))
    os.replace(beside, target)
    if known != size and os.path.lexists(limits(root, session)):
        os.unlink(limits(root, session))
    log(root, f"{session} statusline {used}/{size}", now)
    return True


def log(root: str, line: str, now: float) -> None:
    """Appends a line with its time, in UTC; a log over LONGEST_LOG bytes is moved to `.1`."""
    path = f"{root}/{LOG}"
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
    with open(_given(os.open(path, CREATED | os.O_APPEND, 0o666), root), "ab") as f:
        f.write(f"{stamp} {line}\n".encode("utf-8", "replace"))
        full = f.tell() > LONGEST_LOG
    if full:
        os.replace(path, path + ".1")


def _ready(root: str) -> bool:
    """Whether the folder may be written to: ctxhooks has written here before, and no link leads elsewhere."""
    folder = f"{root}/{FOLDER}"
    if os.path.realpath(folder) != f"{os.path.realpath(root)}/{FOLDER}" or not os.path.isfile(f"{root}/.pal/state/.gitignore"):
        return False
    if not os.path.isdir(folder):
        os.mkdir(folder)
        os.close(_given(os.open(folder, os.O_RDONLY), root))
    return True


def _given(fd: int, root: str) -> int:
    """What root makes in a user's project belongs to the user: as in `disk.locks`, which the status line has no time to import."""
    if os.geteuid() == 0:
        owner = os.stat(root)
        os.fchown(fd, owner.st_uid, owner.st_gid)
    return fd
