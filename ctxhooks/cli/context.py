"""`pal context`: what ctxhooks knows and what it puts into Claude's context."""

from collections import Counter
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from ctxhooks.cli.base import console, data, failures, find_project, language, settings_of, shown, t
from ctxhooks.context import recovery, rules, saving, section, tree
from ctxhooks.context.texts import catalog
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.facts import KINDS
from ctxhooks.model.plain import plain
from ctxhooks.store import checkpoints, files
from ctxhooks.store.project import Project
from ctxhooks.tokens.estimate import estimate

BAR = 24  # columns

project_option = click.option("--project", type=click.Path(exists=True, file_okay=False, path_type=Path), help=t("help_project"))
json_option = click.option("--json", "as_json", is_flag=True, help=t("help_json"))


@click.group(name="context", help=t("help_context"))
def command() -> None:
    pass


def _age(project: Project, checkpoint: Checkpoint) -> str:
    """Coarse, from the id's own time."""
    made = Checkpoint(created_at=checkpoints.moment(project.now))
    now, then = (_seconds(c.created_at) for c in (made, checkpoint))
    for unit, size in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if now - then >= size:
            return t("age_" + unit, n=int((now - then) // size))
    return t("age_now")


def _trigger(checkpoint: Checkpoint) -> str:
    known = checkpoint.trigger in (*saving.COMPACTION, "session_end")
    return t("trigger_" + checkpoint.trigger) if known else shown(checkpoint.trigger)


def _seconds(moment: str) -> float:
    from datetime import datetime

    try:
        return datetime.fromisoformat(moment).timestamp()
    except ValueError:
        return 0.0


@command.command(help=t("help_context_status"))
@project_option
@json_option
@failures
def status(project: Path | None, as_json: bool) -> None:
    where = find_project(project)
    settings = settings_of(where)
    last = checkpoints.newest(where)
    scored = next((c for c in checkpoints.sound(where, last.session_id) if c.recovery_prompt or c.recovery.score), None) if last else None
    parts = {
        "section": (section.held(where, settings) or "", settings.recovery.prompt_tokens),
        "prompt": (scored.recovery_prompt if scored else "", settings.recovery.prompt_tokens),
        "rule": ((files.read(rules.recovered_path(where)) or b"").decode("utf-8", "replace"), settings.recovery.rule_tokens),
    }
    costs = {name: {"tokens": estimate(text), "budget": budget} for name, (text, budget) in parts.items()}
    if as_json:
        data({"project": where.root, "checkpoint": plain(last) if last else None, "context": costs})
        return
    out = console()
    out.print(f"[bold]{shown(where.root)}[/]", soft_wrap=True)
    if last is None:
        out.print(t("status_none"))
        return
    out.print(t("status_last", age=_age(where, last), session=shown(last.session_id[:8]), trigger=_trigger(last), tokens=last.tokens_used))
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for name, cost in costs.items():
        full = min(BAR, round(BAR * cost["tokens"] / cost["budget"])) if cost["budget"] else 0
        table.add_row(t("part_" + name), f"[cyan]{'█' * full}[/][dim]{'░' * (BAR - full)}[/]", t("part_cost", **cost))
    out.print(table)
    counts = Counter(f.kind for f in last.facts)
    facts = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for kind in KINDS:
        if counts[kind]:
            facts.add_row(t("kind_" + kind), str(counts[kind]))
    out.print(t("status_facts"), facts, sep="\n")
    if scored and scored.recovery.score:
        out.print(_score(scored))


def _score(checkpoint: Checkpoint) -> str:
    score = checkpoint.recovery.score
    return t("score", **{name: score.get(name, 0) for name in ("facts", "summary", "given_back", "lost")})


@command.command("checkpoints", help=t("help_context_checkpoints"))
@project_option
@json_option
@failures
def list_checkpoints(project: Path | None, as_json: bool) -> None:
    where = find_project(project)
    sound = {c.id: c for c in checkpoints.sound(where)}
    ids = [name.removesuffix(".json") for name in checkpoints.names(where)]
    if as_json:
        data([_listed(i, sound.get(i)) for i in ids])
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("id", "session", "trigger", "time", "facts", "score"):
        table.add_column(t("column_" + name), justify="right" if name == "facts" else "left", no_wrap=name == "id")
    for i in ids:
        c = sound.get(i)
        if c is None:
            table.add_row(i, f"[red]{t('broken')}[/]")
        else:
            table.add_row(i, shown(c.session_id[:8]), _trigger(c), _age(where, c), str(len(c.facts)), _short(c))
    console().print(table if ids else t("status_none"))


def _listed(id_: str, c: Checkpoint | None) -> dict[str, Any]:
    if c is None:
        return {"id": id_, "broken": True}
    score = plain(c.recovery)["score"]
    return {"id": id_, "session": c.session_id, "trigger": c.trigger, "created_at": c.created_at, "facts": len(c.facts), "score": score}


def _short(c: Checkpoint) -> str:
    score = c.recovery.score
    return f"{score.get('summary', 0)} + {score.get('given_back', 0)} / {score.get('facts', 0)}" if score else ""


@command.command(help=t("help_context_show"))
@click.argument("id_", metavar="ID")
@project_option
@json_option
@failures
def show(id_: str, project: Path | None, as_json: bool) -> None:
    where = find_project(project)
    c = checkpoints.load(where, id_)
    if as_json:
        data(plain(c))
        return
    out = console()
    out.print(f"[bold]{shown(c.id)}[/]  {_trigger(c)}, {shown(c.created_at)}, Claude Code {shown(c.client or '?')}")
    dirty = f", {t('dirty', n=c.git.dirty)}" if c.git.dirty else ""
    out.print(f"{t('branch')}: {shown(c.git.branch or '–')} {shown(c.git.head)}{dirty}")
    for kind in KINDS:
        facts = [f for f in c.facts if f.kind == kind]
        if facts:
            out.print(f"\n[bold]{t('kind_' + kind)}[/]")
        for f in facts:
            seen = f":{f.evidence.line} {f.time[:16].replace('T', ' ')}".rstrip()
            out.print(f"- {shown(recovery.line(f, catalog(language())))} [dim]{shown(seen)}[/]", soft_wrap=True)
    if c.recovery.score:
        out.print("\n" + _score(c))
    for text in c.recovery.lost:
        out.print(f"- {shown(text)}", soft_wrap=True)


@command.command(help=t("help_context_restore"))
@click.argument("id_", metavar="ID")
@project_option
@failures
def restore(id_: str, project: Path | None) -> None:
    where = find_project(project)
    settings = settings_of(where)
    c = checkpoints.load(where, id_)
    section.write(where, settings, section.body(c, settings))
    if c.recovery_context:
        rules.write(where, rules.RECOVERED, c.recovery_context)
    facts = tree.against(c, where.root, settings.language)
    click.echo(recovery.prompt(c, facts, settings.language, settings.recovery.prompt_tokens), nl=False)


@command.command(help=t("help_context_reload"))
@click.option("--force", is_flag=True, help=t("help_force"))
@project_option
@failures
def reload(force: bool, project: Path | None) -> None:
    where = find_project(project)
    settings = settings_of(where)
    last = checkpoints.newest(where)
    if last is None:
        click.echo(t("status_none"))
        return
    changed = section.write(where, settings, section.body(last, settings))
    click.echo(t("reloaded" if changed else "as_it_was", what=settings.target))
    _reload_rule(where, last, force=force)


def _reload_rule(where: Project, last: Checkpoint, *, force: bool) -> None:
    owner = rules.owner(where)
    kept = (c.recovery_context for c in checkpoints.sound(where, owner) if c.recovery_context)
    made = next(kept, "") if owner else last.recovery_context
    there = files.read(rules.recovered_path(where))
    if made and made.encode() != there:
        if force or there is None:
            rules.write(where, rules.RECOVERED, made)
        click.echo(t("reloaded" if force or there is None else "kept_edited", what=rules.RECOVERED))
