"""Holds what was edited against the project's files as they are now."""

import os
from collections.abc import Sequence

from ctxhooks.disk import digests
from ctxhooks.model.checkpoint import Checkpoint, FileChange
from ctxhooks.model.facts import Fact
from ctxhooks.model.plain import record
from ctxhooks.render.catalog import catalog


def against(checkpoint: Checkpoint, root: str, language: str) -> tuple[Fact, ...]:
    """The checkpoint's facts; a file that was changed since, was reverted or is gone is said to be."""
    said = {c.path: state for c in checkpoint.recent_changes if (state := _state(c, root))}
    t = catalog(language)
    return tuple(
        f._replace(text=f"{f.text} [{t['file_' + said[f.key]]}]") if f.kind == "file" and f.key in said else f for f in checkpoint.facts
    )


def _state(change: FileChange, root: str) -> str:
    path = os.path.join(root, change.path)
    if not digests.exists(path):
        return "gone" if change.after else ""
    now = digests.digest(path)
    if not now or now == change.after:
        return ""
    return "reverted" if now == change.before else "changed"


def changes(facts: Sequence[Fact], edited: dict[str, dict[str, object]], root: str) -> tuple[FileChange, ...]:
    """The files among the facts, each with a digest of what it holds now."""
    found = []
    for f in facts:
        if f.kind == "file" and f.key in edited:
            e = edited[f.key]
            after = digests.digest(os.path.join(root, f.key))
            found.append(record(FileChange, {**e, "path": f.key, "after": after}))
    return tuple(found)
