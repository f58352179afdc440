"""A session for a page: its timeline, and each compaction with what became of the facts."""

from pathlib import Path

from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.replies import units
from ctxhooks.sessions import window_use
from ctxhooks.tokens.estimate import estimate
from ctxhooks.trust import cuts
from ctxhooks.trust.redact import redact
from ctxhooks.view import kept_facts
from ctxhooks.view.clock import thinned
from ctxhooks.view.compactions import COMPACTION, CheckpointSource, KeptCompaction, kept
from ctxhooks.view.lanes import agent_files, lanes
from ctxhooks.view.session_models import CompactionView, Point, SessionView
from ctxhooks.view.timeline import Timeline

TITLE = 90  # characters
LONGEST_SUMMARY = 60_000


def session(transcript: Path, source: CheckpointSource) -> SessionView:
    """An OSError where the transcript cannot be read."""
    timeline = Timeline().read(transcript)
    window = source.settings.window
    size = window_use.size(window, timeline.model, timeline.peak)
    return SessionView(
        id=timeline.session or transcript.stem,
        title=title(timeline),
        root=timeline.cwd,
        model=timeline.model,
        client=timeline.client,
        began=timeline.began,
        ended=timeline.clock.time,
        window=size,
        thresholds=tuple(zip(window.thresholds, window_use.level_starts(window.thresholds, size)[1:], strict=True)),
        length=timeline.clock.x,
        points=thinned(timeline.points),
        prompts=tuple(timeline.prompts),
        agents=lanes(timeline.clock, timeline.sidechains, agent_files(transcript)),
        compactions=tuple(_compaction(n, k, timeline.points) for n, k in enumerate(kept(transcript, timeline, source), 1)),
        edits=tuple(e._replace(path=e.path.removeprefix(timeline.cwd.rstrip("/") + "/")) for e in timeline.edits),
        failed=timeline.failed,
    )


def title(timeline: Timeline) -> str:
    """The beginning of the first prompt that is no command."""
    first = next((p.text for p in timeline.prompts if not p.text.startswith("/")), "")
    return first if len(first) <= TITLE else first[:TITLE].rsplit(" ", 1)[0] + " …"


def _compaction(number: int, k: KeptCompaction, points: list[Point]) -> CompactionView:
    checkpoint = k.checkpoint or Checkpoint()
    in_summary = [f for f, seen in zip(checkpoint.facts, k.facts, strict=True) if seen.kept_by == "summary"]
    prompt, rule = redact(checkpoint.recovery_prompt), redact(checkpoint.recovery_context)
    happened = k.happened
    return CompactionView(
        number=number,
        x=happened.x,
        time=happened.time,
        trigger=happened.found.trigger if happened.found.trigger in COMPACTION else "auto",
        before=happened.before,
        after=next((p.tokens for p in points if p.x >= happened.x and p.tokens < happened.before), 0),
        replayed=k.replayed,
        facts=k.facts,
        counted=k.counted,
        summary=kept_facts.passages(redact(cuts.head(k.summary, LONGEST_SUMMARY)), in_summary),
        prompt=prompt,
        prompt_tokens=estimate(prompt),
        prompt_units=units(prompt),
        rule=rule,
        rule_tokens=estimate(rule),
    )
