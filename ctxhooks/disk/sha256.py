"""SHA-256 by Python's own module: `hashlib` loads OpenSSL first, which costs a hook a third of an interpreter's start."""

from ctxhooks.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        from _sha2 import sha256  # from Python 3.12 on
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256


def hexdigest(data: bytes) -> str:
    """The SHA-256 of the bytes, in 64 lower-case digits."""
    return sha256(data).hexdigest()
