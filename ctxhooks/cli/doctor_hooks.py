"""What `pal doctor` finds of the hooks: each installed command is run as the client runs it, in a scratch project."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import NamedTuple

from ctxhooks import uninstall
from ctxhooks.cli import log_words
from ctxhooks.cli.base import message, t
from ctxhooks.cli.install import detected
from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.schema.contract import check_output
from ctxhooks.setup import clients, disabled_hooks, hook_settings, launcher, plugin


class Finding(NamedTuple):
    """One line of the report: what works, what is wrong and what to do, or with `good` None what is worth knowing."""

    good: bool | None
    text: str


def findings(project: Project) -> Iterator[Finding]:
    """Of the client, of each settings file, and of the plugin."""
    client, any_found = detected(), False
    yield _client(client)
    places = [Path(path) for path in dict.fromkeys((*uninstall.settings_of(project.root), uninstall.user_settings(os.environ)))]
    for path in places:
        any_found |= yield from _in_settings(path, client)
    for off, name in disabled_hooks.disabling(list(map(str, places))):
        yield Finding(False, t("hooks_switched_off", path=off, name=name))
    there = plugin.enabled(project.root, os.environ)
    if there:
        yield Finding(True, t("doctor_plugin_beside" if any_found else "doctor_plugin", name=there))
    elif not any_found:
        yield Finding(False, t("doctor_no_hooks", project=project.root))


def _client(version: tuple[int, ...]) -> Finding:
    called = shutil.which("claude")
    known = "doctor_client" if version else "doctor_silent_client" if called else "doctor_no_client"
    return Finding(None, t(known, version=".".join(map(str, version)), path=called))


def _in_settings(path: Path, client: tuple[int, ...]) -> Generator[Finding, None, bool]:
    """What a settings file names, each hook of ours run; returns whether it has any, as far as anybody can tell."""
    try:
        hook_settings.only_ours(str(path))  # reads it the strict way
        named = _commands(path)
    except CtxhooksError as e:
        yield Finding(False, t("doctor_unreadable", why=message(e)))
        return True
    ours = [(event, line) for event, line in named if hook_settings.is_ours(line)]
    unknown = sorted({e for e, _ in named if client and e in clients.SINCE and not clients.knows(client, e)})
    if unknown:  # the client runs none of them
        yield Finding(False, t("doctor_old_client", path=path, version=".".join(map(str, client)), events=", ".join(unknown)))
    else:
        outcomes = [_run(event, line) if _is_safe(event, line) else HookOutcome("doctor_not_run") for event, line in ours]
        yield from _alike(path, [event for event, _ in ours], outcomes)
    return any(event != hook_settings.LINE for event, _ in ours)


def _commands(path: Path) -> list[tuple[str, str]]:
    """Every event that the file names, a person's own as well, with each of its commands; and that of the status line."""
    settings = json.loads(files.read(str(path)) or b"{}")
    named, line = settings.get("hooks", {}), settings.get(hook_settings.LINE)
    groups = [(event, group.get("hooks")) for event, listed in named.items() for group in listed if isinstance(group, dict)]
    handlers = [(event, h) for event, hooks in groups if isinstance(hooks, list) for h in hooks if isinstance(h, dict)]
    shown_line = [(hook_settings.LINE, str(line.get("command", "")))] if isinstance(line, dict) else []
    return [(event, "") for event in named] + [(event, str(h.get("command", ""))) for event, h in handlers] + shown_line


class HookOutcome(NamedTuple):
    """What came of a hook's command: the phrase that says so, and what it names."""

    phrase: str
    code: int = 0
    what: str = ""
    took: float = 0.0  # seconds


def _is_safe(event: str, line: str) -> bool:
    """Whether it is what installation writes; anything else that a settings file brings is not run."""
    words = (launcher.word(os.environ, shared=shared) for shared in (False, True))
    return line in [hook_settings.command(word, hook_settings.hook_name(event)) for word in words]


def _alike(path: Path, named: list[str], outcomes: list[HookOutcome]) -> Iterator[Finding]:
    """One finding for all events of which the same is to be said."""
    groups: dict[HookOutcome, list[str]] = {}
    for event, o in zip(named, outcomes, strict=True):
        groups.setdefault(o._replace(took=0.0), []).append(f"{event} {o.took * 1000:.0f} ms" if o.took else event)
    for o, events in groups.items():
        values = {"events": ", ".join(events), "n": len(events), "path": path, "code": o.code, "what": o.what}
        yield Finding(o.phrase == "doctor_runs", t(o.phrase, **values))


def _run(event: str, line: str) -> HookOutcome:
    called = launcher.path(os.environ)
    gone = [part for part in (called, *launcher.targets(os.environ)) if not os.path.exists(part)]
    if gone:
        return HookOutcome("doctor_gone", what=", ".join(gone))
    seconds = hook_settings.EVENTS.get(event, 30)
    with tempfile.TemporaryDirectory(prefix="ctxhooks-") as scratch:
        payload = {"session_id": "doctor", "transcript_path": f"{scratch}/none.jsonl", "cwd": scratch, "hook_event_name": event}
        env = {**os.environ, "CLAUDE_PROJECT_DIR": scratch, "XDG_STATE_HOME": scratch}  # no key is left in the user's folder
        given = json.dumps({**payload, "source": "startup", "trigger": "auto", "prompt": "?"})
        try:
            took, done = _timed(["sh", "-c", line], given, env, seconds)
        except subprocess.TimeoutExpired:
            return HookOutcome("doctor_hangs", code=seconds)
        logged = Path(scratch, ".pal/state/hooks.log")
        if logged.exists():
            return HookOutcome("doctor_logs", what="; ".join(map(log_words.reason, logged.read_text().splitlines())))
        problem = done.stderr
    try:
        if event != hook_settings.LINE:
            check_output(event, done.stdout)
        elif not done.stdout:
            raise ValueError(t("doctor_no_line"))
    except ValueError as e:
        problem = str(e)
    if done.returncode or problem.strip():
        return HookOutcome("doctor_fails", code=done.returncode, what=problem.strip().rpartition("\n")[2][-300:])
    return HookOutcome("doctor_runs", took=took)


def _timed(argv: list[str], stdin: str, env: dict[str, str], seconds: int) -> tuple[float, subprocess.CompletedProcess[str]]:
    start = time.perf_counter()
    done = subprocess.run(argv, input=stdin, env=env, capture_output=True, encoding="utf-8", errors="replace", timeout=seconds, check=False)
    return time.perf_counter() - start, done
