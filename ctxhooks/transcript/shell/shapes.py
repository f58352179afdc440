"""What two ways of writing the same command have in common, and what of one that failed another one has mended."""

import posixpath
from functools import lru_cache
from itertools import pairwise

from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any, NamedTuple
from ctxhooks.transcript.shell.commands import COMPILERS, INTERPRETERS, ON_ANYTHING, ON_TARGETS, plain
from ctxhooks.transcript.shell.shell_syntax import Call, folder, joined

DEEP = frozenset({"gh", "glab", "docker", "gcloud", "aws", "az"})  # two words say what is done
SELECTORS = frozenset({"-k", "-run", "--run", "-t", "--testNamePattern", "--filter", "--grep", "-g", "--tests", "-m", "-e", "--example"})
CHECKS = frozenset({"--check", "--check-formatted", "--list-different"})  # a formatter's, which changes nothing then
RUNNERS = frozenset({"npm", "pnpm", "yarn", "bun", "mise", "deno", "task", "go", "cargo"})  # with `test` and `run` of their own
OF_A_FOLDER = frozenset({"docker", "podman", "terraform", "helm"})  # they read what stands in the folder that they run in
ANYWHERE = (ON_ANYTHING - OF_A_FOLDER) | {"mise", "just", "ssh", "gradlew", "bazel"}  # the folder does not matter to them
WALKS = ON_TARGETS | {"go", "cargo", "ruff", "dotnet", "biome", "mix"}  # they take in what lies below their folder
FIXES = pattern(r"[:-](?:fix|write)$")  # a check that mends what it can, and fails for the rest
# What is missing: `X: No such file …`, `can't open file 'X'`.
ABSENT = pattern(
    r"(?<![^\s:'\"])([^\s:'\"]{1,300})['\"]?: (?:No such file|no such file|command not found|not found|Not a directory)"
    r"|(?:can't open file|cannot access|can't open|Cannot find module|cannot find|command not found:) ?['\"]?([^\s'\"]{1,300})"
)
UNREAD = pattern(
    r"Missing script|No rule to make target|[Nn]o (?:makefile|targets specified)|could not find `?Cargo\.toml|go\.mod file not found"
    r"|[Nn]o configuration file provided|not a git repository|does not appear to contain CMakeLists"
    r"|(?:[Nn]o|find|read|open) \S{0,300}package\.json"
    r"|No such file or directory: '?\S{0,300}(?:pyproject\.toml|setup\.py)"
)
EITHER = pattern(r" or |\|")
SUBCOMMAND = pattern(r"[a-z][\w:-]*")
ANY = ("*",)  # on whichever target it passes
LEFT = 20  # targets of a command


class Shape(NamedTuple):
    """What is done, on which targets, narrowed by which selectors, in which folder."""

    form: str = ""
    targets: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    place: str = ""


def plain_values(shape: Shape) -> list[Any]:
    """As a fold keeps it."""
    return [shape.form, list(shape.targets), list(shape.chosen), shape.place]


def from_plain(values: list[Any]) -> Shape:
    """What `plain_values` made of it."""
    form, targets, chosen, place = values
    return Shape(form, tuple(targets), tuple(chosen), place)


@lru_cache(maxsize=64)  # of what passed, and of what is kept of it
def shape(call: Call, cwd: str = "") -> Shape:
    """What two ways of writing the same command have in common."""
    words, place = plain(call), folder(cwd, call)
    if not words:
        return Shape(place=place)
    program, rest = "python" if words[0] == "python3" else words[0], words[1:]
    if program in INTERPRETERS and (scripted := _script(program, rest, call.body)):
        return scripted._replace(place=place)
    bare = [w for w in rest if not w.startswith("-")]
    if bare and rest[0].startswith("-") and rest[1] == bare[0] and ("/" in rest[1] or "$" in rest[1]):
        bare = bare[1:]  # what the option ahead of the subcommand is given
    deep = 0 if program in ON_TARGETS else 2 if program in DEEP else 1
    subs = [w for w in bare[:deep] if SUBCOMMAND.fullmatch(w)]
    if subs and subs[0] in {"run", "run-script", "exec", "task", "test"} and program in RUNNERS:
        subs = ["test"] if subs[0] == "test" else [w for w in bare[:2] if w not in {"run", "run-script"}]
    chosen = [b for a, b in pairwise(rest) if a in SELECTORS]
    chosen += [w.partition("=")[2] for w in rest if w.partition("=")[0] in SELECTORS and "=" in w]
    if program == "git":
        chosen = []  # a message chooses nothing
    beside = [] if program in ON_ANYTHING else [w for w in bare if w not in subs and w not in chosen]
    targets = [w for w in beside if "/" in w or "." in w or "::" in w or w.isidentifier()]
    return Shape(" ".join([program, *subs]), tuple(targets[:LEFT]), tuple(chosen[:5]), place)


def _script(program: str, rest: list[str], body: str) -> Shape | None:
    """Of an interpreter: its script with the subcommand behind it, or what it is given; none where it is a package's own runner."""
    at = next((n for n, w in enumerate(rest) if not w.startswith("-")), -1) if not {"-c", "-e"} & set(rest) else -1
    script = rest[at] if at >= 0 else ""
    if not script or script == "-":
        return Shape(f"{program} {' '.join((body or ' '.join(rest)).split())[:80]}")
    if program in {"bun", "deno"} and "." not in script:
        return None
    sub = next((w for w in rest[at + 1 : at + 2] if SUBCOMMAND.fullmatch(w)), "")
    return Shape(f"{program} {posixpath.basename(script)} {sub}".rstrip(), (script,))


def left_to_pass(call: Call, cwd: str, output: str, tests: tuple[str, ...]) -> Shape:
    """What has to pass before a failed command has: the tests that failed, or those of its files that the output names.

    Where a formatter only checked, a run on any of its files mends them.
    """
    whole = shape(call, cwd)
    if CHECKS & set(call.words):
        return whole._replace(targets=ANY)
    if tests and whole.form == "pytest":
        return whole._replace(targets=tests[:LEFT])
    blamed = tuple(t for t in whole.targets if _name(t) in output) if all(map(_is_file, whole.targets)) else ()
    return whole._replace(targets=blamed or whole.targets)


def whereabouts(call: Call, cwd: str) -> list[str]:
    """The folder that a command runs in, and the script or the program that it calls by its path."""
    return [folder(cwd, call), *filter(None, [program_path(call, cwd)])]


def program_path(call: Call, cwd: str) -> str:
    """The script or the program that a command calls by its path; empty where it calls one by its name alone."""
    words = plain(call)
    scripted = words[0] in INTERPRETERS and words[1:]
    script = words[1] if scripted else "" if words[0] in ON_TARGETS else call.words[0]
    by_path = ("/" in script or (scripted and "." in script)) and not script.startswith("-")
    return joined(folder(cwd, call), script) if by_path else ""


def compiled(call: Call, cwd: str) -> str:
    """The program that a bare call of a compiler made; empty for anything else."""
    words = plain(call)
    made = next((b for a, b in pairwise(words) if a == "-o"), "") if words[0] in COMPILERS else ""
    return joined(folder(cwd, call), made) if made else ""


def is_misplaced(ran: tuple[Call, ...], error: str) -> bool:
    """Whether a line failed because what it names, or what its tool reads in every folder, was not there; a compiler names its headers."""
    if UNREAD.search(error):
        return True
    missing = ABSENT.search(error)
    name = _name(next(filter(None, missing.groups()), "")) if missing else ""
    return bool(name) and any(call.program in COMPILERS or name in map(_name, call.words) for call in ran)


def unmended(failed: Shape, passed: Shape, misplaced: bool, tests: tuple[str, ...]) -> Shape | None:
    """What is left of a failed command once another has passed; None where nothing is.

    `misplaced` is one that failed for its folder alone: what it called was not there. `tests` are all that failed, where they are known.
    """
    if FIXES.sub("", passed.form) != FIXES.sub("", failed.form):
        return failed
    if passed.chosen and passed.chosen != failed.chosen and not _selects(passed.chosen, _tests(failed) or tests):
        return failed
    if failed.targets == ANY and (passed.targets or _reaches(passed, failed)):
        return None
    if misplaced and {_name(t) for t in failed.targets} <= {_name(t) for t in passed.targets}:
        return None
    if not passed.targets or not failed.targets:
        wide = all(_is_folder(t) for t in passed.targets)
        return None if wide and _reaches(passed, failed) else failed
    exactly = [t for t in failed.targets if any(_within(_path(failed, t), _path(passed, p)) for p in passed.targets)]
    left = tuple(t for t in failed.targets if t not in exactly and not (exactly and t in passed.targets))
    return failed._replace(targets=left) if left else None


def _reaches(passed: Shape, failed: Shape) -> bool:
    """Whether a command in one folder does what it does in the other."""
    program = passed.form.partition(" ")[0]
    if program in ANYWHERE or _same(passed.place, failed.place):
        return True
    return program in WALKS and all(_within(_path(failed, t), _path(passed, ".")) for t in failed.targets or (".",))


def _path(ran: Shape, target: str) -> str:
    return joined(ran.place, target).replace("\\", "/")


def _same(one: str, other: str) -> bool:
    return one == other or any(a.startswith("~/") and b.endswith(a[1:]) for a, b in ((one, other), (other, one)))


def _tests(failed: Shape) -> tuple[str, ...]:
    return tuple(t for t in failed.targets if "::" in t)


def _selects(chosen: tuple[str, ...], tests: tuple[str, ...]) -> bool:
    """Whether all of the tests are among those that a selector leaves."""
    names = [name for selector in chosen for name in EITHER.split(selector) if name]
    return bool(tests) and all(any(name.strip("^$") in test for name in names) for test in tests)


def _name(target: str) -> str:
    return target.rstrip("/").rpartition("/")[2]


def _is_file(target: str) -> bool:
    return "." in _name(target).strip(".") and "::" not in target


def _is_folder(target: str) -> bool:
    return target in {".", "./...", "..."} or ("." not in target.strip("./").rpartition("/")[2] and "::" not in target)


def _within(target: str, passed: str) -> bool:
    around = passed.removesuffix("...").rstrip("/")
    return target == passed or around in {"", "."} or target.startswith((f"{around}/", f"{around}::"))
