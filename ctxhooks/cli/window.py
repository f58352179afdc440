"""`pal window`: how full the model's window is, what it is meant for, and whether it is time to clear."""

import click

from ctxhooks.cli.base import console, data, echo, json_option, on_project, settings_of, shown, t
from ctxhooks.cli.tables import Column, print_table
from ctxhooks.compaction.catch_up import catch_up
from ctxhooks.disk.project import Project
from ctxhooks.model.events import Event
from ctxhooks.sessions import alerts, window_use
from ctxhooks.store import window as store


@click.command("window", help=t("help_window"))
@on_project
@json_option
def command(where: Project, as_json: bool) -> None:
    """Reads the newest session's transcript on and says how full its window is."""
    settings, (session, before) = settings_of(where), store.newest(where)
    if not session:
        if as_json:
            data(None)
        else:
            echo(t("window_none"))
        return
    read = alerts.reading(where, settings, Event(session_id=session, transcript_path=before.transcript), before)
    fold = catch_up(where, session, before.transcript).fold
    use, level = window_use.use(read.tokens, read.total), window_use.level(settings.window.thresholds, read.tokens, read.total)
    shares = window_use.allocation(settings.window.allocation, read.total)
    hints = alerts.advice(settings, read.tokens, read.total)
    why = alerts.reasons(settings, alerts.signs(fold, before, read, alerts.written(where, settings, fold)))
    if as_json:
        more = {"level": level, "source": read.source, "allocation": shares, "hints": hints, "clear": why}
        data({"session": session, **use._asdict(), **more})
        return
    out = console()
    out.print(t("window_use", used=use.used, total=use.total, percent=use.percent, level=t(f"window_level_{level}")))
    out.print(t("window_shares"))
    print_table(
        (Column(""), Column("", number=True)), [(t(f"window_share_{name}"), f"{n:,}") for name, n in shares.items()], head=False, out=out
    )
    for line in hints:
        out.print(f"· {shown(line)}")
    out.print(shown(t("window_why", reasons="; ".join(why)) if why else t("window_clear_no")))
