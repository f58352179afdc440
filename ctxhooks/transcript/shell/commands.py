"""What a command is: a look, a part of the work, the same as another in other words; and how it is shown."""

from itertools import pairwise

from ctxhooks.model.patterns import pattern
from ctxhooks.transcript.shell.shell_syntax import ASSIGNED, SETUP, Call, is_assignment

LONGEST = 180  # characters of a command that is kept: a cut one cannot be called
KEY = 60  # characters in which two commands are the same one
LOOKS = frozenset({
    "awk", "basename", "cat", "cd", "chmod", "chown", "cksum", "clear", "cmp", "command", "comm", "cp", "curl-config", "cut", "date",
    "df", "diff", "dirname", "du", "echo", "env", "exit", "file", "find", "for", "fold", "free", "git", "grep", "head", "hostname", "id",
    "jobs", "join", "jq", "kill", "less", "ln", "ls", "lsof", "man", "md5sum", "mkdir", "mktemp", "more", "mv", "nl", "od", "pgrep",
    "pidof", "pkill", "popd", "printenv", "printf", "ps", "pushd", "pwd", "read", "readlink", "realpath", "return", "rg", "rm", "rmdir",
    "sed", "set", "sha256sum", "sleep", "sort", "stat", "strings", "tail", "tee", "test", "time", "touch", "tr", "tree", "true", "false",
    "type", "uname", "uniq", "unset", "wait", "wc", "which", "whereis", "while", "whoami", "xargs", "yq", "xxd", "[", "[[", ":", "case",
    "seq", "ag", "fd", "bat", "eza", "zcat", "gh", "glab"
})  # fmt: skip
# Exit code 1 is an answer of theirs, not a failure.
ANSWERS = frozenset({"grep", "rg", "ag", "which", "pgrep", "pidof", "test", "[", "[[", "diff", "cmp", "command", "type", "false", "ls"})
GIT_ANSWERS = frozenset(
    {"diff", "check-ignore", "show-ref", "merge-base", "rev-parse", "ls-files", "grep", "config", "log", "show", "status"}
)
GIT_READS = GIT_ANSWERS | {"branch", "remote", "fetch", "blame", "describe", "shortlog", "cat-file", "for-each-ref", "push", "tag"}
MINOR_GIT = frozenset({"add", "status", "diff", "log", "show", "branch", "fetch", "rev-parse", "stash", "checkout", "switch"})
READS = LOOKS - frozenset(
    {"chmod", "cp", "mv", "rm", "rmdir", "mkdir", "tee", "touch", "xargs", "ln", "kill", "pkill", "for", "while", "case", "gh", "glab"}
)
WRAPPERS = frozenset({"sudo", "time", "nohup", "npx", "bunx", "pnpx", "uvx", "command", "env", "rtk", "stdbuf", "nice", "xvfb-run"})
RUNNERS = {("uv", "run"), ("poetry", "run"), ("pipenv", "run"), ("pdm", "run"), ("hatch", "run"), ("rye", "run"), ("bundle", "exec"),
           ("pnpm", "exec"), ("yarn", "exec"), ("mise", "exec"), ("npm", "exec"), ("conda", "run")}  # fmt: skip
INTERPRETERS = frozenset({
    "python", "python3", "python2", "node", "ruby", "perl", "php", "bash", "sh", "zsh", "deno", "bun", "tsx", "ts-node"
})  # fmt: skip
LANGUAGES = INTERPRETERS - {"bash", "sh", "zsh"}
INLINE = pattern(r"\s-(?:c|e)\s")  # what follows is a script
FIRST = pattern(r"\s*[\"'](?:\$')?([^;\n\"']{0,80})[;\n\"']")
# Their first bare word is what they work on, not what they do.
ON_TARGETS = frozenset({
    "pytest", "eslint", "tsc", "mypy", "pyright", "black", "flake8", "prettier", "jest", "vitest", "rspec", "phpunit", "shellcheck",
    "gcc", "g++", "clang", "nvcc", "cc"
})  # fmt: skip
ON_ANYTHING = frozenset(
    ["git", "gh", "glab", "pip", "pip3", "docker", "podman", "kubectl", "aws", "gcloud", "az", "terraform", "helm"]
)  # what it works on varies between tries
DEEP = frozenset({"gh", "glab", "docker", "gcloud", "aws", "az"})  # two words say what is done
SELECTORS = frozenset({"-k", "-run", "--run", "-t", "--testNamePattern", "--filter", "--grep", "-g", "--tests", "-m", "-e", "--example"})
CHECKS = frozenset({"--check", "--check-formatted", "--list-different"})  # a formatter's, which changes nothing then
IDLE = frozenset({"--help", "-h", "--version", "-V", "version", "list", "search", "info", "help"})
DOES = pattern(
    r"\b(?:tests?|build|lint|check|vet|fmt|format|run|dev|start|serve|deploy|install|migrat\w*|compile|codegen|generate|type-?check"
    r"|bench\w*|up|exec|sync"
    r"|assemble|package|clippy|ruff|make|just|ninja|cmake|ssh|rake|verify|validate|docs|coverage|tox|nox)\b"
)
SUBCOMMAND = pattern(r"[a-z][\w:-]*")


def only_reads(call: Call) -> bool:
    """It cannot have changed a file."""
    if call.writes:
        return False
    if call.program == "git":
        return git_verb(call) in GIT_READS
    return (call.program in READS and not {"-exec", "-delete", "-i"} & set(call.words)) or call.program in SETUP


def is_look(call: Call) -> bool:
    """It changes and checks nothing, or says nothing of how the project is worked on."""
    inside = call.program == "sed" and "-i" in call.words[1:2]
    return not call.words or call.program in LOOKS or call.program in SETUP or inside or call.words[0].startswith("$")


def git_verb(call: Call) -> str:
    """The subcommand of a `git` call, behind git's own options."""
    words = iter(call.words[1:])
    for word in words:
        if word in {"-C", "-c", "--git-dir", "--work-tree"}:
            next(words, "")
        elif not word.startswith("-"):
            return word
    return ""


def is_answer(call: Call) -> bool:
    """A command for which exit code 1 means no."""
    git = call.program == "git" and git_verb(call) in GIT_ANSWERS
    return git or call.program in ANSWERS or (call.program == "kill" and "-0" in call.words)


def is_minor(call: Call) -> bool:
    """A step on the way to another."""
    looks = call.program in LOOKS and call.program not in {"git", "gh", "glab"}
    return looks or call.program in SETUP or not call.words or (call.program == "git" and git_verb(call) in MINOR_GIT)


def is_check(call: Call) -> bool:
    """It builds, tests, checks, runs or delivers: worth keeping even where it ran once."""
    words = plain(call)
    if not words or IDLE & set(words):
        return False
    script = words[0] in INTERPRETERS and words[1:2] and not words[1].startswith("-")
    own = call.words[0].startswith(("./", "../")) or script
    through = tuple(call.words[:2]) in RUNNERS
    return bool(own or through or words[0] in ON_TARGETS or DOES.search(" ".join(words[:3])))


def is_worth_keeping(call: Call) -> bool:
    """Neither a look, nor something that lives on what another command or a here-document gives it."""
    words = plain(call)
    return not (is_look(call) or call.fed or not words or (call.body and words[0] in INTERPRETERS))


def is_used(setup: str, call: Call) -> bool:
    """Whether a step ahead of it matters to a command: a variable that it does not name does not."""
    name = ASSIGNED.match(setup)
    return bool(setup) and (not name or "$" + name[0].rstrip("+=") in call.text or "${" + name[0].rstrip("+=") in call.text)


def general_form(call: Call) -> str:
    """As it is kept, on one line. Of a script for an interpreter that has to be started in a way of its own, the first statement does."""
    words = plain(call)
    inline = INLINE.search(call.text) if words and words[0] in LANGUAGES else None
    if not inline or call.text.startswith(words[0]):
        return " ".join(call.text.split())
    statement = FIRST.match(call.text[inline.end() :])
    first = f"{statement[1].strip()}; …" if statement and statement[1].strip() else "…"
    return f'{" ".join(call.text[: inline.end()].split())} "{first}"'


def plain(call: Call) -> list[str]:
    """The words without what only starts the program: wrappers, runners, `python -m`, the folder that it lies in."""
    words = list(call.words)
    while words:
        name = words[0].rpartition("/")[2]
        if (name, *words[1:2]) in RUNNERS:
            words = _after_options(words[2:])
        elif name in WRAPPERS:
            words = _after_options(words[1:])
        elif name == "timeout":
            words = _after_options(words[1:])[1:]
        elif name.startswith("python") and words[1:2] == ["-m"] and len(words) > 2:
            words = words[2:]
        elif is_assignment(words[0]):
            words = words[1:]
        else:
            return [name, *words[1:]]
    return words


def _after_options(words: list[str]) -> list[str]:
    """Behind the options ahead of the first bare word; `--with x` takes one more."""
    while words and words[0].startswith("-"):
        words = words[2 if words[0] in {"--with", "--extra", "--group", "--python", "-p", "-u", "--project"} else 1 :]
    return words


def shape(call: Call) -> tuple[str, list[str], list[str]]:
    """What is done, on which targets, narrowed by which selectors: what two ways of writing the same command have in common."""
    words = plain(call)
    if not words:
        return "", [], []
    program, rest = words[0], words[1:]
    if program in INTERPRETERS:
        script = next((w for w in rest if not w.startswith("-")), "") if "-c" not in rest and "-e" not in rest else ""
        body = script if script and script != "-" else " ".join((call.body or " ".join(rest)).split())
        if not (program == "bun" and script):
            return f"{program} {body[:80]}", [], []
    bare = [w for w in rest if not w.startswith("-")]
    if bare and rest[0].startswith("-") and rest[1] == bare[0] and ("/" in rest[1] or "$" in rest[1]):
        bare = bare[1:]  # what the option ahead of the subcommand is given
    deep = 0 if program in ON_TARGETS else 2 if program in DEEP else 1
    subs = [w for w in bare[:deep] if SUBCOMMAND.fullmatch(w)]
    if (
        subs
        and subs[0] in {"run", "run-script", "exec", "task", "test"}
        and program in {"npm", "pnpm", "yarn", "bun", "mise", "deno", "task", "go", "cargo"}
    ):
        subs = ["test"] if subs[0] == "test" else [w for w in bare[:2] if w not in {"run", "run-script"}]
    chosen = [b for a, b in pairwise(rest) if a in SELECTORS] + [
        w.partition("=")[2] for w in rest if w.partition("=")[0] in SELECTORS and "=" in w
    ]
    targets = (
        []
        if program in ON_ANYTHING
        else [w for w in bare if w not in subs and w not in chosen and ("/" in w or "." in w or "::" in w or w.isidentifier())]
    )
    return " ".join([program, *subs]), targets[:20], chosen[:5]


def left_to_pass(call: Call) -> tuple[str, list[str], list[str]]:
    """The shape of what has to pass before a failed command has; where a formatter only checked, a run on any of its files mends them."""
    program, targets, chosen = shape(call)
    return program, [] if CHECKS & set(call.words) else targets, chosen


def covers(passed: tuple[str, list[str], list[str]], failed: tuple[str, list[str], list[str]], named: str) -> bool:
    """Whether a command that passed is the one that failed, in whatever spelling: at least as wide, or just what failed in it.

    `named` is what is known of the failure.
    """
    if passed[0] != failed[0]:
        return False
    if passed[2] and passed[2] != failed[2] and not all(s in named for s in passed[2]):
        return False
    wide = all(_is_folder(t) for t in passed[1])
    if not failed[1]:
        return wide or any(t.split("::")[0] in named for t in passed[1])
    return not passed[1] or all(any(_within(t, p) for p in passed[1]) for t in failed[1])


def _is_folder(target: str) -> bool:
    return target in {".", "./...", "..."} or ("." not in target.strip("./").rpartition("/")[2] and "::" not in target)


def _within(target: str, passed: str) -> bool:
    folder = passed.removesuffix("...").rstrip("/")
    return (
        target == passed
        or folder in {"", "."}
        or target.removeprefix("./").startswith((folder.removeprefix("./") + "/", folder.removeprefix("./") + "::"))
    )
