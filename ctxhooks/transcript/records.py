"""The shapes inside a record: text, blocks, what a person typed."""

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any
from ctxhooks.trust.plain import shown

# What the client puts before the model by itself, known by how it begins.
INJECTED = pattern(
    r"\s*(<(command-|local-command|[a-z]+(?:-[a-z]+)*-(?:hook|message)[\s>]|task-notification|system-reminder|bash-|user-memory|ide_"
    r"|channel[\s>]|fork-boilerplate)"
    r"|Caveat:|\[Request interrupted|This session is being continued)",
    re.IGNORECASE,
)
# A command of the project, a plugin or a skill; the client's own ones name themselves first, and ask for nothing.
COMMAND = pattern(
    r"\s*<command-message>[^<]*</command-message>\s*<command-name>(/[^<\s]+)</command-name>(?:\s*<command-args>(.*)</command-args>)?\s*",
    re.DOTALL,
)
WRAPPER = pattern(r"\s*<([A-Za-z][\w:.-]*)[\s>]")


def obj(value: Any) -> dict[str, Any]:
    """The value where it is a JSON object, else `{}`: transcripts are foreign, and any field may be anything."""
    return value if isinstance(value, dict) else {}


def string(value: Any) -> str:
    """The value where it is a string, else an empty one."""
    return value if isinstance(value, str) else ""


def listed(value: Any) -> list[Any]:
    """The value where it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def strings(value: Any) -> list[str]:
    """The items of an array, with an empty string for each that is none; empty for anything else."""
    return [v if isinstance(v, str) else "" for v in value] if isinstance(value, list) else []


def blocks(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The content blocks of a message that are objects; none where its content is a plain string."""
    return [b for b in listed(obj(record.get("message")).get("content")) if isinstance(b, dict)]


def text(content: Any, depth: int = 3) -> str:
    """The text of a message's or a tool result's content, its blocks joined by newlines; blocks hold no more than `depth` others."""
    if isinstance(content, str) or not depth:
        return string(content)
    return "\n".join(string(b.get("text")) or text(b.get("content"), depth - 1) for b in listed(content) if isinstance(b, dict))


def typed(record: dict[str, Any]) -> str:
    """What a person typed in this record, a slash command as it was typed; empty for everything that the client or a tool put there."""
    if put_there(record):
        return ""
    content = obj(record.get("message")).get("content")
    if isinstance(content, str):
        return own(content, record.get("origin"))
    if any(b.get("type") == "tool_result" for b in blocks(record)):
        return ""
    parts = (own(string(b.get("text")), record.get("origin")) for b in blocks(record) if b.get("type") == "text")
    return "\n".join(filter(None, parts))


def put_there(record: dict[str, Any]) -> bool:
    """Whether the client, a tool or another session put a user's record there, and no person."""
    origin = record.get("origin")
    by_client = any(record.get(k) for k in ("isMeta", "isCompactSummary", "isVisibleInTranscriptOnly"))
    return by_client or record.get("toolUseResult") is not None or (origin is not None and obj(origin).get("kind") != "human")


def queued(record: dict[str, Any]) -> str:
    """A prompt that a person typed while Claude was at work."""
    note = obj(record.get("attachment"))
    if note.get("type") != "queued_command" or note.get("commandMode", "prompt") != "prompt" or note.get("isMeta"):
        return ""
    return own(text(note.get("prompt")), note.get("origin"))


def own(text: str, origin: Any) -> str:
    """A person's words of a text, a slash command as it was typed; empty where they are none.

    Newer clients say whose words they are. Older ones wrap what is not a person's into a tag, of a name that may not be known here.
    """
    human = obj(origin).get("kind") == "human"
    if origin is not None and not human:
        return ""
    if command := COMMAND.fullmatch(text):
        return " ".join(filter(None, (command[1], (command[2] or "").strip())))
    wrapper = None if human else WRAPPER.match(text)
    if INJECTED.match(text) or (wrapper and text.rstrip().endswith(f"</{wrapper[1]}>")):
        return ""
    return text.strip()


def one_line(value: str) -> str:
    """The text on one line: runs of whitespace become one space, characters that are not to be shown go."""
    return " ".join(shown(value).split())


def cut(value: str, words: int, chars: int) -> str:
    """The first words of a text on one line, with an ellipsis where more follows; of a word alone that is too long, its beginning."""
    flat = one_line(value)
    head = " ".join(flat.split(" ", words)[:words])
    if len(head) > chars:
        head = head[: chars + 1].rpartition(" ")[0] or head[:chars]
    return head if head == flat else head.rstrip() + " …"
