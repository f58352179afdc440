"""Files that are only looked at: their digests, whole or of their ends, their times, and whether they are there."""

import os

from ctxhooks.disk import files
from ctxhooks.disk.sha256 import hexdigest
from ctxhooks.light.typing import BinaryIO

MOST = 2 << 20  # bytes; a larger file is not looked into
SAMPLE = 1024


def digest(path: str) -> str:
    """SHA-256 of the file, its line ends as LF; empty where there is none or it is too large."""
    try:
        data = files.read(path, MOST)
    except (OSError, ValueError):  # a path may hold anything
        return ""
    return "" if data is None else hexdigest(data.replace(b"\r\n", b"\n"))


def ends(file: BinaryIO, offset: int) -> str:
    """A hash of the first and the last bytes ahead of `offset`, to see whether they are still those that were read."""
    file.seek(0)
    head = file.read(min(SAMPLE, offset))
    file.seek(max(0, offset - SAMPLE))
    return hexdigest(head + file.read(min(SAMPLE, offset)))


def changed(path: str) -> float:
    """When the file was changed last, in seconds since 1970; 0 for what cannot be looked at."""
    try:
        return os.stat(path).st_mtime
    except (OSError, ValueError):
        return 0.0


def exists(path: str) -> bool:
    """Whether anything has this name, also a link that leads nowhere."""
    return os.path.lexists(path)
