"""`pal tokens`: what texts cost, as every counter counts, side by side."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click

from ctxhooks.cli import estimate
from ctxhooks.cli.base import console, data, json_option, message, on_project, shown, t
from ctxhooks.cli.tables import Column, print_table
from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.tokens import calibration, counters
from ctxhooks.tokens.counting import counter
from ctxhooks.tokens.memory import Memory


class CounterRow(NamedTuple):
    """`seconds` is None where every count was kept from before; `why` stands for a counter that cannot be had."""

    name: str
    tokens: tuple[int, ...] = ()
    seconds: float | None = None
    why: str = ""


@click.command(help=t("help_tokens"))
@click.argument("names", nargs=-1, required=True, metavar="FILE...|-")
@click.option("--model", default="", metavar="MODEL", help=t("help_tokens_model"))
@click.option("--levels", is_flag=True, help=t("help_tokens_levels"))
@on_project
@json_option
def command(names: tuple[str, ...], model: str, levels: bool, where: Project, as_json: bool) -> None:
    """Counts texts by every counter that is installed; slow counts are kept by the texts' content."""
    if levels and model:
        raise click.UsageError(t("tokens_either"))
    gone = [name for name in names if levels and not Path(name).exists()]
    if gone:
        raise click.BadParameter(t("no-text", path=gone[0]))
    if levels:
        estimate.by_levels(where, names, as_json=as_json)
        return
    texts = [_text(name) for name in names]
    family, factor = calibration.used(where, model)
    memory = Memory(where)
    known = dict(memory.counts)

    def get(name: str) -> counters.Count:
        if name == "claude":
            return counter(where, model)
        return counters.get(name, family)

    rows = [_counted(name, texts, get, family, memory) for name in counters.NAMES]
    if memory.counts != known and Path(where.root, ".pal").is_dir():
        memory.save()
    if as_json:
        data(_plain(names, texts, rows, family, factor))
    else:
        _print(names, rows, family, factor)


def _text(name: str) -> str:
    raw = sys.stdin.buffer.read() if name == "-" else files.read(name)
    if raw is None or b"\0" in raw:
        raise CtxhooksError("no-text", path=name)
    return raw.decode("utf-8", "replace")


def _counted(name: str, texts: list[str], get: Callable[[str], counters.Count], family: str, memory: Memory) -> CounterRow:
    """Timed without what it takes to load the counter."""
    slow = name in counters.SLOW
    keys = [memory.key(counters.identity(name, family), text) for text in texts] if slow else [""] * len(texts)
    if slow and all(key in memory.counts for key in keys):
        return CounterRow(name, tuple(memory.counts[key] for key in keys))
    try:
        count = get(name)
        start = time.perf_counter()
        tokens = tuple(map(count, texts))
    except CtxhooksError as e:
        return CounterRow(name, why=message(e))
    seconds = time.perf_counter() - start
    if slow:
        memory.counts.update(zip(keys, tokens, strict=True))
    return CounterRow(name, tokens, seconds)


def _plain(names: tuple[str, ...], texts: list[str], rows: list[CounterRow], family: str, factor: float) -> dict[str, Any]:
    return {
        "family": family,
        "factor": factor,
        "files": [
            {"file": name, "characters": len(text), "tokens": {r.name: r.tokens[i] if r.tokens else None for r in rows}}
            for i, (name, text) in enumerate(zip(names, texts, strict=True))
        ],
        "total": {r.name: sum(r.tokens) if r.tokens else None for r in rows},
        "seconds": {r.name: r.seconds for r in rows},
        "unavailable": {r.name: r.why for r in rows if r.why},
    }


def _print(names: tuple[str, ...], rows: list[CounterRow], family: str, factor: float) -> None:
    """Prints a line for each counter; of several files a column for each. Counters that cannot be had are named below."""
    several = len(names) > 1
    heads = ["", *names, *([t("tokens_total")] if several else []), t("tokens_time")]
    lines = [heads, *(_cells(row, several) for row in rows if not row.why)]
    if several:
        lines = [list(column) for column in zip(*lines, strict=True)]
    out = console()
    columns = [Column(shown(head), number=bool(i)) for i, head in enumerate(lines[0])]
    print_table(columns, [[*map(shown, line)] for line in lines[1:]], out=out)
    for row in rows:
        if row.why:
            out.print(f"[dim]{row.name}: {shown(row.why)}[/]")
    out.print(f"[dim]{t('tokens_family_' + family)}{t('tokens_factor', factor=factor) if factor != 1 else ''}[/]")


def _cells(row: CounterRow, several: bool) -> list[str]:
    total = [sum(row.tokens)] if several else []
    taken = t("tokens_kept") if row.seconds is None else t("tokens_ms", ms=row.seconds * 1000)
    return [row.name, *(f"{n:,}" for n in (*row.tokens, *total)), taken]
