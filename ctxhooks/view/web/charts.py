"""Where things stand in a picture: numbers for the templates' SVG, in percent across and in units of a plot up and down."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ctxhooks.view.overview_models import Recovered
from ctxhooks.view.session_models import FileEdit, Point, SessionView, total

HIGH = 100.0  # units of a plot
ROOM = 1.08  # above the highest value
BINS = 60
TICKS = 5
COLUMNS = 80
WIDEST = 6.0  # percent of the width, of a column
LEAST_GAP = 14.0  # percent between two labels of time


def across(x: float, length: float) -> float:
    """Percent of the plot's width."""
    return round(100 * x / length, 2) if length else 0.0


def area(points: Sequence[Point], length: float, top: float, *, closed: bool = True) -> str:
    """An SVG path in a box of 100 × 100; steps are what was in use until the next message."""
    if not points or not top:
        return ""
    places = [f"{across(p.x, length):g} {HIGH - HIGH * min(1.0, p.tokens / top):.2f}" for p in points]
    line = "M" + " L".join(places)
    first, last = across(points[0].x, length), across(points[-1].x, length)
    return f"{line} L{last:g} {HIGH:g} L{first:g} {HIGH:g} Z" if closed else line


def top(view: SessionView) -> float:
    """The highest value of the window's chart: the window, or less where most of it stays empty."""
    return view.window * ROOM if view.peak > view.window * 0.35 else max(1.0, view.peak * 1.6)


class Tick(NamedTuple):
    at: float
    time: str
    date: bool


def ticks(points: Sequence[Point], length: float) -> list[Tick]:
    """Moments to be named below a plot; `date` where the day is another than that of the one before."""
    found: list[Tick] = []
    for p in points:
        at = across(p.x, length)
        if len(p.time) >= 16 and at < 97 and (not found or at - found[-1].at >= max(LEAST_GAP, 100 / TICKS * 0.8)):
            found.append(Tick(at, p.time, not found or found[-1].time[:10] != p.time[:10]))
    return found


class Bin(NamedTuple):
    """Lines added and removed: heights in percent of half a plot."""

    at: float
    up: float
    down: float


def bins(edits: Iterable[FileEdit], length: float) -> list[Bin]:
    """Lines added and removed along the time axis, in at most `BINS` bars of equal width; empty ones are left out.

    Heights grow with the square root, so that one large edit does not flatten all others. `length` is the session's, in seconds of work.
    """
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for e in edits:
        place = min(BINS - 1, int(across(e.x, length) * BINS / 100))
        sums[place][0] += e.added
        sums[place][1] += e.removed
    most = max((max(pair) for pair in sums.values()), default=0) or 1
    return [Bin(round(place * 100 / BINS, 2), *(round(48 * (n / most) ** 0.5, 2) for n in pair)) for place, pair in sorted(sums.items())]


class FileRow(NamedTuple):
    path: str
    edits: tuple[FileEdit, ...]
    added: int
    removed: int


def files(edits: Iterable[FileEdit], most: int = 40) -> tuple[list[FileRow], int]:
    """The files with most changed lines first, and how many more there are."""
    by_path: dict[str, list[FileEdit]] = defaultdict(list)
    for e in edits:
        by_path[e.path].append(e)
    rows = [FileRow(path, tuple(es), sum(e.added for e in es), sum(e.removed for e in es)) for path, es in by_path.items()]
    rows.sort(key=lambda r: -(r.added + r.removed))
    return rows[:most], len(rows) - len(rows[:most])


def shares(*parts: int) -> list[tuple[float, float]]:
    """Where each part of a stacked bar begins, and how wide it is, in percent."""
    whole, begin, found = sum(parts) or 1, 0.0, []
    for part in parts:
        wide = 100 * part / whole
        found.append((round(begin, 2), round(wide, 2)))
        begin += wide
    return found


class StackedColumn(NamedTuple):
    """Some compactions that followed each other: shares in percent; what was given back counts only where that is known."""

    at: float
    wide: float
    begins: str
    summary: float
    given: float
    lost: float
    known: bool


def columns(found: Iterable[Recovered]) -> list[StackedColumn]:
    """The compactions in at most `COLUMNS` columns, in the order of time; those without a fact are left out."""
    ordered = sorted((r for r in found if r.judged.facts), key=lambda r: r.time)
    size = -(-len(ordered) // COLUMNS) or 1
    groups = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    wide = min(100 / max(1, len(groups)), WIDEST)
    made = []
    for place, group in enumerate(groups):
        known = [r for r in group if r.known]
        count = total(r.judged for r in known or group)
        summary, given, lost = (round(100 * n / count.facts, 2) for n in (count.summary, count.given, count.lost))
        made.append(StackedColumn(round(place * wide, 2), round(wide * 0.8, 2), group[0].time, summary, given, lost, bool(known)))
    return made
