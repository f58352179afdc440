"""A handoff: a checked package of context from one agent to another."""

from typing import NamedTuple


class HandedSession(NamedTuple):
    """`position` is the line of the transcript up to which it was read; `available` tokens are left in the next agent's window."""

    id: str = ""
    model: str = ""
    position: int = 0
    available: int = 0
    language: str = ""


class HandedTask(NamedTuple):
    """`artifacts` are references: paths or tags, never contents."""

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
    """`sha256` is over all else, as canonical JSON; `compressed` tells by how many percent the context was made smaller."""

    id: str = ""
    created: str = ""
    from_agent: str = ""
    to_agent: str = ""
    session: HandedSession = HandedSession()
    task: HandedTask = HandedTask()
    recovery: HandedRecovery = HandedRecovery()
    tokens: int = 0
    compressed: int = 0
    accepted: str = ""
    sha256: str = ""
