"""From stdin to stdout: the one place where a hook's error becomes an exit code, which is always 0."""

import gc
import os
import sys
import time

from ctxhooks import gate

TYPE_CHECKING = False  # `typing` alone would double what a hook with nothing to do costs
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn

    from ctxhooks.disk.project import Project
    from ctxhooks.model.settings import Settings

EVENTS = {
    "session-start": "SessionStart",
    "pre-compact": "PreCompact",
    "post-compact": "PostCompact",
    "session-compact": "SessionCompact",
    "notification": "Notification",
    "user-prompt-submit": "UserPromptSubmit",
    "session-end": "SessionEnd",
    "stop": "Stop",
    "subagent-start": "SubagentStart",
    "subagent-stop": "SubagentStop",
    "port-start": "PortStart",
    "port-end": "PortEnd",
}
SPOKEN = frozenset({"PortStart", "PortEnd"})  # not the client's: a person, or Claude, calls them and reads what they say


def main(name: str) -> "NoReturn":
    """A hook script's whole life. Ends the process at once, so that nothing can fail after it."""
    gc.disable()  # it would take a twentieth of the time of a process that is gone before it matters
    try:
        if len(sys.argv) > 1 or (sys.stdin and sys.stdin.isatty()):
            out = _help(name)
        else:
            out = answer(name, sys.stdin.buffer.read() if sys.stdin else b"", os.environ, time.time(), sys.argv[0])
        data = out.encode("utf-8", "replace")
        while data:
            data = data[os.write(1, data) :]
        _keep_patterns()
    finally:
        os._exit(0)


def _keep_patterns() -> None:
    """What was compiled for the first time is kept for the hooks to come."""
    patterns = sys.modules.get("ctxhooks.light.patterns")
    if patterns and (data := patterns.unkept()):
        from ctxhooks.disk import files

        files.write(patterns.PATH, data)


def answer(name: str, payload: bytes, env: "Mapping[str, str]", now: float, script: str = "") -> str:
    """What the hook at `script` prints for this payload. Whatever goes wrong ends as a line in the log and an empty answer."""
    event = EVENTS[name]
    root = env.get("CLAUDE_PROJECT_DIR") or gate.field(payload, b"cwd") or os.curdir
    try:
        nothing = gate.idle(event, payload, root) or gate.served_elsewhere(name, env, root, script)
        return "" if nothing else _handled(name, payload, env, root, now)
    except BaseException as e:  # noqa: BLE001
        _note(root, now, event, e)
        return _error_text(env, e) if event in SPOKEN else ""


def _handled(name: str, payload: bytes, env: "Mapping[str, str]", root: str, now: float) -> str:
    from ctxhooks.disk.project import keys_folder
    from ctxhooks.model.events import Event
    from ctxhooks.model.json_values import record
    from ctxhooks.model.replies import Reply

    event, given = EVENTS[name], _object(payload)
    transcript = str(given.get("transcript_path") or "")
    project = _project(root, now)._replace(keys=keys_folder(env), transcripts=os.path.dirname(transcript))
    settings = _settings(project, env, event)
    if event in SPOKEN:
        given.setdefault("session_id", env.get("CLAUDE_CODE_SESSION_ID", ""))
    else:
        given["session_id"] = _session(given.get("session_id"), transcript)
        project.named("", given["session_id"], "")  # an id that is no plain name is refused
    given["client"] = env.get("CLAUDE_PID", "")
    given["summary_follows"] = event == "SessionStart" and gate.served("post-compact", env, root)
    module = f"ctxhooks.handlers.{name.replace('-', '_')}"
    handler = __import__(module, fromlist=["handle"])  # `importlib` takes longer to import than most handlers
    reply: Reply = handler.handle(record(Event, given), project, settings)
    _note_locks(project, event)
    if not (reply.text or reply.notice):
        return ""
    from ctxhooks.trust import sinks

    return reply.passed(sinks.context).stdout(event)


def _object(payload: bytes) -> "dict[str, Any]":
    from ctxhooks.light import json
    from ctxhooks.model.errors import CtxhooksError

    given = json.loads(payload.decode("utf-8", "replace"))
    if not isinstance(given, dict):
        raise CtxhooksError("not-an-object", got=type(given).__name__)
    return given


def _note_locks(project: "Project", event: str) -> None:
    """Logs once that the file system knows no locks, where that was seen."""
    from ctxhooks.disk import locks, log

    if locks.reasons:
        with log.noted(project, event):
            log.once(project, event, locks.UNKNOWN % locks.reasons[0])


def _session(named: object, transcript: str) -> str:
    """The session's id, from its transcript where the event names none."""
    if transcript and not (named and isinstance(named, str)):
        from ctxhooks.transcript import reader

        return reader.session(transcript)
    return named if isinstance(named, str) else ""


def _settings(project: "Project", env: "Mapping[str, str]", event: str) -> "Settings":
    """The settings that hold here; the defaults, and a line in the log, where a file is wrong. Own templates come into use."""
    from ctxhooks.model.errors import CtxhooksError
    from ctxhooks.store import config

    settings = config.defaults(env)
    try:
        settings = config.load(project, settings, config.user_file(env))
    except (CtxhooksError, OSError) as e:
        _note(project.root, project.now, event, e)
    if config.own_templates(env):
        _own_templates(env, project, event)
    return settings


def _own_templates(env: "Mapping[str, str]", project: "Project", event: str) -> None:
    from ctxhooks.disk import log
    from ctxhooks.render import own_templates

    def report(text: str) -> None:
        with log.noted(project, event):
            log.once(project, event, text)

    if folders := own_templates.folders(env, project.root):
        own_templates.use(folders, report)


def _project(root: str, now: float) -> "Project":
    """A folder that is gone is not made anew."""
    from ctxhooks.disk.project import Project
    from ctxhooks.model.errors import CtxhooksError

    if not os.path.isdir(root):
        raise CtxhooksError("no-project", path=root)
    return Project(os.path.realpath(root), now)


def _note(root: str, now: float, event: str, error: BaseException) -> None:
    """A log that cannot be written must not hurt either."""
    try:
        from ctxhooks.disk import log
        from ctxhooks.model.errors import CtxhooksError

        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = (
            f" ({os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno})"
            if place and not isinstance(error, CtxhooksError)
            else ""
        )
        log.write(_project(root, now), event, f"{type(error).__name__}: {error}{where}")
    except Exception as e:  # noqa: BLE001
        os.write(2, f"ctxhooks: {event}: {error!r}; no log: {e!r}\n".encode("utf-8", "replace"))


def _error_text(env: "Mapping[str, str]", error: BaseException) -> str:
    from ctxhooks.loading import messages
    from ctxhooks.model.errors import CtxhooksError
    from ctxhooks.store import config
    from ctxhooks.trust import sinks

    text = messages.error_text(error, config.defaults(env).language) if isinstance(error, CtxhooksError) else repr(error)
    return sinks.context(text) + "\n"


def _help(name: str) -> str:
    from ctxhooks.render import catalog
    from ctxhooks.store import config

    return catalog.say(config.defaults(os.environ).language, "hook_help", name=name, event=EVENTS[name]) + "\n"
