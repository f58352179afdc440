"""Which files a simple command shows, and which lines of them."""

from ctxhooks.light.patterns import pattern
from ctxhooks.transcript.shell import printed
from ctxhooks.transcript.shell.shell_edits import is_path
from ctxhooks.transcript.shell.shell_syntax import Call

SHOWS = frozenset({"cat", "head", "tail", "less", "bat", "nl", "sed"})
COUNTED = frozenset({"-n", "-c", "--lines", "--bytes", "-e"})  # the next word is theirs
PRINTED = pattern(r"(\d{1,7}),(\d{1,7})p$")


def paths(call: Call) -> list[str]:
    """The files that it shows; none of what comes through a pipe, and none that it writes."""
    if call.fed or call.program not in SHOWS or (call.program == "sed" and call.words[1:2] != ("-n",)):
        return []
    found, given = [], False
    for word in call.words[1:]:
        if not given and not word.startswith("-") and is_path(word):
            found.append(word)
        given = word in COUNTED and call.program != "sed"
    return found


def lines_read(ran: tuple[Call, ...], n: int, output: str) -> list[int]:
    """The first and the last line that the nth call of a line showed: of those that it asked for as many as came back."""
    asked = lines(ran[n])
    shown = printed.by_call(ran, n, output) if asked and not ran[n].ends.startswith("|") and len(paths(ran[n])) == 1 else None
    if shown is None:
        return list(asked)
    count = shown.count("\n") + 1 if shown else 0
    return [asked[0], min(asked[1], asked[0] + count - 1)] if count else []


def lines(call: Call) -> tuple[int, ...]:
    """The first and the last line that it shows, where it says so: `sed -n 10,20p`, `head -50`."""
    if call.program == "sed":
        printed = next((m for w in call.words[1:] if (m := PRINTED.match(w))), None)
        return (int(printed[1]), int(printed[2])) if printed else ()
    in_lines = call.program == "head" and not any(w.startswith(("-c", "--bytes")) for w in call.words)
    counts = [w.lstrip("-n") for w in call.words[1:3]] if in_lines else []
    return next(((1, int(c)) for c in counts if c.isdecimal() and 1 < len(c) < 8), ())
