"""A work state on disk, with what was given back of it."""

from ctxhooks.light.typing import Annotated, NamedTuple
from ctxhooks.model.facts import Fact
from ctxhooks.model.json_values import OnDisk

SCHEMA = 1
COMPACTION = frozenset({"manual", "auto"})  # triggers of one


class Task(NamedTuple):
    id: str = ""
    title: str = ""
    status: str = "pending"


class ActivePort(NamedTuple):
    id: str = ""
    title: str = ""
    progress: int | float = 0
    current_task: str = ""
    completed_tasks: tuple[str, ...] = ()


class FileChange(NamedTuple):
    """An edited file: `before` and `after` are digests of its bytes ahead of the first edit and at the checkpoint; empty for no file.

    `lines` are the first and the last of those that were edited or read last; empty where that is not known.
    """

    path: str = ""
    action: str = "updated"
    added: int = 0
    removed: int = 0
    symbols: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    before: str = ""
    after: str = ""


class Git(NamedTuple):
    branch: str = ""
    head: str = ""
    dirty: int = 0


class Place(NamedTuple):
    """How far a transcript was read: `digest` is a hash of the bytes ahead of `offset`, `line` counts their lines."""

    path: str = ""
    offset: int = 0
    digest: str = ""
    line: int = 0


class Recovery(NamedTuple):
    """What became of the facts: counts by outcome in `score`, the texts still lost, and which channel delivered each fact id."""

    score: dict[str, int] = {}
    lost: tuple[str, ...] = ()
    delivered: dict[str, str] = {}


class Origin(NamedTuple):
    """Of a checkpoint that was taken over from elsewhere: whom it came from, when it was saved there, and what the next step was."""

    sender: str = ""
    time: str = ""
    next: str = ""


class Checkpoint(NamedTuple):
    """`compaction_index` counts the compactions before it; `client` is the version of Claude Code; `began` is when the session did;
    `recovery_context` is the rule that was written beside the prompt; `folder` is where the session's shell stands, as a path from the
    project's root, empty at the root itself."""

    id: str = ""
    schema_version: int = SCHEMA
    session_id: str = ""
    port_id: str = ""
    began: str = ""
    created_at: str = ""
    trigger: str = ""
    client: str = ""
    compaction_index: Annotated[int, OnDisk("stretch")] = 0  # older versions write it so, and read it so
    tokens_used: int = 0
    active_port: ActivePort = ActivePort()
    loaded_docs: tuple[str, ...] = ()
    recent_changes: tuple[FileChange, ...] = ()
    pending_tasks: tuple[Task, ...] = ()
    completed_tasks: int = 0
    facts: tuple[Fact, ...] = ()
    git: Git = Git()
    folder: str = ""
    transcript: Place = Place()
    previous: str = ""
    recovery_prompt: str = ""
    recovery_context: str = ""
    recovery: Recovery = Recovery()
    origin: Origin = Origin()
