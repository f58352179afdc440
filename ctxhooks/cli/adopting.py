"""`pal session adopt` and `pal context adopt`: what came from elsewhere is taken over, once a person has seen it."""

import click

from ctxhooks.cli.base import echo, harmless, on_project, settings_of, t
from ctxhooks.compaction import briefing
from ctxhooks.disk.project import Project
from ctxhooks.store import tags
from ctxhooks.sync import adopt, received
from ctxhooks.sync.received import Received

yes_option = click.option("--yes", is_flag=True, help=t("help_adopt_yes"))


@click.command("adopt", help=t("help_session_adopt"))
@click.argument("id_", metavar="ID")
@yes_option
@on_project
def session(id_: str, yes: bool, where: Project) -> None:
    """Takes over a received session's newest checkpoint; shows what it says, and asks first."""
    _checkpoint(where, id_, yes=yes)


@click.command("adopt", help=t("help_context_adopt"))
@click.argument("id_", metavar="ID")
@yes_option
@on_project
def context(id_: str, yes: bool, where: Project) -> None:
    """Takes over a received checkpoint or tag after asking; of a phase it shows the summary and takes nothing."""
    envelope, thing = received.find(where, id_, "checkpoint", "tag", "phase")
    if envelope.kind == "checkpoint":
        _checkpoint(where, envelope.id, yes=yes)
        return
    text = thing.text if envelope.kind == "tag" else thing.summary
    click.echo(f"{origin(envelope)}\n\n{harmless(text)}")
    if _agreed(yes) and envelope.kind == "tag":
        tags.put(where, envelope.id, text)
        echo(t("adopt_tag", id=envelope.id))


def _checkpoint(project: Project, id_: str, *, yes: bool) -> None:
    """Shows what the next conversation will be told, whom it is from, and each file against the tree; then asks."""
    offer = adopt.offer(project, id_)
    echo(origin(offer.envelope))
    head = offer.checkpoint.git.head
    if head:
        click.echo(harmless(t("adopt_commit_here" if offer.known else "adopt_commit_missing", commit=head)))
    for file in offer.files:
        line = f"{t('adopt_file_' + file.state)}: {file.path}"
        click.echo(harmless(f"{line} ({t('adopt_last_commit', commit=file.commit)})" if file.commit else line))
    click.echo("\n" + harmless(briefing.text(project, settings_of(project), offer.checkpoint) or t("adopt_nothing")))
    if _agreed(yes):
        adopt.adopt(project, offer)
        echo(t("adopt_done"))


def origin(envelope: Received) -> str:
    """Who sent it, and how far that can be relied on."""
    signature = envelope.signature or t("sync_unsigned")
    return harmless(t("adopt_from", sender=envelope.sender, time=envelope.time, store=envelope.store, signature=signature))


def _agreed(yes: bool) -> bool:
    return yes or click.confirm(t("adopt_confirm"))
