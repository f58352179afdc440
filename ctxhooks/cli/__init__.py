"""The command line, `pal`: each command's module is imported when it is called.

One module holds one group of commands, so that a call loads what it needs alone and a reader finds a command by its name.
That is why there are more modules here than in other rooms; what they share lies in `base` and `tables`.
"""

from importlib import import_module

import click

from ctxhooks import __version__
from ctxhooks.cli import click_words, wrapping
from ctxhooks.cli.base import language, t

# By what people do with them, the few of every day first. Those that only settings and scripts call are in no list.
GROUPS = {
    "daily": ("context", "port", "window", "view", "doctor"),
    "documents": ("kb", "tag", "brief", "tokens", "archive"),
    "agents": ("session", "handoff", "sync"),
    "setup": ("install", "config", "template", "completion"),
    "measure": ("demo", "bench"),
}
CALLED = ("hook", "statusline")
FORMER = {"load": "brief", "summarize": "brief", "phase": "archive"}  # names of earlier versions, which go on working
FOLDED = ("estimate", "quality")  # `pal tokens --levels` and `pal doctor --documents` today; go on working as well
COMMANDS = (*(name for names in GROUPS.values() for name in names), *CALLED, *FORMER, *FOLDED)


class _Lazy(click.Group):
    def list_commands(self, _: click.Context) -> list[str]:
        """All commands, those as well that only scripts call, for completion."""
        return list(COMMANDS)

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Out of the catalog: a list of the commands imports none of them."""
        for group, names in GROUPS.items():
            with formatter.section(t(f"help_group_{group}")):
                formatter.write_dl([(name, t(f"help_{name}")) for name in names])

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the command's module; None for a name that is no command's. Former names lead to the command of today."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"ctxhooks.cli.{FORMER.get(cmd_name, cmd_name)}").command
        return command


click_words.speak(language())
wrapping.measure_help()
main = _Lazy("pal", help=t("help_pal"), context_settings={"help_option_names": ["-h", "--help"]})
main = click.version_option(__version__)(main)
