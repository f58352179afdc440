"""The flags and types of `re`, the import of which takes a seventh of a hook's time. What it does is imported where it is called for.

Expressions are compiled by `patterns`, which needs it only for those that are new.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import (
        ASCII,
        DOTALL,
        IGNORECASE,
        MULTILINE,
        VERBOSE,
        Match,
        Pattern,
        compile,  # noqa: A004
        findall,
        finditer,
        fullmatch,
        match,
        search,
        split,
        sub,
    )
else:
    IGNORECASE, MULTILINE, DOTALL, VERBOSE, ASCII = 2, 8, 16, 64, 256

    class Match:
        """Stands in annotations alone."""

        def __class_getitem__(cls, _: type) -> type:
            return cls

    Pattern = Match

    def __getattr__(name: str) -> object:
        import re

        return getattr(re, name)


__all__ = [
    "ASCII",
    "DOTALL",
    "IGNORECASE",
    "MULTILINE",
    "VERBOSE",
    "Match",
    "Pattern",
    "compile",
    "findall",
    "finditer",
    "fullmatch",
    "match",
    "search",
    "split",
    "sub",
]
