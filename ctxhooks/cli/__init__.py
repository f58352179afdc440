"""The command line, `pal`: each command's module is imported when it is called."""

from importlib import import_module

import click

from ctxhooks import __version__
from ctxhooks.cli.base import t

COMMANDS = (
    "context", "port", "session", "handoff", "kb", "tag", "summarize", "brief", "phase", "load", "quality", "estimate", "tokens",
    "window", "template", "statusline", "hook", "sync", "doctor", "bench", "demo", "view", "install", "config", "completion",
)  # fmt: skip


class _Lazy(click.Group):
    def list_commands(self, _: click.Context) -> list[str]:
        return list(COMMANDS)

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Out of the catalog: a list of the commands imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, t(f"help_{name}")) for name in COMMANDS])

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"ctxhooks.cli.{cmd_name}").command
        return command


main = _Lazy("pal", help=t("help_pal"), context_settings={"help_option_names": ["-h", "--help"]})
main = click.version_option(__version__)(main)
