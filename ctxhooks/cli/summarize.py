"""`pal summarize`: documents in at most 200 tokens each."""

from pathlib import Path

import click

from ctxhooks.cli.base import data, failures, find_project, harmless, json_option, project_option, settings_of, t
from ctxhooks.knowledge import summaries
from ctxhooks.model.json_values import plain
from ctxhooks.tokens.counting import counter


@click.command(help=t("help_summarize"))
@click.argument("names", nargs=-1, required=True, metavar="FILE...")
@project_option
@json_option
@failures
def command(names: tuple[str, ...], project: Path | None, as_json: bool) -> None:
    where = find_project(project)
    settings = settings_of(where)
    count = counter(where)
    made = [summaries.document(where, settings, summaries.named(where, settings, name), count) for name in names]
    if as_json:
        data([plain(summary) for summary in made])
    else:
        click.echo("\n\n".join(harmless(summary.text) for summary in made))
