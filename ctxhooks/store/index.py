"""Full text of documents in SQLite. Nothing in it is the only copy: where it is broken, or gone, it is made anew."""

import math
import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.light.typing import TYPE_CHECKING, NamedTuple, TypeVar
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.store.folded_text import excerpt, fold, terms_of
from ctxhooks.trust.redact import redact

if TYPE_CHECKING:
    import sqlite3

T = TypeVar("T")
SCHEMA = (
    "CREATE TABLE files (id INTEGER PRIMARY KEY, name TEXT UNIQUE, size INTEGER, changed INTEGER, tags TEXT)",
    "CREATE VIRTUAL TABLE words USING fts5(title, tags, text, tokenize='trigram')",
)
WEIGHTS = (50.0, 25.0, 1.0)  # of title, tags and text
GRAM = 3  # characters: shorter terms are in no trigram
PATIENCE = 5.0  # seconds


class IndexRow(NamedTuple):
    title: str = ""
    tags: tuple[str, ...] = ()
    text: str = ""


class IndexSource(NamedTuple):
    """The documents there are: size and time of change by name, and what reads one; None for one that cannot be read."""

    stamps: Mapping[str, tuple[int, int]]
    load: Callable[[str], IndexRow | None]


class Match(NamedTuple):
    """`shared` counts the tags that were asked for; `lacking` are the terms that are not there."""

    name: str
    shared: int
    lacking: tuple[str, ...]
    score: float


class Hit(NamedTuple):
    name: str
    title: str
    tags: tuple[str, ...]
    excerpt: str
    score: float
    lacking: tuple[str, ...] = ()


def search(project: Project, source: IndexSource, text: str, tags: Sequence[str] = (), limit: int = 10) -> list[Hit]:
    """The best first: documents with all the tags that have all terms of the text or, where there are none, most of them."""
    terms, asked = terms_of(text), {fold(tag) for tag in tags}
    found = [m for m in matches(project, source, terms, tags) if m.shared == len(asked) and (len(m.lacking) < len(terms) or not terms)]
    fewest = min((len(m.lacking) for m in found), default=0)
    best = sorted((m for m in found if len(m.lacking) == fewest), key=lambda m: (-m.score, m.name))
    hits = ((m, source.load(m.name)) for m in best)
    made = (Hit(m.name, row.title, row.tags, excerpt(row.text, terms), m.score, m.lacking) for m, row in hits if row)
    return list(islice(made, limit))


def matches(project: Project, source: IndexSource, terms: Sequence[str], tags: Sequence[str] = ()) -> list[Match]:
    """Every document with one of the tags or one of the terms, which are folded, in the order of their names."""
    nowhere = not source.stamps and not os.path.lexists(project.own("state", "index.sqlite"))
    if nowhere or not (terms or tags):
        return []

    def ask(db: "sqlite3.Connection") -> list[Match]:
        _update(db, source)
        shared = [_tagged(db, tag) for tag in sorted({fold(tag) for tag in tags})]
        scores = {term: _scores(db, term) for term in terms}
        names = sorted({name for some in (*shared, *scores.values()) for name in some})
        return [_match(name, sum(name in some for some in shared), scores) for name in names]

    return _asked(project, ask)


def _match(name: str, shared: int, scores: dict[str, dict[str, float]]) -> Match:
    lacking = tuple(term for term, some in scores.items() if name not in some)
    return Match(name, shared, lacking, sum(some.get(name, 0.0) for some in scores.values()))


def _asked(project: Project, ask: Callable[["sqlite3.Connection"], T]) -> T:
    """What `ask` makes of the index, one process at a time."""
    try:
        import sqlite3
    except ImportError:
        raise CtxhooksError("no-fts5") from None
    from contextlib import closing

    path = project.own("state", "index.sqlite")
    project.ready()
    with files.locked(project.lock("index"), PATIENCE):
        for again in (True, False):
            try:
                with closing(_opened(path)) as db:
                    return ask(db)
            except sqlite3.DatabaseError as e:
                if "no such module" in str(e) or "no such tokenizer" in str(e):
                    raise CtxhooksError("no-fts5") from None
                if not again:
                    raise CtxhooksError("index-failed", path=path, what=str(e)) from None
                for ending in ("", "-journal", "-wal", "-shm"):
                    files.remove(path + ending)
    raise AssertionError


def _opened(path: str) -> "sqlite3.Connection":
    import sqlite3

    if os.path.lexists(path) and not os.path.isfile(path):
        raise CtxhooksError("no-plain-file", path=path)
    if not os.path.lexists(path):  # to close one that SQLite has open would drop its locks
        files.create(path)  # SQLite's other files belong to whom this one does
    db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    try:
        db.execute("PRAGMA trusted_schema = OFF")
        held = db.execute("SELECT sql FROM sqlite_master WHERE sql <> '' AND NOT (type = 'table' AND name LIKE 'words^_%' ESCAPE '^')")
        ours = {sql for (sql,) in held}
        if not ours:
            with db:
                db.execute("BEGIN IMMEDIATE")
                for sql in SCHEMA:
                    db.execute(sql)
        elif ours != set(SCHEMA):
            raise sqlite3.DatabaseError("an index of another version")
    except BaseException:
        db.close()
        raise
    return db


def _update(db: "sqlite3.Connection", source: IndexSource) -> None:
    """Reads again what changed, and forgets what is gone; all of it or nothing."""
    known = {name: (size, changed) for name, size, changed in db.execute("SELECT name, size, changed FROM files")}
    stale = [(name,) for name, stamp in known.items() if source.stamps.get(name) != stamp]
    fresh = [name for name, stamp in source.stamps.items() if known.get(name) != stamp]
    if not stale and not fresh:
        return
    with db:
        db.execute("BEGIN IMMEDIATE")
        db.executemany("DELETE FROM words WHERE rowid = (SELECT id FROM files WHERE name = ?)", stale)
        db.executemany("DELETE FROM files WHERE name = ?", stale)
        for name in fresh:
            if row := source.load(name):
                tags = "\n".join(("", *map(fold, map(redact, row.tags)), ""))
                done = db.execute("INSERT INTO files (name, size, changed, tags) VALUES (?, ?, ?, ?)", (name, *source.stamps[name], tags))
                values = (done.lastrowid, fold(redact(row.title)), tags, fold(redact(row.text)))
                db.execute("INSERT INTO words (rowid, title, tags, text) VALUES (?, ?, ?, ?)", values)


def _tagged(db: "sqlite3.Connection", tag: str) -> set[str]:
    return {name for (name,) in db.execute("SELECT name FROM files WHERE instr(tags, ?)", (f"\n{tag}\n",))}


def _scores(db: "sqlite3.Connection", term: str) -> dict[str, float]:
    """Scores by name of the documents that hold the term anywhere, inside a word as well; more is better."""
    if len(term) >= GRAM:
        query = "SELECT name, -bm25(words, ?, ?, ?) FROM words JOIN files ON id = words.rowid WHERE words MATCH ?"
        return dict(db.execute(query, (*WEIGHTS, '"' + term.replace('"', '""') + '"')).fetchall())
    query = "SELECT name, instr(title, :t) > 0, instr(words.tags, :t) > 0, instr(text, :t) > 0 FROM words JOIN files ON id = words.rowid"
    found: dict[str, float] = defaultdict(float)
    everything = db.execute(query, {"t": term}).fetchall()
    for name, *where in everything:
        if weight := sum(w for w, there in zip(WEIGHTS, where, strict=True) if there):
            found[name] = weight * 2.2 / (weight + 1.2)  # as bm25 does, whatever the length
    rarity = max(1e-6, math.log((len(everything) - len(found) + 0.5) / (len(found) + 0.5)))
    return {name: weight * rarity for name, weight in found.items()}
