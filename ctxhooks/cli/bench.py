"""`pal bench recovery`: what Claude Code's summaries kept of a user's own sessions, and what would have come back."""

import statistics
from collections import Counter
from pathlib import Path
from typing import Any

import click

from ctxhooks.cli.base import console, data, failures, language, progress, t
from ctxhooks.cli.tables import Column, print_table
from ctxhooks.measure.gold import Compaction, compactions
from ctxhooks.measure.needles import KINDS, held
from ctxhooks.measure.replay import Replayed, replay
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.replies import units
from ctxhooks.tokens.estimate import estimate


@click.group(name="bench", help=t("help_bench"))
def command() -> None:
    pass


@command.command(help=t("help_bench_recovery"))
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=t("help_json"))
@failures
def recovery(paths: tuple[Path, ...], as_json: bool) -> None:
    found = [f for p in paths for f in (sorted(p.rglob("*.jsonl")) if p.is_dir() else [p])]
    rows: list[dict[str, Any]] = []
    with progress(t("view_reading"), sum(f.stat().st_size for f in found)) as advance:
        for f in found:
            rows += [_row(f, n, c, replay(f, c, language())) for n, c in enumerate(compactions(f))]
            advance(f.stat().st_size)
    if not rows:
        raise CtxhooksError("no-compactions", paths=", ".join(map(str, paths)))
    if as_json:
        data({"compactions": rows, "all": _total(rows)})
    else:
        _table(rows)


def _row(transcript: Path, number: int, c: Compaction, outcome: Replayed) -> dict[str, Any]:
    kinds = Counter(n.kind for n in c.needles)
    alone = Counter(n.kind for n in held(c.needles, c.summary))
    back = held(c.needles, c.summary + "\n" + outcome.given)
    return {
        "transcript": str(transcript),
        "compaction": number,
        "kinds": {k: {"facts": kinds[k], "summary": alone[k], "with": sum(n.kind == k for n in back)} for k in KINDS if kinds[k]},
        "lost": [f"{n.kind}: {n.text}" for n in c.needles if n not in back],
        "units": units(outcome.given),
        "tokens": estimate(outcome.given),
    }


def _total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    kinds = {k: {m: sum(r["kinds"].get(k, {}).get(m, 0) for r in rows) for m in ("facts", "summary", "with")} for k in KINDS}
    kinds = {k: v for k, v in kinds.items() if v["facts"]}
    whole = {m: sum(v[m] for v in kinds.values()) for m in ("facts", "summary", "with")}
    middle = {m: statistics.median(r[m] for r in rows) for m in ("units", "tokens")}
    return {"kinds": kinds, **whole, **middle}


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}".replace(".0%", "%") if whole else "–"


def _table(rows: list[dict[str, Any]]) -> None:
    total = _total(rows)
    columns = [Column(t("bench_kind")), *(Column(t(name), number=True) for name in ("bench_facts", "bench_summary", "bench_with"))]
    named = [*((t("gold_" + kind), v) for kind, v in total["kinds"].items()), (f"[bold]{t('bench_all')}[/]", total)]
    out = console()
    out.print(f"[bold]{t('bench_title', n=len(rows))}[/]\n")
    cells = [(name, str(v["facts"]), _share(v["summary"], v["facts"]), _share(v["with"], v["facts"])) for name, v in named]
    print_table(columns, cells, out=out)
    out.print("\n" + t("bench_cost", units=f"{total['units']:,.0f}", tokens=f"{total['tokens']:,.0f}"))
