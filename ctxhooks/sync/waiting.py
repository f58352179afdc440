"""Waits for a handoff in a shared store and takes it, as one of many agents."""

import os
import time
from collections.abc import Iterator
from typing import NamedTuple

from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.handoff import Handoff
from ctxhooks.store import handoffs
from ctxhooks.sync import adopt, received, transfer
from ctxhooks.sync.items import SharedStore
from ctxhooks.sync.received import Received
from ctxhooks.sync.stores.postgres import PostgresStore

EVERY = 5.0  # seconds between two looks at a store that cannot notify


class Wait(NamedTuple):
    """Who waits for what in which store; the groups in `seen` are done with: taken by this process, or by another."""

    project: Project
    name: str
    store: SharedStore
    agent: str
    who: str
    seen: list[str]


def take(project: Project, name: str, store: SharedStore, agent: str, timeout: float) -> tuple[Received, Handoff] | None:
    """The next handoff to `agent`; None where none came within `timeout` seconds.

    A store that cannot be reached for a while, as when its server restarts, is asked again.
    """
    who, until = f"{adopt.agent_here()}:{os.getpid()}", time.monotonic() + timeout
    seen: list[str] = []
    while True:
        try:
            for group in _taken(Wait(project, name, store, agent, who, seen)):
                id_ = group.partition("/")[2]
                if (found := received.load(project, "handoff", id_)) and found[1].to_agent == agent:
                    adopt.note_accepted(project, id_, agent)
                    return found
            failed = None
        except CtxhooksError as e:
            failed = e
        left = until - time.monotonic()
        if left <= 0:
            if failed:
                raise failed
            return None
        _pause(store, min(left, EVERY), failed=failed is not None)


def _taken(now: Wait) -> Iterator[str]:
    """Claims groups and yields them. One whose item is not sound stays claimed, so that nobody else stumbles over it."""
    project, store, seen = now.project, now.store, now.seen
    if isinstance(store, PostgresStore):
        while group := store.take(now.agent, now.who, seen):
            for sent in store.get([group], {}):
                received.keep(project, now.name, sent)
            seen.append(group)
            yield group
        return
    transfer.run(project, now.name, store, transfer.PULL)
    accepted = handoffs.accepted(project)
    for envelope, package in list(received.every(project, "handoff")):
        if envelope.store == now.name and package.to_agent == now.agent and package.id not in accepted and envelope.group not in seen:
            seen.append(envelope.group)
            if store.claim(package.id, now.who) == now.who:
                yield envelope.group


def _pause(store: SharedStore, seconds: float, *, failed: bool) -> None:
    if isinstance(store, PostgresStore) and not failed:
        store.wait(seconds)
    else:
        time.sleep(min(seconds, 0.5 if failed else EVERY))
