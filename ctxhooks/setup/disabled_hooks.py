"""Whether the client runs no hooks at all, because a settings file says so."""

import sys
from collections.abc import Iterator, Sequence

from ctxhooks.disk import files
from ctxhooks.light.contexts import suppress
from ctxhooks.model.json_values import object_in

MANAGED = "/Library/Application Support/ClaudeCode" if sys.platform == "darwin" else "/etc/claude-code"


def disabling(settings: Sequence[str], managed: str = MANAGED) -> Iterator[tuple[str, str]]:
    """Each settings file that switches hooks off, with the key that does; `managed` is the folder of an administrator's settings."""
    rules = f"{managed}/managed-settings.json"
    for path in (*settings, rules):
        for key in ("disableAllHooks", *(["allowManagedHooksOnly"] if path == rules else [])):
            if _says(path, key):
                yield path, key


def _says(path: str, key: str) -> bool:
    with suppress(OSError):  # `pal doctor` reports a file that cannot be read
        return object_in(files.read(path)).get(key) is True
    return False
