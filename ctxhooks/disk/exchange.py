"""Exchanges two names in one step, where the system can do that: Linux (renameat2), macOS (renamex_np)."""

import os
import sys

AT_FDCWD, RENAME_EXCHANGE, RENAME_SWAP = -100, 2, 2


def exchange(one: str, other: str) -> bool:
    """False, and nothing done, where the system or the file system cannot."""
    try:
        import ctypes

        libc = ctypes.CDLL(None)
        first, second = os.fsencode(one), os.fsencode(other)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(first, second, RENAME_SWAP) == 0)
        return bool(libc.renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE) == 0)
    except (ImportError, OSError, AttributeError, TypeError):
        return False
