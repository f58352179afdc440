"""Whether a hot event has anything to do at all, by a few files' names and times: no JSON is read, nothing is imported."""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS = ("/.claude/settings.local.json", "/.claude/settings.json")  # a project's


def field(payload: bytes, name: bytes) -> str:
    """A plain string of the payload's; empty when it is missing, is no string, or holds an escape.

    A quoted name cannot stand inside a JSON string, where its quotes would be escaped; where it is a whole string it has no colon.
    """
    rest = payload.partition(b'"' + name + b'"')[2].lstrip()
    value, end, _ = rest.removeprefix(b":").lstrip().removeprefix(b'"').partition(b'"')
    plain = rest.startswith(b":") and rest[1:].lstrip().startswith(b'"') and end and b"\\" not in value
    return value.decode("utf-8", "replace") if plain else ""


def idle(event: str, payload: bytes, root: str) -> bool:
    """Whether a hot event has nothing to do; False for all other events and whenever in doubt.

    `payload` is the event's JSON as it came, `root` the project's folder. Reads no JSON and never raises: this is what every prompt costs.
    """
    session, look = field(payload, b"session_id"), LOOKS.get(event)
    return look is not None and session != "" and "/" not in session and look(root + "/.pal", session, payload)


def _prompt(pal: str, session: str, payload: bytes) -> bool:
    # A session's note carries the time of the loaded documents that it was given; both are missing where nothing ever was.
    heard = _time(f"{pal}/state/loaded.json") == _time(f"{pal}/state/heard/{session}.json")
    tagged = b"@TAG-" in payload and os.path.isdir(f"{pal}/tags")
    if not heard or tagged or os.path.lexists(f"{pal}/state/owed/{session}"):
        return False
    from ctxhooks.transcript import tail  # no other event needs it

    return tail.quiet(f"{pal}/state/window/{session}", field(payload, b"transcript_path"))


def _notification(pal: str, session: str, payload: bytes) -> bool:
    transcript, read = field(payload, b"transcript_path"), _time(f"{pal}/state/cursors/{session}.json")
    return transcript != "" and (not read or read >= _time(transcript))


def _stop(pal: str, session: str, payload: bytes) -> bool:
    # A session's file carries the time until when nothing need be saved.
    transcript = field(payload, b"transcript_path")
    saved = transcript != "" and _time(f"{pal}/sessions/{session}.json") >= _time(transcript)
    return saved and not os.path.lexists(f"{pal}/state/section-partial")


def _end(pal: str, session: str, payload: bytes) -> bool:
    transcript = field(payload, b"transcript_path")
    known = f"{pal}/sessions/{session}.json", f"{pal}/state/owed/{session}", f"{pal[:-4]}.claude/rules/pal-recovered.md"
    return transcript != "" and not _time(transcript) and not any(map(os.path.lexists, known))


def _agent(pal: str, session: str, payload: bytes) -> bool:
    del payload
    return not (os.path.lexists(f"{pal}/sessions/{session}.json") or os.path.isdir(f"{pal}/handoffs"))


LOOKS = {
    "UserPromptSubmit": _prompt,
    "Notification": _notification,
    "Stop": _stop,
    "SessionEnd": _end,
    "SubagentStart": _agent,
    "SubagentStop": _agent,
}


def served_elsewhere(name: str, env: "Mapping[str, str]", root: str, script: str) -> bool:
    """Whether another installation of ours runs its hook for the same event: a plugin gives way to settings, a user's to a project's.

    `script` is this hook's own path. One that is named nowhere and is no plugin's was called by hand.
    """
    user = env.get("HOME", "")
    home = env.get("CLAUDE_CONFIG_DIR") or user + "/.claude"
    called, there = env.get("CTXHOOKS_LAUNCHER", script), False
    for path in (*(root + file for file in SETTINGS), home + "/settings.json"):
        named = _named(path, name, user)
        if called in named:
            return there
        there = there or any(map(os.path.isfile, named))
    return there and "CLAUDE_PLUGIN_ROOT" in env


def served(name: str, env: "Mapping[str, str]", root: str) -> bool:
    """Whether a hook of ours is in place for this event: in settings that the client reads here, or in the plugin that runs this one."""
    user = env.get("HOME", "")
    settings = *(root + file for file in SETTINGS), (env.get("CLAUDE_CONFIG_DIR") or user + "/.claude") + "/settings.json"
    return "CLAUDE_PLUGIN_ROOT" in env or any(os.path.isfile(path) for file in settings for path in _named(file, name, user))


def _named(settings: str, name: str, home: str) -> list[str]:
    """The launchers, and of older versions the scripts, that our commands in a settings file name for this hook."""
    try:
        with open(settings, "rb") as f:
            text = f.read(1 << 20)
    except OSError:
        return []
    called = [line.rpartition(b'"')[2] for line in text.split(b" %b || :" % name.encode())[:-1]]
    launchers = [
        word.replace(b"'", b"").decode("utf-8", "replace") for word in called if word.endswith((b"/ctxhooks/hook", b"/ctxhooks/hook'"))
    ]
    older = [line.rpartition(b"[ -f ")[2].partition(b" ]")[0].strip(b"'") for line in text.split(b"|| : ctxhooks")[:-1]]
    scripts = [script.decode("utf-8", "replace") for script in older if script.endswith(b"/%b.py" % name.encode())]
    return [home + word[1:] if word.startswith("~/") else word for word in launchers] + scripts


def _time(path: str) -> int:
    """When the file was changed last, in nanoseconds since 1970; 0 where there is none."""
    try:
        return os.stat(path).st_mtime_ns
    except (OSError, ValueError):
        return 0
