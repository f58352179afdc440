"""One table for a checkpoint in a terminal: each fact, what kept it, and what it costs."""

from typing import Any

from rich.console import Console

from ctxhooks.cli.base import language, shown, t
from ctxhooks.cli.tables import Column, print_table
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.facts import KINDS
from ctxhooks.view.kept_facts import kept_facts
from ctxhooks.view.session_models import GIVEN_BACK
from ctxhooks.view.web.words import phrases

COLOURS = {"summary": "dim", "lost": "red", **dict.fromkeys(GIVEN_BACK, "green")}


def print_facts(checkpoint: Checkpoint, out: Console, *, fold: bool = False) -> None:
    """Prints the facts by kind, the most important first, each with its line in the transcript."""
    words = phrases(language())
    columns = (Column(words["fact"]), Column(words["kept_where"]), Column(words["cost"], number=True))
    rows: list[tuple[str, ...]] = []
    found = kept_facts(checkpoint, language())
    for kind in KINDS:
        facts = [f for f in found if f.kind == kind]
        if not facts:
            continue
        rows.append((f"[bold]{t('kind_' + kind)}[/]",))
        for f in facts:
            line = f" [dim]:{f.line}[/]" if f.line else ""
            rows.append((f"  {shown(f.text)}{line}", _outcome(f.kept_by, words), str(f.tokens)))
    print_table(columns, rows, out=out, fold=fold)


def _outcome(kept_by: str, words: dict[str, Any]) -> str:
    colour = COLOURS.get(kept_by, "")
    return f"[{colour}]{words['kept_' + kept_by]}[/]" if colour else str(words["kept_" + kept_by])
