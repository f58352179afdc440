"""What was read and searched, and not edited, in as few lines as say where."""

from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any, NamedTuple
from ctxhooks.transcript.files.names import COMMON
from ctxhooks.transcript.files.paths import FILLED, is_scratch, relative
from ctxhooks.transcript.state import last_commit

MADE = pattern(rf"/(?:{FILLED})/")
LOOKED_AT = 4  # files and searches of those that were not edited
EARLIER = 8  # files that were read before these, told by their names


class Line(NamedTuple):
    """What was looked at in one folder; `keys` are the words that a text must hold to say the same."""

    text: str
    keys: tuple[str, ...]
    mark: dict[str, Any]
    earlier: bool = False


class _Look(NamedTuple):
    """A file that was read, or what was searched for: in which folder, the words that a text must hold, and its wording."""

    folder: str
    key: str
    text: str
    is_file: bool
    mark: dict[str, Any]

    @property
    def path(self) -> str:
        """A file's path from the project's root."""
        name = self.key.partition("\n")[0]
        return (f"{self.folder}/{name}" if self.folder else name) if self.is_file else ""


def read_files(data: dict[str, Any], root: str) -> dict[str, dict[str, Any]]:
    """What was read and not edited, by its path from the root; without scratch files beside the project, and what tools put into it."""
    read = {relative(p, root): r for p, r in data["reads"].items() if p not in data["files"] and not is_scratch(p, root)}
    return {short: r for short, r in read.items() if not MADE.search(f"/{short}")}


def lines(data: dict[str, Any], root: str) -> list[Line]:
    """What was read and searched, and not edited: a line for each folder, with what was looked for in it.

    Then the files that were read before, or as a whole, which says nothing of what counts in them; ahead of the last commit by their names.
    """
    committed = last_commit(data)
    over = max([committed, *(p["line"] for p in data["prompts"])])  # what was read for that is done with
    read = read_files(data, root)
    found = [_read_file(short, r) for short, r in read.items() if (r["ranges"] or r["sought"]) and r["line"] > over]
    edited = {relative(path, root) for path in data["files"]}
    sought = {pattern for look in read.values() for pattern in look["sought"]}
    searches = [(s, mark) for s, mark in data["searches"].items() if mark["line"] > over and s.partition("\n")[0] not in sought]
    found += [s for search, mark in searches if (s := _search(search, mark, root, edited)) and s.path not in edited]
    latest = sorted(found, key=lambda look: look.mark["line"])[-LOOKED_AT:]
    made = []
    for folder, mine in _by_folder(latest).items():
        apart = "/" if folder and len(mine) == 1 and mine[0].is_file else ": " if folder else ""
        listed, keys = "; ".join(look.text for look in mine), [folder, *(look.key for look in mine)]
        made.append(Line(folder + apart + listed, tuple(keys), mine[-1].mark))
    return made + _before(data, {short: r for short, r in read.items() if short not in {look.path for look in latest}}, committed)


def _before(data: dict[str, Any], read: dict[str, dict[str, Any]], committed: int) -> list[Line]:
    """The files that were read and are not told yet, folder by folder, the latest of them."""
    now = data["compaction_index"]  # what lies beside the project is told until the next compaction
    before = [
        _read_file(short, r if r["line"] > committed else {**r, "ranges": [], "sought": []})
        for short, r in read.items()
        if _parted(short)[1] not in COMMON and (r["compaction_index"] == now or not short.startswith(("/", "~")))
    ]
    before.sort(key=lambda look: look.mark["line"])
    made = []
    for folder, mine in _by_folder(before[-EARLIER:]).items():
        listed, keys = ", ".join(look.text for look in mine), [folder, *(look.key for look in mine)]
        made.append(Line((f"{folder}/" if folder else "") + listed, tuple(keys), mine[-1].mark, earlier=True))
    return made


def _by_folder(looks: list[_Look]) -> dict[str, list[_Look]]:
    """The folder that was looked at last comes last."""
    folders: dict[str, list[_Look]] = {}
    for look in looks:
        folders[look.folder] = [*folders.pop(look.folder, []), look]
    return folders


def _parted(short: str) -> tuple[str, str]:
    folder, _, name = short.rpartition("/")
    return folder, name


def _read_file(short: str, read: dict[str, Any]) -> _Look:
    folder, name = _parted(short)
    parts = ", ".join(f"{a}-{b}" for a, b in _joined(read["ranges"]))
    sought = ", ".join(f"“{s}”" for s in read["sought"])
    return _Look(folder, name, name + (f":{parts}" if parts else "") + (f" ({sought})" if sought else ""), True, read)


def _joined(ranges: list[list[int]]) -> list[list[int]]:
    """Parts of a file in their order, those that meet as one; none of a single line, which says nothing."""
    found: list[list[int]] = []
    for first, last in sorted(r for r in ranges if r[1] > r[0]):
        if found and first <= found[-1][1] + 1:
            found[-1] = [found[-1][0], max(last, found[-1][1])]
        else:
            found.append([first, last])
    return found


def _search(search: str, mark: dict[str, Any], root: str, edited: set[str]) -> _Look | None:
    """In a folder, or in a file that was not read; of one that was edited the lines may have moved.

    None of what stands in edited files alone: they are told.
    """
    sought, _, where = search.partition("\n")
    short = "" if where == root else relative(where, root)
    folder, name = _parted(short)
    if "." in name.lstrip(".") and "*" not in name:
        line = next((p for p in mark["found"] if p.startswith(":") and short not in edited), "")
        return _Look(folder, f"{name}\n{sought}", f"{name}{line} (“{sought}”)", True, mark)
    places = [relative(p, root) for p in mark["found"]]
    if places and all(p.partition(":")[0] in edited for p in places):  # MORE is none
        return None
    placed = ", ".join((p.partition(":")[0] if p.partition(":")[0] in edited else p).removeprefix(f"{short}/") for p in places)
    return _Look(short, sought, f"“{sought}”" + (f" → {placed}" if placed else ""), False, mark)
