"""`pal archive`: the documents of a phase that is over, out of the way and back again."""

import os
from copy import copy

import click

from ctxhooks.cli.base import Group, data, echo, harmless, json_option, on_project, settings_of, shown, t
from ctxhooks.cli.tables import Column, print_list
from ctxhooks.disk.project import Project
from ctxhooks.model.json_values import plain
from ctxhooks.phases import archiving


@click.group(cls=Group, name="archive", help=t("help_archive"))
def command() -> None:
    """What a completed phase leaves behind is in `.pal/archive`, and comes back whole."""


@command.command(help=t("help_archive_add"))
@click.argument("name")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@on_project
@json_option
def add(name: str, files: tuple[str, ...], where: Project, as_json: bool) -> None:
    """Moves the phase's documents into the archive and leaves a summary and a checkpoint."""
    phase, summary = archiving.complete(where, settings_of(where), name, files)
    if as_json:
        data({**plain(phase), "summary": summary})
        return
    click.echo(harmless(summary))
    echo(t("phase_completed", n=len(phase.documents), path=f".pal/archive/{phase.phase}/"))
    if ids := [a.id for a in phase.working.ports]:
        echo(t("phase_ended", ports=", ".join(ids)))


@command.command(help=t("help_archive_restore"))
@click.argument("name")
@on_project
@json_option
def restore(name: str, where: Project, as_json: bool) -> None:
    """Moves them back; exit code 1 where a file could not return, which then stays in the archive."""
    done = archiving.reopen(where, settings_of(where), name)
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
@on_project
@json_option
def list_phases(where: Project, as_json: bool) -> None:
    """Lists phases that documents name and those that are completed."""
    there = archiving.found(where, settings_of(where))
    done = list(archiving.completed(where))
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
