"""The names that the work turns around: functions, types, variables and files in what edits write and searches look for.

A name counts by how often and how lately it stood in an edit of a file, or in a search of it. It is told where it counts most.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any
from ctxhooks.transcript.state import State
from ctxhooks.trust import cuts
from ctxhooks.trust.redact import redact

# A word with a capital, `_` or a dot inside; what begins in quotes or behind `=` is a value, and can be a password;
# behind a backslash `n` is a line break.
WORD = pattern(r"\b[A-Za-z_](?<![\"'=.-].)(?<!\\[nrt])[a-z\d-]*+(?:[A-Z_]|\.\w)[\w-]*+(?:\.[\w-]++)*+", re.ASCII)
SYMBOL = pattern(r"(?!__)(?=\w*(?:[a-z\d]_[A-Za-z\d]|[a-z][A-Z])|[A-Z][A-Z\d]*_[A-Z\d_]+\Z)\w{4,39}(?<!_)", re.ASCII)
# Beside these may stand what a person made up, and it looks like a name; what a machine drew is known by itself.
SAYS_SECRET = ("passw", "passphrase", "pwd", "credential", "secret")
MAY_BE_TOKEN = pattern(r"(?=.*\d).{12}", re.DOTALL)
SUFFIXES = frozenset({
    "astro", "c", "cc", "cfg", "clj", "conf", "cpp", "cs", "css", "csv", "cu", "cuh", "dart", "ex", "exs", "go", "gradle", "graphql",
    "h", "hpp", "hs", "html", "ini", "ipynb", "java", "jl", "js", "json", "jsonl", "jsx", "kt", "kts", "lock", "lua", "md", "mdx",
    "mjs", "ml", "mm", "php", "pl", "png", "prisma", "proto", "ps1", "py", "pyi", "r", "rb", "rs", "rst", "sass", "scala", "scss", "sh",
    "sql", "svelte", "svg", "swift", "tf", "toml", "ts", "tsv", "tsx", "txt", "vue", "xml", "yaml", "yml", "zig"
})  # fmt: skip
# Every program has these, and they say nothing of one.
COMMON = frozenset({
    "addEventListener", "afterEach", "beforeEach", "className", "console.log", "createElement", "forEach", "fromEntries",
    "getElementById", "hasOwnProperty", "innerHTML", "isArray", "isinstance", "lastIndexOf", "localStorage", "node_modules", "onChange",
    "onClick", "parseInt", "querySelector", "replaceAll", "setTimeout", "startsWith", "endsWith", "strokeLinecap", "strokeLinejoin",
    "strokeWidth", "stringify", "textContent", "toBe", "toContain", "toEqual", "toHaveBeenCalledWith", "toLowerCase", "toString",
    "toUpperCase", "useCallback", "useContext", "useEffect", "useMemo", "useRef", "useState", "viewBox", "indexOf", "add_argument",
    "parse_args", "exist_ok", "capture_output", "check_output", "file_path", "is_file", "read_text", "sys_path", "tmp_path",
    "write_text", "ArgumentParser", "AttributeError", "FileNotFoundError", "ImportError", "IndexError", "JSONDecodeError", "KeyError",
    "ModuleNotFoundError", "NotImplementedError", "OSError", "RuntimeError", "TypeError", "ValueError", "HasPrefix", "HasSuffix",
    "IsDir", "MkdirAll", "NewReader", "ReadFile", "TempDir", "TrimPrefix", "TrimSpace", "WriteFile", "WriteString", "int64_t", "size_t",
    "uint32_t", "uint64_t", "uint8_t", "stdio.h", "stdlib.h", "string.h", "math.h", "time.h", "stdint.h", "constructor", "main",
    "setUp", "tearDown", "__init__.py", "index.js", "index.ts", "README.md", "CLAUDE.md", "AGENTS.md", "package.json", "GitHub",
    "agentId", "SendMessage", "TaskOutput", "output_file", "subagent_tokens", "tool_uses", "duration_ms", "JavaScript", "TypeScript",
    "macOS"
})  # fmt: skip
LOOKED_AT = 8_000  # characters of an edit
KEPT = 40  # names of a file
LONGEST = 40  # characters of one
TOLD = 24  # names of a file at most, and
ROOM = 640  # characters of all that are told
FADES = 70  # lines of the transcript, behind which a name counts for a third


def touched(state: State, path: str, text: str, declared: Iterable[str] = ()) -> None:
    """An edit wrote this text into a file, or a search looked for it there; `declared` are functions and types, whatever their names."""
    found = {name: 1 + math.log(count) for name, count in counted(text).items()}
    for name in declared:
        if len(name) <= LONGEST and name not in COMMON and not name.startswith("__"):
            found[name] = found.get(name, 1.0) + 1
    line, old = state.data["line"], state.data["names"].get(path, {"line": 0, "of": {}})
    if not found:
        return
    faded = math.exp((old["line"] - line) / FADES)
    scores = {name: score * faded for name, score in old["of"].items()}
    for name, score in found.items():
        scores[name] = scores.get(name, 0) + score
    best = sorted(scores, key=lambda name: -scores[name])[:KEPT]
    state.name("names", path, {"line": line, "of": {name: round(scores[name], 3) for name in best}})


def forget(state: State, path: str, gone: Callable[[Iterable[str]], set[str]]) -> None:
    """Drops the names of a file that are gone from it."""
    if known := state.data["names"].get(path):
        left = gone(known["of"])
        known["of"] = {name: score for name, score in known["of"].items() if name not in left}


def counted(text: str) -> Counter[str]:
    """How often each name stands in the beginning of a text. Secrets are none."""
    text = cuts.head(text, LOOKED_AT)
    if _says_secret(text):
        text = "\n".join(line for line in text.split("\n") if not _says_secret(line))
    found = Counter([name for word in WORD.findall(text) for name in _names(word)])
    tokens = [name for name in found if MAY_BE_TOKEN.match(name)]
    for name in {*tokens} - {*redact("\n".join(tokens)).split("\n")} if tokens else ():
        del found[name]
    return found


def _says_secret(text: str) -> bool:
    low = text.lower()
    return any(word in low for word in SAYS_SECRET)


@lru_cache(maxsize=4096)  # most words of an edit stood in the one before
def _names(word: str) -> list[str]:
    """A file's name as a whole, of any other chain of words each that is written like a name in code."""
    parts = word.split(".")
    if len(parts) > 1 and parts[-1] in SUFFIXES:
        return [word] if len(word) <= LONGEST and word not in COMMON else []
    return [part for part in parts if part not in COMMON and SYMBOL.fullmatch(part)]


def chosen(data: dict[str, Any], files: dict[str, str], said: str) -> dict[str, list[str]]:
    """The names to tell of files, by the path that each is told by; the most telling first, and none that is `said` already."""
    score: dict[str, float] = {}
    place: dict[str, tuple[float, str]] = {}
    for path, short in files.items():
        known = data["names"].get(path, {"line": 0, "of": {}})
        faded = math.exp((known["line"] - data["line"]) / FADES)
        for name, counted in known["of"].items():
            score[name] = score.get(name, 0) + counted * faded
            place[name] = max(place.get(name, (0.0, "")), (counted * faded, short))
    found: dict[str, list[str]] = {}
    room = ROOM
    for name in sorted(score, key=lambda name: -score[name]):
        if not stands(name, said) and len(found.get(place[name][1], ())) < TOLD:
            room -= len(name) + 2
            if room < 0:
                break
            found.setdefault(place[name][1], []).append(name)
    return found


def stands(name: str, text: str) -> bool:
    """Whether a name stands in the text by itself, not in a longer one."""
    at = text.find(name)
    while at >= 0 and (text[at - 1 : at].isidentifier() or text[at + len(name) : at + len(name) + 1].isidentifier()):
        at = text.find(name, at + 1)
    return at >= 0
