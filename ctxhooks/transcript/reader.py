"""A transcript's bytes as records, from any line on, in bounded memory, whatever the file holds."""

import os
from collections.abc import Callable, Iterator
from itertools import islice

from ctxhooks.disk import installed
from ctxhooks.light import json
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any, BinaryIO, NamedTuple

BUFFER = 64 << 10  # bytes for `open`: Python's own are 8 KB, and take twice as long
PIECE = 3 << 20  # bytes that are read at once
MUCH = 3 << 20  # bytes; below it the import of orjson takes longer than it saves
LONGEST = 8 << 20  # bytes of a line without its images; a longer one is passed over
FIRST = 50  # records that are looked at for the session's id
SESSION = pattern(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# An image or a document in base64: nothing of it is ever kept. Its first characters may be the end of an escape, and stay.
BLOB = pattern(rb"(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{6})[A-Za-z0-9+/]{10000,}")

TASK = b'"TaskUpdate"'
PROGRESS, BEHIND_PROGRESS = b'"type":"progress","data":{', (b'"toolUseID":', b'"parentToolUseID":')
HALF = pattern(rb"\\u[dD][89a-fA-F]")  # of a character, maybe, which no file and no API takes; `in` takes twice as long
SUMMARY = "This session is being continued from a previous conversation"  # how every client begins one


class PlacedRecord(NamedTuple):
    record: dict[str, Any]
    end: int


def decoded(raw: bytes) -> dict[str, Any]:
    """The JSON object on a line; an empty one for anything else."""
    try:
        text = raw.lstrip().decode("utf-8", "replace")
        value, end = json.scan(text, 0)  # `loads` takes longer for a short line
        if text[end:].strip(" \t\n\r\v\f"):
            return {}
        if HALF.search(raw):
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except json.WRONG:
        return {}
    return value if isinstance(value, dict) else {}


def decoder(unread: int) -> Callable[[bytes], dict[str, Any]]:
    """What reads lines soonest when so many bytes are to be read: orjson where there is much and it is installed, else `json`.

    It reads a MB in 2 ms instead of 8, but its import takes 12. Like `json` in all that a client writes; a whole number of more than
    64 bits becomes a float.
    """
    orjson = installed.beside("orjson") if unread > MUCH else None
    if orjson is None:
        return decoded

    def quickly(raw: bytes) -> dict[str, Any]:
        try:
            value = orjson.loads(raw)
        except ValueError:  # it is strict
            return decoded(raw)
        return value if isinstance(value, dict) else {}

    return quickly


def _record(raw: bytes, decode: Callable[[bytes], dict[str, Any]]) -> dict[str, Any]:
    """The record on a line; that of a tool's progress without its `data`, a seventh of real transcripts, unless it may change a task.

    What stands ahead of the second brace is the client's own, and its fields behind the data are known by their names.
    """
    at = raw.find(b"{", 1)
    if raw.startswith(PROGRESS, at + 1 - len(PROGRESS)) and raw.endswith(b"\n"):
        rest = raw.rpartition(b"},")[2]
        if rest.startswith(BEHIND_PROGRESS) and TASK not in raw and (record := decode(raw[:at] + b"{}," + rest)):
            return record
    return decode(raw)


def records(file: BinaryIO, offset: int, decode: Callable[[bytes], dict[str, Any]] = decoded) -> Iterator[PlacedRecord]:
    """The JSON objects from `offset` on, each with the offset behind its line; `decode` reads a line.

    What is no JSON object comes as an empty record, so that lines can be counted. A last line without its newline is left for
    the next time, unless it is whole already.
    """
    file.seek(max(0, offset - 1))
    if offset and file.read(1) != b"\n":
        _skip_line(file)  # its record was whole ahead of its newline
    end = file.tell()
    while raw := file.readline(PIECE):
        end += len(raw)  # to ask the file would be a system call for each line
        if len(raw) == PIECE:
            raw = _long_line(file, raw)
            end = file.tell()
        fits = len(raw) <= LONGEST
        is_object = fits and raw.lstrip()[:1] == b"{"  # to find an error in what is no JSON takes ten times as long
        record = _record(raw, decode) if is_object else {}
        if fits and not record and not raw.endswith(b"\n"):
            return
        if record.get("rowSource") == "hook" and _is_summary(record):
            record["isCompactSummary"] = True
        yield PlacedRecord._make((record, end))  # what a call does as well, for a third of the time


def _is_summary(record: dict[str, Any]) -> bool:
    """A summary that a plugin's module has added to loses the client's mark: its row's source and first words tell it."""
    message = record.get("message") if record.get("type") == "user" else None
    content = message.get("content") if isinstance(message, dict) else None
    first = content[0].get("text") if isinstance(content, list) and content and isinstance(content[0], dict) else content
    return isinstance(first, str) and first.startswith(SUMMARY)


def _long_line(file: BinaryIO, raw: bytes) -> bytes:
    """The line that begins like this: what is no image, and of that as much as tells whether it is too long."""
    line = BLOB.sub(rb"\1", raw)
    while raw and not raw.endswith(b"\n"):
        raw = file.readline(PIECE)
        line += BLOB.sub(rb"\1", raw) if len(line) <= LONGEST else b""
    return line


def _skip_line(file: BinaryIO) -> None:
    while (part := file.readline(1 << 20)) and not part.endswith(b"\n"):
        pass


def session(path: str) -> str:
    """The session that a transcript is of: the client names the file by it, and writes it into every record; empty where neither tells."""
    stem = os.path.splitext(os.path.basename(path))[0]
    if SESSION.fullmatch(stem):
        return stem
    try:
        with open(path, "rb") as file:
            found = (line.record.get("sessionId") for line in islice(records(file, 0), FIRST))
            return next((id_ for id_ in found if isinstance(id_, str) and id_), "")
    except (OSError, ValueError):
        return ""


def size(path: str) -> int:
    """Bytes; 0 where there is no such file yet."""
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0
