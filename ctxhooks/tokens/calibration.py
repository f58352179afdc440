"""How far the estimate is off in a project: what Claude counted there, by the project's transcripts, against what was estimated."""

from itertools import accumulate

from ctxhooks.disk import sealed
from ctxhooks.disk.project import Project
from ctxhooks.light.typing import Any
from ctxhooks.tokens.estimate import WEIGHTS, family

KEPT = 64  # pairs of each family
ENOUGH = 8
LOWEST, HIGHEST = 0.8, 1.3
STEP = 50  # of a whole: counts stay as they are while the factor moves by less than that

Pairs = dict[str, list[Any]]  # by the message: family, estimated, counted


def path(project: Project) -> str:
    """Where the project's own pairs of estimated and counted tokens are kept."""
    return project.own("state", "calibration.json")


def learn(project: Project, model: str, pairs: Pairs) -> None:
    """Keeps a session's pairs. A write that another session overtakes is no harm: each brings all its pairs every time."""
    if model:
        known: Pairs = {**read(project)["pairs"], **pairs}
        kept = ([(k, p) for k, p in known.items() if p[0] == kind][-KEPT:] for kind in WEIGHTS)
        sealed.write(path(project), {"model": model, "pairs": {k: p for some in kept for k, p in some}})


def read(project: Project) -> dict[str, Any]:
    """The newest model, and the pairs; nothing where the file is gone or broken: it is safe to delete."""
    return sealed.read(path(project)) or {"model": "", "pairs": {}}


def used(project: Project, model: str = "") -> tuple[str, float]:
    """The family of the model, or else of the newest one seen, and the factor for it."""
    known = read(project)
    kind = family(model or known["model"])
    return kind, factor([(estimated, counted) for named, estimated, counted in known["pairs"].values() if named == kind])


def factor(pairs: list[tuple[int, int]]) -> float:
    """Half of all that was estimated has a ratio below it: a few pairs that hold more than was recorded move it little."""
    if len(pairs) < ENOUGH:
        return 1.0
    ratios = sorted((counted / estimated, estimated) for estimated, counted in pairs)
    below = accumulate(estimated for _, estimated in ratios)
    half = sum(estimated for estimated, _ in pairs) / 2
    ratio = next(ratio for (ratio, _), so_far in zip(ratios, below, strict=True) if so_far >= half)
    return max(LOWEST, min(HIGHEST, round(ratio * STEP) / STEP))
