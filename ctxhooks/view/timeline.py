"""One pass over a transcript: the window, the prompts, the edits and the commands that fail, on one axis of time."""

from pathlib import Path
from typing import Any, NamedTuple

from ctxhooks.measure.gold import Compaction, Compactions
from ctxhooks.transcript import reader
from ctxhooks.transcript.files import edits
from ctxhooks.transcript.files.file_use import EDITORS
from ctxhooks.transcript.records import blocks, cut, obj, queued, string, text, typed
from ctxhooks.transcript.shell import error_lines
from ctxhooks.trust import cuts
from ctxhooks.trust.redact import redact
from ctxhooks.view.clock import Clock
from ctxhooks.view.session_models import FailedCommand, FileEdit, Mark, Point

PROMPTS, EDITS, COMMANDS, LANES = 400, 5_000, 40, 40
CALLS, KNOWN = 256, 2_000  # calls that wait for their result, commands; the oldest are forgotten
ACTIVITY = 2_000_000  # characters between two compactions that are searched for facts which are named again
MOST = 5_000_000  # tokens; no window holds more
USAGE = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")


def used(record: dict[str, Any]) -> int:
    """Tokens in use by an assistant's record; 0 where it has none."""
    usage = obj(obj(record.get("message")).get("usage"))
    return sum(n for k in USAGE if isinstance(n := usage.get(k), int) and 0 < n < MOST)


class Happened(NamedTuple):
    """A compaction as the transcript has it; `before` are the tokens in use ahead of it, 0 where nobody knows."""

    found: Compaction
    x: float
    time: str
    before: int


class Timeline:
    """Reads records one by one. Texts are redacted as they are kept."""

    def __init__(self) -> None:
        self.clock, self.gold = Clock(), Compactions()
        self.points: list[Point] = []
        self.prompts: list[Mark] = []
        self.edits: list[FileEdit] = []
        self.compactions: list[Happened] = []
        self.sidechains: dict[str, list[Point]] = {}
        self.activity: list[list[str]] = [[]]
        self.session = self.cwd = self.model = self.client = self.began = ""
        self._calls: dict[str, tuple[str, dict[str, Any]]] = {}
        self._tasks: dict[str, str] = {}
        self._commands: dict[str, FailedCommand] = {}
        self._room = ACTIVITY
        self._dropped = False

    @property
    def peak(self) -> int:
        """The most tokens that were in use at once; 0 without a reading."""
        return max((p.tokens for p in self.points), default=0)

    @property
    def failed(self) -> tuple[FailedCommand, ...]:
        """The most often failing first."""
        found = sorted((c for c in self._commands.values() if c.failures), key=lambda c: (c.passes, -c.failures))
        return tuple(c._replace(command=cut(redact(cuts.head(c.command, 5_000)), 40, 200)) for c in found[:COMMANDS])

    def read(self, path: Path) -> "Timeline":
        """Reads a whole transcript and returns itself. An OSError where the file cannot be read."""
        start = 0
        with path.open("rb") as file:
            for line in reader.records(file, 0, reader.decoder(path.stat().st_size)):
                self.see(line.record, start)
                start = line.end
        return self

    def see(self, record: dict[str, Any], offset: int) -> None:
        """`offset` is where the record's line begins, in bytes."""
        x = self.clock.tick(string(record.get("timestamp")))
        if record.get("isSidechain"):
            self._aside(record, x)
            return
        self._known(record)
        if found := self.gold.see(record, offset):
            self._compacted(found, x)
        elif record.get("type") == "assistant":
            self._assistant(record, x)
        elif record.get("type") in ("user", "attachment"):
            self._user(record, x)

    def _known(self, record: dict[str, Any]) -> None:
        self.session = self.session or string(record.get("sessionId"))[:128]
        self.cwd = self.cwd or redact(cuts.head(string(record.get("cwd")), 1_000))
        self.client = string(record.get("version"))[:40] or self.client
        self.began = self.began or string(record.get("timestamp"))[:40]

    def _aside(self, record: dict[str, Any], x: float) -> None:
        """A subagent's record, which older clients write into the main transcript."""
        if record.get("type") == "assistant" and (tokens := used(record)):
            agent = string(record.get("agentId"))[:40]
            if agent in self.sidechains or len(self.sidechains) < LANES:
                self.sidechains.setdefault(agent, []).append(Point(x, tokens, self.clock.time))

    def _compacted(self, found: Compaction, x: float) -> None:
        before = self.points[-1].tokens if self.points else 0
        self.compactions.append(Happened(found, x, self.clock.time, before))
        self.points.append(Point(x, before, self.clock.time))
        self.activity.append([])
        self._room, self._dropped = ACTIVITY, True

    def _assistant(self, record: dict[str, Any], x: float) -> None:
        message = obj(record.get("message"))
        if (model := string(message.get("model"))) and not model.startswith("<"):
            self.model = model[:100]
        if tokens := used(record):
            if self._dropped:
                self.points.append(Point(self.points[-1].x, tokens, self.points[-1].time))
                self._dropped = False
            if [p.tokens for p in self.points[-2:]] == [tokens, tokens]:
                del self.points[-1]
            self.points.append(Point(x, tokens, self.clock.time))
        for block in blocks(record):
            self._block(block)

    def _block(self, block: dict[str, Any]) -> None:
        content = string(block.get("text"))
        if block.get("type") == "tool_use":
            given = obj(block.get("input"))
            self._calls[string(block.get("id"))] = (string(block.get("name")), given)
            if len(self._calls) > CALLS:
                del self._calls[next(iter(self._calls))]
            listed = [string(obj(v).get("content")) for v in given["todos"]] if isinstance(given.get("todos"), list) else []
            named = self._tasks.get(string(given.get("taskId")), "")
            content = "\n".join([*(v for v in given.values() if isinstance(v, str)), *listed, named])
        if content and self._room > 0:
            self.activity[-1].append(content[: self._room])
            self._room -= len(content)

    def _user(self, record: dict[str, Any], x: float) -> None:
        for block in blocks(record):
            if block.get("type") == "tool_result":
                self._result(record, block, x)
        prompt = typed(record) if record.get("type") == "user" else queued(record)
        if prompt and len(self.prompts) < PROMPTS:
            self.prompts.append(Mark(x, self.clock.time, cut(redact(cuts.head(prompt, 5_000)), 60, 400)))

    def _result(self, record: dict[str, Any], block: dict[str, Any], x: float) -> None:
        name, given = self._calls.pop(string(block.get("tool_use_id")), ("", {}))
        task = obj(obj(record.get("toolUseResult")).get("task"))
        if name == "TaskCreate" and len(self._tasks) < KNOWN:
            self._tasks[string(task.get("id"))] = string(task.get("subject"))
        bad = bool(block.get("is_error"))
        if name == "Bash" and (command := string(given.get("command")).strip()):
            self._ran(command, text(block.get("content")) if bad else "", bad=bad)
        elif name in EDITORS and not bad and len(self.edits) < EDITS:
            path = string(given.get("file_path")) or string(given.get("notebook_path"))
            change = edits.edit(obj(record.get("toolUseResult")))
            if path:
                self.edits.append(FileEdit(x, redact(cuts.head(path, 1_000)), change.added, change.removed))

    def _ran(self, command: str, output: str, *, bad: bool) -> None:
        known = self._commands.pop(command, FailedCommand(command))
        if len(self._commands) >= KNOWN:
            del self._commands[next(iter(self._commands))]
        if bad:
            line = error_lines.summarised(output).line
            known = known._replace(failures=known.failures + 1, error=cut(redact(cuts.head(line, 5_000)), 40, 240), time=self.clock.time)
        self._commands[command] = known._replace(runs=known.runs + 1, passes=not bad)
