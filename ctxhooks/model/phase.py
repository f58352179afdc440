"""A phase that was completed: what it held, and where each thing is now."""

from typing import NamedTuple

from ctxhooks.model.port import Working


class ArchivedDocument(NamedTuple):
    """A file of the phase: `path` is where it stood, from the project's root, with `/`."""

    path: str = ""
    sha256: str = ""
    tokens: int = 0


class Phase(NamedTuple):
    """A checkpoint, as YAML. `working` is what was active of it, `checkpoint` the newest work state then, `summary` the digest of the
    phase summary, so that one which a person has edited since is known."""

    phase: str = ""
    completed: str = ""
    checkpoint: str = ""
    summary: str = ""
    working: Working = Working()
    decisions: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    documents: tuple[ArchivedDocument, ...] = ()
