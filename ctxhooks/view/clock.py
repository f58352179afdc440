"""The axis of time that all pictures of a session share, and the points on it."""

from bisect import bisect

from ctxhooks.model.times import seconds
from ctxhooks.view.session_models import Point

PAUSE = 300.0  # seconds; a longer pause counts as this
POINTS = 600  # of the window; the highest and the lowest of each group of neighbours stay


class Clock:
    """Time of work: from record to record, with pauses cut short; never backwards."""

    def __init__(self) -> None:
        self.x, self.time, self._last = 0.0, "", 0.0
        self.known: list[tuple[float, float]] = []  # seconds since 1970, and x

    def tick(self, moment: str) -> float:
        """Moves the clock on to an ISO 8601 time and returns the position on the axis, in seconds of work.

        A time that is not after the last one, or cannot be parsed, moves nothing.
        """
        now = seconds(moment)
        if now > self._last:
            self.x += min(now - self._last, PAUSE) if self._last else 0.0
            self._last, self.time = now, moment
            self.known.append((now, self.x))
        return self.x

    def place(self, moment: str) -> float:
        """Where a moment of another transcript stands on this axis: in proportion between the two records that it lies between."""
        now = seconds(moment)
        at = bisect(self.known, (now, float("inf")))
        if at in (0, len(self.known)):
            return self.known[at - 1][1] if at else 0.0
        (before, left), (after, right) = self.known[at - 1 : at + 1]
        return left + (right - left) * (now - before) / (after - before)


def thinned(points: list[Point], most: int = POINTS) -> tuple[Point, ...]:
    """At most about `most` points: of each group of neighbours the first, the highest, the lowest and the last."""
    if len(points) <= most:
        return tuple(points)
    size = -(-len(points) * 4 // most)
    kept: list[Point] = []
    for start in range(0, len(points), size):
        part = points[start : start + size]
        heights = [p.tokens for p in part]
        kept += [part[i] for i in sorted({0, heights.index(min(heights)), heights.index(max(heights)), len(part) - 1})]
    return tuple(kept)
