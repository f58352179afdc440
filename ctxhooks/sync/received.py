"""What came from elsewhere: `.pal/received/KIND/ID.json`, checked and redacted, until somebody adopts it or it grows old."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from ctxhooks.disk import files, owner_key, sealed
from ctxhooks.disk.project import ID, Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.json_values import plain, record
from ctxhooks.model.times import seconds
from ctxhooks.sync.items import MODELS, Sent, open_item

FOLDER = "received"
MOST = 50_000  # files of a kind


class Received(NamedTuple):
    """`sender` and `time` are what the store says, `signature` what git says; `store` is where it came from, `group` its name there."""

    kind: str = ""
    id: str = ""
    group: str = ""
    store: str = ""
    sender: str = ""
    time: str = ""
    version: str = ""
    signature: str = ""


def keep(project: Project, store: str, sent: Sent) -> bool:
    """Keeps an item if it is sound; False if it is not."""
    item = sent.item
    thing = open_item(item, project.root)
    if thing is None:
        return False
    envelope = Received(item.kind, item.id, item.group, store, sent.sender, sent.time, sent.version, sent.signature)
    project.ready(FOLDER)
    files.make_folder(project.own(FOLDER, item.kind))
    sealed.write(_path(project, item.kind, item.id), {**envelope._asdict(), "item": plain(thing)}, owner_key.key(project))
    return True


def find(project: Project, id_: str, *kinds: str) -> tuple[Received, Any]:
    """The item of these kinds with this id, or the only one whose id begins with it: where it came from, and its value."""
    found = [(kind, name) for kind in kinds for name in _names(project, kind) if name.startswith(id_)]
    exact = [one for one in found if one[1] == id_] or found
    if len(exact) != 1 or not id_ or (thing := load(project, *exact[0])) is None:
        raise CtxhooksError("received-none", id=id_[:80])
    return thing


def load(project: Project, kind: str, id_: str) -> tuple[Received, Any] | None:
    """Where the item came from, and its value; None unless it was received in this working copy and is unchanged."""
    raw = sealed.read(_path(project, kind, id_), owner_key.key(project))
    return (record(Received, raw), record(MODELS[kind], raw.get("item"))) if raw else None


def every(project: Project, kind: str) -> Iterator[tuple[Received, Any]]:
    """All that was received of a kind, by id."""
    for id_ in _names(project, kind):
        if thing := load(project, kind, id_):
            yield thing


def checkpoints_of(project: Project, session: str) -> list[tuple[Received, Any]]:
    """The session's checkpoints, the newest first."""
    mine = [(envelope, thing) for envelope, thing in every(project, "checkpoint") if thing.session_id == session]
    return sorted(mine, key=lambda one: one[1].id, reverse=True)


def room(project: Project) -> dict[str, int]:
    """How many more of each kind may be received."""
    return {kind: MOST - len(_names(project, kind)) for kind in MODELS}


def prune(project: Project, days: int) -> None:
    """Removes what was received more than so many days ago."""
    for kind in MODELS:
        files.remove_older(project.own(FOLDER, kind), project.now - days * 86_400)


def ages(project: Project, store: str) -> dict[str, float]:
    """When each group that came from this store was sent last, in seconds since 1970."""
    newest: dict[str, float] = {}
    for kind in MODELS:
        for envelope, _ in every(project, kind):
            if envelope.store == store:
                newest[envelope.group] = max(newest.get(envelope.group, 0.0), seconds(envelope.time))
    return newest


def forget(project: Project, groups: Collection[str]) -> None:
    """Removes what was received of these groups."""
    for kind in MODELS:
        for envelope, _ in every(project, kind):
            if envelope.group in groups:
                files.remove(_path(project, kind, envelope.id))


def _path(project: Project, kind: str, id_: str) -> str:
    return project.named(f".pal/{FOLDER}/{kind}", id_, ".json")


def _names(project: Project, kind: str) -> list[str]:
    found = files.names(project.own(FOLDER, kind))
    return sorted(name for file in found if file.endswith(".json") and ID.fullmatch(name := file.removesuffix(".json")))
