"""A handoff: a checked package of context from one agent to another."""

from ctxhooks.light.typing import NamedTuple


class HandedSession(NamedTuple):
    """`position` is the line of the transcript up to which it was read; `available` tokens are what the next agent has."""

    id: str = ""
    model: str = ""
    position: int = 0
    available: int = 0
    language: str = ""


class HandedTask(NamedTuple):
    """`artifacts` are references: paths or tags, never contents. `history` is a summary of the conversation."""

    spec: str = ""
    phase: str = ""
    completed: tuple[str, ...] = ()
    next: str = ""
    decisions: tuple[str, ...] = ()
    blocking: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    history: str = ""


class HandedRecovery(NamedTuple):
    checkpoint: str = ""
    reserved: int = 0
    can_fork: bool = False


class Handoff(NamedTuple):
    """`tokens` is what its text costs; `compressed` is by how many percent it was made smaller to fit.

    On disk a SHA-256 over all of it is added.
    """

    id: str = ""
    created: str = ""
    from_agent: str = ""
    to_agent: str = ""
    session: HandedSession = HandedSession()
    task: HandedTask = HandedTask()
    recovery: HandedRecovery = HandedRecovery()
    tokens: int = 0
    compressed: int = 0


class Entry(NamedTuple):
    """A line of the history: what became of a package or of a subagent. `what` is created, accepted or returned."""

    time: str = ""
    what: str = ""
    id: str = ""
    agent: str = ""
    agent_id: str = ""
    text: str = ""
