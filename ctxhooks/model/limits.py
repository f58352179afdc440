"""What a value may be beside its type: marks in an annotation that a hook passes over and `schema` makes checks of."""

from ctxhooks.light.typing import NamedTuple


class Between(NamedTuple):
    """A number from `least` to `most`; `most` is None where there is no upper limit."""

    least: float = 0
    most: float | None = None


class OneOf(NamedTuple):
    """One of these words."""

    words: tuple[str, ...] = ()


class Shape(NamedTuple):
    """A text that this regular expression matches, of at most `longest` characters."""

    pattern: str = ""
    longest: int | None = None


class AtLeast(NamedTuple):
    """A list of at least so many items."""

    items: int = 1


class InProject(NamedTuple):
    """A folder inside the project, as a relative path such as `docs/specs`."""
