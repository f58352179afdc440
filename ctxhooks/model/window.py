"""What is kept of a session's window from one reading to the next."""

from ctxhooks.light.typing import Annotated, NamedTuple
from ctxhooks.model.json_values import OnDisk


class Watched(NamedTuple):
    """`alerted` is the level of the last alert, `most` the most tokens that were seen in use; `model` and `phase` are those that the
    window began to fill with. `size`, `warning_at` and `critical_at` are of the settings, for the status line."""

    alerted: Annotated[str, OnDisk("told")] = ""
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
