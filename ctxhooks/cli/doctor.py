"""`pal doctor`: what is installed where, whether every hook runs, and what went wrong."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click

from ctxhooks.cli.base import console, failures, find_project, shown, t
from ctxhooks.cli.context import json_option, project_option
from ctxhooks.cli.install import detected
from ctxhooks.context import config, section
from ctxhooks.context.texts import shipped
from ctxhooks.model.checked import check_output
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.store import checkpoints, clients, files, install, log
from ctxhooks.store.project import Project

BARE = [sys.executable, "-I", "-S", "-c", "pass"]
RECENT = 5  # lines of the log


class Finding(NamedTuple):
    good: bool
    text: str


@click.command(name="doctor", help=t("help_doctor"))
@project_option
@json_option
@failures
def command(project: Path | None, as_json: bool) -> None:
    where = find_project(project)
    found = [*_hooks(where), *_settings(where), *_state(where)]
    if as_json:
        click.echo(json.dumps([f._asdict() for f in found], ensure_ascii=False))
    else:
        out = console()
        for f in found:
            out.print(("[green]✓[/] " if f.good else "[red]✗[/] ") + shown(f.text), soft_wrap=True)
    sys.exit(0 if all(f.good for f in found) else 1)


def _hooks(project: Project) -> Iterator[Finding]:
    """Runs each installed command as the client does, in a scratch project."""
    client = detected()
    any_found = False
    for path in (
        Path(project.root, ".claude/settings.json"),
        Path(project.root, ".claude/settings.local.json"),
        Path.home() / ".claude/settings.json",
    ):
        commands = [(e, line) for e, line in _commands(path) if install.is_safe(line, project.root, sys.executable, shipped("hooks"))]
        for event, line in commands:
            any_found = True
            yield _run(path, event, line)
        unknown = sorted({e for e, _ in commands if client and e in clients.SINCE and not clients.knows(client, e)})
        if unknown:
            yield Finding(False, t("doctor_old_client", path=path, version=".".join(map(str, client)), events=", ".join(unknown)))
    if not any_found:
        yield Finding(False, t("doctor_no_hooks", project=project.root))


def _commands(path: Path) -> list[tuple[str, str]]:
    try:
        events = json.loads(files.read(str(path)) or b"{}").get("hooks", {}).items()
        return [(e, h["command"]) for e, groups in events for g in groups for h in g["hooks"] if install.is_ours(h.get("command", ""))]
    except (ValueError, AttributeError, KeyError, TypeError):
        return []


def _run(path: Path, event: str, line: str) -> Finding:
    with tempfile.TemporaryDirectory(prefix="ctxhooks-") as scratch:
        payload: dict[str, Any] = {
            "session_id": "doctor",
            "transcript_path": f"{scratch}/none.jsonl",
            "cwd": scratch,
            "hook_event_name": event,
        }
        env = {**os.environ, "CLAUDE_PROJECT_DIR": scratch}
        took, done = _timed(["sh", "-c", line], json.dumps({**payload, "source": "startup", "trigger": "auto", "prompt": "?"}), env)
        said = Path(scratch, ".pal/state/hooks.log")
        problem = said.read_text() if said.exists() else done.stderr
    bare = min(_timed(BARE, "", env)[0] for _ in range(3))
    try:
        check_output(event, done.stdout)
    except ValueError as e:
        problem = str(e)
    gone = [part for part in install.parts(line) if not os.path.exists(part)]
    if gone:
        return Finding(False, t("doctor_gone", event=event, path=path, missing=", ".join(gone)))
    if done.returncode or problem.strip():
        return Finding(False, t("doctor_fails", event=event, path=path, code=done.returncode, what=problem.strip()[-300:]))
    return Finding(True, t("doctor_runs", event=event, path=path, ms=f"{took * 1000:.0f}", ratio=f"{took / bare:.1f}"))


def _timed(argv: list[str], stdin: str, env: dict[str, str]) -> tuple[float, subprocess.CompletedProcess[str]]:
    start = time.perf_counter()
    done = subprocess.run(argv, input=stdin, env=env, capture_output=True, text=True, timeout=60, check=False)
    return time.perf_counter() - start, done


def _settings(project: Project) -> Iterator[Finding]:
    try:
        settings = config.load(project, config.language(os.environ), anew=True)
        section.held(project, settings)
        yield Finding(True, t("doctor_settings", target=settings.target))
    except CtxhooksError as e:
        told = {k: t(v) if isinstance(v, str) and v.startswith("marker-") else v for k, v in e.values.items()}
        yield Finding(False, t(e.key, **told))


def _state(project: Project) -> Iterator[Finding]:
    names = checkpoints.names(project)
    sound = sum(1 for _ in checkpoints.sound(project))
    yield Finding(sound == len(names), t("doctor_checkpoints", sound=sound, all=len(names)))
    lines = (files.read(log.path(project)) or b"").decode("utf-8", "replace").splitlines()[-RECENT:]
    if lines:
        yield Finding(False, t("doctor_log", path=log.path(project), lines="\n  ".join(lines)))
