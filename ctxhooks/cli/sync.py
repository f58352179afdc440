"""`pal sync`: shares work state between machines."""

import click

from ctxhooks.cli.base import data, echo, harmless, json_option, on_project, settings_of, shown, t
from ctxhooks.cli.tables import Column, print_list
from ctxhooks.disk.project import Project
from ctxhooks.sync import pre_push, received, transfer
from ctxhooks.sync.items import MODELS
from ctxhooks.sync.stores import addresses


@click.command(help=t("help_sync"))
@click.option("--remote", default="origin", help=t("help_sync_remote"))
@click.option("--to", default="", metavar="FOLDER|URL", help=t("help_sync_to"))
@click.option("--push", is_flag=True, help=t("help_sync_push"))
@click.option("--pull", is_flag=True, help=t("help_sync_pull"))
@click.option("--dry-run", is_flag=True, help=t("help_sync_dry_run"))
@click.option("--branches", is_flag=True, help=t("help_sync_branches"))
@click.option("--sign", is_flag=True, help=t("help_sync_sign"))
@click.option("--list", "listed", is_flag=True, help=t("help_sync_list"))
@click.option("--prune-days", type=click.IntRange(min=1), help=t("help_sync_prune_days"))
@click.option("--prune-keep", type=click.IntRange(min=0), help=t("help_sync_prune_keep"))
@click.option("--install", is_flag=True, help=t("help_sync_install"))
@click.option("--uninstall", is_flag=True, help=t("help_sync_uninstall"))
@on_project
@json_option
def command(  # noqa: PLR0913  an option each
    *,
    remote: str,
    to: str,
    push: bool,
    pull: bool,
    dry_run: bool,
    branches: bool,
    sign: bool,
    listed: bool,
    prune_days: int | None,
    prune_keep: int | None,
    install: bool,
    uninstall: bool,
    where: Project,
    as_json: bool,
) -> None:
    """Sends and receives; what was received is only kept aside until somebody adopts it."""
    way = _way(push=push, pull=pull)
    if install or uninstall:
        path = pre_push.put(where.root, gone=uninstall)
        echo(t("sync_uninstalled" if uninstall else "sync_installed", path=path))
    elif listed:
        _list(where, as_json)
    else:
        name, store = addresses.name(remote, to, branches=branches), addresses.open_store(where, remote, to, branches=branches, sign=sign)
        outcome = transfer.run(where, name, store, way, dry=dry_run)
        received.prune(where, settings_of(where).checkpoints.days)
        pruned = [] if dry_run else transfer.prune(where, name, store, prune_days, prune_keep)
        _print(name, outcome._replace(removed=(*outcome.removed, *pruned)), dry_run, as_json)


def _way(*, push: bool, pull: bool) -> str:
    if push and pull:
        raise click.UsageError(t("sync_either"))
    return transfer.PUSH if push else transfer.PULL if pull else transfer.BOTH


def _print(name: str, outcome: transfer.Outcome, dry: bool, as_json: bool) -> None:
    if as_json:
        data({"store": name, **outcome._asdict()})
        return
    numbers = {part: len(getattr(outcome, part)) for part in ("pushed", "pulled", "removed")}
    click.echo(harmless(t("sync_dry" if dry else "sync_done", name=name, **numbers)))
    for group in outcome.lost:
        echo(t("sync_lost", group=harmless(group)))
    for what in outcome.refused[:20]:
        echo(t("sync_refused_item", what=harmless(what)))
    if outcome.pulled and not dry:
        echo(t("sync_new", n=len(outcome.pulled)))


def _list(project: Project, as_json: bool) -> None:
    found = [envelope for kind in MODELS for envelope, _ in received.every(project, kind)]
    if as_json:
        data([envelope._asdict() for envelope in found])
        return
    columns = [Column(t(f"column_sync_{name}"), whole=name == "id") for name in ("kind", "id", "sender", "time", "store", "signature")]
    rows = [(e.kind, *map(shown, (e.id, e.sender, e.time, e.store)), shown(e.signature) or t("sync_unsigned")) for e in found]
    print_list(columns, rows, t("sync_nothing"))
