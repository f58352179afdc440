"""Full text search: words inside longer ones, incremental, never broken for long."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.store import folded_text, index
from ctxhooks.store.index import Hit, IndexRow, IndexSource

KO, RU = "우리는 결제시스템을 바꾼다", "Условия предоплаты и Ёлка"


class Shelf:
    """Documents in memory, and which of them were read."""

    def __init__(self, root: Path, **texts: str | IndexRow) -> None:
        self.project = Project(str(root), 0.0)
        self.rows: dict[str, IndexRow] = {}
        self.stamps: dict[str, tuple[int, int]] = {}
        self.read: list[str] = []
        for name, text in texts.items():
            self.put(name, text)

    def put(self, name: str, text: str | IndexRow) -> None:
        self.rows[name] = text if isinstance(text, IndexRow) else IndexRow(name, (), text)
        self.stamps[name] = (len(self.rows[name].text), time.time_ns())

    def load(self, name: str) -> IndexRow | None:
        self.read.append(name)
        return self.rows.get(name)

    def hits(self, text: str, *tags: str, limit: int = 10) -> list[Hit]:
        return index.search(self.project, IndexSource(self.stamps, self.load), text, tags, limit)

    def names(self, text: str, *tags: str, limit: int = 10) -> list[str]:
        return [hit.name for hit in self.hits(text, *tags, limit=limit)]

    @property
    def path(self) -> Path:
        return Path(self.project.root) / ".pal/state/index.sqlite"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (KO, "결제"),
        (KO, "시스템"),
        (KO, "결"),
        (RU, "оплат"),
        (RU, "ПРЕДОПЛАТЫ"),
        (RU, "ел"),
        (RU, "елка"),
        ("Straße", "STRASSE"),
        ("go C++", "c++"),
    ],
)
def test_words_are_found_inside_longer_ones_in_any_form(tmp_path: Path, text: str, said: str) -> None:
    for form in ("NFC", "NFD"):
        shelf = Shelf(tmp_path / form, a=unicodedata.normalize(form, text), b="nothing of it")
        for asked in ("NFC", "NFD"):
            assert shelf.names(unicodedata.normalize(asked, said)) == ["a"]


def test_all_terms_have_to_be_there_or_else_most(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, a="tide buoy", b="buoy map", c="tide buoy map of", d="none")
    assert shelf.names("map tide of") == ["c"]
    partly = shelf.hits("tide buoy lighthouse")
    assert sorted(hit.name for hit in partly) == ["a", "c"]
    assert {hit.lacking for hit in partly} == {("lighthouse",)}
    assert shelf.names("lighthouse xy") == shelf.names("") == []


def test_title_and_tags_weigh_more_than_text(tmp_path: Path) -> None:
    other = {f"o{n}": "other words " * 20 for n in range(20)}
    shelf = Shelf(
        tmp_path,
        text=IndexRow("x", (), "buoy is " * 9 + "here"),
        tags=IndexRow("x", ("buoy",), "y " * 90),
        title=IndexRow("buoys", (), "y " * 90),
        **other,
    )
    assert shelf.names("buoy") == ["title", "tags", "text"]
    assert shelf.names("is") == ["text"]
    assert shelf.names("bu") == ["title", "tags", "text"]
    assert shelf.names("buoy", limit=1) == ["title"]


def test_tags_narrow_the_search_and_are_enough_for_one(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, a=IndexRow("a", ("Sea", "two words"), "buoy"), b=IndexRow("b", ("seaside",), "buoy"), c="buoy")
    assert shelf.names("buoy", "SEA") == shelf.names("", "sea", "Two Words") == ["a"]
    assert shelf.names("buoy", "sea", "seaside") == shelf.names("map", "sea") == []


@given(st.text(st.sampled_from("ab결\"'*-(): \\^{}%_AND\0"), max_size=12))
def test_what_is_asked_is_plain_text(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    shelf = Shelf(tmp_path_factory.getbasetemp() / "plain")
    shelf.stamps = {"all": (1, 1), "none": (2, 2)}
    shelf.rows = {"all": IndexRow("", (), "ab결\"'*-():\\^{}%_AND"), "none": IndexRow("", (), "ZZZ")}
    there = folded_text.fold(shelf.rows["all"].text)
    terms = folded_text.terms_of(text)
    hits = shelf.hits(text)
    assert [(h.name, h.lacking) for h in hits] == (
        [("all", tuple(t for t in terms if t not in there))] if any(t in there for t in terms) else []
    )


def test_operators_are_looked_for_like_words(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, a='say "tide" AND (buoy*) -map title:x', b="tide buoy")
    for text in ('"tide"', "AND", "(buoy*)", "-map", "title:x", "tide AND buoy"):
        assert shelf.names(text) == ["a"]
    assert shelf.hits('tide" OR "b')[0].lacking == ("or", '"b') or shelf.names("\ud800 tide\0") == ["a"]


def test_the_excerpt_shows_the_first_hit_in_its_own_case(tmp_path: Path) -> None:
    text = "Begin here. " * 30 + "Straße ﬁ İ " * 9 + "The Lighthouse\n\n stands   there " + "and on " * 60
    (hit,) = Shelf(tmp_path, a=text, b="x").hits("stands LIGHTHOUSE")
    assert "The Lighthouse stands there and" in hit.excerpt
    assert hit.excerpt.startswith("… ")
    assert hit.excerpt.endswith(" …")
    assert len(hit.excerpt) < 230
    assert set(hit.excerpt.split()) - {"…"} <= set(text.split())
    assert folded_text.excerpt("no such word", ["zzz"]) == "no such word"
    assert folded_text.excerpt("가" * 900, ["가가"], 10, 10) == "가" * 12 + " …"


def test_only_what_changed_is_read_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, a="tide", b="buoy", c="map")
    assert shelf.names("nothing") == []
    assert sorted(shelf.read) == ["a", "b", "c"]
    before, shelf.read = shelf.path.stat().st_mtime_ns, []
    assert shelf.names("nothing") == []
    assert (shelf.read, shelf.path.stat().st_mtime_ns) == ([], before)
    shelf.put("a", "lighthouse")
    del shelf.stamps["b"], shelf.rows["c"]
    assert shelf.names("lighthouse") == ["a"]
    assert shelf.names("tide") == shelf.names("buoy") == shelf.names("map") == []
    shelf.put("c", "map again")
    del shelf.rows["c"]
    assert shelf.names("map") == []
    shelf.rows["c"] = IndexRow("c", (), "map again")
    assert shelf.names("again") == ["c"]


def test_two_thousand_documents_are_no_matter(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, **{f"d{n}": f"document {n} of the {'harbour' if n % 2 else '결제시스템'} " * 40 for n in range(2000)})
    took = []
    for text in ("document", "document 77", "결제"):
        start = time.perf_counter()
        assert len(shelf.hits(text)) == 10
        took.append(time.perf_counter() - start)
    assert len(shelf.read) == 2000 + 3 * 10
    assert took[0] < 20
    assert max(took[1:]) < 2


def test_without_documents_nothing_is_written(tmp_path: Path) -> None:
    assert Shelf(tmp_path).names("x") == []
    assert not (tmp_path / ".pal").exists()


def test_a_deleted_index_is_made_anew(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, a="tide")
    assert shelf.names("tide") == ["a"]
    shelf.path.unlink()
    assert shelf.names("tide") == ["a"]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _garbled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)


def _told(*orders: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        db = sqlite3.connect(path)
        for order in orders:
            db.execute(order)
        db.commit()
        db.close()

    return run


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"no database at all, but long enough to be taken for one" * 90),
        lambda path: path.write_bytes(b""),
        _cut,
        _garbled,
        _told("DROP TABLE files"),
        _told("DROP TABLE words"),
        _told("DELETE FROM words_data"),
        _told("ALTER TABLE files ADD COLUMN more"),
        _told("CREATE TRIGGER t AFTER INSERT ON files BEGIN INSERT INTO words (text) VALUES ('planted'); END"),
        _told("CREATE VIEW v AS SELECT 1"),
        _told("PRAGMA writable_schema = ON", "UPDATE sqlite_master SET sql = 'CREATE TABLE files (x)' WHERE name = 'files'"),
        lambda path: Path(f"{path}-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\xff" * 5000),
    ],
)
def test_a_broken_index_is_made_anew(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    shelf = Shelf(tmp_path, a="tide " * 2000, b="buoy")
    assert shelf.names("tide") == ["a"]
    damage(shelf.path)
    shelf.put("c", "tide")
    assert sorted(shelf.names("tide")) == ["a", "c"]
    assert shelf.names("planted") == []
    assert sorted(shelf.names("tide")) == ["a", "c"]


def test_an_index_that_leads_elsewhere_is_not_used(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "p", a="tide")
    shelf.path.parent.mkdir(parents=True)
    shelf.path.symlink_to(tmp_path / "outside.sqlite")
    with pytest.raises(CtxhooksError, match="outside-project"):
        shelf.hits("tide")
    shelf.path.unlink()
    os.mkfifo(shelf.path)
    with pytest.raises(CtxhooksError, match="no-plain-file"):
        shelf.hits("tide")
    assert not (tmp_path / "outside.sqlite").exists()


def test_a_link_in_place_of_the_journal_leads_nowhere(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "p", a="tide")
    shelf.path.parent.mkdir(parents=True)
    (tmp_path / "mine").write_text("mine")
    Path(f"{shelf.path}-journal").symlink_to(tmp_path / "mine")
    assert shelf.names("tide") == ["a"]
    assert (tmp_path / "mine").read_text() == "mine"


def test_an_index_that_cannot_be_had_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path, a="tide")
    monkeypatch.setattr(index, "PATIENCE", 0.05)
    with files.locked(shelf.project.lock("index")), pytest.raises(CtxhooksError, match="busy"):
        shelf.hits("tide")
    monkeypatch.setattr(index, "SCHEMA", ("CREATE TABLE files (",))
    with pytest.raises(CtxhooksError, match="index-failed"):
        shelf.hits("tide")


def test_a_python_without_full_text_search_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "SCHEMA", (index.SCHEMA[0], index.SCHEMA[1].replace("fts5", "fts99")))
    with pytest.raises(CtxhooksError, match="no-fts5"):
        Shelf(tmp_path, a="tide").hits("tide")
    monkeypatch.setattr(index, "SCHEMA", (index.SCHEMA[0], index.SCHEMA[1].replace("trigram", "fourgram")))
    with pytest.raises(CtxhooksError, match="no-fts5"):
        Shelf(tmp_path, a="tide").hits("tide")
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    with pytest.raises(CtxhooksError, match="no-fts5"):
        Shelf(tmp_path, a="tide").hits("tide")


WRITER = """
    from ctxhooks.store import index
    from ctxhooks.disk.project import Project
    root, stamp, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    def load(name):
        if name == "150":
            print(flush=True)
        return index.IndexRow(name, (), f"text {stamp} of document {name} " * 300)
    def search():
        stamps = {str(n): (1, stamp) for n in range(300)}
        return len(index.search(Project(root, 0.0), index.IndexSource(stamps, load), f"text {stamp}", (), 999))
    print(*(search() for _ in range(count)))
"""


def writer(root: Path, stamp: int, count: int = 1) -> "subprocess.Popen[bytes]":
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{textwrap.dedent(WRITER)}"
    argv = [sys.executable, "-I", "-S", "-c", code, str(root), str(stamp), str(count)]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("delay", [0.0, 0.003, 0.01, 0.02, 0.03, 0.05])
def test_a_writer_killed_in_the_middle_leaves_an_index_that_works(tmp_path: Path, delay: float) -> None:
    assert writer(tmp_path, 1001).communicate()[1] == b""
    killed = writer(tmp_path, 1002)
    assert killed.stdout is not None
    killed.stdout.readline()
    time.sleep(delay)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    shelf = Shelf(tmp_path)
    shelf.stamps = {str(n): (1, 1001) for n in range(300)}
    shelf.rows = {str(n): IndexRow(str(n), (), f"text 1001 of document {n}") for n in range(300)}
    assert len(shelf.hits("text 1001", limit=999)) == 300
    assert shelf.hits("1002") == []


def test_processes_at_once_do_not_fail(tmp_path: Path) -> None:
    running = [writer(tmp_path, 1001 + n % 2, 4) for n in range(4)]
    for process in running:
        out, errors = process.communicate(timeout=60)
        assert (errors, out.split()[-4:]) == (b"", [b"300"] * 4)
