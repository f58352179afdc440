"""What someone who carries on after a compaction needs, read from a transcript by code that shares nothing with the distiller.

It judges the distiller, so it takes structured records only: tool calls and their results, and what the person typed. A fact is a needle;
a text holds it when the needle stands in it, with case, Markdown's marks and runs of spaces set aside.
"""

import re
from collections import Counter
from typing import Any, NamedTuple

NOT_A_PERSON = re.compile(
    r"\s*(?:<(?:command|local-command|task-notification|teammate|system-reminder|bash|user-memory|ide)[-_>]?|Caveat:"
    r"|\[Request interrupted|This session is being continued)",
    re.IGNORECASE,
)
BINDING = re.compile(r"\b(?:never|always|must|avoid|don't|do not|make sure|instead of|only use)\b", re.IGNORECASE)
COURTESY = re.compile(r"(?:thanks|thank you|ok|okay|continue|go on)\b[^\n]{0,12}|/compact\b[^\n]{0,80}", re.IGNORECASE)  # asks for nothing
EDITS = ("Edit", "Write", "MultiEdit", "NotebookEdit")
LAST = {"file": 20, "request": 12, "constraint": 10, "answer": 12, "plan": 1, "failing": 5, "commit": 5}
KINDS = ("task", "file", "request", "constraint", "answer", "plan", "failing", "error", "command", "outward", "commit")
# Commands that only look, or arrange what others do.
LOOKS = re.compile(
    r"(?:cd|echo|printf|head|tail|cat|sed|awk|sleep|export|wc|grep|rg|ls|find|tree|true|mkdir|rm|cp|mv|touch|pwd|which|diff|git|gh|for|if|while|do|done"
    r"|then|fi|source|test|kill|ps|import|print|try|except|from)\b|\W"
)
OUTWARD = re.compile(
    r"\bgh (?:pr|issue|release) (?:comment|create|close|merge|review|edit|reopen|ready)\b|\bgit push\b"
    r"|\b(?:npm|cargo|uv|twine) (?:publish|upload)\b"
    r"|\bgh api\b(?=[^\n]{0,2000}(?:-X |--method )(?:POST|PATCH|PUT|DELETE)|[^\n]{0,2000} -[fF] )"
)
NUMBER = re.compile(r"(?<=[/#=\s])\d{2,12}(?=[/#?\s\"']|$)")
RAISED = re.compile(r"(?:E {1,8})?[\w.]{0,100}(?:Error|Exception)\b")
FAULT = re.compile(r"\b(?:error|fatal|fail|fails|failed|not found|denied|cannot)\b", re.IGNORECASE)


class Needle(NamedTuple):
    kind: str
    text: str


def plain(text: str) -> str:
    """The text without Markdown's marks, in lower case, runs of spaces as one."""
    return " ".join(re.sub(r"[`*_>#|\"'“”‘’\\]", " ", text).split()).lower()


def first(text: str, words: int) -> str:
    """The first words of a text, plain."""
    return " ".join(plain(text).split()[:words])


def held(needles: list[Needle], text: str) -> list[Needle]:
    """The needles that stand in the text."""
    body = plain(text)
    return [n for n in needles if plain(n.text) in body]


class Needles:
    """What happened since the last compaction; open tasks and commands that work are the whole session's."""

    def __init__(self, tasks: dict[str, tuple[str, str]], worked: Counter[str]) -> None:
        self.tasks, self.worked = tasks, worked
        self.calls: dict[str, tuple[str, dict[str, Any]]] = {}
        self.found: dict[str, list[str]] = {kind: [] for kind in KINDS}
        self.broken: dict[str, str] = {}
        self.session = self.cwd = ""

    def see(self, record: dict[str, Any]) -> None:
        """Takes the next record of the transcript."""
        self.session = self.session or str(record.get("sessionId") or "")
        self.cwd = self.cwd or str(record.get("cwd") or "")
        if record.get("isSidechain"):
            return
        content = json_object(record.get("message")).get("content")
        blocks = json_objects(content)
        for block in blocks:
            if block.get("type") == "tool_use":
                self.calls[str(block.get("id"))] = (str(block.get("name")), json_object(block.get("input")))
            elif block.get("type") == "tool_result":
                name, given = self.calls.get(str(block.get("tool_use_id")), ("", {}))
                self._done(name, given, record.get("toolUseResult"), content_text(block.get("content")), failed=bool(block.get("is_error")))
        if record.get("type") == "user" and not any(b.get("type") == "tool_result" for b in blocks):
            self._typed(record, content)

    def _typed(self, record: dict[str, Any], content: Any) -> None:
        if record.get("isMeta") or record.get("isCompactSummary") or record.get("toolUseResult") is not None:
            return
        parts = (
            [content] if isinstance(content, str) else [str(b.get("text", "")) for b in json_objects(content) if b.get("type") == "text"]
        )
        prompt = "\n".join(p for p in parts if not NOT_A_PERSON.match(p)).strip()
        if prompt and not COURTESY.fullmatch(prompt):
            self.found["request"].append(first(prompt, 14))
            sentences = re.split(r"\n+|(?<=[.!?])\s+", prompt)
            self.found["constraint"] += [first(s, 12) for s in sentences if BINDING.search(s) and 3 < len(s.split()) < 60]

    def _done(self, name: str, given: dict[str, Any], result: Any, output: str, *, failed: bool) -> None:
        if name == "Bash":
            self._ran(str(given.get("command", "")).strip(), output, failed=failed)
        elif failed:
            return
        elif name in EDITS:
            self.found["file"].append(str(given.get("file_path") or given.get("notebook_path") or ""))
        elif name == "TodoWrite":
            kept = {k: v for k, v in self.tasks.items() if not k.startswith("todo ")}
            todos = {f"todo {n}": (str(t.get("content")), str(t.get("status"))) for n, t in enumerate(json_objects(given.get("todos")))}
            self.tasks.clear()
            self.tasks.update(kept | todos)
        elif name == "TaskCreate" and isinstance(result, dict):
            self.tasks[str(json_object(result.get("task")).get("id"))] = (str(given.get("subject", "")), "pending")
        elif name == "TaskUpdate" and (task := str(given.get("taskId"))) in self.tasks:
            subject, status = self.tasks[task]
            self.tasks[task] = (str(given.get("subject", subject)), str(given.get("status", status)))
        elif name == "AskUserQuestion":
            self.found["answer"] += [first(a, 12) for a in re.findall(r'"="([^"]+)"', output)]
        elif name == "ExitPlanMode" and given.get("plan"):
            self.found["plan"].append(first(str(given["plan"]).strip().split("\n")[0], 12))

    def _ran(self, command: str, output: str, *, failed: bool) -> None:
        self.broken.pop(command, None)
        if failed:
            if parts(command):
                self.broken[command] = output
            return
        self.worked.update(dict.fromkeys(parts(command), 1))
        if OUTWARD.search(command):
            self.found["outward"] += NUMBER.findall(command.split("<<", maxsplit=1)[0].split(" -f body", maxsplit=1)[0])
        if "git commit" in command and (made := re.search(r"^\[[^\]]*\b([0-9a-f]{7,12})\] ", output, re.MULTILINE)):
            self.found["commit"].append(made[1])

    def chosen(self) -> list[Needle]:
        """What someone who carries on needs to know, each once."""
        for command, output in list(self.broken.items())[-LAST["failing"] :]:
            self.found["failing"].append(_head(command))
            self.found["error"].append(first(fault(output), 8))
        self.found["command"] = [command for command, n in self.worked.most_common(6) if n >= 2]
        self.found["task"] = [title[:120] for title, status in self.tasks.values() if status in ("pending", "in_progress")]
        inside = self.cwd.rstrip("/") + "/"
        paths = [p.removeprefix(inside) for p in self.found["file"]]
        self.found["file"] = list(dict.fromkeys(reversed(paths)))[: LAST["file"]]
        chosen = {kind: texts[-LAST.get(kind, len(texts)) :] if texts else [] for kind, texts in self.found.items()}
        return [n for n in dict.fromkeys(Needle(kind, text) for kind, texts in chosen.items() for text in texts) if plain(n.text)]


def parts(command: str) -> list[str]:
    """The commands of a line that do something, without redirections and pipes, each cut to 60 characters."""
    found = (
        re.sub(r"\d?>{1,2}[ \t]?(?:&\d|\S+)", "", part.split(" | ")[0]).strip()
        for part in re.split(r"&&|\|\||;|\n", command.split("<<", maxsplit=1)[0])
    )
    return [" ".join(part.split())[:60] for part in found if len(part.split()) > 1 and not LOOKS.match(part)]


def fault(output: str) -> str:
    """The line that names what went wrong: the exception raised last, else the first that speaks of a fault."""
    lines = [s for line in output.split("\n") if (s := line.strip()) and not s.startswith("Exit code")]
    raised = next((s for s in reversed(lines) if RAISED.match(s)), "")
    return raised or next((s for s in lines if FAULT.search(s)), "") or next((s for s in lines if len(s.split()) > 2), "")


def _head(command: str) -> str:
    return command.partition("\n")[0][:60]


def content_text(content: Any) -> str:
    """The text of a message's or a result's content, whose blocks are joined by line breaks."""
    if isinstance(content, str):
        return content
    return "\n".join(str(b.get("text", "")) for b in json_objects(content))


def json_object(value: Any) -> dict[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def json_objects(value: Any) -> list[dict[str, Any]]:
    """The objects in an array; none where the value is no array."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
