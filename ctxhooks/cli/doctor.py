"""`pal doctor`: what is installed where, whether every hook runs, and what went wrong."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

from ctxhooks import uninstall
from ctxhooks.cli import log_words, quality
from ctxhooks.cli.base import console, data, json_option, message, on_project, shown, t
from ctxhooks.cli.install import detected
from ctxhooks.disk import files, log
from ctxhooks.disk.project import Project
from ctxhooks.loading import section_file
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.render import own_templates
from ctxhooks.schema.contract import check_output
from ctxhooks.setup import clients, disabled_hooks, hook_settings, launcher, plugin
from ctxhooks.store import checkpoints, config

RECENT = 5  # lines of the log
NEWS = ": section refreshed"  # what a hook logs that went well


class Finding(NamedTuple):
    """One line of the report: what works, what is wrong and what to do, or with `good` None what is worth knowing."""

    good: bool | None
    text: str


MARKS = {True: "[green]✓[/]", False: "[red]✗[/]", None: "·"}


@click.command(name="doctor", help=t("help_doctor"))
@click.option("--documents", is_flag=True, help=t("help_quality"))
@on_project
@json_option
def command(where: Project, as_json: bool, documents: bool) -> None:
    """Exit code 1 when anything is wrong, so that scripts can ask."""
    if documents:
        quality.report(where, as_json=as_json)
        return
    found = [*_hooks(where), *_settings(where), *_templates(where), *_state(where)]
    if as_json:
        data([f._asdict() for f in found])
    else:
        out = console()
        for f in found:
            out.print(f"{MARKS[f.good]} {shown(f.text)}")
    sys.exit(1 if any(f.good is False for f in found) else 0)


def _hooks(project: Project) -> Iterator[Finding]:
    """Runs each installed command as the client does, in a scratch project."""
    client = detected()
    yield Finding(None, t("doctor_client" if client else "doctor_no_client", version=".".join(map(str, client))))
    any_found = False
    places = [Path(path) for path in dict.fromkeys((*uninstall.settings_of(project.root), uninstall.user_settings(os.environ)))]
    for path in places:
        try:
            hook_settings.only_ours(str(path))  # reads it the strict way
            named = _commands(path)
        except CtxhooksError as e:
            yield Finding(False, t("doctor_unreadable", why=message(e)))
            continue
        unknown = sorted({e for e, _ in named if client and e in clients.SINCE and not clients.knows(client, e)})
        if unknown:
            yield Finding(False, t("doctor_old_client", path=path, version=".".join(map(str, client)), events=", ".join(unknown)))
        ours = [(event, line) for event, line in named if hook_settings.is_ours(line)]
        any_found |= any(event != hook_settings.LINE for event, _ in ours)
        outcomes = [_run(event, line) if _is_safe(event, line) else HookOutcome("doctor_not_run") for event, line in ours]
        yield from _alike(path, [event for event, _ in ours], outcomes)
    for off, name in disabled_hooks.disabling(list(map(str, places))):
        yield Finding(False, t("hooks_switched_off", path=off, name=name))
    there = plugin.enabled(project.root, os.environ)
    if there:
        yield Finding(True, t("doctor_plugin_beside" if any_found else "doctor_plugin", name=there))
    elif not any_found:
        yield Finding(False, t("doctor_no_hooks", project=project.root))


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
        problem = logged.read_text() if logged.exists() else done.stderr
    try:
        if event != hook_settings.LINE:
            check_output(event, done.stdout)
        elif not done.stdout:
            raise ValueError(t("doctor_no_line"))
    except ValueError as e:
        problem = str(e)
    if done.returncode or problem.strip():
        return HookOutcome("doctor_fails", code=done.returncode, what=problem.strip()[-300:])
    return HookOutcome("doctor_runs", took=took)


def _timed(argv: list[str], stdin: str, env: dict[str, str], seconds: int) -> tuple[float, subprocess.CompletedProcess[str]]:
    start = time.perf_counter()
    done = subprocess.run(argv, input=stdin, env=env, capture_output=True, encoding="utf-8", errors="replace", timeout=seconds, check=False)
    return time.perf_counter() - start, done


def _settings(project: Project) -> Iterator[Finding]:
    """Wrong settings do not hide wrong markers."""
    settings, wrong = config.defaults(os.environ), []
    try:
        settings = config.load(project, settings, config.user_file(os.environ), anew=True)
    except CtxhooksError as e:
        wrong.append(message(e))
    try:
        section_file.held(project, settings)
    except CtxhooksError as e:
        wrong.append(message(e))
    yield from (Finding(False, text) for text in wrong)
    if not wrong:
        yield Finding(True, t("doctor_settings", target=section_file.place(project, settings, None)))


def _templates(project: Project) -> Iterator[Finding]:
    """A person's own; whoever has none does without jinja2."""
    folders = own_templates.folders(os.environ, project.root)
    if folders and os.path.isdir(folders.sources):
        from ctxhooks.render import compiling

        for checked in compiling.compile_own(folders):
            yield Finding(not checked.problem, t("template_wrong" if checked.problem else "template_used", **checked._asdict()))


def _state(project: Project) -> Iterator[Finding]:
    names = [name.removesuffix(".json") for name in checkpoints.names(project)]
    sound = {c.id for c in checkpoints.sound(project)}
    yield Finding(True, t("doctor_checkpoints", sound=len(sound), all=len(names))) if names else Finding(None, t("status_none"))
    others = [name for name in names if name not in sound and checkpoints.is_foreign(project, name)]
    if others:
        yield Finding(None, t("doctor_foreign", ids=", ".join(others)))
    broken = [name for name in names if name not in sound and name not in others]
    if broken:
        yield Finding(False, t("doctor_broken", ids=", ".join(broken), path=project.checkpoints()))
    owed = Path(project.root, ".pal/state/owed")
    for session in sorted(f.name for f in owed.iterdir()) if owed.is_dir() else ():
        yield Finding(None, t("doctor_owed", session=session[:8]))
    lines = (files.read(log.path(project)) or b"").decode("utf-8", "replace").splitlines()
    failed = [line for line in lines if not line.endswith(NEWS)][-RECENT:]
    if failed:
        yield Finding(False, t("doctor_log", path=log.path(project), lines="\n  ".join(map(log_words.readable, failed))))
