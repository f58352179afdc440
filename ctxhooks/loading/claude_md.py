"""The section of a CLAUDE.md between our two markers: what stands outside of it stays as it is, byte for byte."""

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import NamedTuple
from ctxhooks.model.errors import CtxhooksError

START = b"<!-- pal:context:start -->"
END = b"<!-- pal:context:end -->"
# The blank says that the file had no final newline. To leave ours out would say it too, but then the next `>>` breaks the marker.
_BARE_END = END + b" "

_MARKS = rb"([ \t]*)((?:<!--[ \t]*pal:context:(?:start|end)[ \t]*-->[ \t]*)+)"
_MARK_LINE = pattern(_MARKS, re.IGNORECASE)
_MARK_LINES = pattern(rb"^%b$" % _MARKS, re.IGNORECASE | re.MULTILINE)
_COMMENT, _LINE_END, _RETURN, _RETURNS = pattern(rb" {0,3}<!--"), pattern(rb"\r?\n"), pattern(rb"\r"), pattern(r"\r\n?")
_FENCE = pattern(rb"( {0,3}(?:(?:[-+*]|\d{1,9}[.)]) {1,4})*)(`{3,}(?=[^`]*\Z)|~{3,})")
_BREAK = rb"(?>\r\n|\n|\r)"
_BLANK_LINE = pattern(rb"(?:\A|%b)%b\Z" % (_BREAK, _BREAK))
_LAST_BREAK, _LAST_BREAKS = (pattern(rb"%b{0,%d}\Z" % (_BREAK, most)) for most in (1, 2))
# What `put` writes ahead of the section in a file that holds nothing else. Below a person's own import it leaves a blank line.
_IMPORTS = pattern(rb"(?:@(?:\.\./|\.claude/)?AGENTS\.md\r?\n)*")


class _Mark(NamedTuple):
    name: bytes
    line: int
    start: int
    stop: int
    inside: bool


class _Block(NamedTuple):
    """An open fence or comment: where it began, what closes it, how far the list item around it is indented."""

    line: int
    closer: bytes
    indent: int = 0

    def closed_by(self, text: bytes) -> bool:
        """Whether this line ends the block: a comment at `-->`, a fence at a line of at least as many marks, at most 3 columns in."""
        if self.closer == b"-->":
            return self.closer in text
        bare = text.strip(b" \t")
        near = text.expandtabs(4).find(self.closer) <= self.indent + 3
        return near and bare.startswith(self.closer) and not bare.strip(self.closer[:1])


def _opened(line: int, text: bytes) -> _Block | None:
    if _COMMENT.match(text):
        return None if b"-->" in text else _Block(line, b"-->")
    fence = _FENCE.match(text)
    return _Block(line, fence[2], len(fence[1]) if fence[1].strip() else 0) if fence else None


def _scan(data: bytes) -> tuple[list[_Mark], _Block | None]:
    """Every marker line, sound or not, and the block that is still open at the end."""
    marks: list[_Mark] = []
    block: _Block | None = None
    at = len(data) - len(data.removeprefix(b"\xef\xbb\xbf"))
    for number, raw in enumerate(data[at:].splitlines(keepends=True), 1):
        text = raw.rstrip(b"\r\n")
        if block and text[: block.indent].strip():
            block = None  # a list item, and with it its fence, ends where a line starts further left
        if mark := _MARK_LINE.fullmatch(text):
            inside = block is not None or len(mark[1].expandtabs(4)) > 3
            marks.append(_Mark(text.strip(b" \t"), number, at, at + len(raw), inside))
        if block is None:
            block = _opened(number, text)
        elif block.closed_by(text):
            block = None
        at += len(raw)
    return marks, block


def _section(data: bytes, path: str) -> tuple[_Mark, _Mark] | None:
    """The two markers; None when the file has none and there is room at its end."""
    marks, block = _scan(data)
    names = [mark.name for mark in marks]
    odd = next((mark for mark in marks if mark.inside or mark.name not in (START, END)), None)
    if odd:
        line, why = odd.line, "marker-inside" if odd.inside else "marker-misspelt"
    elif names == [START, END]:
        return marks[0], marks[1]
    elif len(marks) > 1:
        twice = next((mark for i, mark in enumerate(marks) if mark.name in names[:i]), None)
        line, why = (twice.line, "marker-doubled") if twice else (marks[0].line, "marker-order")
    elif marks:
        line, why = marks[0].line, "marker-alone"
    elif block:
        line, why = block.line, "marker-open-block"
    else:
        return None
    raise CtxhooksError("broken-marker", path=path, line=line, why=why)


def _newline(data: bytes) -> bytes:
    first = _LINE_END.search(data) or _RETURN.search(data)
    return first[0] if first else b"\n"


def _appended(old: bytes) -> tuple[bytes, bytes]:
    """What stands before and after the text of a new section at the end of the file."""
    newline = _newline(old)
    bare = bool(old) and not old.endswith((b"\r", b"\n"))
    # After a lone CR a mere LF would merge with it into one line break.
    blank = newline * 2 if bare else b"\r\n" if newline == b"\n" and old.endswith(b"\r") else newline
    return old + blank + START + newline, (_BARE_END if bare else END) + newline


def put(old: bytes | None, body: str, path: str = "CLAUDE.md", imports: bytes = b"") -> bytes:
    """The file with `body` as its section, which is appended when there is none; `path` is for the error's text.

    `imports` are lines that stand ahead of it in a file that holds nothing else.
    """
    marks = _section(old, path) if old else None
    if old and marks:
        start, end = marks
        ahead = imports if _is_alone(old, start, end) else old[: start.start]
        head, tail = ahead + old[start.start : start.stop], old[end.start :]
    else:
        head, tail = (imports + START + b"\n", END + b"\n") if old is None else _appended(old)
    newline = _newline(head + tail)
    lines = _RETURNS.sub("\n", body).strip("\n").encode(errors="replace")
    text = _MARK_LINES.sub(lambda mark: b"%b`%b`" % mark.groups(), lines).replace(b"\n", newline)
    section = text + newline if text else b""
    block = _scan(head + section)[1]
    if block:
        section += b" " * block.indent + block.closer + newline
    return head + section + tail


def says_something(data: bytes) -> bool:
    """Whether a client finds any words in it: blanks and comments are none."""
    for part in data.removeprefix(b"\xef\xbb\xbf").split(b"-->"):
        words, comment, _ = part.partition(b"<!--")
        if words.strip():
            return True
    return bool(comment)  # one that does not end is no comment


def take_out(old: bytes, path: str = "CLAUDE.md") -> bytes | None:
    """The file as it was before `put` appended the section; None when `put` had made the file."""
    marks = _section(old, path)
    if not marks:
        return old
    start, end = marks
    head, tail = old[: start.start], old[end.stop :]
    # Text that was added below since could run into the text above, so the blank line stays then.
    if not tail and _BLANK_LINE.search(head):
        breaks = _LAST_BREAKS if old[end.start : end.stop].startswith(_BARE_END) else _LAST_BREAK
        head = breaks.sub(b"", head, count=1)
    return head + tail if not _is_alone(old, start, end) else None


def _is_alone(data: bytes, start: _Mark, end: _Mark) -> bool:
    """Whether the file holds nothing but what `put` makes of none."""
    return not data[end.stop :] and _IMPORTS.fullmatch(data[: start.start]) is not None


def body(old: bytes, path: str = "CLAUDE.md") -> str | None:
    """What stands between the markers, without its last line break; None when there is no section."""
    marks = _section(old, path)
    if not marks:
        return None
    text = old[marks[0].stop : marks[1].start].decode(errors="replace")
    return _RETURNS.sub("\n", text).removesuffix("\n")
