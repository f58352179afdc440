"""`pal statusline`: the same line that `hooks/statusline.py` draws, for whoever calls the command."""

import os
import sys
import time

import click

from ctxhooks import statusline
from ctxhooks.cli.base import t


@click.command("statusline", help=t("help_statusline"))
def command() -> None:
    """Prints the line for the client's JSON on stdin, and one without its figures on a terminal."""
    payload = b"" if sys.stdin.isatty() else sys.stdin.buffer.read()
    click.echo(statusline.line(payload, os.environ, time.time()).encode("utf-8", "replace"))
