"""`pal port`: units of work, each with a spec."""

import os
from typing import Any

import click

from ctxhooks.cli.base import Group, console, data, echo, harmless, json_option, language, on_project, settings_of, shown, t
from ctxhooks.cli.tables import Column, print_list
from ctxhooks.disk.project import Project
from ctxhooks.loading import activation, messages
from ctxhooks.model.json_values import plain
from ctxhooks.model.port import STATUSES, Port
from ctxhooks.ports import registry
from ctxhooks.sessions.live import mentioned
from ctxhooks.store import checkpoints, working


@click.group(cls=Group, name="port", help=t("help_port"))
def command() -> None:
    """Its commands read and edit specs, and say with exit code 1 what a spec lacks."""


@command.command(help=t("help_port_create"))
@click.argument("id_", metavar="ID")
@click.option("--title", default="", help=t("help_port_title"))
@on_project
def create(id_: str, title: str, where: Project) -> None:
    """Writes a new spec; an error where there is one of that id."""
    echo(t("port_created", path=registry.create(where, settings_of(where), id_, title or id_)))


@command.command("list", help=t("help_port_list"))
@click.option("--status", type=click.Choice(STATUSES), help=t("help_port_list_status"))
@on_project
@json_option
def list_ports(status: str | None, where: Project, as_json: bool) -> None:
    """Lists ports; a spec that cannot be read says why in the place of its title."""
    settings = settings_of(where)
    running = {a.id: a for a in working.read(where).ports}
    found = [s for s in registry.specs(where, settings) if status in (None, registry.status(s.port, s.port.id in running))]
    if as_json:
        errors = [messages.error_text(s.error, language()) if s.error else "" for s in found]
        data([{**_plain(s.port, s.port.id in running), "error": error} for s, error in zip(found, errors, strict=True)])
        return
    names = ("port", "title", "status", "progress", "priority", "depends")
    columns = [Column(t("column_" + name), name == "progress", whole=name == "port") for name in names]
    print_list(columns, [_row(s, s.port.id in running) for s in found], t("port_no_specs", folders=", ".join(settings.folders.ports)))


def _row(spec: registry.Spec, on: bool) -> tuple[str, ...]:
    """What cannot be read stands in the place of the title."""
    p = spec.port
    if spec.error:
        return (shown(p.id), f"[red]{shown(messages.error_text(spec.error, language()))}[/]")
    state = t("status_" + registry.status(p, on))
    return (shown(p.id), shown(p.title), f"[green]{state}[/]" if on else state, _done(p), shown(p.priority), shown(", ".join(p.depends_on)))


def _done(port: Port) -> str:
    return f"{port.done}/{len(port.tasks)}" if port.tasks else "–"


def _plain(port: Port, running: bool) -> dict[str, Any]:
    return {**plain(port), "status": registry.status(port, running), "active": running, "progress": port.progress}


@command.command(help=t("help_port_show"))
@click.argument("id_", metavar="ID")
@on_project
@json_option
def show(id_: str, where: Project, as_json: bool) -> None:
    """Shows the spec as it is read, with the state that Claude's own task list has for its tasks."""
    port = registry.find(where, settings_of(where), id_)
    active = next((a for a in working.read(where).ports if a.id == port.id), None)
    if as_json:
        data({**_plain(port, active is not None), "since": active.since if active else "", "session": active.session if active else ""})
        return
    out = console()
    out.print(f"[bold]{shown(port.id)}[/]  {shown(port.title)}")
    status = t("status_" + registry.status(port, active is not None))
    since = f", {t('port_active_since', since=shown(active.since))}" if active else ""
    out.print(f"{status}{since}  {_done(port)}  [dim]{shown(port.path)}[/]")
    for name, values in (("depends", port.depends_on), ("conventions", port.conventions), ("tags", port.tags)):
        if values:
            out.print(f"{t('port_' + name)}: {shown(', '.join(values))}")
    for name in ("goal", "description", "decisions", "notes"):
        if text := getattr(port, name):
            out.print(f"\n[bold]{t('spec_' + name)}[/]\n{shown(text)}")
    if port.tasks:
        out.print(f"\n[bold]{t('spec_tasks')}[/]")
    heading = "Tasks"  # which stands there already
    states = mentioned(where, port)
    for n, task in enumerate(port.tasks, 1):
        if task.heading != heading:
            heading = task.heading
            out.print(f"[dim]{shown(heading)}[/]")
        own = f" [cyan]{t('port_claude', status=t('status_' + states[task.text]))}[/]" if task.text in states else ""
        out.print(f"{n:3} {'✓' if task.done else '·'} {shown(task.text)}{own}")


@command.command(help=t("help_port_start"))
@click.argument("id_", metavar="ID")
@on_project
def start(id_: str, where: Project) -> None:
    """Makes a port active: its rules are written and it counts in the budget."""
    change = activation.start(where, settings_of(where), id_, os.environ.get("CLAUDE_CODE_SESSION_ID", ""))
    click.echo(harmless(messages.started(change, language())), nl=False)


@command.command(help=t("help_port_end"))
@click.argument("id_", metavar="ID")
@click.option("--status", type=click.Choice(STATUSES), help=t("help_port_end_status"))
@on_project
def end(id_: str, status: str | None, where: Project) -> None:
    """Makes a port inactive; `--status` is written into the spec after that."""
    settings = settings_of(where)
    port = registry.find(where, settings, id_) if status else None
    change = activation.end(where, settings, id_)
    if port and status:
        registry.set_status(where, port, status)
    click.echo(harmless(messages.ended(change, language())), nl=False)


@command.command("status", help=t("help_port_status"))
@click.argument("id_", metavar="ID")
@click.argument("status", type=click.Choice(STATUSES))
@on_project
def set_status(id_: str, status: str, where: Project) -> None:
    """Changes the line `status:` of the spec alone."""
    port = registry.find(where, settings_of(where), id_)
    changed = registry.set_status(where, port, status)
    echo(t("port_status_set" if changed else "port_as_it_was", path=port.path, status=status))


@command.command(help=t("help_port_task"))
@click.argument("id_", metavar="ID")
@click.argument("number", metavar="N", type=click.IntRange(min=1))
@click.option("--done/--undone", default=True, help=t("help_port_undone"))
@on_project
def task(id_: str, number: int, done: bool, where: Project) -> None:
    """Ticks a task in the spec, and renews the rule of a port that is active."""
    settings = settings_of(where)
    changed = registry.tick(where, registry.find(where, settings, id_), number, done)
    port = registry.find(where, settings, id_)
    if changed and any(a.id == port.id for a in working.read(where).ports):
        activation.reload(where, settings, checkpoints.newest(where))
    text = ("port_ticked" if done else "port_unticked") if changed else "port_as_it_was"
    echo(t(text, path=port.path, n=number, done=port.done, all=len(port.tasks)))


@command.command(help=t("help_port_delete"))
@click.argument("id_", metavar="ID")
@on_project
def delete(id_: str, where: Project) -> None:
    """Moves the spec into the archive; refused while the port is active."""
    port = registry.find(where, settings_of(where), id_)
    echo(t("port_deleted", id=port.id, path=registry.delete(where, port)))
