"""What a page shows: frozen records of plain values, all texts redacted, none of them escaped yet."""

from collections.abc import Iterable
from typing import NamedTuple

OUTCOMES = ("summary", "prompt", "section", "rule", "user_prompt", "lost", "open")
GIVEN_BACK = ("prompt", "section", "rule", "user_prompt")


class Point(NamedTuple):
    """`x` is the time of work so far, in seconds, with long pauses cut short; `tokens` are in use; `time` is ISO 8601."""

    x: float = 0.0
    tokens: int = 0
    time: str = ""


class Mark(NamedTuple):
    """A prompt, or whatever else happened at a moment."""

    x: float = 0.0
    time: str = ""
    text: str = ""


class AgentLane(NamedTuple):
    """A subagent: its own window, apart from the conversation's."""

    name: str = ""
    points: tuple[Point, ...] = ()
    peak: int = 0


class FileEdit(NamedTuple):
    x: float = 0.0
    path: str = ""
    added: int = 0
    removed: int = 0


class FailedCommand(NamedTuple):
    """`passes` says whether its last run passed; `error` is the line of the last failure that explains most."""

    command: str = ""
    runs: int = 0
    failures: int = 0
    passes: bool = False
    error: str = ""
    time: str = ""


class KeptFact(NamedTuple):
    """A fact of a checkpoint: `kept_by` is one of OUTCOMES, `tokens` what its line costs, `line` where the transcript says so.

    `used_again` says whether Claude named it after the compaction.
    """

    kind: str = ""
    text: str = ""
    kept_by: str = "open"
    tokens: int = 0
    line: int = 0
    used_again: bool = False


class Passage(NamedTuple):
    """A part of a summary; `fact` says that it holds one."""

    text: str = ""
    fact: bool = False


class Count(NamedTuple):
    """Facts, those that the summary holds, and those that are in context with what was given back."""

    facts: int = 0
    summary: int = 0
    back: int = 0

    @property
    def lost(self) -> int:
        """Facts that are nowhere in context after the compaction."""
        return self.facts - self.back

    @property
    def given(self) -> int:
        """Facts that are in context only because ctxhooks gave them back."""
        return self.back - self.summary


def total(counts: Iterable[Count]) -> Count:
    """The counts added up, field by field; zeros for none."""
    return Count(*map(sum, zip(*counts, strict=True))) if (counts := tuple(counts)) else Count()


class CompactionView(NamedTuple):
    """`replayed` says that no checkpoint was there, and the hooks were run over the transcript now.

    `counted` is the same judged by code that shares nothing with the distiller.
    """

    number: int = 0
    x: float = 0.0
    time: str = ""
    trigger: str = "auto"
    before: int = 0
    after: int = 0
    replayed: bool = False
    facts: tuple[KeptFact, ...] = ()
    counted: Count = Count()
    summary: tuple[Passage, ...] = ()
    prompt: str = ""
    prompt_tokens: int = 0
    prompt_units: int = 0
    rule: str = ""
    rule_tokens: int = 0

    def kept(self, *outcomes: str) -> int:
        """How many facts have one of these outcomes (see OUTCOMES)."""
        return sum(f.kept_by in outcomes for f in self.facts)

    @property
    def judged(self) -> Count:
        """Facts by outcome; those still open, whose compaction is not over, count nowhere."""
        summary = self.kept("summary")
        return Count(len(self.facts) - self.kept("open"), summary, summary + self.kept(*GIVEN_BACK))


class SessionView(NamedTuple):
    """`window` is the size of the model's window and `thresholds` its levels, both in tokens; `length` the last `x` there is."""

    id: str = ""
    title: str = ""
    root: str = ""
    model: str = ""
    client: str = ""
    began: str = ""
    ended: str = ""
    window: int = 0
    thresholds: tuple[tuple[int, int], ...] = ()
    length: float = 0.0
    points: tuple[Point, ...] = ()
    prompts: tuple[Mark, ...] = ()
    agents: tuple[AgentLane, ...] = ()
    compactions: tuple[CompactionView, ...] = ()
    edits: tuple[FileEdit, ...] = ()
    failed: tuple[FailedCommand, ...] = ()

    @property
    def peak(self) -> int:
        """The most tokens that were in use at once; 0 without a reading."""
        return max((p.tokens for p in self.points), default=0)

    @property
    def judged(self) -> Count:
        """All compactions of the session added up."""
        return total(c.judged for c in self.compactions)


class BudgetPart(NamedTuple):
    """The tokens that a category uses of its share of the context budget."""

    name: str = ""
    used: int = 0
    share: int = 0


class LoadedDocument(NamedTuple):
    name: str = ""
    category: str = ""
    tokens: int = 0
    loaded: bool = False


class BudgetView(NamedTuple):
    """What is loaded into Claude's context now, in tokens."""

    total: int = 0
    used: int = 0
    reserved: int = 0
    parts: tuple[BudgetPart, ...] = ()
    documents: tuple[LoadedDocument, ...] = ()
