"""Which files a command line writes, moves and removes, and which an MCP tool does."""

import posixpath
from itertools import pairwise

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any
from ctxhooks.transcript.files.paths import FILLED
from ctxhooks.transcript.records import string
from ctxhooks.transcript.shell import wildcards
from ctxhooks.transcript.shell.shell_syntax import Call, calls, folder, joined

PATCHED = pattern(
    r"^(?:\+\+\+ (?:b/)?(?!/dev/null)|patching file '?|Applied patch '?(?:to ')?)([^\n\t']{1,300}?)'?(?: cleanly\.)?(?:\t.*)?$",
    re.MULTILINE,
)
OPENED = pattern(
    r"\bopen\(\s*[rf]?[\"']([^\"'\n{}]{1,300})[\"']\s*,\s*[\"'][wax]|\bPath\(\s*[\"']([^\"'\n]{1,300})[\"']\s*\)\.write_(?:text"
    r"|bytes)|\bwriteFileSync\(\s*[\"']([^\"'\n]{1,300})"
)
LEFT = "left"  # what was moved elsewhere, or removed by the line that wrote it
WRITTEN = "written"  # whole: it may not have been there before
INLINE = pattern(r"-i\S{0,10}$|--in-place")
IN_PLACE = pattern(r"-\w*i")  # of perl
PATH = pattern(r"[\w./@+~-]{1,300}")
MADE = pattern(rf"/(?:{FILLED}|out|bin|obj)/")
SCRATCH = pattern(r"/te?mp/|/scratch|/\.claude/jobs/")
UNKNOWN = pattern(r"[$*?{}\n]")  # known once a shell has expanded it
LONGEST = 300  # characters of a path
LEFTOVER = pattern(r".*\.(?:log|out|err|tmp|bak|orig|pid)$")
NO_FILE = pattern(r"/dev/|&|-$|\$|\*|/tmp/|/private/tmp/|/var/folders/|~/\.cache")
CHANGES = frozenset({
    "write", "edit", "create", "replace", "insert", "append", "rename", "move", "delete", "remove", "patch", "save", "modify", "update",
    "put"
})  # fmt: skip
FILES = frozenset({
    "file", "files", "symbol", "lines", "content", "text", "directory", "regex", "body", "block", "note", "notebook", "cell"
})  # fmt: skip
PATHS = (
    "path",
    "file_path",
    "relative_path",
    "filePath",
    "filepath",
    "filename",
    "file",
    "relativePath",
    "absolute_path",
    "target_file",
    "destination",
)
WORD = pattern(r"[A-Z]?[a-z]+|[A-Z]+")


def written(command: str, output: str, cwd: str) -> dict[str, str]:
    """Each file that the line changed, by its path, with what was done to it; `cwd` is where the line ran."""
    found: dict[str, str] = {}
    for call in calls(command):
        for path, action in _by_call(call, output):
            where = joined(folder(cwd, call), path)
            if path and not _nowhere(path, where, cwd):
                before = found.pop(where, "")
                found[where] = LEFT if action == "removed" and before == WRITTEN else action
    return found


def _nowhere(path: str, where: str, cwd: str) -> bool:
    """Devices, what is not known before it is expanded, logs and backups, and scratch files beside the project."""
    inside = where.startswith(cwd.rstrip("/") + "/")
    made = MADE.search(where.replace("\\", "/").removeprefix(cwd))
    away = not inside and (NO_FILE.match(path) or SCRATCH.search(where))
    return len(path) > LONGEST or bool(made or away or UNKNOWN.search(path) or LEFTOVER.match(path))


def _by_call(call: Call, output: str) -> list[tuple[str, str]]:
    words = list(call.words)
    bare = [w for w in words[1:] if w and not w.startswith("-")]
    found = [(path, WRITTEN) for path in call.writes]
    if call.program in {"sed", "gsed", "perl"} and any(
        INLINE.match(w) or (call.program == "perl" and IN_PLACE.match(w)) for w in words[1:4]
    ):
        scripts = {b for a, b in pairwise(words) if a.startswith("-") and a[-1] in "ef" and not a.startswith("--")}
        found += [(path, "updated") for path in (bare if scripts else bare[1:]) if path not in scripts and is_path(path)]
    elif call.program == "tee":
        found += [(path, WRITTEN) for path in bare]
    elif call.program == "mv":
        found += [part for source, into in _into(bare) for part in ((source, LEFT), (into, "moved"))]
    elif call.program == "cp":
        found += [(into, WRITTEN) for _, into in _into(bare)]
    elif call.program in {"rm", "unlink"} and "-r" not in "".join(words[1:2]):
        found += [(path, "removed") for path in bare if is_path(path)]
    elif call.program == "git":
        found += _by_git(words[1:], call, output)
    elif call.program == "patch":
        found += [(path, "updated") for path in PATCHED.findall(output) or PATCHED.findall(call.body)]
    elif call.body or "-c" in words or "-e" in words:
        found += [(next(filter(None, paths)), "updated") for paths in OPENED.findall(call.body or call.text)]
    return found


def _by_git(words: list[str], call: Call, output: str) -> list[tuple[str, str]]:
    bare = [w for w in words[1:] if not w.startswith("-")]
    if words[:1] == ["mv"]:
        return [part for source, into in _into(bare) for part in ((source, LEFT), (into, "moved"))]
    if words[:1] == ["rm"] and "--cached" not in words:
        return [(path, "removed") for path in bare if is_path(path)]
    if words[:1] in (["apply"], ["am"]) and not {"--check", "--stat", "--numstat", "--cached", "--summary"} & set(words):
        named = PATCHED.findall(output) or PATCHED.findall(call.body)
        return [(path, "updated") for path in named] or [(path, "applied") for path in bare]
    return []


def _into(bare: list[str]) -> list[tuple[str, str]]:
    """Each of the files with what it is called where the last of the paths has taken it."""
    *sources, target = bare or [""]
    sources = sources if len(sources) < 2 else [s for s in sources if is_path(s) or wildcards.is_pattern(s)]  # no folders
    inside = len(bare) > 2 or target.endswith("/") or target in {".", ".."} or any(map(wildcards.is_pattern, sources))
    return [(s, posixpath.join(target, posixpath.basename(s.rstrip("/"))) if inside else target) for s in sources]


def taken_away(command: str, cwd: str) -> list[tuple[str, str]]:
    """Each file or folder, or pattern of them, that the line moved, with its new path; that is empty where it was removed."""
    found = []
    for call in calls(command):
        own = 2 if call.program == "git" else 1
        verb = call.words[own - 1] if call.words[own:] else ""
        bare = [w for w in call.words[own:] if not w.startswith("-")]
        moved = _into(bare) if verb == "mv" else [(path, "") for path in bare] if verb == "rm" and "--cached" not in call.words else []
        found += [(joined(folder(cwd, call), old), new and joined(folder(cwd, call), new)) for old, new in moved]
    return found


def is_path(word: str) -> bool:
    """Whether a word is a file's path as it stands: nothing in it has to be expanded."""
    return bool(PATH.fullmatch(word)) and ("." in word or "/" in word)


def by_tool(name: str, given: dict[str, Any], cwd: str) -> dict[str, str]:
    """The file that an MCP tool changed, by its name and the path it was given, with what was done to it; empty for any other tool."""
    words = {w.lower() for w in WORD.findall(name.rpartition("__")[2])}
    path = next((string(given[k]) for k in PATHS if string(given.get(k)).strip()), "")
    if not (name.startswith("mcp__") and path and CHANGES & words) or "://" in path or not (FILES & words or "." in path):
        return {}
    action = "removed" if words & {"delete", "remove"} and "file" in words else "updated"
    return {joined(cwd, path): action}
