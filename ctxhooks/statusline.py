"""The status line: how full the window is, the port and its progress, the last checkpoint's age.

The client draws it at every turn, so nothing is imported but `os`, `sys` and `time`, and no JSON is read.
"""

import os
import sys
import time

from ctxhooks import gate
from ctxhooks.store import reported
from ctxhooks.transcript import tail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn

BAR = 10  # columns
USUAL_COLUMNS = 80
MARGIN = 4  # columns that the client keeps free around the line
WARNING, CRITICAL = 75, 85  # percent, where the session's own are not known
GREEN, YELLOW, RED, PLAIN = "\x1b[32m", "\x1b[33m", "\x1b[31m", "\x1b[0m"
OURS = {"█": 1, "░": 1, "·": 1, "…": 1, "💾": 2}  # columns
LARGEST = 64 << 10  # bytes of a spec or a note that are looked at
MARKERS, FENCES = (b"-", b"*", b"+"), (b"`", b"~")


def main() -> "NoReturn":
    """The whole process: whatever happens, it exits 0."""
    try:
        payload = b"" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.buffer.read()
        data = (line(payload, os.environ, time.time()) + "\n").encode("utf-8", "replace")
        while data:
            data = data[os.write(1, data) :]
    finally:
        os._exit(0)


def line(payload: bytes, env: "Mapping[str, str]", now: float) -> str:
    """One line, at most as wide as the terminal; what is not known is left out."""
    root = env.get("CLAUDE_PROJECT_DIR") or gate.field(payload, b"project_dir") or gate.field(payload, b"cwd") or os.curdir
    window, colour = "", ""
    session = gate.field(payload, b"session_id")
    if session and "/" not in session:
        window, colour = _window(payload, session, root, now)
    shown = _fitted(" · ".join(filter(None, (window, _port(root), _saved(root, now)))), _columns(env))
    if env.get("NO_COLOR") or not window:
        return shown
    return f"{colour}{shown[: len(window)]}{PLAIN}{shown[len(window) :]}"


def _window(payload: bytes, session: str, root: str, now: float) -> tuple[str, str]:
    """Bar, percent and tokens, and their colour; what the client says of them is kept for the hooks."""
    report = payload.partition(b'"context_window"')[2]
    usage = report.partition(b'"current_usage"')[2].lstrip(b" \t\r\n:")
    used = tail.spent(usage) if usage.startswith(b"{") else max(0, tail.used(gate.field(payload, b"transcript_path")))
    model = gate.field(payload.partition(b'"model"')[2], b"id")
    size = tail.number(report, b"context_window_size")
    if size or model.endswith("[1m]"):
        _report(root, session, (used, size or tail.LARGE), now)
    known = _read(f"{reported.limits(root, session)}.json")
    total = tail.number(known, b"size") or size or tail.holds(model, used)
    percent = used * 100 // total
    full = min(BAR, used * BAR // total)
    critical, warning = tail.number(known, b"critical_at") or CRITICAL, tail.number(known, b"warning_at") or WARNING
    colour = RED if percent >= critical else YELLOW if percent >= warning else GREEN
    return f"{'█' * full}{'░' * (BAR - full)} {percent}% {_short(used)}/{_short(total)}", colour


def _report(root: str, session: str, use: tuple[int, int], now: float) -> bool:
    """A disk that cannot be written costs no status line."""
    try:
        return reported.report(root, session, *use, now)
    except (OSError, ValueError):
        return False


def _short(tokens: int) -> str:
    return f"{tokens / 1_000_000:.3g}M" if tokens >= 1_000_000 else f"{tokens // 1000}k"


def _port(root: str) -> str:
    """The port that was started last, its tasks counted as they stand in its spec now, and how many more are active."""
    id_, path, more = (*_read(f"{root}/.pal/state/statusline").split(b"\n"), b"", b"", b"")[:3]
    done, total = _tasks(_read(os.fsdecode(path))) if path else (0, 0)
    name = "".join(c for c in id_.decode("utf-8", "replace") if c.isprintable())
    return name + (f" {done}/{total}" if total else "") + (f" +{more.decode()}" if more.isdigit() else "")


def _tasks(spec: bytes) -> tuple[int, int]:
    """How many boxes are ticked, and how many there are, as `port_spec` reads them."""
    done = total = 0
    fence = b""
    for row in spec.split(b"\n"):
        text = row.strip()
        mark = text[: len(text) - len(text.lstrip(text[:1]))] if text[:1] in FENCES else b""
        opens = len(mark) >= 3 and not (mark[:1] == b"`" and b"`" in text[len(mark) :])
        if (text == mark and mark.startswith(fence)) if fence else opens:
            fence = b"" if fence else mark
            continue
        box = b"" if fence else _box(text)
        total += box != b""
        done += box in (b"x", b"X")
    return done, total


def _box(text: bytes) -> bytes:
    """What stands in the box that a line of a check list begins with; empty for any other line."""
    text = text.lstrip(b" \t>")
    rest = text[1:] if text[:1] in MARKERS else text.lstrip(b"0123456789")[1:] if text[:1].isdigit() else b""
    box = rest.lstrip(b" \t")
    sound = box != rest and box[:1] == b"[" and box[2:3] == b"]" and box[3:4] in (b" ", b"\t") and box[3:].strip()
    return box[1:2] if sound and box[1:2] in (b" ", b"x", b"X") else b""


def _saved(root: str, now: float) -> str:
    """The newest checkpoint's age."""
    folder = f"{root}/.pal/checkpoints"
    try:
        newest = max((name for name in os.listdir(folder) if name.endswith(".json")), default="")
        age = max(0, int(now - os.stat(f"{folder}/{newest}").st_mtime)) if newest else -1
    except (OSError, ValueError):
        return ""
    return "" if age < 0 else f"💾 {age // 86_400}d" if age >= 86_400 else f"💾 {age // 3600}h" if age >= 3600 else f"💾 {age // 60}m"


def _read(path: str) -> bytes:
    """Its beginning; empty for what is no file that can be read."""
    try:
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError):
        return b""
    try:
        return os.read(fd, LARGEST)
    except OSError:
        return b""
    finally:
        os.close(fd)


def _columns(env: "Mapping[str, str]") -> int:
    given = env.get("COLUMNS", "")
    return max(0, ((int(given) if given.isdecimal() and len(given) < 6 else 0) or USUAL_COLUMNS) - MARGIN)


def _fitted(text: str, columns: int) -> str:
    """Cut where it is wider; a mark shows that it was."""
    widths = [_width(c) for c in text]
    if sum(widths) <= columns:
        return text
    end, room = 0, columns - 1
    while end < len(text) and widths[end] <= room:
        room -= widths[end]
        end += 1
    return text[:end] + "…" * (columns > 0)


def _width(c: str) -> int:
    if c.isascii() or c in OURS:
        return OURS.get(c, 1)
    import unicodedata

    return 0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
