"""A project's documents: Markdown files under the configured folders, read as far as they can be."""

import os
import posixpath
import stat
from collections import deque
from collections.abc import Callable, Iterator, Mapping

from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.light.typing import NamedTuple
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import Settings
from ctxhooks.render import markdown
from ctxhooks.store import index
from ctxhooks.store.folded_text import fold
from ctxhooks.trust.redact import redact

LARGEST = 1_000_000  # bytes
ENDINGS = (".md", ".markdown")
LONGEST = 200  # characters of a title or a tag
MOST_TAGS = 50


class File(NamedTuple):
    """`name` is its path from the project's root, with `/`; `changed` is in nanoseconds."""

    name: str
    path: str
    size: int
    changed: int


class Doc(NamedTuple):
    """`text` is without front matter; `time` is when the file was changed last, in seconds since 1970."""

    name: str
    title: str
    tags: tuple[str, ...]
    summary: str
    text: str
    time: float
    size: int


def listed(project: Project, settings: Settings) -> tuple[dict[str, File], list[str]]:
    """The documents' files by name, and the names of those that are too large."""
    found = sorted(_found(project, settings))
    return {f.name: f for f in found if f.size <= LARGEST}, [f.name for f in found if f.size > LARGEST]


def documents(project: Project, settings: Settings) -> list[Doc]:
    """All documents of the configured folders that can be read."""
    return [doc for file in listed(project, settings)[0].values() if (doc := read(file))]


def find(project: Project, settings: Settings, name: str) -> Doc:
    """The document with this name, else with this file name, with or without its ending, else with this title, whatever the case."""
    there = listed(project, settings)[0]
    path = _shown(posixpath.normpath(name))
    wanted, bare = fold(path), fold(" ".join(name.split()))
    keys: tuple[Callable[[File], bool], ...] = (
        lambda f: f.name == path,
        lambda f: fold(f.name) == wanted,
        lambda f: fold(posixpath.basename(f.name)) == wanted,
        lambda f: fold(_stem(f.name)) == wanted,
        lambda f: (doc := read(f)) is not None and fold(doc.title) == bare,
    )
    hits = next(filter(None, ([f for f in there.values() if key(f)] for key in keys)), [])
    if len(hits) > 1:
        raise CtxhooksError("document-ambiguous", name=name, names=", ".join(f.name for f in hits))
    doc = read(hits[0]) if hits else None
    if doc is None:
        raise CtxhooksError("no-document", name=name, folders=", ".join(settings.folders.documents))
    return doc


def source(there: Mapping[str, File], advance: Callable[[float], object] = lambda _: None) -> index.IndexSource:
    """What the index needs to know of these files; `advance` is called for each that is read."""

    def load(name: str) -> index.IndexRow | None:
        advance(1)
        doc = read(there[name])
        return index.IndexRow(doc.title, doc.tags, f"{doc.summary}\n\n{doc.text}".strip()) if doc else None

    return index.IndexSource({name: (f.size, f.changed) for name, f in there.items()}, load)


def read(file: File) -> Doc | None:
    """The document; None if it cannot be read. What no text should hold is replaced, broken front matter is text."""
    try:
        data = files.read(file.path, LARGEST)
    except OSError:
        return None
    if data is None or b"\0" in data:  # no text
        return None
    text = redact(data.decode("utf-8-sig", "replace").replace("\r\n", "\n"))
    text += "" if text.endswith("\n") else "\n"
    try:
        fields, skip = markdown.front_matter(text)
    except CtxhooksError:
        fields, skip = {}, 0
    body = text.split("\n", skip)[skip].strip("\n")
    heading = next((line.heading for line in markdown.lines(body) if line.heading), "")
    title = _words(fields.get("title")) or _words(heading) or _stem(file.name)
    return Doc(file.name, title[:LONGEST], _tags(fields.get("tags")), _as_text(fields.get("summary")), body, file.changed / 1e9, file.size)


def _as_text(value: object) -> str:
    """A field's text; of a number only one that takes a few digits."""
    if not isinstance(value, str):
        value = str(value) if isinstance(value, (int, float)) and -1e15 < value < 1e15 else ""
    return value.encode("utf-8", "replace").decode().strip()


def _words(value: object) -> str:
    return " ".join(_as_text(value).split())


def _tags(value: object) -> tuple[str, ...]:
    """The tags of a list, or of words with commas between them."""
    given = value if isinstance(value, list) else _words(value).split(",")
    named = (_words(tag).lstrip("#").strip()[:LONGEST] for tag in given[:MOST_TAGS])
    return tuple(dict.fromkeys(filter(None, named)))


def _stem(name: str) -> str:
    return posixpath.splitext(posixpath.basename(name))[0]


def _found(project: Project, settings: Settings) -> Iterator[File]:
    """Every file once: by way of a link only what nothing else leads to."""
    home = os.path.realpath(project.root)
    seen: set[str] = set()
    queue = deque((name, os.path.join(project.root, name), "") for name in map(posixpath.normpath, settings.folders.documents))
    while queue:
        name, path, real = queue.popleft()
        real = real or os.path.realpath(path)
        state = None if real in seen or os.path.commonpath([home, real]) != home else _stat(path)
        seen.add(real)
        if state and stat.S_ISDIR(state.st_mode):
            for entry in _entries(path):
                inner = _shown(entry.name) if name == "." else f"{name}/{_shown(entry.name)}"
                if entry.is_symlink():
                    queue.append((inner, entry.path, ""))
                else:
                    queue.appendleft((inner, entry.path, os.path.join(real, entry.name)))
        elif state and stat.S_ISREG(state.st_mode) and path.lower().endswith(ENDINGS):
            yield File(name, path, state.st_size, state.st_mtime_ns)


def _shown(name: str) -> str:
    """A file may have any name; one with line breaks in it stands on one line, like all others."""
    return "".join(c if c.isprintable() else "�" for c in name)


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return sorted((e for e in entries if not e.name.startswith(".")), key=lambda e: e.name)
    except OSError:
        return []


def _stat(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except OSError:
        return None
