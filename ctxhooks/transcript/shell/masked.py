"""Failures that no exit code tells: a pipe or another command behind hides it, or the program ends with 0 all the same."""

from ctxhooks.light import json
from ctxhooks.light.patterns import pattern
from ctxhooks.trust import cuts

SEEN = 4_000  # characters at either end in which a failure shows
STATUS = r"(?:[ _-]?(?:code|status|CODE))?[ \t]{0,3}[:=]?[ \t]{0,3}[1-9]\d*\b"
# What says that something failed; ahead of two of them words of which one stands in all that they find: to look for these takes less time.
FAILS = (
    (
        (),
        pattern(
            r"\n(?:E   |FAILED\b|FAIL\b|ERROR\b|error(?:\[E\d+\])?: |Error: |fatal: |panic: |Traceback \(most|npm ERR!|npm error"
            r"|make: \*\*\*)"
        ),
    ),
    (
        ("failed", "failing", "failure", "error"),
        pattern(r"[1-9](?<!\w[1-9])\d* (?:tests? |examples?, )?(?:failed|failing|failures?|errors?)\b"),
    ),
    # Counts behind a word, what a formatter would change, and how linters, Maven, Bun and Node end.
    (("Fail", "Error"), pattern(r"(?:Failures?|Failed|Errors?): {0,8}[1-9](?<!\w[1-9])")),
    (("would", "style issues", "Diff in "), pattern(r"\n(?:[1-9]\d* files? would be reformatted|.{0,40}Code style issues|Diff in \S)")),
    (
        ("error ", "fail", "[ERROR]", " line ", "Node.js v"),
        pattern(
            r"\n(?:[ \t]*\d+:\d+[ \t]+error |[ \t]*[1-9]\d* fail(?:\n|\Z)|\[ERROR\] |In \S{1,300} line \d+:\n"
            r"|Node\.js v\d[\d.]{0,20}\s*(?:\n|\Z))"
        ),
    ),
    # What nothing caught, in Python and JavaScript.
    (("Error: ", "Exception: "), pattern(r"\n[A-Z][\w.]{0,100}(?:(?<=Error)|(?<=Exception)): \S")),
    (("FAILED", "error TS", "command not found"), pattern(r"FAILED(?<!\wFAILED)\b|error TS\d|command not found")),
    *(((), pattern(rf"{word}(?<!\w{word}){STATUS}")) for word in ("exit", "EXIT", "rc", "RC", "status")),
    # What glibc and the C++ runtime print when they abort, and the shell of a program that a signal ended.
    (
        (),
        pattern(
            r"\n(?:(?:malloc|free|realloc|calloc|munmap_chunk|malloc_consolidate|corrupted size)(?:\(\): [a-z]| vs\. prev_size)"
            r"|double free or corruption|\*\*\* stack smashing detected|terminate called |libc\+\+abi: terminating )"
        ),
    ),
    (
        (),
        pattern(
            r"\n(?:\S{1,100}: line \d+: +\d+ (?:Segmentation fault|Aborted|Bus error|Illegal instruction|Floating point exception)\b"
            r"|zsh: (?:segmentation fault|abort|bus error|illegal hardware instruction)\b"
            r"|(?:Segmentation fault|Aborted|Bus error|Illegal instruction|Floating point exception)(?: \(core dumped\))?[ \t]*+(?:\n|\Z))"
        ),
    ),
    # What assert() prints, and valgrind of itself.
    (("Assertion",), pattern(r": Assertion [`'][^\n]{1,200}' failed\b")),
    # What a shell could not start or open.
    (
        (),
        pattern(
            r"\n(?:\S{1,100}: line \d+: [^:\n]{1,300}: (?:No such file or directory|Permission denied|cannot execute)"
            r"|(?:zsh|\(eval\)):(?:\d+:)? (?:no such file or directory|permission denied): )"
        ),
    ),
    # What nothing caught, in Java and Kotlin, .NET, JavaScript and PHP.
    (
        (),
        pattern(
            r"\n(?:Exception in thread \"|Unhandled exception\. [A-Z]|PHP Fatal error: "
            r"|Uncaught (?:exception: |\(in promise\) |[\w.]{1,100}(?:(?<=Error)|(?<=Exception))[: \n]))"
        ),
    ),
)
# How a last line begins that says so.
LAST = pattern(r"(?:❌ ?)?(?:Error|ERROR|error|Fatal|FATAL|fatal): \S")


def looks_failed(output: str) -> bool:
    """Whether something printed here failed, where an exit code does not tell."""
    parts = (cuts.head(output, SEEN), cuts.tail(output, SEEN)) if len(output) > 2 * SEEN else (output,)
    return any(_fails("\n" + part) for part in parts)


def _fails(part: str) -> bool:
    return any(found.search(part) for words, found in FAILS if not words or any(word in part for word in words))


def ends_in_error(output: str) -> bool:
    """Whether the last line is an error, or all that was printed is a JSON object that names one; a number under this name is a measure."""
    text = output.strip()
    if LAST.match(text[text.rfind("\n") + 1 :]):
        return True
    if not (text.startswith("{") and text.endswith("}") and '"error"' in text and len(text) <= SEEN):
        return False
    try:
        value = json.loads(text)
    except json.WRONG:
        return False
    error = value.get("error") if isinstance(value, dict) else None
    return isinstance(error, (str, dict)) and bool(error)
