"""`pal archive`: the documents of a phase that is over, out of the way and back again."""

import os
from copy import copy
from pathlib import Path

import click

from ctxhooks.cli.base import Group, data, echo, failures, find_project, harmless, json_option, project_option, settings_of, shown, t
from ctxhooks.cli.tables import Column, print_list
from ctxhooks.model.json_values import plain
from ctxhooks.phases import completion


@click.group(cls=Group, name="archive", help=t("help_archive"))
def command() -> None:
    """What a completed phase leaves behind is in `.pal/archive`, and comes back whole."""


@command.command(help=t("help_archive_add"))
@click.argument("name")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@project_option
@json_option
@failures
def add(name: str, files: tuple[str, ...], project: Path | None, as_json: bool) -> None:
    """Moves the phase's documents into the archive and leaves a summary and a checkpoint."""
    where = find_project(project)
    phase, summary = completion.complete(where, settings_of(where), name, files)
    if as_json:
        data({**plain(phase), "summary": summary})
        return
    click.echo(harmless(summary))
    echo(t("phase_completed", n=len(phase.documents), path=f".pal/archive/{phase.phase}/"))
    if ids := [a.id for a in phase.working.ports]:
        echo(t("phase_ended", ports=", ".join(ids)))


@command.command(help=t("help_archive_restore"))
@click.argument("name")
@project_option
@json_option
@failures
def restore(name: str, project: Path | None, as_json: bool) -> None:
    """Moves them back; exit code 1 where a file could not return, which then stays in the archive."""
    where = find_project(project)
    done = completion.reopen(where, settings_of(where), name)
    if as_json:
        data(plain(done))
    else:
        echo(t("phase_back", n=len(done.back) + len(done.changed)))
        for what in ("kept", "changed", "gone"):
            for path in getattr(done, what):
                echo(t(f"phase_{what}", path=harmless(path), archive=f".pal/archive/{name}/files/{harmless(path)}"))
    if done.kept or done.gone:
        raise SystemExit(1)


@command.command("list", help=t("help_archive_list"))
@project_option
@json_option
@failures
def list_phases(project: Path | None, as_json: bool) -> None:
    """Lists phases that documents name and those that are completed."""
    where = find_project(project)
    there = completion.found(where, settings_of(where))
    done = list(completion.completed(where))
    if as_json:
        inside = {name: [os.path.relpath(path, where.root) for path in paths] for name, paths in there.items()}
        data({"open": inside, "completed": [plain(phase) for _, phase in done]})
        return
    columns = [Column(t(f"column_phase_{name}"), number=name == "documents") for name in ("name", "documents", "completed")]
    rows = [(shown(name), str(len(paths)), t("phase_open")) for name, paths in there.items()]
    rows += [(name, str(len(phase.documents)), shown(phase.completed)) for name, phase in done]
    print_list(columns, rows, t("phase_no_phases"))


for former, today in (("complete", add), ("reopen", restore)):  # their names in `pal phase`, which go on working
    alias = copy(today)
    alias.hidden = True
    command.add_command(alias, former)
