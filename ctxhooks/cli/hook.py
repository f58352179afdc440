"""`pal hook EVENT`: the very same handler as the script in `hooks/`."""

import os
import sys
import time

import click

from ctxhooks.cli.base import t
from ctxhooks.entry import EVENTS, answer


@click.command(help=t("help_hook"))
@click.argument("event", type=click.Choice(list(EVENTS)))
def command(event: str) -> None:
    if sys.stdin.isatty():
        click.echo(t("hook_help", name=f"pal hook {event}", event=EVENTS[event]))
        return
    click.echo(answer(event, sys.stdin.buffer.read(), os.environ, time.time()), nl=False)
