"""`pal view`: a page of what compactions lost and what came back."""

import os
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path

import click

from ctxhooks.cli.base import echo, language, on_project, progress, settings_of, t
from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.model.settings import LANGUAGES
from ctxhooks.view import overview, transcripts
from ctxhooks.view.compactions import CheckpointSource, replayed
from ctxhooks.view.context_status import ContextStatus
from ctxhooks.view.session_view import session
from ctxhooks.view.web import page, server

Groups = list[tuple[Path, list[Path]]]


@click.command(help=t("help_view"))
@click.argument("what", nargs=-1, metavar="[SESSION|TRANSCRIPT|FOLDER]...")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help=t("help_view_out"))
@click.option("--serve", is_flag=True, help=t("help_view_serve"))
@click.option("--lang", type=click.Choice(LANGUAGES), help=t("help_view_lang"))
@click.option("--replay", is_flag=True, help=t("help_view_replay"))
@on_project
def command(  # noqa: PLR0913, PLR0917 - click passes each option by name
    what: tuple[str, ...], out: Path | None, serve: bool, lang: str | None, replay: bool, where: Project
) -> None:
    """Writes one page, or serves it until Ctrl-C; on a terminal it opens in the browser."""
    spoken = lang or language()
    source = CheckpointSource(settings_of(where), spoken, where.now, replayed(spoken), os.environ, where)
    made = _Maker(where, source, what, replay=replay)
    if serve:
        _serve(made)
        return
    html = made.html()
    path = out or _temporary()
    files.write(str(path), html.encode())
    click.echo(path)
    if not out and sys.stdout.isatty():
        webbrowser.open(path.resolve().as_uri())


class _Maker:
    """Makes the page of what was asked for, as often as it is needed."""

    def __init__(self, project: Project, source: CheckpointSource, what: tuple[str, ...], *, replay: bool) -> None:
        self.project, self.source, self.what, self.replay = project, source, what, replay
        self.found()  # what is not there is reported before anything is made

    def found(self) -> tuple[Groups, list[Path]]:
        """Transcripts for the overview by their folders, and those that are shown in full."""
        if not self.what:
            mine = transcripts.of_project(os.environ, self.project.root)
            return [(Path(self.project.root), mine)], mine[:1]
        folders = [Path(w) for w in self.what if w and Path(w).is_dir()]
        single = [transcripts.named(os.environ, self.project.root, w) for w in self.what if not w or Path(w) not in folders]
        groups = [group for folder in folders for group in transcripts.by_folder(folder)]
        return groups + ([(single[0].parent, single)] if len(single) > 1 or (single and groups) else []), single

    def html(self, live: str = "", stamp: str = "") -> str:
        """The page as it is now; `live` and `stamp` make it follow the session."""
        groups, full = self.found()
        many = None
        if groups or not full:
            size = sum(p.stat().st_size for _, paths in groups for p in paths)
            with progress(t("view_reading"), size) as advance:
                many = overview.overview(groups, self.source, replay=self.replay or bool(full), advance=advance)
        shown = tuple(session(p, self.source) for p in full)
        ours = Path(self.project.root, ".pal").is_dir()  # looking alone makes no folder
        ours &= not self.what or any(transcripts.is_folder_of(p.resolve().parent, self.project.root) for p in full)
        budget = ContextStatus(self.project, self.source.settings).budget() if ours else None
        return page.html(page.Page(self.source.language, many, shown, budget, (live, stamp)))

    def stamp(self) -> str:
        """Changes when a transcript or a checkpoint does."""
        groups, full = self.found()
        paths = [p for _, mine in groups for p in mine] + full
        states = [(str(p), s.st_size, s.st_mtime_ns) for p in paths if (s := _stat(p))]
        folder = _stat(Path(self.project.checkpoints()))
        return f"{hash(tuple(states)):x}-{folder.st_mtime_ns if folder else 0}"


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _temporary() -> Path:
    """A file that only this user can read."""
    descriptor, name = tempfile.mkstemp(prefix="ctxhooks-view-", suffix=".html")
    os.close(descriptor)
    return Path(name)


def _serve(made: _Maker) -> None:
    served = server.Served(made.html, made.stamp)
    with server.server(served) as running:
        url = server.address(served, running)
        echo(t("view_serving", url=url))
        if sys.stdout.isatty():
            webbrowser.open(url)
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts it in the background has Ctrl-C ignored
        _until_interrupted(running.serve_forever)


def _until_interrupted(run: Callable[[], None]) -> None:
    try:
        run()
    except KeyboardInterrupt:
        click.echo()
