"""`pal completion`: the lines by which a shell completes `pal`."""

import os

import click
from click.shell_completion import get_completion_class

from ctxhooks.cli.base import failures, t

SHELLS = ("bash", "zsh", "fish")


@click.command(name="completion", help=t("help_completion"))
@click.argument("shell", type=click.Choice(SHELLS), required=False)
@click.pass_context
@failures
def command(ctx: click.Context, shell: str | None) -> None:
    """Prints the shell's own code for it, to be evaluated there; without a name, for the shell of $SHELL."""
    shell = shell or os.path.basename(os.environ.get("SHELL", ""))
    complete = get_completion_class(shell) if shell in SHELLS else None
    if complete is None:
        raise click.UsageError(t("completion_which", shells=", ".join(SHELLS)))
    root = ctx.find_root()
    name = root.info_name or "pal"
    click.echo(complete(root.command, {}, name, f"_{name}_COMPLETE".upper().replace("-", "_")).source())
