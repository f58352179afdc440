"""What one command of a line printed, where the whole line's output tells that: it ran alone, or between texts that `echo` printed."""

from ctxhooks.light.patterns import pattern
from ctxhooks.transcript.shell.error_lines import NAMES_IT
from ctxhooks.transcript.shell.shell_syntax import SETUP, Call

NOTHING = frozenset({"(Bash completed with no output)", "Tool ran without output"})  # the client's words for it
CUT = pattern(r"\.\.\. \[\d+ lines truncated\] \.\.\.|<persisted-output>|\[Output truncated")
RESET = "Shell cwd was reset to "  # the client's own line behind an output
QUIET = SETUP | {"", "cd", "set", "mkdir", "touch", "true"}
EXPANDED = frozenset("$`\\*?")  # what a shell may put something else for
FILTERS = frozenset({"grep", "egrep", "rg", "ag"})
TELLS_NO_LINES = pattern(r"-[A-Za-z]*[qcvL]|--(?:quiet|count|invert-match|files-without-match)")


def by_call(ran: tuple[Call, ...], n: int, output: str) -> str | None:
    """What the nth call, or the pipe that it is part of, printed; None where that cannot be told, or the client has cut it.

    Empty lines at either end of an output are the client's to drop: there may be fewer than were printed.
    """
    first, last = n, n
    while first and ran[first].fed:
        first -= 1
    while last + 1 < len(ran) and ran[last + 1].fed:
        last += 1
    if CUT.search(output):
        return None
    lines = [] if output.strip() in NOTHING else output.strip("\n").split("\n")
    if lines and lines[-1].startswith(RESET):
        lines.pop()
    start = _start(ran[:first], lines)
    end = _end(ran[last:], lines)
    return None if start is None or end is None or ran[last].writes else "\n".join(lines[start:end]).strip("\n")


def found_nothing(ran: tuple[Call, ...], n: int, output: str) -> bool:
    """Whether a search through what the nth call printed found nothing, which says nothing of the call.

    A search for faults that finds none says that it worked.
    """
    fed = []
    for call in ran[n + 1 :]:
        if not call.fed:
            break
        fed.append(call)
    seeks = any(c.program in FILTERS and not any(map(TELLS_NO_LINES.match, c.words[1:])) for c in fed)
    return seeks and not any(NAMES_IT.search(c.text) for c in fed) and by_call(ran, n, output) == ""


def _start(ahead: tuple[Call, ...], lines: list[str]) -> int | None:
    """The line at which the output of what stands behind these begins."""
    if all(c.program in QUIET for c in ahead):
        return 0
    return None if (at := _echoed(ahead[-1], lines)) is None else at + 1


def _end(ran: tuple[Call, ...], lines: list[str]) -> int | None:
    """The line at which the first call's output ends."""
    if all(c.program in QUIET for c in ran[1:]):
        return len(lines)
    return _echoed(ran[1], lines) if ran[0].ends in {";", "\n", "&&"} else None


def _echoed(call: Call, lines: list[str]) -> int | None:
    """The one line that this call printed; None where it is no plain `echo`, or several lines read so."""
    text = " ".join(call.words[1:])
    plain = call.program == "echo" and text and not call.fed and not call.writes and not text.startswith("-n") and not EXPANDED & set(text)
    return lines.index(text) if plain and lines.count(text) == 1 else None
