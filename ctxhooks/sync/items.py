"""An item: one thing that can be shared, as sealed JSON; and what every shared store can do."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from ctxhooks.disk import sealed
from ctxhooks.disk.project import ID
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.handoff import Handoff
from ctxhooks.model.json_values import mapped, plain
from ctxhooks.model.phase import Phase
from ctxhooks.model.session import Session
from ctxhooks.trust import sinks

LARGEST = 1 << 20  # bytes of an item
MOST_ITEMS = 200  # of a group
MOST_GROUPS = 20_000  # of a store
# Stands for the project's folder in what is shared: paths of one machine mean nothing on another, and are nobody else's business.
ROOT = "$CLAUDE_PROJECT_DIR"
CHECKPOINTS = "checkpoints/"


class SharedPhase(NamedTuple):
    """A completed phase: what stood in it, and its summary; the documents themselves travel with the repository."""

    phase: Phase = Phase()
    summary: str = ""


class SharedTag(NamedTuple):
    text: str = ""


MODELS: Mapping[str, type] = {"session": Session, "checkpoint": Checkpoint, "handoff": Handoff, "phase": SharedPhase, "tag": SharedTag}
GROUPS = ("session", "handoff", "phase", "tag")


class SharedItem(NamedTuple):
    """`group` is what it is stored and fetched with, `KIND/ID`: a checkpoint belongs to its session, everything else stands alone."""

    kind: str
    id: str
    group: str
    data: bytes

    @property
    def path(self) -> str:
        """Its place in the group."""
        return f"{CHECKPOINTS}{self.id}.json" if self.kind == "checkpoint" else f"{self.kind}.json"


class Sent(NamedTuple):
    """An item as a store gives it: who put it there, as far as the store knows, and when; `signature` is what git says of one."""

    item: SharedItem
    sender: str = ""
    time: str = ""
    version: str = ""
    signature: str = ""


class SharedStore(Protocol):
    """Where work state is shared. Every error that a user can act on is a CtxhooksError."""

    def list(self) -> dict[str, str]:
        """The version of each group; at most MOST_GROUPS."""
        ...

    def get(self, groups: Collection[str], known: Mapping[str, str]) -> Iterator[Sent]:
        """All items of these groups; what is no item, or too large, is skipped. `known` are the versions that were fetched before."""
        ...

    def put(self, groups: Mapping[str, Sequence[SharedItem]], known: Mapping[str, str]) -> dict[str, str]:
        """Replaces each group as a whole if its version is the `known` one. Returns the new versions of those that were replaced."""
        ...

    def claim(self, handoff: str, agent: str) -> str:
        """Claims the handoff for `agent` unless somebody has it. Returns who has it now."""
        ...

    def release(self, handoff: str) -> None:
        """Gives a claimed handoff back, as when the agent that had it is gone."""
        ...

    def remove(self, groups: Mapping[str, str]) -> None:
        """Removes the groups that still have this version."""
        ...


def make_item(kind: str, id_: str, value: Any, root: str, group: str = "") -> SharedItem:
    """A value as it travels: redacted, and with a name that holds everywhere in place of the project's folder."""
    there = mapped(cleaned(plain(value)), lambda text: text.replace(root, ROOT))
    return SharedItem(kind, id_, group or f"{kind}/{id_}", sealed.seal({"kind": kind, "id": id_, "value": there}))


def item_at(group: str, path: str, data: bytes) -> SharedItem | None:
    """The item at this place of a group; None if no item can be there."""
    kind, _, id_ = group.partition("/")
    if path.startswith(CHECKPOINTS) and kind == "session":
        kind, id_ = "checkpoint", path.removeprefix(CHECKPOINTS).removesuffix(".json")
    found = SharedItem(kind, id_, group, data)
    return found if is_group(group) and ID.fullmatch(id_) and found.path == path else None


def is_group(name: str) -> bool:
    """Whether it is the name of a group: a kind and an id that is a plain name."""
    kind, _, id_ = name.partition("/")
    return kind in GROUPS and ID.fullmatch(id_) is not None


def open_item(found: SharedItem, root: str) -> Any:
    """The value in an item from elsewhere, as its model; None unless it is whole, of its kind, and under its own name.

    It is redacted again, freed of hidden characters, and has the paths of this working copy.
    """
    from pydantic import ValidationError

    from ctxhooks.model.json_values import record
    from ctxhooks.schema.models import Tolerant, model_of

    raw = sealed.unseal(found.data) if len(found.data) <= LARGEST else None
    if raw is None or (raw.get("kind"), raw.get("id")) != (found.kind, found.id):
        return None
    kind = MODELS[found.kind]
    try:
        value = model_of(kind, Tolerant).model_validate(raw.get("value"), strict=False).model_dump()
    except (ValidationError, RecursionError):
        return None
    thing: Any = record(kind, plain(mapped(cleaned(value), lambda text: text.replace(ROOT, root))))
    owner = getattr(thing, "session_id" if found.kind == "checkpoint" else "id", None)
    return thing if owner in (None, found.group.partition("/")[2]) and getattr(thing, "id", found.id) == found.id else None


def cleaned(value: Any) -> Any:
    """The value with each string freed of secrets and hidden characters."""
    return mapped(value, sinks.clean)


def one_line(text: str, longest: int = 200) -> str:
    """A name from elsewhere, as it may be shown: one line, printable."""
    return re.sub(r"\s+", " ", sinks.clean(text)).strip()[:longest]
