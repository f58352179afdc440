"""Which files a session edited and read."""

import re
from typing import Any

from ctxhooks.disk.sha256 import hexdigest
from ctxhooks.transcript import edits
from ctxhooks.transcript.records import string
from ctxhooks.transcript.state import State
from ctxhooks.trust.redact import redact

DOCUMENT = re.compile(r"\.(?:md|mdx|rst|txt|adoc|pdf)$", re.IGNORECASE)


def edited(state: State, record: dict[str, Any], given: dict[str, Any], result: dict[str, Any]) -> None:
    """By one of the client's tools that edit."""
    path = redact(given.get("file_path") or given.get("notebook_path") or string(result.get("filePath")))
    if not path:
        return
    change = edits.edit(result)
    old = state.data["files"].get(path) or _untouched(result)
    symbols = list(dict.fromkeys([*map(redact, change.symbols), *old["symbols"]]))[: edits.MOST]
    counts = {"added": old["added"] + change.added, "removed": old["removed"] + change.removed}
    state.name("files", path, {**old, **counts, "symbols": symbols, **state.mark(record)})
    state.data["outside"].pop(path, None)


def _untouched(result: dict[str, Any]) -> dict[str, Any]:
    """A file ahead of its first edit: whether it was there, and a digest of what it held."""
    before = string(result.get("originalFile")) or string(result.get("originalFileContents"))
    created = result.get("type") == "create"
    digest = "" if created or not before else hexdigest(before.encode("utf-8", "replace"))
    return {"action": "created" if created else "updated", "added": 0, "removed": 0, "symbols": [], "before": digest}


def read(state: State, record: dict[str, Any], given: dict[str, Any]) -> None:
    """A file was read."""
    if DOCUMENT.search(path := redact(given.get("file_path", ""))):
        state.name("documents", path, state.mark(record))
