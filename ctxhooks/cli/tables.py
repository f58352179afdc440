"""One look for every list: a table without a frame, as wide as the terminal; where it is piped a row is a line, parted by tabs."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ctxhooks.cli.base import console, echo

EMPTY = ("", "–")
UNFOLDED = 10_000  # columns that no row needs


class Column(NamedTuple):
    """`number` stands to the right; `whole` is never broken over two lines.

    Where there is no room for all, those with a `spare` are left out, 1 before 2.
    """

    head: str
    number: bool = False
    whole: bool = False
    spare: int = 0


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]], *, head: bool = True) -> Table:
    """Rows of console markup; a column in which no row says anything is left out.

    A row may be shorter than the columns: the rest is empty.
    """
    filled = [(*row, *[""] * (len(columns) - len(row))) for row in rows]
    kept = [i for i in range(len(columns)) if any(row[i] not in EMPTY for row in filled)]
    made = Table(box=None, show_header=head, pad_edge=False, padding=(0, 2, 0, 0))
    for i in kept:
        c = columns[i]
        whole = c.whole or c.number
        longest = max(cell_len(Text.from_markup(text).plain) for text in (c.head, *(row[i] for row in filled))) if whole else None
        made.add_column(c.head, justify="right" if c.number else "left", no_wrap=whole, min_width=longest, overflow="fold")
    for row in filled:
        made.add_row(*(_indented(row[i]) for i in kept))
    return made


def _indented(cell: str) -> str | Padding:
    """A cell that begins with blanks keeps them on each of its lines."""
    text = cell.lstrip(" ")
    return Padding(text, (0, 0, 0, len(cell) - len(text))) if text != cell else cell


def print_table(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], *, head: bool = True, out: Any = None, fold: bool = False
) -> None:
    """The table. Piped, one with a head has every column in every row, for `cut` and `awk`; one to `fold` is as wide as a terminal."""
    out, rows = out or console(), list(rows)
    if head and not (fold or out.is_terminal):
        _print_parted([[c.head for c in columns], *rows], len(columns), out)
        return
    made = table(columns, rows, head=head)
    if out.is_terminal:
        for spare in sorted((i for i, column in enumerate(columns) if column.spare), key=lambda i: columns[i].spare):
            if Measurement.get(out, out.options.update_width(UNFOLDED), made).minimum > out.width:
                rows = [[*row[:spare], "", *row[spare + 1 :]] for row in rows]
                made = table(columns, rows, head=head)
        out.print(made, emoji=False, soft_wrap=False)
        return
    width, out.width = out.width, out.width if fold else UNFOLDED
    with out.capture() as printed:
        out.print(made, emoji=False, soft_wrap=False)
    out.width = width
    out.file.write("".join(f"{line.rstrip()}\n" for line in printed.get().splitlines()))


def _print_parted(rows: Iterable[Sequence[str]], columns: int, out: Any) -> None:
    for row in rows:
        cells = [" ".join(Text.from_markup(cell, emoji=False).plain.split()) for cell in row]
        out.file.write("\t".join(cells + [""] * (columns - len(cells))) + "\n")


def print_list(columns: Sequence[Column], rows: Sequence[Sequence[str]], none: str) -> None:
    """A list of things; `none` says how the first one comes to be, where there is none yet."""
    if rows:
        print_table(columns, rows)
    else:
        echo(none)
