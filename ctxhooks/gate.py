"""Whether a hot event has anything to do at all, told from a few files' names and times: no JSON is read, nothing is imported."""

import os

from ctxhooks.transcript import tail


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
        # A session's note carries the time of what it was told is loaded; both are missing where nothing ever was.
        heard = not owed and _time(state + "loaded.json") == _time(state + "heard/" + session + ".json")
        tagged = b"@TAG-" in payload and os.path.isdir(root + "/.pal/tags")
        return heard and not tagged and tail.quiet(state + "window/" + session, field(payload, b"transcript_path"))
    transcript = field(payload, b"transcript_path")
    if not transcript:
        return False
    read, changed = _time(state + "cursors/" + session + ".json"), _time(transcript)
    if event == "Notification":
        return not read or read >= changed
    # A cursor carries its transcript's own time once all that was read is saved.
    return not (owed or (changed and read != changed) or os.path.lexists(root + "/.claude/rules/pal-recovered.md"))


def _time(path: str) -> int:
    """When the file was changed last, in nanoseconds since 1970; 0 where there is none."""
    try:
        return os.stat(path).st_mtime_ns
    except (OSError, ValueError):
        return 0
