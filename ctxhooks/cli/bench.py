"""`pal bench recovery`: what Claude Code's summaries kept of a user's own sessions, and what would have come back."""

import statistics
from collections import Counter
from pathlib import Path
from typing import Any

import click

from ctxhooks.cli.base import Group, console, data, failures, language, progress, t
from ctxhooks.cli.tables import Column, print_table
from ctxhooks.measure import used
from ctxhooks.measure.gold import Compaction, compactions
from ctxhooks.measure.needles import KINDS, held
from ctxhooks.measure.replay import Replayed, replay
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.replies import units
from ctxhooks.tokens.estimate import estimate

MEASURES = ("facts", "summary", "with")  # how many there are, and of these how many the summary holds alone and with the hooks


@click.group(cls=Group, name="bench", help=t("help_bench"))
def command() -> None:
    """Its commands measure with transcripts that are there; nothing is sent."""


@command.command(help=t("help_bench_recovery"))
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--used", "with_used", is_flag=True, help=t("help_bench_used"))
@click.option("--json", "as_json", is_flag=True, help=t("help_json"))
@failures
def recovery(paths: tuple[Path, ...], with_used: bool, as_json: bool) -> None:
    """Plays each compaction of the transcripts through the hooks and counts the facts that the summary held, and held with ours."""
    found = [f for p in paths for f in (sorted(p.rglob("*.jsonl")) if p.is_dir() else [p])]
    rows: list[dict[str, Any]] = []
    with progress(t("view_reading"), sum(f.stat().st_size for f in found)) as advance:
        for f in found:
            rows += [_row(f, n, c, replay(f, c, language()), with_used) for n, c in enumerate(compactions(f))]
            advance(f.stat().st_size)
    if not rows:
        raise CtxhooksError("no-compactions", paths=", ".join(map(str, paths)))
    if as_json:
        data({"compactions": rows, "all": _total(rows)})
    else:
        _table(rows)


def _row(transcript: Path, number: int, c: Compaction, outcome: Replayed, with_used: bool) -> dict[str, Any]:
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
        **({"used": _used(transcript, c, outcome)} if with_used else {}),
    }


def _used(transcript: Path, c: Compaction, outcome: Replayed) -> dict[str, dict[str, int]]:
    """How many names of each kind were used afterwards, and how many of them the summary held, alone and with the hooks."""
    found = used.used(transcript, c)
    counted = (found, used.kept(found, c.summary), used.kept(found, c.summary + "\n" + outcome.given))
    by_kind = [Counter(u.kind for u in names) for names in counted]
    return {k: dict(zip(MEASURES, (c[k] for c in by_kind), strict=True)) for k in used.KINDS if by_kind[0][k]}


def _total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    kinds = _added([r["kinds"] for r in rows], KINDS)
    middle = {m: statistics.median(r[m] for r in rows) for m in ("units", "tokens")}
    afterwards = {"used": _added([r["used"] for r in rows], used.KINDS)} if "used" in rows[0] else {}
    return {"kinds": kinds, **_whole(kinds), **middle, **afterwards}


def _added(rows: list[dict[str, dict[str, int]]], kinds: tuple[str, ...]) -> dict[str, dict[str, int]]:
    added = {k: {m: sum(r.get(k, {}).get(m, 0) for r in rows) for m in MEASURES} for k in kinds}
    return {k: v for k, v in added.items() if v["facts"]}


def _whole(kinds: dict[str, dict[str, int]]) -> dict[str, int]:
    return {m: sum(v[m] for v in kinds.values()) for m in MEASURES}


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}".replace(".0%", "%") if whole else "–"


def _table(rows: list[dict[str, Any]]) -> None:
    total, out = _total(rows), console()
    out.print(f"[bold]{t('bench_title', n=len(rows))}[/]\n")
    _shares("bench_facts", {t("gold_" + k): v for k, v in total["kinds"].items()})
    out.print("\n" + t("bench_cost", units=f"{total['units']:,.0f}", tokens=f"{total['tokens']:,.0f}"))
    if "used" in total:
        out.print(f"\n[bold]{t('bench_used_title', n=used.ANSWERS)}[/]\n")
        _shares("bench_used", {t("used_" + k): v for k, v in total["used"].items()})


def _shares(counted: str, kinds: dict[str, dict[str, int]]) -> None:
    columns = [Column(t("bench_kind")), *(Column(t(name), number=True) for name in (counted, "bench_summary", "bench_with"))]
    named = [*kinds.items(), (f"[bold]{t('bench_all')}[/]", _whole(kinds))]
    cells = [(name, str(v["facts"]), _share(v["summary"], v["facts"]), _share(v["with"], v["facts"])) for name, v in named]
    print_table(columns, cells, out=console())
