"""Which files a session edited, where in them it was at work, and which it read and searched."""

import posixpath
from collections.abc import Iterable

from ctxhooks.disk.sha256 import hexdigest
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any
from ctxhooks.transcript.files import edits, names
from ctxhooks.transcript.records import listed, obj, one_line, string
from ctxhooks.transcript.shell import shell_edits, shell_reads, wildcards
from ctxhooks.transcript.shell.shell_syntax import Call, folder, joined
from ctxhooks.transcript.state import State
from ctxhooks.trust import cuts
from ctxhooks.trust.redact import redact, redact_each

EDITORS = frozenset({"Edit", "Write", "MultiEdit", "NotebookEdit"})
TOOLS = EDITORS | {"Read", "Grep"}
# How a search's result begins a line: the file and the number of the line, or one of both.
FOUND = pattern(r"(?:(?P<file>[^\s:]{1,200}\.\w{1,10}):)?(?P<line>\d{1,7}):|(?P<bare>[^\s:]{0,200}/[^\s:/]{1,100}\.\w{1,10}):")
REPLACED = pattern(r"\bs([/|#,])([^\n/|#,]{1,200})\1")  # by `sed` or `perl`
MORE = "…"
PLACES = 2  # that a search found and that are kept
LISTED = 4_000  # characters of a search's result that are looked at
SOUGHT = 3  # patterns kept for a file or a folder
LOOKED_AT = 4  # files of one command line that are kept as read
RANGES = 3  # parts of a file that were read last


def used(state: State, record: dict[str, Any], name: str, given: dict[str, Any], result: dict[str, Any]) -> None:
    """Notes a call of one of the client's tools for files."""
    if name in EDITORS:
        _edited(state, record, given, result)
    elif name == "Read":
        file = obj(result.get("file"))
        _read(state, record, given.get("file_path", ""), _part(given, file), _whole_number(file.get("totalLines")))
    else:
        _searched(state, record, given, result)


def _edited(state: State, record: dict[str, Any], given: dict[str, Any], result: dict[str, Any]) -> None:
    """Notes an edit by one of the client's tools."""
    path = given.get("file_path") or given.get("notebook_path") or redact(string(result.get("filePath")))
    if not path:
        return
    change = edits.edit(result)
    old = state.data["files"].get(path) or _untouched(result)
    declares = [*map(edits.shortened, redact_each([*change.symbols]))]
    gone = edits.gone(result)
    without = gone([*declares, *old["symbols"]])
    symbols = [s for s in dict.fromkeys([*declares, *old["symbols"]]) if s not in without][: edits.MOST]
    counts = {"added": old["added"] + change.added, "removed": old["removed"] + change.removed}
    lines = list(change.lines) or old["lines"]
    declared = () if path.lower().endswith(edits.MARKDOWN) else [s for s in declares if s not in without]
    names.touched(state, path, edits.text(result, whole=not path.lower().endswith(edits.LISTS)), declared)
    names.forget(state, path, gone)
    _noted(state, path, {**old, **counts, "symbols": symbols, "lines": lines, **state.mark(record)})


def edited_by_shell(state: State, record: dict[str, Any], command: str, output: str, cwd: str) -> None:
    """Notes the files that a command line wrote, moved and removed."""
    for old, new in shell_edits.taken_away(command, cwd):
        _taken_away(state, record, old, new)
    for path, action in shell_edits.written(command, output, cwd).items():
        inside = [f for f in state.data["files"] if f != path and wildcards.meant(path, f)] if action in {"moved", "removed"} else []
        if not inside:  # it is no folder
            _changed(state, record, path, action)
            _names_replaced(state, path, command, whole=action == shell_edits.WRITTEN and ">>" not in command)


def _names_replaced(state: State, path: str, command: str, whole: bool) -> None:
    """Of a file that a shell wrote, the names that it put others for; of one that it wrote `whole`, those that its line does not hold."""
    if path in state.data["names"]:
        old = "\n".join(text for _, text in REPLACED.findall(command))
        names.forget(state, path, lambda known: {n for n in known if names.stands(n, old) or (whole and not names.stands(n, command))})


def edited_by_tool(state: State, record: dict[str, Any], name: str, given: dict[str, Any]) -> None:
    """Notes a file that an MCP tool changed."""
    for path, action in shell_edits.by_tool(name, given, given.get("cwd", "")).items():
        _changed(state, record, path, action)


def _changed(state: State, record: dict[str, Any], path: str, action: str) -> None:
    """Notes a change that tells neither lines nor names."""
    d = state.data
    old = d["files"].get(path) or {**_untouched({}), "made": action == shell_edits.WRITTEN and path not in d["reads"]}
    if action == shell_edits.LEFT or (action == "removed" and (old["action"] == "created" or old["made"])):
        d["files"].pop(path, None)
        return
    done = "updated" if action == shell_edits.WRITTEN else action
    final = old["action"] if done == "updated" and old["action"] == "created" else done
    _noted(state, path, {**old, "action": final, "lines": [], **state.mark(record)})


def _taken_away(state: State, record: dict[str, Any], old: str, new: str) -> None:
    """What is known below a path, or by a pattern, that a command moved, or removed where it has no new one.

    Commands that name something moved by the place where it was cannot be called again, nor such that run a program that was removed.
    """
    d = state.data
    for path in [p for p in d["reads"] if wildcards.meant(old, p)]:
        del d["reads"][path]
    for path in [p for p in d["files"] if wildcards.meant(old, p)]:
        at = wildcards.meant(old, path)
        if not new:
            if path != old:
                _changed(state, record, path, "removed")
            continue
        into = (joined(new, "..", posixpath.basename(at)) if wildcards.is_pattern(old) else new) + path[len(at) :]
        d["names"][into] = d["names"].pop(path, {"line": 0, "of": {}})
        _noted(state, into, {**d["files"].pop(path), "action": "moved", "lines": [], **state.mark(record)})
    for key, w in list(d["worked"].items()):
        named = [joined(w["place"], word.strip("'\"")) for word in w["text"].split()] if new else []
        if any(wildcards.meant(old, path) for path in [w["program"], *named]):
            del d["worked"][key]


def _noted(state: State, path: str, value: dict[str, Any]) -> None:
    state.name("files", path, value)
    state.data["outside"].pop(path, None)
    state.data["reads"].pop(path, None)


def _untouched(result: dict[str, Any]) -> dict[str, Any]:
    """A file ahead of its first edit: whether it was there, and a digest of what it held; `made` where a shell may have made it."""
    before = string(result.get("originalFile")) or string(result.get("originalFileContents"))
    created = result.get("type") == "create"
    digest = "" if created or not before else hexdigest(before.encode("utf-8", "replace"))
    action = "created" if created else "updated"
    return {"action": action, "added": 0, "removed": 0, "symbols": [], "lines": [], "before": digest, "made": False}


def changed_outside(state: State, record: dict[str, Any], path: str) -> None:
    """The client says that a file has changed.

    Somebody else did it only if nothing of the session's own can have: since the session touched the file last, a person spoke, no command
    ran that may have changed it, and nothing is at work in the background.
    """
    d = state.data
    touched = max((d[kind][path]["line"] for kind in ("files", "reads") if path in d[kind]), default=0)
    if (
        path
        and touched
        and touched < d["prompted"]
        and d["mutated"] < touched
        and not (d["background"] or any(not s.get("over") for s in d["shells"].values()))
    ):
        state.name("outside", path, state.mark(record))


def read_by_shell(state: State, record: dict[str, Any], ran: tuple[Call, ...], passed: Iterable[int], output: str, cwd: str) -> None:  # noqa: PLR0913, PLR0917
    """Notes the files that the commands which passed, by their place in the line, only showed."""
    for n in passed:
        for path in shell_reads.paths(ran[n])[:LOOKED_AT]:
            _read(state, record, joined(folder(cwd, ran[n]), path), shell_reads.lines_read(ran, n, output))


def _part(given: dict[str, Any], file: dict[str, Any]) -> list[int]:
    """The first and the last line of a part that was asked for, as many of it as came back; empty where the whole file was."""
    start, count = _number(given.get("offset")) or 1, _number(given.get("limit"))
    if "numLines" in file:
        count = min(count, _whole_number(file["numLines"]))
    return [start, start + count - 1] if count else []


def _read(state: State, record: dict[str, Any], path: str, part: list[int], total: int = 0) -> None:
    """A file was read, or a part of it: the first and the last line; `total` are the file's lines where they are known.

    Of a file that was edited what was edited says where the work is.
    """
    if path and path not in state.data["files"]:
        old = state.data["reads"].get(path) or {"ranges": [], "sought": _taken(state.data["searches"], path)}
        ranges = [*[r for r in old["ranges"] if r != part], part][-RANGES:] if part else old["ranges"]
        if total:
            ranges = [[first, min(last, total)] for first, last in ranges if first <= total]
        state.name("reads", path, {**old, "ranges": ranges, **state.mark(record)})


def _taken(searches: dict[str, Any], path: str) -> list[str]:
    """What was looked for in a file before it was read: it is told with what was read."""
    found = [search for search in searches if search.endswith(f"\n{path}")]
    return [searches.pop(search) and search.partition("\n")[0] for search in found][-SOUGHT:]


def _searched(state: State, record: dict[str, Any], given: dict[str, Any], result: dict[str, Any]) -> None:
    """Something was looked for, in a file, a folder or everywhere; nothing of a search that found nothing."""
    sought, where = one_line(given.get("pattern", ""))[:60], (given.get("path", "") or given.get("glob", ""))[:200]
    if not sought or (result.get("numFiles") == 0 and not result.get("content")):
        return
    if where in state.data["files"] or where in state.data["reads"]:
        names.touched(state, where, sought)
    if (known := state.data["reads"].get(where)) is not None:
        known["sought"] = [*[s for s in known["sought"] if s != sought], sought][-SOUGHT:]
    else:
        state.name("searches", f"{sought}\n{where}", {"found": _found(result), **state.mark(record)})


def _found(result: dict[str, Any]) -> list[str]:
    """Where a search found something: files, with the first line of each where it is known; of a search in one file its line alone.

    The first PLACES of them, and MORE where it found others.
    """
    places = dict.fromkeys(map(string, listed(result.get("filenames"))[: PLACES + 1]), "")
    for line in cuts.head(string(result.get("content")), LISTED).split("\n"):
        if (found := FOUND.match(line)) and len(places) <= PLACES:
            places.setdefault(found["file"] or found["bare"] or "", found["line"] or "")
    told = redact_each([f"{file}:{line}" if line else file for file, line in places.items()])
    return told if len(told) <= PLACES else [*told[:PLACES], MORE]


def _whole_number(value: Any) -> int:
    return value if isinstance(value, int) and 0 < value < 10**8 else 0


def _number(value: Any) -> int:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 8 else 0
