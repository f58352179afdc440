"""`pal demo`: the compaction of a transcript with the most facts, through every hook, step by step."""

from pathlib import Path

import click
from rich.console import Console
from rich.panel import Panel

from ctxhooks.cli.base import console, echo, failures, language, shown, t
from ctxhooks.cli.fact_table import print_facts
from ctxhooks.measure.gold import Compaction, compactions
from ctxhooks.measure.needles import held
from ctxhooks.measure.replay import Replayed, replay
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.replies import units
from ctxhooks.render.catalog import shipped
from ctxhooks.tokens.estimate import estimate


@click.command(name="demo", help=t("help_demo"))
@click.argument("transcript", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--svg", type=click.Path(path_type=Path), help=t("help_demo_svg"))
@failures
def command(transcript: Path | None, svg: Path | None) -> None:
    """Plays the transcript's compaction with the most facts; a CtxhooksError where there is none."""
    if transcript is None:
        echo(t("demo_scripted"))
        transcript = Path(shipped("demo"), "session.jsonl")
    found = list(compactions(transcript))
    if not found:
        raise CtxhooksError("no-compactions", paths=transcript)
    compaction = max(found, key=lambda c: len(c.needles))
    out = Console(record=True, width=100, force_terminal=True, highlight=False) if svg else console()
    _print(out, compaction, replay(transcript, compaction, language()))
    if svg:
        svg.write_text(out.export_svg(title="ctxhooks"), encoding="utf-8")  # a picture for a document, where the user asked for it


def _print(out: Console, c: Compaction, outcome: Replayed) -> None:
    alone = held(c.needles, c.summary)
    back = held(c.needles, c.summary + "\n" + outcome.given)
    out.print(
        Panel(shown(_excerpt(c.summary)), title=t("demo_summary", held=len(alone), all=len(c.needles)), border_style="red"), soft_wrap=False
    )
    out.print(
        Panel(shown(outcome.prompt.strip()), title=t("demo_back", held=len(back), all=len(c.needles)), border_style="green"),
        soft_wrap=False,
    )
    if outcome.checkpoint:
        print_facts(outcome.checkpoint, out, fold=True)
        out.print(t("demo_columns"))
    out.print(t("demo_cost", units=units(outcome.given), tokens=estimate(outcome.given)))
    out.print(t("demo_time", hooks=", ".join(f"{hook} {took * 1000:.0f} ms" for hook, took in outcome.seconds.items())))


def _excerpt(summary: str) -> str:
    """The summary's first lines."""
    _, _, answer = summary.partition("</analysis>")  # the model's notes to itself, and the client's words around them
    lines = [line for line in (answer or summary).strip().splitlines() if line.strip() not in ("", "<summary>")]
    return "\n".join(lines[:6]) + ("\n…" if len(lines) > 6 else "")
