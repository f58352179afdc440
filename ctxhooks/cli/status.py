"""`pal context status`: what Claude knows and what it costs, for a person who looks rather than reads."""

import shutil
from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from ctxhooks.cli.base import console, data, json_option, language, on_project, settings_of, shown, t
from ctxhooks.cli.tables import Column, print_table
from ctxhooks.disk.project import RULES, Project
from ctxhooks.loading import rules
from ctxhooks.model.checkpoint import COMPACTION, Checkpoint
from ctxhooks.model.document import CATEGORIES
from ctxhooks.model.facts import KINDS
from ctxhooks.model.loaded import LoadedItem
from ctxhooks.model.times import seconds
from ctxhooks.render.catalog import ago
from ctxhooks.sessions import live
from ctxhooks.transcript import tail
from ctxhooks.view.context_status import ContextStatus

BAR, SHORT = 24, 10  # columns; the short one on a terminal of fewer than WIDE
WIDE = 72


def aged(project: Project, checkpoint: Checkpoint) -> str:
    """How long ago it was taken, in words."""
    return aged_at(project, checkpoint.created_at)


def aged_at(project: Project, moment: str) -> str:
    """How long ago the moment (ISO 8601) is, in words."""
    return ago(language(), project.now - seconds(moment))


def triggered(checkpoint: Checkpoint) -> str:
    """What it was taken at, in words; an unknown trigger by its own name."""
    known = checkpoint.trigger in (*COMPACTION, "session_end", "pre_compression", "clear_prep")
    return t("trigger_" + checkpoint.trigger) if known else shown(checkpoint.trigger)


def score(checkpoint: Checkpoint) -> str:
    """How many facts the last compaction kept, gave back and lost, as a sentence."""
    counts = checkpoint.recovery.score
    return t("score", **{name: counts.get(name, 0) for name in ("facts", "summary", "given_back", "lost")})


@click.command(help=t("help_context_status"))
@on_project
@json_option
def status(where: Project, as_json: bool) -> None:
    """Prints what is in Claude's context now; with `--json` all of it as data."""
    settings = settings_of(where)
    now = ContextStatus(where, settings)
    if as_json:
        data(now.plain())
    else:
        _print(now)


def _print(now: ContextStatus) -> None:
    out = console()
    total = now.settings.context.token_budget
    out.print(f"[bold]{shown(now.project.root)}[/]")
    out.print(f"{t('status_budget', used=now.used, total=total)}  {_bar(now.used, total)}")
    out.print(f"[dim]{t('status_section', where=now.section, section=now.settings.section)}[/]")
    if now.reserved:
        out.print(f"[dim]{t('status_reserved', tokens=now.reserved)}[/]")
    shares = [(t("category_" + name), *now.category(name)) for name in CATEGORIES]
    shares += [(t("part_" + name), used, most) for name, (used, most) in now.recovery.items()]
    _rows(out, [(name, _bar(used, most), t("part_cost", tokens=used, budget=most)) for name, used, most in shares])
    if now.live and now.live.age < live.QUIET:
        _window(out, now.live)
    _ports(out, now)
    for heading, there in (("status_loaded_title", True), ("status_pending_title", False)):
        if some := [i for i in now.items if bool(i.rule) == there]:
            why = "" if there else f"  [dim]{t('status_strategy', strategy=now.settings.context.strategy)}[/]"
            out.print(f"\n[bold]{t(heading)}[/]{why}")
            _rows(out, [_document(now.project, i) for i in some], number=2)
    _checkpoint(out, now)


def _rows(out: Any, rows: Sequence[tuple[str, ...]], number: int = -1) -> None:
    """A table without a head; the column `number` stands to the right."""
    print_table([Column("", i == number, whole=i > 1) for i in range(max(map(len, rows), default=0))], rows, head=False, out=out)


def _bar(part: int, whole: int, length: int = 0) -> str:
    length = length or (BAR if shutil.get_terminal_size().columns >= WIDE else SHORT)
    full = min(length, round(length * part / whole)) if whole else 0
    colour = "red" if part > whole else "cyan"
    return f"[{colour}]{'█' * full}[/][dim]{'░' * (length - full)}[/]"


def _window(out: Any, session: live.Live) -> None:
    from rich.cells import cell_len

    used = session.fold.data["tokens"]
    total = tail.holds("", used)
    text = t("status_window", used=used, total=total, percent=used * 100 // total, session=shown(session.session[:8]))
    length = min(BAR, out.width - cell_len(text) - 2)
    out.print(text if length < SHORT else f"{text}  {_bar(used, total, length)}")


def _ports(out: Any, now: ContextStatus) -> None:
    if not now.active:
        out.print(t("no-active-port"))
        return
    out.print(f"\n[bold]{t('status_ports')}[/]")
    ages = {a.id: t("status_since", age=aged_at(now.project, a.since)) for a, _ in now.active}
    _rows(
        out,
        [(shown(p.id), shown(p.title), _bar(p.done, len(p.tasks), SHORT), f"{p.done}/{len(p.tasks)}", ages[a.id]) for a, p in now.active],
    )


def _document(project: Project, item: LoadedItem) -> tuple[str, ...]:
    edited = item.rule and rules.state(project.path(RULES, item.rule)) == rules.EDITED
    note = f"[yellow]{t('status_edited')}[/]" if edited else f"[dim]{t(f'level_{item.level}')}[/]" if item.rule else ""
    return (t("category_" + item.category), shown(item.name), f"{item.tokens:,}", note)


def _checkpoint(out: Any, now: ContextStatus) -> None:
    if now.last is None:
        out.print(t("status_none"))
        return
    session = shown(now.last.session_id[:8])
    out.print(
        "\n" + t("status_last", age=aged(now.project, now.last), session=session, trigger=triggered(now.last), tokens=now.last.tokens_used)
    )
    counts = Counter(f.kind for f in now.last.facts)
    out.print(t("status_facts"))
    _rows(out, [(t("kind_" + kind), str(counts[kind])) for kind in KINDS if counts[kind]], number=1)
    if now.scored and now.scored.recovery.score:
        out.print(score(now.scored))
