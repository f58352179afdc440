"""`pal brief`: the project in about 100 tokens."""

from pathlib import Path

import click

from ctxhooks.agents.brief import brief
from ctxhooks.cli.base import data, failures, find_project, harmless, json_option, project_option, settings_of, t
from ctxhooks.tokens.counting import counter


@click.command(help=t("help_brief"))
@project_option
@json_option
@failures
def command(project: Path | None, as_json: bool) -> None:
    where = find_project(project)
    count = counter(where)
    text = brief(where, settings_of(where), count)
    if as_json:
        data({"text": text, "tokens": count(text)})
    else:
        click.echo(harmless(text))
