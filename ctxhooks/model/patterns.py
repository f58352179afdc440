"""Regular expressions that are compiled when they are first used: each hook needs a few of them, and all take longer than its work."""

import re
from typing import Any, AnyStr, cast


class LatePattern:
    """Stands for a compiled expression, and takes over its attributes once one of them is asked for."""

    def __init__(self, regex: Any, flags: int) -> None:
        self._written = regex, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._written)
        self.__dict__.update({known: getattr(compiled, known) for known in dir(compiled) if not known.startswith("_")})
        return getattr(compiled, name)


def pattern(regex: AnyStr, flags: int = 0) -> "re.Pattern[AnyStr]":
    """Like `re.compile`; an error in the expression shows at its first use."""
    return cast("re.Pattern[AnyStr]", LatePattern(regex, flags))
