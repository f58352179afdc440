"""The shapes inside a record: text, blocks, what a person typed."""

import re
from typing import Any

INJECTED = re.compile(
    r"\s*(<(command-|local-command|[a-z-]+-hook>|task-notification|teammate-message|system-reminder|bash-|user-memory|ide_)"
    r"|Caveat:|\[Request interrupted|This session is being continued)",
    re.IGNORECASE,
)
ANSI = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
SPACES = re.compile(r"\s+")


def obj(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def blocks(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [b for b in listed(obj(record.get("message")).get("content")) if isinstance(b, dict)]


def text(content: Any, depth: int = 3) -> str:
    """The text of a message's or a tool result's content, its blocks joined by newlines; blocks hold no more than `depth` others."""
    if isinstance(content, str) or not depth:
        return string(content)
    return "\n".join(string(b.get("text")) or text(b.get("content"), depth - 1) for b in listed(content) if isinstance(b, dict))


def typed(record: dict[str, Any]) -> str:
    """What a person typed in this record; empty for everything that the client or a tool put there."""
    if any(record.get(k) for k in ("isMeta", "isCompactSummary", "isVisibleInTranscriptOnly")) or record.get("toolUseResult") is not None:
        return ""
    content = obj(record.get("message")).get("content")
    if isinstance(content, str):
        return "" if INJECTED.match(content) else content.strip()
    kinds = [b.get("type") for b in blocks(record)]
    if "tool_result" in kinds:
        return ""
    return "\n".join(
        t for b in blocks(record) if b.get("type") == "text" and (t := string(b.get("text"))) and not INJECTED.match(t)
    ).strip()


def queued(record: dict[str, Any]) -> str:
    """A prompt that a person typed while Claude was at work."""
    note = obj(record.get("attachment"))
    if note.get("type") != "queued_command" or note.get("commandMode", "prompt") != "prompt":
        return ""
    prompt = text(note.get("prompt"))
    return "" if INJECTED.match(prompt) else prompt.strip()


def one_line(value: str) -> str:
    return SPACES.sub(" ", ANSI.sub("", value)).strip()


def cut(value: str, words: int, chars: int) -> str:
    """The first words of a text on one line, with an ellipsis where more follows."""
    flat = one_line(value)
    head = " ".join(flat.split(" ", words)[:words])[:chars]
    return head if head == flat else head.rstrip() + " …"
