"""What a command is: a look, a try, a part of the work."""

from functools import lru_cache

from ctxhooks.light.patterns import pattern
from ctxhooks.transcript.shell.shell_syntax import ASSIGNED, SETUP, Call, is_assignment

LOOKS = frozenset({
    "awk", "basename", "cat", "cd", "chmod", "chown", "cksum", "clear", "cmp", "command", "comm", "cp", "curl-config", "cut", "date",
    "df", "diff", "dirname", "du", "echo", "env", "exit", "file", "find", "for", "fold", "free", "git", "grep", "head", "hostname", "id",
    "jobs", "join", "jq", "kill", "less", "ln", "ls", "lsof", "man", "md5sum", "mkdir", "mktemp", "more", "mv", "nl", "od", "pgrep",
    "pidof", "pkill", "popd", "printenv", "printf", "ps", "pushd", "pwd", "read", "readlink", "realpath", "return", "rg", "rm", "rmdir",
    "sed", "set", "sha256sum", "sleep", "sort", "stat", "strings", "tail", "tee", "test", "time", "touch", "tr", "tree", "true", "false",
    "type", "uname", "uniq", "unset", "wait", "wc", "which", "whereis", "while", "whoami", "xargs", "yq", "xxd", "[", "[[", ":", "case",
    "seq", "ag", "fd", "bat", "eza", "zcat", "gh", "glab", "nm", "objdump", "readelf", "ldd", "otool", "ssh-add", "uptime", "lscpu",
    "nproc", "continue", "break", "shift", "trap", "eval", "let", "local", "declare", "typeset", "readonly", "ulimit", "umask",
    "shopt", "setopt", "disown", "alias", "hash", "history", "yes", "top", "watch", "ping", "dig", "nslookup", "netstat", "ss", "killall"
})  # fmt: skip
# Exit code 1 is an answer of theirs, not a failure.
ANSWERS = frozenset({
    "grep", "rg", "ag", "which", "pgrep", "pidof", "test", "[", "[[", "diff", "cmp", "command", "type", "false", "ls", "ssh-add", "kill",
    "pkill", "killall"
})  # fmt: skip
GIT_ANSWERS = frozenset(
    {"diff", "check-ignore", "show-ref", "merge-base", "rev-parse", "ls-files", "grep", "config", "log", "show", "status"}
)
GIT_READS = GIT_ANSWERS | {"branch", "remote", "fetch", "blame", "describe", "shortlog", "cat-file", "for-each-ref", "push", "tag"}
MINOR_GIT = frozenset({"add", "status", "diff", "log", "show", "branch", "fetch", "rev-parse", "stash", "checkout", "switch"})
READS = LOOKS - frozenset({
    "chmod", "cp", "mv", "rm", "rmdir", "mkdir", "tee", "touch", "xargs", "ln", "kill", "killall", "pkill", "for", "while", "case", "gh",
    "glab", "eval", "trap"
})  # fmt: skip
WRAPPERS = frozenset({"sudo", "time", "nohup", "npx", "bunx", "pnpx", "uvx", "command", "env", "rtk", "stdbuf", "nice", "xvfb-run"})
RUNNERS = {("uv", "run"), ("poetry", "run"), ("pipenv", "run"), ("pdm", "run"), ("hatch", "run"), ("rye", "run"), ("bundle", "exec"),
           ("pnpm", "exec"), ("yarn", "exec"), ("mise", "exec"), ("npm", "exec"), ("conda", "run")}  # fmt: skip
INTERPRETERS = frozenset({
    "python", "python3", "python2", "node", "ruby", "perl", "php", "bash", "sh", "zsh", "deno", "bun", "tsx", "ts-node"
})  # fmt: skip
LANGUAGES = INTERPRETERS - {"bash", "sh", "zsh"}
RUN_TEXT = INTERPRETERS | {"ssh", "docker", "kubectl"}  # what they are given is run
FETCHES = frozenset({"curl", "wget"})
SENDS = frozenset({"-X", "--request", "-d", "--data", "--data-raw", "--data-binary", "-F", "--form", "-T", "--upload-file", "--post-data"})
PLACES = frozenset({"git", "gh", "glab"})  # looks as commands, but what fails of them may have to be done yet
VARIABLE = pattern(r"\$\{?[#!]?([A-Za-z_]\w*)")
INLINE = pattern(r"\s-(?:c|[pn]?e|p)\s")  # what follows is a script
PAGE = pattern(r"https?://(?!localhost\b|127\.|0\.0\.0\.0|\[::1\]|host\.docker)")  # of another machine
# Their first bare word is what they work on, not what they do.
ON_TARGETS = frozenset({
    "pytest", "eslint", "tsc", "mypy", "pyright", "black", "flake8", "prettier", "jest", "vitest", "rspec", "phpunit", "shellcheck",
    "gcc", "g++", "clang", "nvcc", "cc"
})  # fmt: skip
COMPILERS = frozenset({"gcc", "g++", "cc", "c++", "clang", "clang++", "nvcc", "rustc", "javac"})
ON_ANYTHING = frozenset(
    ["git", "gh", "glab", "pip", "pip3", "docker", "podman", "kubectl", "aws", "gcloud", "az", "terraform", "helm"]
)  # what it works on varies between tries
IDLE = frozenset({"--help", "-h", "--version", "-V", "version", "list", "search", "info", "help"})
DOES = pattern(
    r"\b(?:tests?|build|lint|check|vet|fmt|format|run|dev|start|serve|deploy|install|migrat\w*|compile|codegen|generate|type-?check"
    r"|bench\w*|up|exec|sync"
    r"|assemble|package|clippy|ruff|make|just|ninja|cmake|ssh|rake|verify|validate|docs|coverage|tox|nox)\b"
)


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
    return git or call.program in ANSWERS


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
    named = " ".join(w for w in words[:3] if not PAGE.match(w))
    return bool(own or through or words[0] in ON_TARGETS or DOES.search(named))


def is_try(call: Call) -> bool:
    """A look, a script made up for the moment, or a page fetched: when it fails, nothing of the project does."""
    words = plain(call)
    fetched = bool(words) and words[0] in FETCHES and not SENDS & set(words)
    look = is_look(call) and call.program not in PLACES
    return not words or _is_made_up(call, words) or fetched or look or (call.fed and not is_check(call))


def _is_made_up(call: Call, words: list[str]) -> bool:
    """Whether an interpreter is given a script on the line or below it."""
    return bool(words) and words[0] in INTERPRETERS and bool(call.body or (words[0] in LANGUAGES and INLINE.search(call.text)))


def is_one_off(call: Call) -> bool:
    """A script made up for the moment, a page fetched, a program asked about itself: no part of the work unless it runs again and again."""
    words = plain(call)
    asked = {"--version", "--help"} & set(words[1:]) or (len(words) == 2 and words[1] in IDLE)
    fetched = any(map(PAGE.match, words[1:])) and not SENDS & set(words) and (words[0] in FETCHES or not is_check(call))
    lines = words[0] in RUN_TEXT and "\n" in call.text
    return _is_made_up(call, words) or lines or bool(asked) or fetched


def is_test(call: Call) -> bool:
    """A runner of tests or checks, which are kept, also where a file was made for it just now."""
    words = plain(call)
    return bool(words) and words[0] in ON_TARGETS - COMPILERS


def is_worth_keeping(call: Call) -> bool:
    """Neither a look, nor something that lives on what another command or a here-document gives it."""
    words = plain(call)
    return not (is_look(call) or call.fed or not words or call.body)


def used_setup(call: Call) -> list[tuple[str, str]]:
    """The steps ahead of a command that matter to it, each with its place: of variables those that it names or that these are made of."""
    kept: list[tuple[str, str]] = []
    named = variables(call.place, call.text)
    for step, place in zip(reversed(call.setup), reversed(call.setup_places), strict=True):
        name = ASSIGNED.match(step)
        if step and (step, place) not in kept[-1:] and (not name or name[0].rstrip("+=") in named):
            kept.append((step, place))
            named |= variables(step, place)
    return kept[::-1]


def variables(*texts: str) -> set[str]:
    """Those whose values a shell would put into the texts."""
    return {name for text in texts if "$" in text for name in VARIABLE.findall(text)}


def set_in_loops(ran: tuple[Call, ...]) -> set[str]:
    """The variables that `for` and `read` give another value each time: no command that names one can be called as it stands."""
    return {w for c in ran if c.program in {"for", "read", "select"} for w in c.words[1 : 2 if c.program == "for" else None]}


def plain(call: Call) -> list[str]:
    """The words without what only starts the program: wrappers, runners, `python -m`, the folder that it lies in."""
    return [*_plain(call.words)]


@lru_cache(maxsize=64)  # the calls of a line are looked at from many sides
def _plain(given: tuple[str, ...]) -> list[str]:
    words = [*given]
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
