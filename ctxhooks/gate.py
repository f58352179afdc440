"""Whether a hot event has anything to do at all, told from a few files' names and times: no JSON is read, nothing is imported."""

import os


def field(payload: bytes, name: bytes) -> str:
    """A plain string of the payload's; empty when it is missing, is no string, or holds an escape.

    A quoted name cannot stand inside a JSON string, where its quotes would be escaped; where it is a whole string it has no colon.
    """
    rest = payload.partition(b'"' + name + b'"')[2].lstrip()
    value, end, _ = rest.removeprefix(b":").lstrip().removeprefix(b'"').partition(b'"')
    plain = rest.startswith(b":") and rest[1:].lstrip().startswith(b'"') and end and b"\\" not in value
    return value.decode("utf-8", "replace") if plain else ""


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
    transcript = field(payload, b"transcript_path")
    if not transcript:
        return False
    changed = not _same_time(state + "cursors/" + session + ".json", transcript)
    if event == "Notification":
        return not changed or not os.path.exists(state + "cursors/" + session + ".json")
    return not (owed or changed or os.path.lexists(root + "/.claude/rules/pal-recovered.md"))


def _same_time(cursor: str, transcript: str) -> bool:
    """A cursor carries its transcript's time of change; without a transcript there is nothing to read."""
    try:
        now = os.stat(transcript).st_mtime_ns
    except (OSError, ValueError):
        return True
    try:
        return os.stat(cursor).st_mtime_ns == now
    except OSError:
        return False
