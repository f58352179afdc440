"""Whether the client runs no hooks at all, because a settings file says so."""

import json
import sys
from collections.abc import Iterator, Sequence

from ctxhooks.disk import files

MANAGED = "/Library/Application Support/ClaudeCode" if sys.platform == "darwin" else "/etc/claude-code"


def found(settings: Sequence[str], managed: str = MANAGED) -> Iterator[tuple[str, str]]:
    """Each settings file that switches hooks off, with the key that does; `managed` is the folder of an administrator's settings."""
    rules = f"{managed}/managed-settings.json"
    for path in (*settings, rules):
        for key in ("disableAllHooks", *(["allowManagedHooksOnly"] if path == rules else [])):
            if _says(path, key):
                yield path, key


def _says(path: str, key: str) -> bool:
    try:
        there = json.loads((files.read(path) or b"{}").decode("utf-8-sig"))
    except (OSError, ValueError):
        return False  # `pal doctor` reports a file that cannot be read
    return isinstance(there, dict) and there.get(key) is True
