"""Compares the edited files with what they are now."""

import os
from collections.abc import Sequence

from ctxhooks.compaction import fact_names
from ctxhooks.disk import digests
from ctxhooks.model.checkpoint import Checkpoint, FileChange
from ctxhooks.model.facts import Fact
from ctxhooks.model.json_values import record
from ctxhooks.render.catalog import catalog

LARGEST = 1 << 20  # bytes of a file whose lines are counted


def against(checkpoint: Checkpoint, root: str, language: str) -> tuple[Fact, ...]:
    """The checkpoint's facts, each file with the lines worked on last while it is what it was.

    A file that was changed since, was reverted or is gone is marked so.
    """
    changes = {c.path: c for c in checkpoint.recent_changes}
    t = catalog(language)
    return tuple(_held(f, changes[f.key], root, t) if f.kind == "file" and f.key in changes else f for f in checkpoint.facts)


def _held(fact: Fact, change: FileChange, root: str, t: dict[str, str]) -> Fact:
    data = _read(change, root) if fact.detail else b""
    fact = _with_names(fact, data)
    if state := _state(change, root):
        return fact._replace(text=f"{fact.text} [{t['file_' + state]}]")
    if not (fact.detail and _has(change, data)):
        return fact
    first, last = change.lines
    return fact._replace(text=f"{fact.text}:{first}" + (f"-{last}" if last != first else ""))


def _read(change: FileChange, root: str) -> bytes | None:
    """The beginning of the file; None where it is none, or cannot be read."""
    path = os.path.join(root, change.path)
    if not os.path.isfile(path):
        return None
    try:
        with open(path, "rb") as file:
            return file.read(LARGEST)
    except OSError:
        return None


def _with_names(fact: Fact, data: bytes | None) -> Fact:
    """With the names that stand in the file, no others; of a file that is empty or too large to be looked through all of them."""
    if not data or len(data) == LARGEST:
        return fact
    return fact_names.only(fact, lambda name: name.encode("utf-8", "replace") in data)


def _has(change: FileChange, data: bytes | None) -> bool:
    """Whether the file has those lines; one that is empty, or too large to be counted, is taken at its word."""
    if len(change.lines) != 2 or data is None:
        return False
    return not data or len(data) == LARGEST or data.count(b"\n") + 1 >= change.lines[1]


def _state(change: FileChange, root: str) -> str:
    path = os.path.join(root, change.path)
    if not digests.exists(path):
        return "gone" if change.after else ""
    now = digests.digest(path)
    if now and now == change.before:  # the session may have done so itself
        return "reverted"
    return "changed" if now and now != change.after else ""


def changes(facts: Sequence[Fact], edited: dict[str, dict[str, object]], root: str) -> tuple[FileChange, ...]:
    """The files among the facts, each with a digest of what it holds now."""
    found = []
    for f in facts:
        if f.kind == "file" and f.key in edited:
            e = edited[f.key]
            after = digests.digest(os.path.join(root, f.key))
            found.append(record(FileChange, {**e, "path": f.key, "after": after}))
    return tuple(found)
