"""What files and folders would cost, at each level of detail: `pal tokens --levels`, and `pal estimate`, its former name."""

from collections.abc import Sequence
from itertools import chain

import click

from ctxhooks.cli.base import data, json_option, on_project, progress, settings_of, shown, t
from ctxhooks.cli.tables import Column, print_table
from ctxhooks.disk.project import Project
from ctxhooks.knowledge.estimates import estimates
from ctxhooks.model.document import LEVELS
from ctxhooks.tokens.counting import counter


@click.command(help=t("help_estimate"))
@click.argument("path", type=click.Path(exists=True))
@on_project
@json_option
def command(path: str, where: Project, as_json: bool) -> None:
    """Counts each file at each level, and what share of the context budget that is."""
    by_levels(where, [path], as_json=as_json)


def by_levels(where: Project, paths: Sequence[str], *, as_json: bool) -> None:
    """The same of several paths, each of which is there."""
    settings = settings_of(where)
    with progress(t("estimate_reading")) as advance:
        found = []
        for e in chain.from_iterable(estimates(where, settings, path, counter(where)) for path in paths):
            found.append(e)
            advance(1)
    total = [sum(e.tokens[level] for e in found) for level in LEVELS]
    most = settings.context.token_budget
    if as_json:
        data({"files": [e._asdict() for e in found], "total": total, "budget": most})
        return
    columns = [Column(t("column_estimate_file")), *(Column(t(f"level_{level}"), number=True) for level in LEVELS)]
    rows = [(shown(e.name), *(f"{n:,}" if n else "–" for n in e.tokens)) for e in found]
    rows += [(t("estimate_total", n=len(found)), *(f"{n:,}" for n in total))] if len(found) != 1 else []
    print_table(columns, [*rows, (t("estimate_share", budget=most), *(f"{n * 100 / most:.0f} %" for n in total))])
