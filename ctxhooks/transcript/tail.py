"""How full a window is, from a transcript's last bytes: what a hot hook can afford, so nothing but `os` is imported."""

import os

MOST = 64 << 10  # bytes that are looked at
UNKNOWN = -1
USUAL, LARGE = 200_000, 1_000_000  # tokens that a window holds
USAGE = (b"input_tokens", b"cache_read_input_tokens", b"cache_creation_input_tokens")
# In JSON a quote inside a string is escaped: none of these can stand in anybody's text.
ELSEWHERE = (b'"toolUseResult"', b'"type":"progress"', b'"type": "progress"')  # a subagent's, in the main transcript


def number(text: bytes, name: bytes) -> int:
    """The first number of this name; 0 where there is none."""
    rest = text.partition(b'"' + name + b'"')[2].lstrip(b" \t:")[:12]
    return int(rest[: len(rest) - len(rest.lstrip(b"0123456789"))] or b"0")


def spent(text: bytes) -> int:
    """What the first usage in this text adds up to."""
    return sum(number(text, name) for name in USAGE)


def holds(model: str, most: int) -> int:
    """The window's size by the client's name for the model, and by the most that was ever used."""
    return LARGE if model.endswith("[1m]") or most > USUAL else USUAL


def used(path: str) -> int:
    """Tokens by the newest usage of the main conversation; 0 after a compaction or where nothing was answered yet.

    UNKNOWN where it stands further up than is looked.
    """
    return newest(path)[0]


def newest(path: str) -> tuple[int, str]:
    """The same, and the model that answered; empty where none is found."""
    try:
        data, whole = _end(path)
    except (OSError, ValueError):
        return 0, ""
    for line in reversed(data.split(b"\n")[0 if whole else 1 :]):
        if _is(line, b"isSidechain"):
            continue
        if b'"compact_boundary"' in line or _is(line, b"isCompactSummary"):
            return 0, ""
        if b'"assistant"' in line and not any(mark in line for mark in ELSEWHERE):
            tokens = spent(line.rpartition(b'"usage"')[2])
            if tokens:  # the client's own messages, of errors, tell of none
                return tokens, line.partition(b'"model"')[2].lstrip(b' \t:"').partition(b'"')[0].decode("utf-8", "replace")[:100]
    return (0 if whole else UNKNOWN), ""


def quiet(limits: str, transcript: str) -> bool:
    """Whether the use is between the two numbers that a session's file holds; without that file, whether there is none yet."""
    now = used(transcript)
    try:
        fd = os.open(limits, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError):
        return now == 0
    try:
        low, _, high = os.read(fd, 64).partition(b" ")
        return 0 <= int(low) <= now < int(high)
    except (OSError, ValueError):
        return False
    finally:
        os.close(fd)


def _is(line: bytes, name: bytes) -> bool:
    return line.partition(b'"' + name + b'"')[2][:8].lstrip(b" \t:").startswith(b"true")


def _end(path: str) -> tuple[bytes, bool]:
    """The last bytes, and whether they are all there are."""
    fd = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        start = max(0, os.fstat(fd).st_size - MOST)
        os.lseek(fd, start, os.SEEK_SET)
        return os.read(fd, MOST), not start
    finally:
        os.close(fd)
