"""What an overview of many sessions shows."""

from collections.abc import Iterable
from typing import NamedTuple

from ctxhooks.view.session_models import Count, total


class Recovered(NamedTuple):
    """A compaction in an overview: `tokens` were given back, `used_again` of them are of facts that Claude named later.

    `known` says whether it is known what was given back, else only the summary was judged; `replayed`, that the hooks were run for it.
    """

    time: str = ""
    judged: Count = Count()
    tokens: int = 0
    used_again: int = 0
    known: bool = False
    replayed: bool = False


class Row(NamedTuple):
    """A session in an overview; `size` in bytes."""

    session: str = ""
    title: str = ""
    project: str = ""
    began: str = ""
    ended: str = ""
    size: int = 0
    prompts: int = 0
    peak: int = 0
    compactions: tuple[Recovered, ...] = ()

    @property
    def judged(self) -> Count:
        """All compactions of the session added up."""
        return total(c.judged for c in self.compactions)


class Sum(NamedTuple):
    """Of many sessions: `known` counts compactions of which it is known what was given back, in `back`,
    and `replayed` those that were replayed for that; `all` counts all of them."""

    sessions: int = 0
    size: int = 0
    compactions: int = 0
    known: int = 0
    replayed: int = 0
    all: Count = Count()
    back: Count = Count()
    tokens: int = 0
    used_again: int = 0


def summed(rows: Iterable[Row]) -> Sum:
    """The figures of many sessions added up; what was given back comes only from compactions where that is known."""
    rows = tuple(rows)
    found = [c for r in rows for c in r.compactions]
    known = [c for c in found if c.known]
    return Sum(
        sessions=len(rows),
        size=sum(r.size for r in rows),
        compactions=len(found),
        known=len(known),
        replayed=sum(c.replayed for c in known),
        all=total(c.judged for c in found),
        back=total(c.judged for c in known),
        tokens=sum(c.tokens for c in known),
        used_again=sum(c.used_again for c in known),
    )


class ProjectRow(NamedTuple):
    name: str = ""
    rows: tuple[Row, ...] = ()

    @property
    def sum(self) -> Sum:
        """The project's sessions added up."""
        return summed(self.rows)


class Overview(NamedTuple):
    """Sessions by project; `skipped` files could not be read."""

    projects: tuple[ProjectRow, ...] = ()
    skipped: int = 0

    @property
    def rows(self) -> tuple[Row, ...]:
        """The sessions of all projects, project by project."""
        return tuple(r for p in self.projects for r in p.rows)

    @property
    def sum(self) -> Sum:
        """All sessions added up."""
        return summed(self.rows)
