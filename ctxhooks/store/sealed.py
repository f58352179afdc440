"""JSON objects under a checksum: what was cut short, flipped or edited is not read back."""

import hashlib
import json
from typing import Any

from ctxhooks.store import files

SEAL = "sha256"


def _bytes(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def seal(value: dict[str, Any]) -> bytes:
    digest = hashlib.sha256(_bytes(value)).hexdigest()
    return json.dumps({**value, SEAL: digest}).encode() + b"\n"


def unseal(data: bytes | None) -> dict[str, Any] | None:
    """None for whatever was not sealed, or not like this."""
    try:
        value = json.loads(data or b"")
        digest = value.pop(SEAL, "") if isinstance(value, dict) else ""
        return value if digest and digest == hashlib.sha256(_bytes(value)).hexdigest() else None
    except (ValueError, RecursionError):
        return None


def read(path: str) -> dict[str, Any] | None:
    """None as well for a file that cannot be read."""
    try:
        return unseal(files.read(path))
    except OSError:
        return None


def write(path: str, value: dict[str, Any]) -> bool:
    return files.write(path, seal(value))
