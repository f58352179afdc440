"""`pal hook EVENT`: the very same handler as the script in `hooks/`."""

import sys

import click

from ctxhooks.cli.base import t
from ctxhooks.entry import EVENTS, main


@click.command(help=f"{t('help_hook')}\n\nEVENT: {', '.join(EVENTS)}")
@click.argument("event", type=click.Choice(list(EVENTS)), metavar="EVENT")
def command(event: str) -> None:
    if sys.stdin and sys.stdin.isatty():
        click.echo(t("hook_help", name=f"pal hook {event}", event=EVENTS[event]))
        return
    del sys.argv[1:]  # which the script would take for a call for help
    main(event)
