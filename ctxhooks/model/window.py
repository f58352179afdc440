"""What is kept of a session's window from one reading to the next."""

from typing import NamedTuple


class Watched(NamedTuple):
    """`told` is the level that was told last, `most` the most tokens that were seen in use; `model` and `phase` are those that the
    window began to fill with. `size`, `warning_at` and `critical_at` are of the settings, for the status line."""

    told: str = ""
    most: int = 0
    model: str = ""
    phase: str = ""
    used: int = 0
    total: int = 0
    source: str = ""
    transcript: str = ""
    size: int = 0
    warning_at: int = 0
    critical_at: int = 0
