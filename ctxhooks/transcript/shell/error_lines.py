"""The line of an error that tells what went wrong, as some forty tools print it."""

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import NamedTuple
from ctxhooks.trust import cuts
from ctxhooks.trust.plain import shown

LONGEST_NAME = 300  # characters of a file's path that stands on a line of its own
LONGEST_ENDING = 10

ENDS = 12_000  # characters that are looked at, at either end
LINES = 300  # at either end
NAMED = 3  # failed tests that are named
SCRIPT = pattern(r"(?:\[[\w:.-]{1,60}\] )?\$ \S+ ")  # what a package's script runs, as its runner says
PACKAGE = pattern(r"> \S{1,200}@\d\S* \S")  # npm's and pnpm's way of saying so, whose next line is the script
# A step on the way: a turning sign, a bar that fills, a word for what is being done; and the upper edge of a box.
STEP = pattern(
    r"[\u2801-\u28ff]|[\u256d\u250c].*[\u256e\u2510]$|[|/\\-] \w{1,40}ing\b|[A-Z]\w{1,40}ing\b.*(?:\.\.\.|\u2026)$"
    r"|\[(?=[=#>])[=#>. -]{4,200}\]|\d{1,3}%\|",
)
EXIT = pattern(r"Exit code \d+$|\(exit \d+\)$")
HEADING = pattern(r"([=\-*#~_.])\1")  # a rule, or a title between rules
RAISED = pattern(
    r"(?:E\s+)?(?:\*\* \()?(?:uncaught )?(?:[\w.$\\]{1,200}[.\\])?[A-Z]\w{0,80}?(?:Error|Exception|Panic|Exit|Interrupt|Failure|Fault"
    r"|NotFound|Refused)\b(?!\(s\))"
    r"(?=\)|:|\s*$| \[| \(| at )",
)
CAUSED = pattern(r"Caused by: \S")
THREAD = pattern(r"Exception in thread \"[^\"]*\" (\S.*)")
PANIC = pattern(r"thread '[^']*' (?:\(\d+\) )?panicked at |panic: |fatal error: (?!.*: )")
# A place in a file, and what is wrong there.
PLACED = pattern(
    r"(?:\[[A-Z]+\]\s+|[ew]: )?(?:file://)?(?P<file>[^\s:()\[\]]{1,300})(?::\d+(?::\d+)?:?|\(\d+(?:,\d+)?\):?|:\[\d+,\d+\])\s*(?:- )?"
    r"(?:(?:fatal |syntax )?(?:error|ERROR|Error)\b|[A-Z]{1,4}\d{2,5}\b|undefined reference|undefined:)",
)
COMPILED = pattern(r"(?:e: )?(?:file://)?[^\s:()]{1,300}(?::\d+(?::\d+)?:?|\(\d+,\d+\):) (?:- )?(?:fatal )?error\b")
PLACED_ELSEWHERE = pattern(
    r"[ew]: file://\S{1,300}:\d+:\d+ |\[(?:ERROR|error)\] \S{1,300}:(?:\[\d+,\d+\]|\d+:\d+:?) \S"
    r"|[^\s:]{1,300}:\(\.\w+\S{0,40}: undefined reference|\S{1,300}:\d+:\d+ (?:lint|parse|format)\S{0,80}"
)
GO_PLACED = pattern(
    r"(?:\./|[\w-]+/)?[^\s:]{1,200}\.(?:go|c|h|cc|cpp|hs|zig|swift|scala|tf|py|rb|lua|kt|java|proto|nim):\d+(?::\d+)?: (?!warning"
    r"|note|info|: |# )\S"
)
ERROR = pattern(
    r"(?:\S{1,60}: )?(?:error|ERROR|Error|FATAL|fatal|Fatal error|FAILED|PHP (?:Fatal|Parse) error)(?:\[[\w:.-]+\]| TS\d+| \d{3,5}"
    r"| \([^)]{1,80}\)|,[^:]{1,80})*+(?:: ?|\t+|  +)\S"
    r"|ERROR in \S|[│|] Error: \S|npm (?:ERR!|error) (?!code|A complete log|errno|syscall|path|$)\S|ERR_\w+|CMake Error"
    r"|Error from server|HTTP \d{3}\b|curl: \(\d+\)|ERROR \d{4} "
    r"|\[ERROR\] (?!\s*$)\S|✘ \[ERROR\]|⨯ |error during |make(?:\[\d+\])?: \*\*\* No rule|ninja: error|Could(?: not|n't) "
    r"|gpg: .{0,100}(?:can't|fail|No )|ssh: |rsync error|collect2: error|ld: |Parse error|Msg \d+|Error response"
)
SHELL = pattern(
    r"(?:/?[\w./-]{1,100}: )?(?:eval: )?(?:line \d+: )?(?:\(eval\):\d+: )?[^:\n]{1,300}: (?:command not found"
    r"|No such file or directory|[Pp]ermission denied|not found|syntax error\b|Is a directory|Not a directory)"
)
KLOG = pattern(r"[EWIF]\d{4} \d\d:\d\d:")
COLUMN = pattern(r"\d+:\d+\s")
CROSS = pattern(r"[×✖] \S")
RULE = pattern(
    r"\^-+ SC\d{4}|L: +\d+ \| P: +\d+ \||\[[A-Z]\] [↘↗→↑↓] \S|(?:\S{1,300}:\d+:\d+:? )?(?:[A-Z]{1,4}\d{3,4}|SC\d{4})(?: \[\*\])? \S"
    r"|\s*\d+:\d+\s+(?:error|✖)\s+\S"
)
NAMES_IT = pattern(
    r"\b(?:error|fatal|fail|fails|failed|failure|panicked|aborted|not found|denied|undefined|cannot|can't|refused"
    r"|unexpected|invalid|unable|오류|실패|ошибка)\b",
    re.IGNORECASE,
)
LAST_WORD = pattern(
    r"^There (?:was|were) \d|^> Task \S+ FAILED|^FAILURE: |BUILD FAILURE|COMPILATION ERROR|make(?:\[\d+\])?: \*\*\* "
    r"|error: (?:could not compile|aborting due|test failed|process didn't)|npm (?:ERR!|error) Lifecycle|error Command failed"
    r"|ELIFECYCLE|exited with code \d|ERROR task failed|^Some errors were emitted|Found \d+ error|\b\d{1,9} errors? (?:generated|found)"
    r"|✖ \d{1,9} problem",
    re.IGNORECASE,
)
# The name of a test that failed.
TESTS = pattern(
    r"(?:FAILED|ERROR) (?P<pytest>\S+::\S.*?)(?: - .*)?$|--- FAIL: (?P<go>\S+)|test (?P<cargo>\S+) \.\.\. FAILED$|(?:FAIL"
    r"|ERROR): (?P<unittest>\w+ \([\w.]+\))"
    r"|● (?P<jest>\S.* › \S.*)$|(?:FAIL|×|❯)\s+(?P<vitest>\S+\.\w+(?: \[[^\]]*\])? > \S.*)$|rspec (?P<rspec>\./\S+)"
    r"|\d+\) (?P<phpunit>[A-Z][\w\\]*::\w+)|\d+\) (?P<exunit>test .+) \([\w.]+\)$"
    r"|(?P<gradle>[A-Z]\w+ > \S.*) FAILED$|\[ERROR\]\s+(?P<maven>[A-Z]\w+\.\w+:\d+)|not ok \d+ (?:- )?(?P<tap>\S.*)"
    r"|\d+ - (?P<ctest>\S+) \((?:Failed|Timeout|SEGFAULT)|Failed (?P<dotnet>[\w.]+) \[|\s*\d+\) (?P<mocha>\S.*):$"
    r"|\S*: error: -\[(?P<xctest>\S+ \w+)\]"
)
COUNT = pattern(
    r"\b([1-9]\d*) (?:tests? |examples?, |specs? )?(?:failed|failing|failures?)\b|Failures: ([1-9]\d*)|Failed:\s+([1-9]\d*)"
    r"|failures=([1-9]\d*)|\bTests:\s+([1-9]\d*) failed"
)


class ErrorSummary(NamedTuple):
    """`line` says what went wrong; `more` where, or which tests failed; `tests` are all of those, empty where some are not named."""

    line: str = ""
    more: str = ""
    tests: tuple[str, ...] = ()


def summarised(output: str, echoed: frozenset[str] = frozenset()) -> ErrorSummary:
    """What an error's output comes to; `echoed` are the lines that the command printed by itself."""
    lines = _lines(output, echoed)
    line, more = _chosen([s for s in lines if not SCRIPT.match(s)])
    script = next((s for s in lines if SCRIPT.match(s)), "")
    more = " / ".join(filter(None, (more, script)))
    tests = list(dict.fromkeys(name for s in lines if (m := TESTS.match(s)) and (name := next(filter(None, m.groups()), ""))))
    count = len(tests)
    if tests:
        counted = [int(next(filter(None, m.groups()))) for s in lines if (m := COUNT.search(s))]
        count = max([count, *counted])
        named = [_said_once(t)[:120] for t in tests[:NAMED]]
        more = f"{count}: {', '.join(named)}" if count > 1 else named[0] if named[0] not in line else ""
    return ErrorSummary(line, more, tuple(tests) if count == len(tests) else ())


def _said_once(test: str) -> str:
    """unittest tells a test by its name, and behind that by the whole path to it, which says all."""
    name, _, path = test.partition(" (")
    return path[:-1] if path.endswith(f".{name})") else test


def _lines(output: str, echoed: frozenset[str]) -> list[str]:
    """Both ends of what was printed, without terminal escapes and what was written over."""
    if len(output) > 2 * ENDS:
        output = f"{cuts.head(output, ENDS)}\n{cuts.tail(output, ENDS)}"
    every = [
        s.strip("┃│ ") if s[0] in "┃│" else s
        for line in shown(output).replace("\r\n", "\n").split("\n")
        if (s := line.rpartition("\r")[2].strip(" \t┃"))
    ]
    every = every if len(every) <= 2 * LINES else every[:LINES] + every[-LINES:]
    kept = [s for before, s in zip(["", *every], every, strict=False) if not _is_idle(s, before) and s not in echoed]
    return kept or [s for s in every if not EXIT.match(s)]


def _is_idle(line: str, before: str) -> bool:
    """It says nothing of what went wrong: an exit code, a heading, a log's prefix, a step on the way, the script that a runner starts."""
    script = PACKAGE.match(line) or (line.startswith("> ") and PACKAGE.match(before))
    return bool(EXIT.match(line) or _is_heading(line) or KLOG.match(line) or STEP.match(line) or script)


def _is_heading(line: str) -> bool:
    """A rule, or a title between two."""
    return len(line) < 200 and bool(HEADING.match(line)) and bool(HEADING.match(line[-2:])) and not line.startswith("---- ")


def _chosen(lines: list[str]) -> tuple[str, str]:
    """By what says most: what was raised last, a panic, a place in a file, a tool's own word, whatever names a fault."""
    raised = [n for n, s in enumerate(lines) if RAISED.match(s)]
    caused = [n for n, s in enumerate(lines) if CAUSED.match(s)]
    for n in (*caused[-1:], *raised[-1:]):
        compiled = next((s for s in lines[: min([*raised[:1], *caused[:1]])] if COMPILED.match(s)), "")
        head = next((s for s in lines[:n] if THREAD.match(s) or ERROR.match(s)), "") if caused else ""
        return compiled or _whole(lines, n), head
    for n, s in enumerate(lines):
        if thread := THREAD.match(s):
            return thread[1], ""
        if PANIC.match(s):
            return _whole(lines, n), ""
    for matches in (PLACED.match, PLACED_ELSEWHERE.match, GO_PLACED.match, RULE.match, ERROR.match, SHELL.match, CROSS.match):
        for n, s in enumerate(lines):
            if matches(s) and not LAST_WORD.search(s):
                return _whole(lines, n), _place(lines, n)
    worded = [n for n, s in enumerate(lines) if NAMES_IT.search(s)]
    best = next((n for n in worded if not LAST_WORD.search(lines[n])), next(iter(worded), None))
    if best is None:
        best = next((n for n, s in enumerate(lines) if len(s.split()) > 2), 0)
    return (_whole(lines, best), _place(lines, best)) if lines else ("", "")


def _whole(lines: list[str], n: int) -> str:
    """A line whose message stands on the next one."""
    line = lines[n].removeprefix("^-- ")
    goes_on = line.endswith((":", " |-")) or line.startswith("ERROR in ")
    return f"{line.removesuffix(' |-')} {lines[n + 1]}" if goes_on and n + 1 < len(lines) else line


def _is_file_name(line: str) -> bool:
    stem, _, ending = line.rpartition(".")
    plain = line.split() == [line] and ":" not in line and len(line) <= LONGEST_NAME
    return bool(stem) and plain and ending.isalnum() and len(ending) <= LONGEST_ENDING


def _place(lines: list[str], n: int) -> str:
    """Where an error is, or why, for tools that say so on another line: behind an arrow below, or a file's name above."""
    for s in lines[n + 1 : n + 4]:
        if s.startswith(("--> ", "╭─[", "on ", "cause: ")):
            return s.removeprefix("--> ").strip("╭─[]│ ")
    if lines[n].startswith("error: Signing file "):  # of git, which says why below
        return "".join(lines[n + 1 : n + 2])
    above = lines[max(0, n - 40) : n]
    if lines[n].startswith("error: failed to push "):
        return next((s for s in reversed(above) if s.startswith("! [")), "")
    if COLUMN.match(lines[n]):
        return next((s for s in reversed(above) if _is_file_name(s)), "")
    if lines[n].startswith(("×", "✖", "^")):
        return next((s.removeprefix("at ").strip("━ :") for s in reversed(above[-3:]) if s.startswith(("at ", "In "))), "")
    return ""
