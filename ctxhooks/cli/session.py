"""`pal session`: what is known of a session beyond its transcript."""

from collections.abc import Callable
from typing import Any

import click

from ctxhooks.cli.adopting import session as adopt
from ctxhooks.cli.base import Group, console, data, echo, harmless, json_option, language, on_project, settings_of, shown, t
from ctxhooks.cli.status import aged_at
from ctxhooks.cli.tables import Column, print_list
from ctxhooks.compaction import capture
from ctxhooks.compaction.catch_up import catch_up
from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.json_values import plain
from ctxhooks.model.session import PHASES, Session
from ctxhooks.sessions import lifecycle, resumption
from ctxhooks.store import sessions as store

CLEAR_PREP = "clear_prep"
session_option = click.option("--session", "id_", default="", help=t("help_session_option"))


@click.group(cls=Group, name="session", help=t("help_session"))
def command() -> None:
    """Commands on what the hooks noted of a session."""


def _found(project: Project, id_: str) -> Session:
    """The session with this id, or whose id begins with it."""
    if not id_:
        if newest := store.newest(project):
            return newest
        raise CtxhooksError("session-none")
    known = next((i for i in store.ids(project) if i.startswith(id_)), id_)
    if session := store.load(project, known):
        return session
    raise CtxhooksError("session-unknown", id=id_[:80])


@command.command(help=t("help_session_show"))
@click.argument("id_", metavar="[ID]", default="")
@on_project
@json_option
def show(id_: str, where: Project, as_json: bool) -> None:
    """Shows a session by its id or the beginning of one, by default the newest."""
    if not (id_ or as_json or store.newest(where)):
        echo(t("session-none"))
        return
    session = _found(where, id_)
    if as_json:
        data(plain(session))
        return
    out = console()
    out.print(f"[bold]{shown(session.id)}[/]")
    lines = [t("session_model", model=session.model)] if session.model else []
    lines += [t("session_follows", id=session.follows)] if session.follows else []
    lines += [t("session_ended", time=session.ended, reason=session.reason)] if session.ended else []
    for line in (*lines, *resumption.text(session, language()).split("\n")[1:]):
        out.print(shown(line))
    if session.work.phases:
        out.print(f"[bold]{t('session_phases')}[/]")
        for change in session.work.phases:
            out.print(f"{shown(change.at)}  {shown(t('session_phase_' + change.phase))}")


@command.command("list", help=t("help_session_list"))
@on_project
@json_option
def list_sessions(where: Project, as_json: bool) -> None:
    """Lists sessions, the newest first; a steps column says how many of them are done."""
    found = [s for id_ in store.ids(where) if (s := store.load(where, id_))]
    if as_json:
        data([plain(s) for s in found])
        return
    names = ("id", "phase", "spec", "steps", "use", "updated", "state")
    columns = [
        Column(t(f"column_session_{name}"), name in ("steps", "use"), whole=name == "id", spare=int(name == "updated")) for name in names
    ]
    print_list(columns, [_row(where, s) for s in found], t("session-none"))


def _row(project: Project, s: Session) -> tuple[str, ...]:
    done, all_ = len(s.work.completed), len(s.work.completed) + len(s.work.pending)
    state = shown(t("session_over", reason=s.reason)) if s.ended else f"[green]{t('session_on')}[/]"
    phase, age = t("session_phase_" + s.work.phase), aged_at(project, s.updated)
    return (shown(s.id[:8]), phase, shown(s.work.spec), f"{done}/{all_}" if all_ else "", f"{s.window.percent} %", age, state)


@command.group(cls=Group, help=t("help_session_step"))
def step() -> None:
    """Steps that a person or Claude names; those of a task list are taken from the transcript."""


@command.group(cls=Group, help=t("help_session_artifact"))
def artifact() -> None:
    """Files that belong to the work, edited in this session or not."""


def _changing(group: click.Group, name: str, help_: str, change: Callable[[Project, str, Any], Session], **argument: Any) -> None:
    """A command that changes one thing of a session, and tells how things stand then."""

    @group.command(name, help=t(help_))
    @click.argument("value", **argument)
    @session_option
    @on_project
    def command(value: Any, id_: str, where: Project) -> None:
        _print_resumption(change(where, _found(where, id_).id, value))


_changing(command, "phase", "help_session_phase", lifecycle.set_phase, metavar="PHASE", type=click.Choice(PHASES))
_changing(step, "add", "help_session_step_add", lifecycle.add_step, metavar="TEXT")
_changing(step, "done", "help_session_step_done", lifecycle.finish_step, metavar="N", type=click.IntRange(min=1))
_changing(artifact, "add", "help_session_artifact_add", lifecycle.add_artifact, metavar="PATH")
_changing(artifact, "remove", "help_session_artifact_remove", lifecycle.remove_artifact, metavar="PATH")


@command.command(help=t("help_session_resume"))
@click.argument("id_", metavar="[ID]", default="")
@on_project
@json_option
def resume(id_: str, where: Project, as_json: bool) -> None:
    """Prints what a resumed conversation is told."""
    session = _found(where, id_)
    if as_json:
        data(plain(session.work) | {"next": session.work.next, "updated": session.updated, "window": plain(session.window)})
    else:
        _print_resumption(session)


@command.command("clear-prep", help=t("help_session_clear_prep"))
@session_option
@on_project
def clear_prep(id_: str, where: Project) -> None:
    """Saves session and checkpoint, so that `/clear` loses nothing, and says what the next conversation is told."""
    settings, session = settings_of(where), _found(where, id_)
    fold: Any = catch_up(where, session.id, session.transcript).fold
    session = lifecycle.save(where, settings, session.id, session.transcript, fold)
    taken = capture.take(where, settings, session.id, session.transcript, CLEAR_PREP)
    if not resumption.has_progress(session):
        echo(t("session_nothing"))
        return
    echo(t("session_cleared", id=session.id[:8], checkpoint=taken.id if taken else "–"))
    _print_resumption(session)


def _print_resumption(session: Session) -> None:
    click.echo(harmless(resumption.text(session, language())), nl=False)


command.add_command(adopt)
