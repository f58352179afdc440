"""What a session went on to use after a compaction and had seen before it: names in the tool calls and in what the person typed.

A name that a text holds is not yet one that helps: the figures compare versions of a recovery on the same sessions.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ctxhooks.measure.gold import Compaction, record_of
from ctxhooks.measure.needles import LOOKS, content_text, json_object, json_objects

ANSWERS = 40  # of Claude's after a compaction that are looked at
WRITTEN = frozenset({"content", "old_string", "new_string", "new_source", "edits"})  # what a call writes, and does not point at
KINDS = ("command", "file", "name")
FILE = re.compile(r"[\w@+-][\w.@+-]{0,99}\.(?:[a-z]{1,5}\d?|[a-z]+ml)(?![\w(./])")
NAME = re.compile(r"https?://[^\s\"'<>()\[\]{}`\\]{4,200}|(?<![\w-])--[a-z][\w-]{3,40}|(?<![\w&])#\d{2,6}\b|\b[A-Za-z_]\w{5,80}\b")
COMPOUND = re.compile(r"[a-z0-9]_[A-Za-z0-9]|[a-z][A-Z]|[A-Z]_[A-Z]|^https?:|^--|^#")
APART = re.compile(r"&&|\|\||[;|\n]")
REDIRECTED = re.compile(r"\s?\d?>{1,2}\s?(?:&\d|\S{1,200})")


class Used(NamedTuple):
    kind: str
    text: str


def used(transcript: Path, compaction: Compaction) -> list[Used]:
    """What was used again up to the next compaction, in at most `ANSWERS` answers; each once, in their order."""
    with transcript.open("rb") as file:
        before = file.read(compaction.offset)
        found = dict.fromkeys(name for text in _texts(_window(file)) for name in text)
    return [u for u in found if json.dumps(u.text, ensure_ascii=False)[1:-1].encode("utf-8", "replace") in before]


def kept(found: list[Used], text: str) -> list[Used]:
    """Those of the names that a text holds, not as a part of a longer word."""
    flat = " ".join(text.split()).replace("`", "")
    return [u for u in found if _stands(u.text, flat)]


def _stands(name: str, text: str) -> bool:
    at = text.find(name)
    while at >= 0:
        if not (_word(text[at - 1 : at]) and _word(name[0])) and not (_word(name[-1]) and _word(text[at + len(name) : at + len(name) + 1])):
            return True
        at = text.find(name, at + 1)
    return False


def _word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _window(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The main conversation's records after the summary, up to the next compaction."""
    answers: set[str] = set()
    summarised = False
    for line in lines:
        record = record_of(line)
        if record.get("isSidechain"):
            continue
        if record.get("subtype") == "compact_boundary" or record.get("isCompactSummary"):
            if summarised and record.get("subtype") == "compact_boundary":
                return
            summarised = summarised or bool(record.get("isCompactSummary"))
        elif summarised:
            if record.get("type") == "assistant":
                answers.add(str(json_object(record.get("message")).get("id") or record.get("uuid")))
            if len(answers) > ANSWERS:
                return
            yield record


def _texts(records: Iterator[dict[str, Any]]) -> Iterator[list[Used]]:
    """The names in what each record points at."""
    for record in records:
        content = json_object(record.get("message")).get("content")
        for block in json_objects(content):
            if block.get("type") == "tool_use":
                given = json_object(block.get("input"))
                yield _commands(str(given.get("command", ""))) + _names("\n".join(_strings(given)))
        typed = record.get("type") == "user" and record.get("toolUseResult") is None and not record.get("isMeta")
        if typed and not any(b.get("type") == "tool_result" for b in json_objects(content)):
            yield _names(content_text(content))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in WRITTEN:
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _commands(line: str) -> list[Used]:
    parts = (" ".join(REDIRECTED.sub("", p).split()) for p in APART.split(line.partition("<<")[0]))
    return [Used("command", p[:80]) for p in parts if " " in p and not LOOKS.match(p)]


def _names(text: str) -> list[Used]:
    files = [Used("file", f) for f in FILE.findall(text)]
    rest = FILE.sub(" ", text)
    return files + [Used("name", n.rstrip(".,:;")) for n in NAME.findall(rest) if COMPOUND.search(n)]
