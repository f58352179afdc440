"""Keeps what matters when Claude Code compacts a conversation, and gives it back."""

import sys

__version__ = "0.1.0"

# A plugin's hook runs on the user's own python3: this comes ahead of all that an older one could not read.
if sys.version_info < (3, 11):  # noqa: UP036
    from ctxhooks import too_old

    too_old.leave()
