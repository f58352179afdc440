"""JSON objects under a checksum: what was cut short, flipped or edited is not read back. With a key nobody else can make one."""

import json
from typing import Any

from ctxhooks.disk import files
from ctxhooks.disk.sha256 import hexdigest

SEAL = "sha256"


def _digest(value: dict[str, Any], key: bytes) -> str:
    return hexdigest(key + json.dumps(value, separators=(",", ":"), sort_keys=True).encode())


def seal(value: dict[str, Any], key: bytes = b"") -> bytes:
    return json.dumps({**value, SEAL: _digest(value, key)}).encode() + b"\n"


def unseal(data: bytes | None, key: bytes | None = b"") -> dict[str, Any] | None:
    """None for whatever was not sealed, or not like this; with None for a key any seal will do."""
    try:
        value = json.loads(data or b"")
        digest = value.pop(SEAL, "") if isinstance(value, dict) else ""
        return value if digest and (key is None or digest == _digest(value, key)) else None
    except (ValueError, RecursionError):
        return None


def read(path: str, key: bytes | None = b"") -> dict[str, Any] | None:
    """None as well for a file that cannot be read."""
    try:
        return unseal(files.read(path), key)
    except OSError:
        return None


def write(path: str, value: dict[str, Any], key: bytes = b"") -> bool:
    return files.write(path, seal(value, key))
