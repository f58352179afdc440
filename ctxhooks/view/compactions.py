"""Each compaction of a transcript with the checkpoint that was taken for it; where there is none, the hooks are run over it now."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ctxhooks.compaction import restore
from ctxhooks.disk.project import ID, Project, keys_folder, transcripts_folder
from ctxhooks.measure.needles import held
from ctxhooks.measure.replay import Replayed, replay
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.settings import Settings
from ctxhooks.store import checkpoints
from ctxhooks.view import kept_facts, transcripts
from ctxhooks.view.session_models import Count, KeptFact
from ctxhooks.view.timeline import Happened, Timeline

COMPACTION = ("manual", "auto")
Replay = Callable[[Path, Happened], Replayed]


class CheckpointSource(NamedTuple):
    """Where checkpoints are looked for: in the project, or in a transcript's own. `now` is in seconds since 1970.

    `again` replays a compaction that has none.
    """

    settings: Settings
    language: str
    now: float
    again: Replay
    env: Mapping[str, str] = {}
    project: Project | None = None


def replayed(language: str) -> Replay:
    """Runs the hooks over a compaction; over each only once, however often the page is made anew."""
    known: dict[tuple[Path, int], Replayed] = {}

    def run(transcript: Path, happened: Happened) -> Replayed:
        key = (transcript, happened.found.offset)
        if key not in known:
            known[key] = replay(transcript, happened.found, language)
        return known[key]

    return run


class KeptCompaction(NamedTuple):
    """A compaction and what became of its facts; `given` is every text that was given back.

    `checkpoint` is None where none was taken, or where none is known and nothing was replayed.
    """

    happened: Happened
    checkpoint: Checkpoint | None
    given: str
    facts: tuple[KeptFact, ...]
    replayed: bool

    @property
    def summary(self) -> str:
        """The summary as the model was given it."""
        return restore.without_analysis(self.happened.found.summary)

    @property
    def counted(self) -> Count:
        """The facts as code counts them that shares nothing with the distiller."""
        needles = self.happened.found.needles
        return Count(len(needles), len(held(needles, self.summary)), len(held(needles, f"{self.summary}\n{self.given}")))


def kept(transcript: Path, events: Timeline, source: CheckpointSource, *, replay: bool = True) -> list[KeptCompaction]:
    """The compactions in the transcript, in their order."""
    saved = _taken(transcript, events, source)
    return [_kept(transcript, events, n, saved.get(n), source if replay or n in saved else None) for n in range(len(events.compactions))]


def _kept(transcript: Path, events: Timeline, number: int, saved: Checkpoint | None, source: CheckpointSource | None) -> KeptCompaction:
    happened = events.compactions[number]
    if source is None:
        return KeptCompaction(happened, None, "", (), replayed=False)
    outcome = None if saved else source.again(transcript, happened)
    checkpoint = saved or (outcome.checkpoint if outcome else None)
    given = outcome.given if outcome else _texts(saved or Checkpoint())
    seen = kept_facts.kept_facts(checkpoint or Checkpoint(), source.language, "\n".join(events.activity[number + 1]))
    return KeptCompaction(happened, checkpoint, given, seen, replayed=saved is None)


def _taken(transcript: Path, events: Timeline, source: CheckpointSource) -> dict[int, Checkpoint]:
    """The checkpoint of each compaction, by its number from 0: the newest of those that read up to it, and past the one before."""
    ends = [h.found.offset for h in events.compactions]
    found: dict[int, Checkpoint] = {}
    for c in _saved(transcript, events, source) if ends and ID.fullmatch(events.session) else ():
        number = next((n for n, end in enumerate(ends) if c.transcript.offset <= end), None)
        if number is not None and c.trigger in COMPACTION:
            found.setdefault(number, c)
    return found


def _saved(transcript: Path, events: Timeline, source: CheckpointSource) -> Iterator[Checkpoint]:
    """Those of the named project; else of the transcript's own, if the client keeps the transcript under that project's name."""
    there = source.project and next(checkpoints.sound(source.project, events.session), None)
    if there is None and transcripts.is_home_of(transcript, events.cwd, source.env):
        opened = Project(events.cwd, source.now, keys_folder(source.env), transcripts_folder(source.env))
        yield from checkpoints.sound(opened, events.session)
    elif source.project:
        yield from checkpoints.sound(source.project, events.session)


def _texts(checkpoint: Checkpoint) -> str:
    """All that was given back: the prompt, the rule, and by their keys the facts that another channel delivered."""
    keys = [f.key for f in checkpoint.facts if f.id in checkpoint.recovery.delivered]
    return "\n".join((checkpoint.recovery_prompt, checkpoint.recovery_context, *keys))
