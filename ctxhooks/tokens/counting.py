"""How a project counts tokens: as Claude does, by an estimate that the project's own transcripts correct."""

from collections.abc import Callable

from ctxhooks.disk.project import Project
from ctxhooks.tokens import calibration
from ctxhooks.tokens.estimate import estimate


def counter(project: Project, model: str = "") -> Callable[[str], int]:
    """The project's counter, for the model or else for the newest one that the project's transcripts name."""
    family, factor = calibration.used(project, model)
    return lambda text: int(estimate(text, family) * factor + 0.999)
