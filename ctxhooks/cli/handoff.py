"""`pal handoff`: packages of context from one agent to another."""

import os
from pathlib import Path

import click

from ctxhooks.agents import handing_over, handoff_checks
from ctxhooks.cli import adopting
from ctxhooks.cli.base import Group, console, data, echo, harmless, json_option, language, on_project, settings_of, shown, t
from ctxhooks.cli.tables import Column, print_list
from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.handoff import Handoff
from ctxhooks.model.json_values import plain
from ctxhooks.model.session import Session
from ctxhooks.model.settings import agent_name
from ctxhooks.store import handoffs as store
from ctxhooks.store import sessions
from ctxhooks.sync import adopt, waiting
from ctxhooks.sync.stores import addresses
from ctxhooks.tokens import counting


@click.group(cls=Group, name="handoff", help=t("help_handoff"))
def command() -> None:
    """A package is checked where it is made and again where it is accepted."""


def _session(project: Project) -> Session:
    """The one that calls, where the client tells; else the newest."""
    called = os.environ.get("CLAUDE_CODE_SESSION_ID", "")
    return (sessions.load(project, called) if called else None) or sessions.newest(project) or Session()


@command.command(help=t("help_handoff_create"))
@click.option("--from", "from_agent", required=True, help=t("help_handoff_from"))
@click.option("--to", "to_agent", required=True, help=t("help_handoff_to"))
@click.option("--next", "next_", default="", help=t("help_handoff_next"))
@click.option("--decision", "decisions", multiple=True, help=t("help_handoff_decision"))
@click.option("--blocking", multiple=True, help=t("help_handoff_blocking"))
@click.option("--artifact", "artifacts", multiple=True, help=t("help_handoff_artifact"))
@click.option("--tokens", type=click.IntRange(min=1), default=None, help=t("help_handoff_tokens"))
@click.option("--no-history", is_flag=True, help=t("help_handoff_history"))
@on_project
@json_option
def create(  # noqa: PLR0913, PLR0917  one option each
    from_agent: str,
    to_agent: str,
    next_: str,
    decisions: tuple[str, ...],
    blocking: tuple[str, ...],
    artifacts: tuple[str, ...],
    tokens: int | None,
    no_history: bool,
    where: Project,
    as_json: bool,
) -> None:
    """Makes a package out of the session's state; refused where the two agents may not hand over or there are too few tokens."""
    settings = settings_of(where)
    wanted = handing_over.Wanted(from_agent, to_agent, next_, decisions, blocking, artifacts, tokens or 0, not no_history)
    made = handing_over.create(where, settings, wanted, _session(where), counting.counter(where))
    if as_json:
        data(plain(made))
        return
    echo(t("handoff_created", id=made.id, tokens=made.tokens, to_agent=made.to_agent, available=made.session.available))
    if made.compressed:
        echo(t("handoff_compressed", percent=made.compressed, least=settings.handoff.minimum_tokens))


@command.command(help=t("help_handoff_show"))
@click.argument("id_", metavar="ID")
@on_project
@json_option
def show(id_: str, where: Project, as_json: bool) -> None:
    """Prints a package as the next agent reads it, without taking it."""
    package = store.load(where, id_)
    if as_json:
        data(plain(package))
    else:
        click.echo(harmless(handing_over.text(package, language())), nl=False)


@command.command("list", help=t("help_handoff_list"))
@on_project
@json_option
def list_handoffs(where: Project, as_json: bool) -> None:
    """Lists packages, whether they were taken, and the newest answers of subagents."""
    found, taken, history = dict(handoff_checks.every(where)), store.accepted(where), store.history(where)
    state = {id_: "broken" if p is None else "taken" if id_ in taken else "waiting" for id_, p in found.items()}
    if as_json:
        listed = [{"id": id_, "state": state[id_], **(plain(p) if p else {})} for id_, p in reversed(found.items())]
        data({"packages": listed, "history": [plain(e) for e in history]})
        return
    names = ("id", "from", "to", "tokens", "state")
    spare = {"to": 1, "tokens": 2}  # a package's id ends with the agent that it is for
    columns = [Column(t(f"column_handoff_{name}"), name == "tokens", whole=True, spare=spare.get(name, 0)) for name in names]
    print_list(columns, [_row(id_, p, t(f"handoff_{state[id_]}")) for id_, p in reversed(found.items())], t("handoff_empty"))
    returned, out = [e for e in history if e.what == "returned"], console()
    if found or returned:
        out.print("\n" + t("handoff_summary", n=len(found), taken=len(taken & found.keys()), returned=len(returned)))
    for e in returned[-5:]:
        out.print(f"[dim]{shown(e.time)}[/] {shown(e.agent)}: {shown(e.text[:200])}")


def _row(id_: str, package: Handoff | None, state: str) -> tuple[str, ...]:
    if package is None:
        return (shown(id_), "", "", "", f"[red]{state}[/]")
    return (shown(id_), shown(package.from_agent), shown(package.to_agent), f"{package.tokens:,}", state)


@command.command(help=t("help_handoff_validate"))
@click.argument("id_", metavar="ID|FILE")
@on_project
def validate(id_: str, where: Project) -> None:
    """Exit code 1 when the package was changed since it was made."""
    file = Path(id_)
    package = store.checked(str(file)) if file.suffix == ".json" and file.is_file() else store.load(where, id_)
    echo(t("handoff_sound", id=shown(package.id)))


@command.command(help=t("help_handoff_accept"))
@click.argument("id_", metavar="ID")
@click.option("--to", default="", metavar="FOLDER|URL", help=t("help_handoff_store"))
@on_project
def accept(id_: str, to: str, where: Project) -> None:
    """Takes a package, which nobody else can take then, and prints it."""
    taken = adopt.claim(where, id_, adopt.agent_here(), addresses.open_store(where, "", to) if to else None)
    if taken:
        click.echo(f"{adopting.origin(taken[0])}\n")
    package = taken[1] if taken else store.accept(where, id_)
    click.echo(harmless(handing_over.text(package, language())), nl=False)


@command.command(help=t("help_handoff_wait"))
@click.option("--agent", required=True, help=t("help_handoff_agent"))
@click.option("--timeout", type=click.FloatRange(min=0), default=60.0, help=t("help_handoff_timeout"))
@click.option("--remote", default="origin", help=t("help_sync_remote"))
@click.option("--to", default="", metavar="FOLDER|URL", help=t("help_sync_to"))
@on_project
@json_option
def wait(agent: str, timeout: float, remote: str, to: str, where: Project, as_json: bool) -> None:  # noqa: PLR0913, PLR0917
    """Looks into a shared store until a package for the agent is there or the time (seconds) is over."""
    found = waiting.take(where, addresses.name(remote, to), addresses.open_store(where, remote, to), agent_name(agent), timeout)
    if found is None:
        raise CtxhooksError("handoff-wait-none", agent=agent[:80], seconds=f"{timeout:g}")
    if as_json:
        data({"received": found[0]._asdict(), "handoff": plain(found[1])})
    else:
        click.echo(f"{adopting.origin(found[0])}\n\n{harmless(handing_over.text(found[1], language()))}", nl=False)


@command.command(help=t("help_handoff_release"))
@click.argument("id_", metavar="ID")
@click.option("--to", default="", metavar="FOLDER|URL", help=t("help_handoff_store"))
@on_project
def release(id_: str, to: str, where: Project) -> None:
    """Makes a taken package available again, where the agent that took it is gone."""
    name = adopt.shared_through(where, id_)
    if not (name or to):
        raise CtxhooksError("received-none", id=id_[:80])
    (addresses.open_store(where, "", to) if to else addresses.reopened(where, name)).release(id_)
    echo(t("handoff_released", id=id_))
