"""A port: a unit of work, as its spec describes it."""

from ctxhooks.light.typing import NamedTuple

STATUSES = ("pending", "running", "complete", "failed", "blocked")


class Active(NamedTuple):
    """A port at work: since when (ISO 8601, in UTC), and in which session it was started, where that is known."""

    id: str = ""
    since: str = ""
    session: str = ""


class Working(NamedTuple):
    """What a project works on now: its active ports, the oldest first, and the documents that were asked for by name."""

    ports: tuple[Active, ...] = ()
    pinned: tuple[str, ...] = ()


class SpecTask(NamedTuple):
    """A line of a check list: `line` counts from 1 in the file, `heading` is the one it stands under."""

    text: str = ""
    done: bool = False
    line: int = 0
    heading: str = ""


class Port(NamedTuple):
    """`status` is the spec's own; which ports are active is state. `path` is the spec's file.

    `body` is all of the spec after its head, in its order, its tasks numbered, where it has more than the parts named here; else empty.
    """

    id: str = ""
    title: str = ""
    status: str = "pending"
    priority: str = ""
    conventions: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    agent: str = ""
    goal: str = ""
    description: str = ""
    decisions: str = ""
    notes: str = ""
    tasks: tuple[SpecTask, ...] = ()
    path: str = ""
    body: str = ""

    @property
    def done(self) -> int:
        """How many tasks are done."""
        return sum(task.done for task in self.tasks)

    @property
    def progress(self) -> int:
        """The ticked share of the tasks, in percent; of a port without tasks 100 or 0, by its status."""
        return self.done * 100 // len(self.tasks) if self.tasks else 100 * (self.status == "complete")
