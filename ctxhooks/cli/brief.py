"""`pal brief`: the project in about 100 tokens, documents in at most 200 each, or what an agent needs to begin a task with."""

import click

from ctxhooks.agents.brief import brief
from ctxhooks.agents.task_context import task_context
from ctxhooks.agents.task_sources import REQUIRED
from ctxhooks.cli.base import data, echo, harmless, json_option, message, on_project, settings_of, t
from ctxhooks.disk.project import Project
from ctxhooks.knowledge import summaries
from ctxhooks.model.json_values import plain
from ctxhooks.tokens.counting import counter


@click.command(help=t("help_brief"))
@click.argument("names", nargs=-1, metavar="[FILE]...")
@click.option("--agent", default="", metavar="NAME", help=t("help_load_agent"))
@click.option("--task", type=click.Choice(list(REQUIRED)), help=t("help_load_task"))
@on_project
@json_option
def command(names: tuple[str, ...], agent: str, task: str | None, where: Project, as_json: bool) -> None:
    """Says it of the project, of documents, or of an agent's task: one of these at a time."""
    if bool(agent) != bool(task) or (agent and names):
        raise click.UsageError(t("brief_which"))
    if agent and task:
        _task(where, agent, task, as_json)
    elif names:
        _documents(where, names, as_json)
    else:
        _project(where, as_json)


def _project(where: Project, as_json: bool) -> None:
    count = counter(where)
    text = brief(where, settings_of(where), count)
    if as_json:
        data({"text": text, "tokens": count(text)})
    else:
        click.echo(harmless(text))


def _documents(where: Project, names: tuple[str, ...], as_json: bool) -> None:
    settings, count = settings_of(where), counter(where)
    made = [summaries.document(where, settings, summaries.named(where, settings, name), count) for name in names]
    if as_json:
        data([plain(summary) for summary in made])
    else:
        click.echo("\n\n".join(harmless(summary.text) for summary in made))


def _task(where: Project, agent: str, task: str, as_json: bool) -> None:
    made = task_context(where, settings_of(where), agent, task)
    if as_json:
        loaded = [{"name": x.document.name, "level": x.level, "tokens": x.tokens} for x in made.packing.loaded]
        left = [{"name": x.document.name, "tokens": x.tokens} for x in made.packing.pending]
        rest = {"missing": made.missing, "lacking": made.lacking, "problems": [message(e) for e in made.problems]}
        data({"text": made.text, "tokens": made.tokens, "budget": made.total, "loaded": loaded, "left_out": left, **rest})
        return
    click.echo(harmless(made.text), nl=False)
    for problem in made.problems:
        echo(message(problem), err=True)
