"""`pal hook EVENT`: the very same handler as the script in `hooks/`."""

import json
import os
import sys
import time

import click

from ctxhooks.cli.base import t
from ctxhooks.entry import EVENTS, SPOKEN, answer, main


@click.command(help=f"{t('help_hook')}\n\nEVENT: {', '.join(EVENTS)}")
@click.argument("event", type=click.Choice(list(EVENTS)), metavar="EVENT")
@click.argument("port", default="")
def command(event: str, port: str) -> None:
    """Runs the handler as the script does: exit code 0 whatever happens."""
    if EVENTS[event] in SPOKEN and port:
        payload = json.dumps({"port_id": port}).encode()
        click.echo(answer(event, payload, os.environ, time.time()), nl=False)
        return
    if port:
        raise click.UsageError(t("hook_no_port", event=event))
    if sys.stdin and sys.stdin.isatty():
        click.echo(t("hook_help", name=f"pal hook {event}", event=EVENTS[event]))
        return
    del sys.argv[1:]  # which the script would take for a call for help
    main(event)
