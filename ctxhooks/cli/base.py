"""What every command shares: the user's language and project, and how a failure is reported."""

import functools
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import click

from ctxhooks.cli.wrapping import wrapped
from ctxhooks.disk import files
from ctxhooks.disk.project import Project, keys_folder, transcripts_folder
from ctxhooks.loading import messages
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import Settings
from ctxhooks.render import own_templates
from ctxhooks.render.catalog import say
from ctxhooks.store import config
from ctxhooks.trust import sinks

F = TypeVar("F", bound=Callable[..., Any])
SPOKEN = "ctxhooks.language"
MOMENT = 0.3  # seconds


class Group(click.Group):
    """A group whose commands are listed with the whole of their help, not cut to a line."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Under the heading that Click gives such a list."""
        with formatter.section(click.core._("Commands")):  # type: ignore[attr-defined]
            formatter.write_dl(
                [(name, c.help or "") for name in self.list_commands(ctx) if (c := self.get_command(ctx, name)) and not c.hidden]
            )


def language() -> str:
    """That of the project's settings once the project is known, else the locale's."""
    called = click.get_current_context(silent=True)
    return (called.meta.get(SPOKEN) if called else None) or config.defaults(os.environ).language


def t(key: str, **values: object) -> str:
    """The phrase `key` in the user's language, with its places filled in."""
    return say(language(), key, **values)


def message(error: CtxhooksError) -> str:
    """The error in the person's language, without anything that a terminal would act on."""
    return harmless(messages.error_text(error, language()))


def os_message(error: OSError) -> str:
    """What the system said, and of which file: of the one that was to be replaced, where it is the one beside it."""
    path = files.BESIDE.sub("", str(error.filename or ""))
    return harmless(f"{path}: {error.strerror or error}")


def echo(text: str, *, err: bool = False) -> None:
    """Prints a message; on a terminal its lines break between words."""
    click.echo(wrapped(text) if (sys.stderr if err else sys.stdout).isatty() else text, err=err)


class Failure(click.ClickException):
    """What is wrong, for a person; exit code 1."""

    def show(self, file: Any = None) -> None:  # noqa: ARG002  it is Click's
        """As Click does, in lines that break between words."""
        said = io.StringIO()
        super().show(said)
        echo(said.getvalue().rstrip("\n"), err=True)


def failures(command: F) -> F:
    """Reports what is wrong in the user's language, with exit code 1; a reader that went away is no failure."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except CtxhooksError as e:
            raise Failure(message(e)) from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except OSError as e:
            raise Failure(os_message(e)) from None

    return run  # type: ignore[return-value]


def opened(root: Path) -> Project:
    """The project of that folder, now, with this user's folders."""
    return Project(str(root), time.time(), keys_folder(os.environ), transcripts_folder(os.environ))


def find_project(given: Path | None) -> Project:
    """The folder that was given, the client's, or the nearest one upwards with `.pal` or `.git`; else the current one.

    From here on its language is spoken.
    """
    named = given or os.environ.get("CLAUDE_PROJECT_DIR")
    here = Path(named or Path.cwd()).resolve()
    if not here.is_dir():
        raise CtxhooksError("no-project", path=here)
    # What lies in the home folder or at the root is nobody's project: the hooks go by the folder that the client was started in.
    above = [f for f in (here, *here.parents) if f not in (Path.home().resolve(), Path(here.anchor))]
    marked = (f for f in above if (f / ".pal").is_dir() or (f / ".git").exists())
    project = opened(here if named else next(marked, here))
    if config.own_templates(os.environ) and (folders := own_templates.folders(os.environ, project.root)):
        own_templates.use(folders, lambda text: click.echo(text, err=True))
    with suppress(CtxhooksError, OSError):  # reported by the commands that need the settings
        click.get_current_context().meta[SPOKEN] = config.load(project, config.defaults(os.environ), config.user_file(os.environ)).language
    return project


def settings_of(project: Project) -> Settings:
    """The project's settings, read and checked anew; a CtxhooksError names the file and the line of a wrong one."""
    return config.load(project, config.defaults(os.environ), config.user_file(os.environ), anew=True)


def data(value: object) -> None:
    """Prints a value as JSON in UTF-8, whatever the terminal's encoding and the texts in it."""
    click.echo(json.dumps(sinks.kept(value), ensure_ascii=False).encode("utf-8", "replace"))


project_option = click.option("--project", type=click.Path(exists=True, file_okay=False, path_type=Path), help=t("help_project"))
json_option = click.option("--json", "as_json", is_flag=True, help=t("help_json"))


def on_project(command: F) -> F:
    """For a command on a project, which it is given as `where`: the one that `--project` names, else the one that is found.

    Failures are reported as `failures` does.
    """

    @failures
    @functools.wraps(command)
    def run(*args: Any, project: Path | None, **kwargs: Any) -> Any:
        return command(*args, where=find_project(project), **kwargs)

    return project_option(run)  # type: ignore[return-value]


def harmless(text: str) -> str:
    """The text as a terminal may print it: what a file holds gives it no orders."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in sinks.clean(text))


def shown(text: str) -> str:
    """The same, for a console that reads markup."""
    from rich.markup import escape

    return escape(harmless(text))


def console() -> Any:
    """As wide as the terminal, or as COLUMNS says, with lines that break between words; plain, and each line whole, where it is piped."""
    from rich.console import Console

    class Plain(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

        def print(self, *objects: Any, **options: Any) -> None:
            super().print(*objects, **{"soft_wrap": not self.is_terminal, **options})

    return Plain(highlight=False)


@contextmanager
def progress(label: str, total: float = 0) -> Iterator[Callable[[float], None]]:
    """A bar on a terminal, for work that takes more than a moment; nothing where either output is piped. Yields what moves it on.

    A `total` of 0 means that nobody knows it. The bar goes when the work is done.
    """
    if not (sys.stdout.isatty() and sys.stderr.isatty()):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task, began = bar.add_task(label, total=total or None), time.monotonic()

    def advance(step: float) -> None:
        if time.monotonic() - began > MOMENT:
            bar.start()
        bar.advance(task, step)

    try:
        yield advance
    finally:
        bar.stop()
