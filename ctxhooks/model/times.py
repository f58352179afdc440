"""Times as files hold them: ISO 8601, in UTC."""

import time


def moment(now: float) -> str:
    """The time of `now`, in seconds since 1970, to the second: `2026-01-31T12:00:00Z`."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))


def seconds(moment: str) -> float:
    """Since 1970; 0 for what is no ISO 8601 time."""
    from datetime import datetime

    try:
        return datetime.fromisoformat(moment).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
