"""`pal context`: what ctxhooks knows and what it puts into Claude's context."""

from typing import Any

import click

from ctxhooks.cli.adopting import context as adopt
from ctxhooks.cli.base import Group, console, data, echo, harmless, json_option, language, on_project, settings_of, shown, t
from ctxhooks.cli.fact_table import print_facts
from ctxhooks.cli.status import aged, score, status, triggered
from ctxhooks.cli.tables import Column, print_list
from ctxhooks.compaction import file_state
from ctxhooks.disk import files
from ctxhooks.disk.project import RULES, Project
from ctxhooks.loading import activation, messages, rules, section_file
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.document import FULL
from ctxhooks.model.json_values import plain
from ctxhooks.render import recovery_text
from ctxhooks.store import checkpoints


@click.group(cls=Group, name="context", help=t("help_context"))
def command() -> None:
    """Its commands read what is saved; `load`, `unload`, `reload` and `restore` change what Claude is given."""


@command.command("checkpoints", help=t("help_context_checkpoints"))
@on_project
@json_option
def list_checkpoints(where: Project, as_json: bool) -> None:
    """Lists every checkpoint, the broken and the foreign named as such."""
    sound = {c.id: c for c in checkpoints.sound(where)}
    ids = [name.removesuffix(".json") for name in checkpoints.names(where)]
    if as_json:
        data([_listed(i, sound.get(i), foreign=i not in sound and checkpoints.is_foreign(where, i)) for i in ids])
        return
    names = ("id", "session", "trigger", "time", "facts", "score")
    spare = {"session": 1, "score": 2, "trigger": 3}
    columns = [Column(t("column_" + name), name == "facts", whole=True, spare=spare.get(name, 0)) for name in names]
    print_list(columns, [_row(where, i, sound.get(i)) for i in ids], t("status_none"))


def _row(project: Project, id_: str, c: Checkpoint | None) -> tuple[str, ...]:
    if c is None:
        return (id_, "", f"[red]{t('foreign' if checkpoints.is_foreign(project, id_) else 'broken')}[/]")
    return (id_, shown(c.session_id[:8]), triggered(c), aged(project, c), str(len(c.facts)), _short(c))


def _listed(id_: str, c: Checkpoint | None, *, foreign: bool) -> dict[str, Any]:
    if c is None:
        return {"id": id_, "foreign" if foreign else "broken": True}
    score = plain(c.recovery)["score"]
    return {"id": id_, "session": c.session_id, "trigger": c.trigger, "created_at": c.created_at, "facts": len(c.facts), "score": score}


def _short(c: Checkpoint) -> str:
    score = c.recovery.score
    return f"{score.get('summary', 0)} + {score.get('given_back', 0)}" if score else ""


@command.command(help=t("help_context_show"))
@click.argument("id_", metavar="ID")
@on_project
@json_option
def show(id_: str, where: Project, as_json: bool) -> None:
    """Shows one checkpoint: each fact, its line in the transcript, and what kept it."""
    c = checkpoints.load(where, id_)
    if as_json:
        data(plain(c))
        return
    out = console()
    out.print(f"[bold]{shown(c.id)}[/]  {triggered(c)}, {shown(c.created_at)}, Claude Code {shown(c.client or '?')}")
    dirty = f", {t('dirty', n=c.git.dirty)}" if c.git.dirty else ""
    out.print(f"{t('branch')}: {shown(c.git.branch or '–')} {shown(c.git.head)}{dirty}")
    print_facts(c, out)
    if c.recovery.score:
        out.print("\n" + score(c))


@command.command(help=t("help_context_restore"))
@click.argument("id_", metavar="ID")
@click.option("--foreign", is_flag=True, help=t("help_foreign"))
@on_project
def restore(id_: str, where: Project, foreign: bool) -> None:
    """Writes rule and section back from a checkpoint; with `--foreign` it only prints, as another working copy's is not trusted."""
    settings = settings_of(where)
    c = checkpoints.load(where, id_, foreign=foreign)
    if not foreign:
        if c.recovery_context:
            rules.write(where, rules.RECOVERED, c.recovery_context, c.session_id)
        activation.reload(where, settings, c)
    facts = file_state.against(c, where.root, settings.language)
    click.echo(harmless(recovery_text.prompt(c, facts, settings.language, settings.recovery.prompt_tokens)), nl=False)


@command.command(help=t("help_context_reload"))
@click.option("--force", is_flag=True, help=t("help_force"))
@on_project
def reload(force: bool, where: Project) -> None:
    """Writes rules and section anew; what a person has edited stays unless `--force` is given."""
    settings = settings_of(where)
    last = checkpoints.newest(where)
    if last is None and activation.idle(where):
        echo(t("status_none"))
        return
    outcome = activation.reload(where, settings, last, force=force)
    section_text = {None: "kept_edited", True: "reloaded", False: "as_it_was"}[outcome.section]
    echo(t(section_text, what=section_file.place(where, settings, last)))
    for key, names in (("reloaded", outcome.rules.written), ("reload_removed", outcome.rules.removed)):
        for name in names:
            echo(t(key, what=f"{RULES}/{name}"))
    for line in (*messages.costs(outcome, language()), *messages.troubles(outcome, language())):
        click.echo(line)
    if last:
        _reload_rule(where, last, force=force)


def _reload_rule(where: Project, last: Checkpoint, *, force: bool) -> None:
    owner = rules.owner(where)
    kept = (c.recovery_context for c in checkpoints.sound(where, owner) if c.recovery_context)
    made = next(kept, "") if owner else last.recovery_context
    session = owner or last.session_id
    if made and rules.stamped(rules.RECOVERED, made, session) != files.read(rules.recovered_path(where)):
        done = rules.write(where, rules.RECOVERED, made, session, force=force)
        echo(t("reloaded" if done else "kept_edited", what=f"{RULES}/{rules.RECOVERED}"))


@command.command(help=t("help_context_load"))
@click.argument("name")
@on_project
def load(name: str, where: Project) -> None:
    """Pins a document: ahead of all others in the budget until it is unloaded."""
    item = activation.load(where, settings_of(where), name)
    text = "load_none" if not item.rule else "load_done" if item.level == FULL else "load_partly"
    echo(t(text, name=item.name, tokens=item.tokens))


@command.command(help=t("help_context_unload"))
@click.argument("name")
@on_project
def unload(name: str, where: Project) -> None:
    """Takes a pinned document out, by any name that `load` takes."""
    echo(t("unload_done", name=activation.unload(where, settings_of(where), name)))


command.add_command(status)
command.add_command(adopt)
