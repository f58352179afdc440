"""Handoffs on disk: packages that nobody can change unseen, and the history of what became of them."""

import os

from ctxhooks.disk import files, owner_key, sealed
from ctxhooks.disk.project import Project
from ctxhooks.light import json
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.handoff import Entry, Handoff
from ctxhooks.model.json_values import object_in, plain, record
from ctxhooks.model.times import moment

MOST = 500  # entries of the history
HISTORY = "history.jsonl"
TAKEN = ".accepted"  # an empty file beside the package, which itself never changes


def path(project: Project, id_: str) -> str:
    """Where the package of this id lies; an id that is no plain name is a CtxhooksError."""
    return project.named(".pal/handoffs", id_, ".json")


def new_id(project: Project, to_agent: str) -> str:
    """A new id, by time; of two in the same millisecond the second sorts after the first."""
    stamp = moment(project.now).replace("-", "").replace(":", "").removesuffix("Z") + f"{int(project.now * 1000) % 1000:03d}"
    known = ids(project)
    return next(name for n in range(1000) if (name := f"{stamp}{n or ''}-{to_agent}") not in known)


def save(project: Project, handoff: Handoff) -> None:
    """Writes the package, notes that it was made in this working copy, and adds a line to the history."""
    project.ready("handoffs")
    sealed.write(path(project, handoff.id), plain(handoff))
    with files.locked(project.lock("handoffs")):
        known = made_here(project)
        here = [*(i for i in ids(project) if i in known), handoff.id]
        sealed.write(_here(project), {"ids": here}, owner_key.key(project))
    note(project, Entry(handoff.created, "created", handoff.id, handoff.to_agent))


def made_here(project: Project) -> set[str]:
    """The ids of those that did not come with the project."""
    return set((sealed.read(_here(project), owner_key.key(project)) or {"ids": ()})["ids"])


def _here(project: Project) -> str:
    return project.own("state", "handoffs.json")


def ids(project: Project) -> list[str]:
    """All ids, the newest first."""
    return sorted((n.removesuffix(".json") for n in files.names(project.own("handoffs")) if n.endswith(".json")), reverse=True)


def load(project: Project, id_: str) -> Handoff:
    """The package of this id; a CtxhooksError if there is none, if it was changed, or if it holds another id."""
    handoff = checked(path(project, id_))
    if handoff.id != id_:
        raise CtxhooksError("handoff-integrity", path=path(project, id_))
    return handoff


def checked(where: str) -> Handoff:
    """The package in this file; a CtxhooksError unless it is as it was made, to the last byte."""
    data = files.read(where)
    if data is None:
        raise CtxhooksError("handoff-none", path=where)
    value = sealed.unseal(data)
    if value is None or sealed.seal(value) != data:
        raise CtxhooksError("handoff-integrity", path=where)
    return record(Handoff, value)


def history(project: Project) -> list[Entry]:
    """All entries, the oldest first; a line that was cut short is skipped."""
    lines = (files.read(project.own("handoffs", HISTORY)) or b"").splitlines()
    return [record(Entry, entry) for entry in map(object_in, lines) if entry]


def note(project: Project, entry: Entry) -> None:
    """Adds an entry to the history of handoffs, which keeps the newest MOST."""
    project.ready("handoffs")
    where = project.own("handoffs", HISTORY)
    with files.locked(project.lock("handoffs")):
        kept = [*history(project), entry][-MOST:]
        files.write(where, b"".join(json.dumps(e).encode() + b"\n" for e in sealed.clean(plain(kept))))


def accept(project: Project, id_: str, agent_id: str = "") -> Handoff:
    """Accepts a package, once even if several ask at the same time; a CtxhooksError if it was accepted before."""
    handoff = load(project, id_)
    try:
        files.create(project.named(".pal/handoffs", id_, TAKEN), os.O_EXCL)
    except FileExistsError:
        raise CtxhooksError("handoff-accepted", id=id_) from None
    note(project, Entry(moment(project.now), "accepted", id_, handoff.to_agent, agent_id))
    return handoff


def accepted(project: Project) -> set[str]:
    """The ids of the packages that an agent has taken."""
    return {name.removesuffix(TAKEN) for name in files.names(project.own("handoffs")) if name.endswith(TAKEN)}
