"""Whether a hot event has anything to do at all, told from a few files' names and times: no JSON is read, nothing is imported."""

import os


def field(payload: bytes, name: bytes) -> str:
    """A plain string of the payload's; empty when it is missing or holds an escape.

    A quoted name cannot stand inside a JSON string, where its quotes would be escaped.
    """
    at = payload.find(b'"' + name + b'"')
    start = payload.find(b'"', at + len(name) + 2) + 1 if at >= 0 else 0
    end = payload.find(b'"', start)
    value = payload[start:end] if 0 < start < end else b""
    return "" if b"\\" in value else value.decode("utf-8", "replace")


def idle(event: str, payload: bytes, root: str) -> bool:
    if event not in ("UserPromptSubmit", "Notification", "SessionEnd"):
        return False
    state = root + "/.pal/state/"
    session = field(payload, b"session_id")
    if not session or "/" in session:
        return False
    owed = os.path.lexists(state + "owed/" + session)
    if event == "UserPromptSubmit":
        return not owed
    changed = not _same_time(state + "cursors/" + session + ".json", field(payload, b"transcript_path"))
    if event == "Notification":
        return not changed or not os.path.exists(state + "cursors/" + session + ".json")
    return not (owed or changed or os.path.lexists(root + "/.claude/rules/pal-recovered.md"))


def _same_time(cursor: str, transcript: str) -> bool:
    """A cursor carries its transcript's time of change; without a transcript there is nothing to read."""
    try:
        now = os.stat(transcript).st_mtime_ns
    except OSError:
        return True
    try:
        return os.stat(cursor).st_mtime_ns == now
    except OSError:
        return False
