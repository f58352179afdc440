"""`pal doctor`: what is installed where, whether every hook runs, and what went wrong."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from ctxhooks.cli import doctor_hooks, log_words, quality
from ctxhooks.cli.base import console, data, json_option, message, on_project, os_message, shown, t
from ctxhooks.cli.doctor_hooks import Finding
from ctxhooks.disk import files, log
from ctxhooks.disk.project import RULES, Project
from ctxhooks.loading import rules, section_file
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.render import own_templates
from ctxhooks.store import checkpoints, config

RECENT = 5  # lines of the log
NEWS = ": section refreshed"  # what a hook logs that went well


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
    checks = (doctor_hooks.findings, _folders, _settings, _templates, _state)
    found = [finding for check in checks for finding in _guarded(check, where)]
    if as_json:
        data([f._asdict() for f in found])
    else:
        out = console()
        for f in found:
            out.print(f"{MARKS[f.good]} {shown(f.text)}")
    sys.exit(1 if any(f.good is False for f in found) else 0)


def _guarded(check: Callable[[Project], Iterator[Finding]], project: Project) -> Iterator[Finding]:
    """What one check cannot get past does not hide what the others find."""
    try:
        yield from check(project)
    except (CtxhooksError, OSError) as e:
        yield Finding(False, message(e) if isinstance(e, CtxhooksError) else os_message(e))


def _folders(project: Project) -> Iterator[Finding]:
    """Where the hooks write, as far as it is there: what is no folder, or nobody may write."""
    for path in (project.path(".pal"), project.path(RULES)):
        if os.path.lexists(path) and not os.path.isdir(path):
            yield Finding(False, t("doctor_no_folder", path=path))
        elif os.path.isdir(path) and not os.access(path, os.W_OK | os.X_OK):
            yield Finding(False, t("doctor_read_only", path=path))
    if rules.state(project.path(RULES, rules.SECTION)) == rules.FOREIGN and os.path.isdir(project.path(RULES)):
        yield Finding(False, t("not-ours", path=project.path(RULES, rules.SECTION)))
    if os.path.isdir(own := project.path(*config.PROJECT_FILE)):
        yield Finding(False, t("no-plain-file", path=own))


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
    if names:
        yield Finding(True if len(sound) == len(names) else None, t("doctor_checkpoints", sound=len(sound), all=len(names)))
    else:
        yield Finding(None, t("status_none"))
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
