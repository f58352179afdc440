"""JSON objects under a checksum: what was cut short, flipped or edited is not read back. With a key nobody else can make one."""

from ctxhooks.disk import files
from ctxhooks.disk.sha256 import hexdigest
from ctxhooks.light import json
from ctxhooks.light.typing import Any
from ctxhooks.model.json_values import strings

SEAL = "sha256"
_known: set[str] = set()  # strings of files under the user's key, as they were read or written: no secret is looked for in them again


def _digest(value: dict[str, Any], key: bytes) -> str:
    return hexdigest(key + json.dumps(value, separators=(",", ":"), sort_keys=True).encode())


def seal(value: dict[str, Any], key: bytes = b"") -> bytes:
    """The object as a line of JSON, with its checksum in the field SEAL."""
    return json.dumps({**value, SEAL: _digest(value, key)}).encode() + b"\n"


def unseal(data: bytes | None, key: bytes | None = b"") -> dict[str, Any] | None:
    """The object; None if it was not sealed with this key. If the key is None, any seal will do."""
    try:
        value = json.loads(data or b"")
        digest = value.pop(SEAL, "") if isinstance(value, dict) else ""
        return value if digest and (key is None or digest == _digest(value, key)) else None
    except (ValueError, RecursionError):
        return None


def read(path: str, key: bytes | None = b"") -> dict[str, Any] | None:
    """The object in a file, as `unseal` gives it; None as well if the file cannot be read."""
    try:
        value = unseal(files.read(path), key)
    except OSError:
        return None
    if value and key:
        _known.update(strings(value))
    return value


def write(path: str, value: dict[str, Any], key: bytes = b"") -> bool:
    """Replaces the file; False when it held just that already. Secrets in any string give way to marks."""
    kept = clean(value)
    if key:
        _known.update(strings(kept))
    return files.write(path, seal(kept, key))


def clean(value: Any) -> Any:
    """A JSON value as any file of ours may hold it."""
    from ctxhooks.trust import sinks

    return sinks.kept(value, _known)
