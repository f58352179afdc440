"""A session: what is known of a conversation beyond its transcript, so that work outlives its end."""

from ctxhooks.light.typing import NamedTuple
from ctxhooks.model.settings import Persistence

PHASES = ("initialization", "planning", "implementation", "testing", "documentation", "review", "completed")


class Use(NamedTuple):
    """Of the model's window, in tokens; `percent` of it is used."""

    total: int = 0
    used: int = 0
    available: int = 0
    percent: int = 0


class PhaseChange(NamedTuple):
    """`at` is ISO 8601, in UTC."""

    phase: str = ""
    at: str = ""


class Step(NamedTuple):
    """One that a person or a program added; those of Claude's own list of tasks come and go with it."""

    text: str = ""
    done: bool = False


class WorkState(NamedTuple):
    """`spec` is a path or a port's id; steps are named by their texts, artifacts by their paths from the project's root.

    `completed` and `pending` are all steps, `added` and `added_artifacts` those that did not come from the transcript; what a person
    took out stands in `removed_artifacts`.
    """

    spec: str = ""
    phase: str = PHASES[0]
    completed: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    phases: tuple[PhaseChange, ...] = ()
    added: tuple[Step, ...] = ()
    added_artifacts: tuple[str, ...] = ()
    removed_artifacts: tuple[str, ...] = ()

    @property
    def next(self) -> str:
        """The first step that is still pending; empty where there is none."""
        return self.pending[0] if self.pending else ""


class User(NamedTuple):
    language: str = ""
    name: str = ""


class Session(NamedTuple):
    """Times are ISO 8601, in UTC; `ended` is empty while it is on, `reason` says why; `follows` is the session that it carries on."""

    id: str = ""
    model: str = ""
    created: str = ""
    updated: str = ""
    window: Use = Use()
    work: WorkState = WorkState()
    user: User = User()
    persistence: Persistence = Persistence()
    transcript: str = ""
    ended: str = ""
    reason: str = ""
    follows: str = ""
