"""`pal load`: what an agent is given to begin a task with."""

from pathlib import Path

import click

from ctxhooks.agents.task_context import task_context
from ctxhooks.agents.task_sources import REQUIRED
from ctxhooks.cli.base import data, failures, find_project, harmless, json_option, project_option, settings_of, t, told


@click.command(help=t("help_load"))
@click.option("--agent", required=True, metavar="NAME", help=t("help_load_agent"))
@click.option("--task", required=True, type=click.Choice(list(REQUIRED)), help=t("help_load_task"))
@project_option
@json_option
@failures
def command(agent: str, task: str, project: Path | None, as_json: bool) -> None:
    where = find_project(project)
    made = task_context(where, settings_of(where), agent, task)
    if as_json:
        loaded = [{"name": x.document.name, "level": x.level, "tokens": x.tokens} for x in made.packing.loaded]
        left = [{"name": x.document.name, "tokens": x.tokens} for x in made.packing.pending]
        rest = {"missing": made.missing, "lacking": made.lacking, "problems": [told(e) for e in made.problems]}
        data({"text": made.text, "tokens": made.tokens, "budget": made.total, "loaded": loaded, "left_out": left, **rest})
        return
    click.echo(harmless(made.text), nl=False)
    for problem in made.problems:
        click.echo(told(problem), err=True)
