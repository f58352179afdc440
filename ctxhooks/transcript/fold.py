"""Folds a transcript's records, one by one, into what a session has done so far.

A fold is plain JSON values, so that it can be kept and carried on from where it stopped: no record is read twice.
"""

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any
from ctxhooks.transcript import by_person, rewind, usage
from ctxhooks.transcript.files import file_use
from ctxhooks.transcript.language import people
from ctxhooks.transcript.records import blocks, cut, listed, obj, one_line, queued, string, text, typed
from ctxhooks.transcript.seen import Seen
from ctxhooks.transcript.shell import outcomes, outward, shell_edits
from ctxhooks.transcript.shell.shell_syntax import abridged
from ctxhooks.transcript.state import KEPT, LONGEST_GIVEN, State
from ctxhooks.trust import cuts
from ctxhooks.trust.redact import redact, redact_each

NAMED_IN_EACH = (("branch", "gitBranch"), ("client", "version"), ("cwd", "cwd"))  # record
AGENTS = frozenset({"Task", "Agent"})
NOT_RUN = pattern(r"\s*<tool_use_error>")  # refused by the client, or called off with the calls beside it
ENDED = pattern(r"<task-notification>\s*<task-id>([^<]+)</task-id>(?:.*?<status>(\w+)</status>\s*<summary>([^<]*)</summary>)?", re.DOTALL)
# What a result is read with, beside what an MCP tool is given.
GIVEN = frozenset({"command", "file_path", "notebook_path", "description", "plan", "subject", "status", "taskId", "pattern", "path", "glob",
         "offset", "limit", "shell_id", "bash_id", "task_id"})  # fmt: skip
FOR_TOOLS = GIVEN.union(shell_edits.PATHS, outward.TARGETS)
LONGEST_SUMMARY = 100_000


class Fold(State):
    """`abandoned` are the lines that rewinds were found to leave behind, `without` those that are left out of this very fold."""

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        self.data: dict[str, Any] = data or {
            "line": 0, "compaction_index": 0, "summarised": True, "cwd": "", "branch": "", "client": "", "summary": "", "tokens": 0,
            "messages": 0, "began": "", "answered": 0, "answer": "", "turns": {}, "abandoned": [], "without": [], "shells": {},
            "asked": "", "tasks": {}, "todos": [], "files": {}, "outside": {}, "commands": {}, "failing": {}, "failed_before": {},
            "worked": {}, "reads": {}, "searches": {}, "names": {}, "mutated": 0, "prompted": 0, "queue": [], "own_command": "",
            "uses": {}, "agents": [], "background": {}, "usage": usage.begun(),
            **{name: [] for name in KEPT},
        }  # fmt: skip

        self.seen = Seen(*self.data.pop("seen", ()))
        self._summary_is_raw = False  # only the last one of a transcript is redacted: they are long

    def anew(self) -> "Fold":
        """A fold that reads it all again, without what was abandoned."""
        fold = Fold()
        fold.data["abandoned"] = fold.data["without"] = self.data["abandoned"]
        return fold

    def kept(self) -> dict[str, Any]:
        """`data` as it may be written to disk."""
        if self._summary_is_raw:
            self.data["summary"], self._summary_is_raw = redact(self.data["summary"]), False
        return {
            **self.data,
            "usage": usage.settled(self.data["usage"]),
            "seen": self.seen.kept(),
        }

    def add(self, record: dict[str, Any]) -> None:
        """Takes in the next record of the transcript: `{}` for a line that could not be read, which counts as a line all the same.

        Skips records of subagents and those it has seen before.
        """
        d = self.data
        d["line"] += 1
        if not record or record.get("isSidechain") or self.seen.again(record):
            return
        kind = record.get("type")
        if not (d["without"] and self.gone()):
            usage.add(d["usage"], record)
        d["began"] = d["began"] or string(record.get("timestamp"))
        for name, field in NAMED_IN_EACH:
            value = record.get(field)
            if value and value != d[name] and isinstance(value, str):
                d[name] = redact(value)
        if kind == "system" and record.get("subtype") == "compact_boundary":
            self._compacted(boundary=True)
        elif kind == "user":
            self._user(record)
        elif kind == "assistant":
            self._assistant(record)
        elif takes := OF_KIND.get(string(kind)):
            takes(self, record)

    def _pull_request(self, record: dict[str, Any]) -> None:
        self.keep("pull_requests", record, redact(string(record.get("prUrl"))))

    def _compacted(self, *, boundary: bool) -> None:
        """Newer clients write a boundary and then the summary, the oldest the summary alone."""
        d = self.data
        if boundary or d["summarised"]:
            d["compaction_index"] += 1
            d["commands"], d["agents"], d["turns"], d["summary"] = {}, [], {}, ""
            d["messages"] = 0
        d["summarised"] = not boundary

    def _user(self, record: dict[str, Any]) -> None:
        if record.get("isCompactSummary"):
            self._compacted(boundary=False)
            self.data["summary"] = cuts.head(text(obj(record.get("message")).get("content")), LONGEST_SUMMARY)
            self._summary_is_raw = True
            return
        results = [b for b in blocks(record) if b.get("type") == "tool_result"]
        for block in results:
            self._result(record, block)
        if not results:
            rewind.begins(record, self.data)
            self._prompt(record, typed(record))
            said = text(obj(record.get("message")).get("content"))
            self._notified(record, said)
            if ran := by_person.command(self, record, said):
                outcomes.called(self, record, {"command": ran[0], "cwd": self.data["cwd"]}, ran[1], False, "")

    def _notified(self, record: dict[str, Any], text: str) -> None:
        d = self.data
        ended = ENDED.search(text) if d["background"] or d["shells"] else None
        if ended:
            d["background"].pop(ended[1], None)
            outcomes.ended(self, record, ended[1], ended[2] or "", ended[3] or "", brief=True)

    def _launched(self, record: dict[str, Any], use: str, result: dict[str, Any]) -> None:
        d = self.data
        waiting = use in d["agents"]
        d["agents"] = [a for a in d["agents"] if a != use]
        if waiting and result.get("status") == "async_launched" and (agent := string(result.get("agentId"))[:100]):
            self.name("background", agent, {"text": cut(redact(string(result.get("description"))), 20, 100), **self.mark(record)})

    def _prompt(self, record: dict[str, Any], prompt: str) -> None:
        if not prompt:
            return
        self.data["agents"] = []
        self.data["messages"] += 1
        self.data["prompted"] = self.data["line"]
        people.prompt(self, record, prompt)

    def _assistant(self, record: dict[str, Any]) -> None:
        d = self.data
        used = obj(obj(record.get("message")).get("usage"))
        d["answered"], d["answer"] = d["line"], string(record.get("uuid"))
        d["tokens"] = sum([n for k in usage.WINDOW if isinstance(n := used.get(k), int)]) or d["tokens"]
        for block in blocks(record):
            if block.get("type") == "text":
                d["messages"] += 1
                people.answer(self, record, string(block.get("text")))
            elif block.get("type") == "tool_use":
                self._use(string(block.get("id")), string(block.get("name")), obj(block.get("input")))

    def _use(self, use: str, name: str, given: dict[str, Any]) -> None:
        named = FOR_TOOLS if name.startswith("mcp__") else GIVEN
        known = {k: v for k, v in given.items() if k in named and isinstance(v, (str, int))}
        if "command" in given:  # which says it
            known.pop("description", None)
        texts = {k: _shortened(k, value) for k, value in known.items() if isinstance(value, str)}
        kept: dict[str, Any] = {k: str(value)[:20] for k, value in known.items()}
        kept |= {k: text[:LONGEST_GIVEN] for k, text in zip(texts, redact_each([*texts.values()]), strict=True)}
        kept["cwd"] = self.data["cwd"]  # a result's record tells where a command led to
        if name == "TodoWrite":
            todos = map(obj, listed(given.get("todos")))
            kept["todos"] = [{"title": self._title(t.get("content")), "status": string(t.get("status"))} for t in todos]
        self.name("uses", use, [name, kept])
        if name in AGENTS:
            self.data["agents"].append(use)

    def _attachment(self, record: dict[str, Any]) -> None:
        note = obj(record.get("attachment"))
        if note.get("type") == "edited_text_file":
            file_use.changed_outside(self, record, redact(string(note.get("filename"))))
        else:
            self._prompt(record, queued(record))
            self._notified(record, text(note.get("prompt")))

    def _result(self, record: dict[str, Any], block: dict[str, Any]) -> None:
        use = string(block.get("tool_use_id"))
        result = obj(record.get("toolUseResult"))
        self._launched(record, use, result)
        name, given = self.data["uses"].pop(use, ("", {}))
        output, bad = text(block.get("content")), bool(block.get("is_error"))
        if bad and (denial := people.denial(record, name, output)):
            people.denied(self, record, name, given, output, denial)
            return
        if not bad and self.data["refusals"]:
            people.ran(self, name, given)
        if name == "Bash" and not (bad and NOT_RUN.match(output)):
            outcomes.called(self, record, given, output, bad, string(result.get("backgroundTaskId")))
        elif not bad:
            self._succeeded(record, name, given, result, output)

    def _succeeded(self, record: dict[str, Any], name: str, given: dict[str, Any], result: dict[str, Any], output: str) -> None:
        if name in outcomes.TOOLS:
            outcomes.used(self, record, name, given, result)
        elif name in file_use.TOOLS:
            file_use.used(self, record, name, given, result)
        elif name in ("TodoWrite", "TaskCreate", "TaskUpdate", "TaskList"):
            self._task(record, name, given, result)
        elif name == "AskUserQuestion":
            people.answered(self, record, output, result)
        elif name == "ExitPlanMode":
            people.planned(self, record, given, result, output)
        elif name.startswith("mcp__"):
            file_use.edited_by_tool(self, record, name, given)
            outcomes.done_outwards(self, record, outward.by_tool(name, given, output))

    def _task(self, record: dict[str, Any], name: str, given: dict[str, Any], result: dict[str, Any]) -> None:
        d = self.data
        if name == "TodoWrite":
            if not self.gone():  # the client takes this list back, but not its own tasks
                d["todos"] = [{**t, **self.mark(record)} for t in given.get("todos", ())]
        elif name == "TaskList":  # an agent may have changed some: its own calls are not in this transcript
            for one in map(obj, listed(result.get("tasks"))):
                self._as_listed(record, string(one.get("id")), self._title(one.get("subject")), string(one.get("status")))
        elif name == "TaskCreate":
            task = obj(result.get("task")).get("id")
            if isinstance(task, (str, int)):
                d["tasks"][str(task)] = {"title": self._title(given.get("subject")), "status": "pending", **self.mark(record)}
        elif (known := d["tasks"].get(given.get("taskId", ""))) is not None:
            known["title"] = self._title(given.get("subject")) or known["title"]
            known["status"] = given.get("status") or known["status"]
            known.update(self.mark(record))

    def _queued(self, record: dict[str, Any]) -> None:
        self._prompt(record, by_person.taken_from_queue(self, record))

    def _agent_acted(self, record: dict[str, Any]) -> None:
        """The tasks are the conversation's, whoever changes them; clients about 2.1.30 note what an agent calls as its progress."""
        for block in blocks(obj(obj(record.get("data")).get("message"))):
            if block.get("name") == "TaskUpdate":
                given = {name: string(value) for name, value in obj(block.get("input")).items()}
                self._task(record, "TaskUpdate", given, {})

    def _as_listed(self, record: dict[str, Any], task: str, title: str, status: str) -> None:
        known = self.data["tasks"].get(task)
        if task and title and status and (known is None or (known["title"], known["status"]) != (title, status)):
            self.data["tasks"][task] = {"title": title, "status": status, **self.mark(record)}

    def _title(self, value: Any) -> str:
        return one_line(redact(string(value)))[:300]


OF_KIND = {
    "attachment": Fold._attachment,
    "progress": Fold._agent_acted,
    "pr-link": Fold._pull_request,
    "queue-operation": Fold._queued,
}


def _shortened(name: str, value: str) -> str:
    """What a tool was given under this name. Of a command line only here-documents give way: what stands behind them ran too."""
    text = abridged(value, LONGEST_GIVEN) if name == "command" else value
    return cuts.head(text, people.LONGEST_PROMPT)
