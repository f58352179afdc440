"""Many sessions at a glance: the figures of each, in one pass over its transcript."""

from collections.abc import Callable, Iterable
from pathlib import Path

from ctxhooks.tokens.estimate import estimate
from ctxhooks.view.compactions import CheckpointSource, KeptCompaction, kept
from ctxhooks.view.overview_models import Overview, ProjectRow, Recovered, Row
from ctxhooks.view.session_view import title
from ctxhooks.view.timeline import Timeline


def overview(
    groups: Iterable[tuple[Path, list[Path]]], source: CheckpointSource, *, replay: bool, advance: Callable[[float], object]
) -> Overview:
    """Compactions without a checkpoint are replayed if that is wanted; else only their summaries are judged.

    `advance` is called with the bytes of each file that was read.
    """
    projects, skipped = [], 0
    for folder, paths in groups:
        rows = []
        for path in paths:
            try:
                size = path.stat().st_size
                rows.append(_row(path, size, source, replay=replay))
                advance(size)
            except OSError:
                skipped += 1
        roots = {r.project for r in rows if r.project}
        projects.append(ProjectRow(roots.pop() if len(roots) == 1 else str(folder), tuple(rows)))
    return Overview(tuple(projects), skipped)


def _row(path: Path, size: int, source: CheckpointSource, *, replay: bool) -> Row:
    timeline = Timeline().read(path)
    return Row(
        session=timeline.session or path.stem,
        title=title(timeline),
        project=timeline.cwd,
        began=timeline.began,
        ended=timeline.clock.time,
        size=size,
        prompts=len(timeline.prompts),
        peak=timeline.peak,
        compactions=tuple(map(_recovered, kept(path, timeline, source, replay=replay))),
    )


def _recovered(k: KeptCompaction) -> Recovered:
    if k.checkpoint is None:
        return Recovered(k.happened.time, k.counted)
    tokens = estimate(k.checkpoint.recovery_prompt) + estimate(k.checkpoint.recovery_context)
    return Recovered(k.happened.time, k.counted, tokens, sum(f.tokens for f in k.facts if f.used_again), known=True, replayed=k.replayed)
