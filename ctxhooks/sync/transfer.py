"""Pushes what changed here to a shared store, and pulls what changed there; what was done is remembered store by store."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ctxhooks.disk import files, owner_key, sealed
from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.json_values import plain, record
from ctxhooks.sync import local, received
from ctxhooks.sync.items import LARGEST, MOST_ITEMS, SharedItem, SharedStore

STATE = "sync.json"
DAY = 86_400
BOTH, PUSH, PULL = "both", "push", "pull"
OWN = ("session/", "handoff/")  # groups whose ids nobody else has: one that was made here is ours there, whatever is remembered


class Shared(NamedTuple):
    """What is known of a store: each group's version there and, for groups sent from here, the local stamp at that time."""

    versions: dict[str, str] = {}
    sent: dict[str, str] = {}


class Outcome(NamedTuple):
    """Names of groups; `lost` were changed there by somebody else, `refused` are items that are not as they should be."""

    pushed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    pulled: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


class _Round(NamedTuple):
    """What is there and what is here when a round begins; with `dry` nothing is changed."""

    project: Project
    name: str
    store: SharedStore
    there: Mapping[str, str]
    here: Mapping[str, str]
    dry: bool


def run(project: Project, name: str, store: SharedStore, way: str = BOTH, *, dry: bool = False) -> Outcome:
    """One round with the store of this name. With `dry` nothing changes here or there."""
    project.ready()
    with files.locked(project.lock("sync"), wait=60.0):
        now, shared, outcome = _Round(project, name, store, store.list(), local.stamps(project), dry), known(project, name), Outcome()
        if way != PUSH:
            outcome, shared = _pull(now, shared)
        if way != PULL:
            outcome, shared = _push(now, shared, outcome)
        if not dry:
            _remember(project, name, shared)
    return outcome


def _pull(now: _Round, shared: Shared) -> tuple[Outcome, Shared]:
    """Fetches what is new or changed there and did not come from here. What was refused is not fetched again."""
    own = {*shared.sent, *(group for group in now.here if group.startswith(OWN))}
    changed = [group for group, version in now.there.items() if group not in own and shared.versions.get(group) != version]
    if now.dry:
        return Outcome(pulled=tuple(changed)), shared
    versions = {group: version for group, version in shared.versions.items() if group in now.there}
    pulled, refused, room = dict[str, None](), list[str](), received.room(now.project)
    for sent in now.store.get(changed, dict(versions)):
        room[sent.item.kind] -= 1
        if room[sent.item.kind] >= 0 and received.keep(now.project, now.name, sent):
            pulled[sent.item.group] = None
        else:
            refused.append(f"{sent.item.group} {sent.item.path}")
    versions |= {group: now.there[group] for group in changed}
    return Outcome(pulled=tuple(pulled), refused=tuple(refused)), shared._replace(versions=versions)


def _push(now: _Round, shared: Shared, outcome: Outcome) -> tuple[Outcome, Shared]:
    """Sends what changed here since it was sent, and removes there what is gone here."""
    there, here = now.there, now.here
    changed = [g for g, stamp in here.items() if shared.sent.get(g) != stamp or g not in there]
    mine = [g for g in changed if g in shared.sent or g not in there or g.startswith(OWN)]
    lost = [g for g in changed if g not in mine]
    versions = shared.versions | {g: there[g] for g in mine if g not in shared.sent and g in there}
    gone = {g: versions[g] for g in shared.sent if g.startswith("session/") and g not in here and g in versions}
    if now.dry:
        return outcome._replace(pushed=tuple(mine), removed=tuple(gone), lost=tuple(lost)), shared
    groups = {group: items for group in mine if (items := _items(now.project, group))}
    done = now.store.put(groups, {g: v for g, v in versions.items() if g in there})
    now.store.remove(gone)
    versions = {**{g: v for g, v in versions.items() if g not in gone}, **done}
    sent = {**{g: s for g, s in shared.sent.items() if g not in gone}, **{g: here[g] for g in done}}
    lost += [group for group in groups if group not in done]
    return outcome._replace(pushed=tuple(done), removed=tuple(gone), lost=tuple(lost)), Shared(versions, sent)


def _items(project: Project, group: str) -> list[SharedItem]:
    """The group's items, within the limits of size and number; none if a file cannot be read: the group is sent once it can."""
    try:
        return [one for one in local.items(project, group) if len(one.data) <= LARGEST][:MOST_ITEMS]
    except CtxhooksError:
        return []


def known(project: Project, name: str) -> Shared:
    """What is remembered of a store."""
    return record(Shared, _state(project).get(name))


def shared_through(project: Project, group: str) -> list[str]:
    """The stores that this group was sent to from here."""
    return [name for name in _state(project) if group in known(project, name).sent]


def _state(project: Project) -> dict[str, Any]:
    raw = sealed.read(project.own("state", STATE), owner_key.key(project)) or {}
    stores = raw.get("stores")
    return stores if isinstance(stores, dict) else {}


def _remember(project: Project, name: str, shared: Shared) -> None:
    stores = {**_state(project), name: plain(shared)}
    sealed.write(project.own("state", STATE), {"stores": stores}, owner_key.key(project))


def prune(project: Project, name: str, store: SharedStore, days: int | None, keep: int | None) -> list[str]:
    """Removes from the store, and forgets here, received groups that are older than `days` or beyond the newest `keep`; their names."""
    if days is None and keep is None:
        return []
    ages = received.ages(project, name)
    newest_first = sorted(ages, key=lambda group: ages[group], reverse=True)
    horizon = project.now - (days or 0) * DAY
    old = {g for n, g in enumerate(newest_first) if (days is not None and ages[g] < horizon) or (keep is not None and n >= keep)}
    with files.locked(project.lock("sync"), wait=60.0):
        shared = known(project, name)
        gone = {g: v for g, v in shared.versions.items() if g in old}
        store.remove(gone)
        _remember(project, name, Shared(*({g: v for g, v in part.items() if g not in gone} for part in shared)))
        received.forget(project, gone)
    return list(gone)
