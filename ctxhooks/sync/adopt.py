"""Adopts work state that came from elsewhere, once a person has seen what it is and who sent it."""

import os
import re
from typing import NamedTuple

from ctxhooks.disk import digests, files, git
from ctxhooks.disk.project import Project
from ctxhooks.model.checkpoint import Checkpoint, FileChange, Origin, Place, Recovery
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.facts import KINDS, Evidence, Fact
from ctxhooks.model.handoff import Entry, Handoff
from ctxhooks.model.session import Session
from ctxhooks.model.times import moment
from ctxhooks.store import checkpoints, handoffs
from ctxhooks.sync import local, received, transfer
from ctxhooks.sync.items import SharedStore
from ctxhooks.sync.received import Received
from ctxhooks.sync.stores import addresses

STEP = KINDS.index("task")
MOST_FILES = 30


class FileThere(NamedTuple):
    """A file that the session edited: `state` is same, before, changed or missing here; `commit` is the last one here that changed it."""

    path: str
    state: str
    commit: str = ""


class Offer(NamedTuple):
    """What would be adopted, and who sent it; `known` says whether the commit that the session ended at is in this clone."""

    envelope: Received
    checkpoint: Checkpoint
    files: tuple[FileThere, ...] = ()
    known: bool = False


def offer(project: Project, id_: str) -> Offer:
    """The newest checkpoint of the session with this id, or the checkpoint with this id."""
    envelope, thing = received.find(project, id_, "session", "checkpoint")
    session = thing if envelope.kind == "session" else None
    if session:
        mine = received.checkpoints_of(project, session.id)
        if not mine:
            raise CtxhooksError("received-none", id=id_[:80])
        envelope, thing = mine[0]
    else:
        found = received.load(project, "session", thing.session_id)
        session = found[1] if found else None
    checkpoint = _taken_over(project, envelope, thing, session)
    head = checkpoint.git.head
    known = re.fullmatch(r"[0-9a-f]{7,64}", head) is not None and git.run(project.root, "cat-file", "-e", f"{head}^{{commit}}") is not None
    return Offer(envelope, checkpoint, tuple(_file(project, change) for change in checkpoint.recent_changes[:MOST_FILES]), known)


def _taken_over(project: Project, envelope: Received, checkpoint: Checkpoint, session: Session | None) -> Checkpoint:
    """The checkpoint as one of this working copy: with the session's own steps among the tasks, without what only the other machine has."""
    known_texts = {f.text for f in checkpoint.facts}
    pending = session.work.pending if session else ()
    steps = tuple(Fact("task", text, text, "pending", Evidence(), priority=STEP) for text in pending if text not in known_texts)
    going_on = next((f.text for f in checkpoint.facts if f.kind == "task"), "")
    return checkpoint._replace(
        id=checkpoints.new_id(project, checkpoint.session_id),
        created_at=moment(project.now),
        trigger=local.ADOPTED,
        facts=(*checkpoint.facts, *steps),
        loaded_docs=(),
        transcript=Place(),
        previous="",
        recovery_prompt="",
        recovery_context="",
        recovery=Recovery(),
        origin=Origin(envelope.sender, checkpoint.created_at, (session.work.next if session else "") or going_on),
    )


def _file(project: Project, change: FileChange) -> FileThere:
    """A path that leads out of the project is not looked at."""
    try:
        path = project.path(change.path)
    except (CtxhooksError, ValueError):
        return FileThere(change.path, "missing")
    now = digests.digest(path)
    states = (("missing", not digests.exists(path)), ("same", now == change.after), ("before", now == change.before))
    state = next((name for name, holds in states if holds), "changed")
    last = git.run(project.root, "--literal-pathspecs", "log", "-1", "--format=%h", "--", change.path)
    return FileThere(change.path, state, (last or b"").decode("ascii", "replace").strip())


def adopt(project: Project, taken: Offer) -> None:
    """Makes the checkpoint the newest one here, so that the next conversation gets where things stand."""
    checkpoints.save(project, taken.checkpoint)


def claim(project: Project, id_: str, agent: str, store: SharedStore | None = None) -> tuple[Received, Handoff] | None:
    """Claims a handoff in the store that it came from or was sent to; None if it was never shared.

    A CtxhooksError names who has it if somebody else was first. `store` is used in place of the remembered one.
    """
    there = received.load(project, "handoff", id_)
    name = shared_through(project, id_)
    if not name:
        return None
    who = (store or addresses.reopened(project, name)).claim(id_, agent)
    if who != agent:
        raise CtxhooksError("handoff-claimed", id=id_, who=who)
    if there:
        note_accepted(project, id_, there[1].to_agent)
    return there


def shared_through(project: Project, id_: str) -> str:
    """The store that a handoff came from, or was sent to; empty where it was never shared."""
    there = received.load(project, "handoff", id_)
    return there[0].store if there else next(iter(transfer.shared_through(project, f"handoff/{id_}")), "")


def note_accepted(project: Project, id_: str, agent: str) -> None:
    """Notes beside the handoffs, and in their history, that a received one was accepted here."""
    project.ready("handoffs")
    files.create(project.named(".pal/handoffs", id_, handoffs.TAKEN))
    handoffs.note(project, Entry(moment(project.now), "accepted", id_, agent))


def agent_here() -> str:
    """The name under which this machine accepts handoffs: the id of the Claude session that calls, else the user's name, at this host."""
    import getpass
    import socket

    name = os.environ.get("CLAUDE_CODE_SESSION_ID", "")[:36] or getpass.getuser()
    return f"{name}@{socket.gethostname()}"
