"""One table for a checkpoint in a terminal: each fact, what kept it, and what it costs."""

from typing import Any

from rich.table import Table

from ctxhooks.cli.base import language, shown, t
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.facts import KINDS
from ctxhooks.view.kept_facts import kept_facts
from ctxhooks.view.session_models import GIVEN_BACK
from ctxhooks.view.web.words import phrases

COLOURS = {"summary": "dim", "lost": "red", **dict.fromkeys(GIVEN_BACK, "green")}


def fact_table(checkpoint: Checkpoint) -> Table:
    """By kind, the most important first; where the transcript says so stands behind each fact."""
    words = phrases(language())
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(words["fact"], overflow="fold")
    table.add_column(words["kept_where"], min_width=12)
    table.add_column(words["cost"], justify="right")
    found = kept_facts(checkpoint, language())
    for kind in KINDS:
        facts = [f for f in found if f.kind == kind]
        if not facts:
            continue
        table.add_row(f"[bold]{t('kind_' + kind)}[/]")
        for f in facts:
            line = f" [dim]:{f.line}[/]" if f.line else ""
            table.add_row(f"{shown(f.text)}{line}", _outcome(f.kept_by, words), str(f.tokens))
    return table


def _outcome(kept_by: str, words: dict[str, Any]) -> str:
    colour = COLOURS.get(kept_by, "")
    return f"[{colour}]{words['kept_' + kept_by]}[/]" if colour else str(words["kept_" + kept_by])
