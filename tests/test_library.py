"""Documents of a project: found, read as far as they can be, told apart by name."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.disk.project import Project
from ctxhooks.knowledge import library
from ctxhooks.knowledge.library import File
from ctxhooks.knowledge.related_documents import keywords, nearest
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import Folders, Settings

SETTINGS = Settings()


def put(root: Path, **texts: str) -> Project:
    """Files by name, where `__` stands for a slash."""
    for name, text in texts.items():
        path = root / (name.replace("__", "/") + ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Project(str(root), 0.0)


def names(project: Project, *folders: str) -> list[str]:
    there, _ = library.listed(project, Settings(folders=Folders(documents=folders)) if folders else SETTINGS)
    return list(there)


def failure(project: Project, name: str) -> CtxhooksError:
    with pytest.raises(CtxhooksError) as e:
        library.find(project, SETTINGS, name)
    return e.value


def test_documents_are_found_in_all_folders_and_read(tmp_path: Path) -> None:
    front = "---\ntitle: The Tides\ntags: [Sea, '#moon', Sea, 2024]\nsummary: |\n  In short.\n  Two lines.\n---\n\n# Heading\nText\n"
    project = put(
        tmp_path,
        docs__deep__er__a=front,
        docs__b="no\n```\n# code\n```\n# Real `heading` #\n",
        docs__c="x",
        **{".pal/docs/d": "---\ntags: a, b c\n---"},
    )
    (tmp_path / "docs/e.MARKDOWN").write_bytes(b"\xef\xbb\xbf# BOM\r\ntext\r\n")
    (tmp_path / "docs/f.txt").write_text("no")
    os.utime(tmp_path / "docs/deep/er/a.md", (5, 1_700_000_000.5))
    docs = {d.name: d for d in library.documents(project, SETTINGS)}
    assert list(docs) == [".pal/docs/d.md", "docs/b.md", "docs/c.md", "docs/deep/er/a.md", "docs/e.MARKDOWN"]
    a = docs["docs/deep/er/a.md"]
    assert a[1:] == ("The Tides", ("Sea", "moon", "2024"), "In short.\nTwo lines.", "# Heading\nText", 1_700_000_000.5, len(front))
    assert [docs[n].title for n in docs] == ["d", "Real `heading`", "c", "The Tides", "BOM"]
    assert docs[".pal/docs/d.md"][2:5] == (("a", "b c"), "", "")
    assert docs["docs/e.MARKDOWN"].text == "# BOM\ntext"


def test_nothing_odd_breaks_the_list(tmp_path: Path) -> None:
    project = put(tmp_path / "p", docs__good="# Good", docs___hidden__x="y", docs__large="x" * (library.LARGEST + 1))
    docs = tmp_path / "p/docs"
    (docs / "_hidden").rename(docs / ".hidden")
    (docs / "x.md").mkdir()
    (docs / "x.md/inner.md").write_text("inside")
    os.mkfifo(docs / "fifo.md")
    (docs / "gone.md").symlink_to("nowhere.md")
    (docs / "round").symlink_to(".")
    (docs / "loop.md").symlink_to("loop.md")
    (tmp_path / "secret.md").write_text("secret")
    (docs / "out.md").symlink_to(tmp_path / "secret.md")
    (docs / "outside").symlink_to(tmp_path)
    (docs / "twice.md").symlink_to("good.md")
    (docs / "latin.md").write_bytes(b"# caf\xe9")
    (docs / "broken.md").write_text("---\ntitle: [x\n---\n# Broken")
    (docs / "alias.md").write_text("---\na: &a [x]\nb: *a\n---\n# Alias")
    (docs / "types.md").write_text("---\ntitle: {a: b}\ntags: {c: d}\nsummary: [e]\n---\n# Types")
    (docs / "number.md").write_text("---\ntitle: 0x" + "f" * 9000 + '\ntags: [null, [x], 1.5, "\\ud800"]\n---\n')
    (docs / "locked.md").write_text("x")
    (docs / "locked.md").chmod(0)
    os.close(os.open(os.fsencode(docs) + b"/a\xff\n<b>.md", os.O_CREAT))
    read = {d.name: d for d in library.documents(project, SETTINGS)}
    assert set(read) - {"docs/locked.md"} == {
        "docs/a\ufffd\ufffd<b>.md", "docs/alias.md", "docs/broken.md", "docs/good.md", "docs/latin.md", "docs/number.md", "docs/types.md",
        "docs/x.md/inner.md",
    }  # fmt: skip
    titles = [read[f"docs/{n}.md"].title for n in ("alias", "broken", "latin", "number", "types")]
    assert titles == ["Alias", "Broken", "caf\ufffd", "0x" + "f" * 198, "Types"]
    assert (read["docs/types.md"].tags, read["docs/types.md"].summary, read["docs/number.md"].tags) == ((), "", ("1.5", "?"))
    assert read["docs/broken.md"].text.startswith("---\ntitle: [x")
    assert library.listed(project, SETTINGS)[1] == ["docs/large.md"]


def test_folders_may_overlap_be_missing_or_lead_outside(tmp_path: Path) -> None:
    project = put(tmp_path / "p", docs__sub__a="a", b="b")
    (tmp_path / "p/away").symlink_to(tmp_path)
    (tmp_path / "p/linked").symlink_to("docs")
    assert names(project, "docs", "docs/sub/", "none", "away", "b.md/x") == ["docs/sub/a.md"]
    assert names(project, ".") == ["b.md", "docs/sub/a.md"]
    assert names(project, "linked") == ["linked/sub/a.md"]
    assert names(project, "..") == []


def test_a_document_is_found_by_path_name_stem_or_title(tmp_path: Path) -> None:
    nfd = unicodedata.normalize("NFD", "결제")
    project = put(
        tmp_path,
        docs__one="# 예금 Über",
        docs__sub__One="# x",
        docs__sub__two="---\ntitle: One\n---",
        docs__three="# Same",
        docs__four="# Same",
    )
    (tmp_path / f"docs/{nfd}.md").write_text("x")

    def found(name: str) -> str:
        return library.find(project, SETTINGS, name).name

    assert [found(n) for n in ("docs/one.md", "./docs/one.md", "DOCS/sub/ONE.md", "TWO.md", "two", "예금  über")] == [
        "docs/one.md", "docs/one.md", "docs/sub/One.md", "docs/sub/two.md", "docs/sub/two.md", "docs/one.md"
    ]  # fmt: skip
    assert found("결제") == found("결제.md") == f"docs/{nfd}.md"
    assert (failure(project, "one").key, failure(project, "one").values["names"]) == ("document-ambiguous", "docs/one.md, docs/sub/One.md")
    assert failure(project, "Same").values["names"] == "docs/four.md, docs/three.md"
    for name in ("", ".", "/", "../p/docs/one.md", str(tmp_path / "docs/one.md"), "\0", "on"):
        assert failure(project, name).key == "no-document"


@given(st.binary(max_size=300), st.sampled_from([b"", b"---\n", b"---\ntitle: "]))
def test_any_bytes_without_a_nul_are_a_document(tmp_path_factory: pytest.TempPathFactory, data: bytes, ahead: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.md"
    path.write_bytes(ahead + data)
    doc = library.read(File("any.md", str(path), 0, 0))
    assert (doc is None) == (b"\0" in data)
    if doc is None:
        return
    assert doc.title
    assert "\n" not in doc.title
    "".join((doc.title, doc.text, doc.summary, *doc.tags)).encode()


def test_the_nearest_share_tags_first_and_words_then(tmp_path: Path) -> None:
    project = put(
        tmp_path,
        docs__a="---\ntags: [sea]\n---\n# Tides\nNothing of the kind",
        docs__b="---\ntags: [Sea, Moon]\n---\n# Moons\nNothing of the kind",
        docs__c="# Lighthouse\nThe lighthouses and the harbour map",
        docs__d="---\ntags: [sea]\n---\n# Lighthouse\nHarbour",
        docs__e="# Other\nThe of and with that",
    )

    def near(text: str, *tags: str, exclude: tuple[str, ...] = (), count: int = 9) -> list[str]:
        return [d.name[5] for d in nearest(project, SETTINGS, tags, text, exclude, count)]

    assert near("Draw the lighthouse map with the harbours", "sea", "moon") == ["b", "d", "a", "c"]
    assert near("Draw the lighthouse map with the harbours", "sea", exclude=("docs/d.md",), count=2) == ["a", "b"]
    assert near("with that and the of", "none") == []
    assert near("") == []


def test_other_forms_of_a_word_are_near_too(tmp_path: Path) -> None:
    project = put(tmp_path, docs__ko="# 결제시스템 안내", docs__ru="# Правила предоплат", docs__en="# Paying for a payment")
    for text, name in (("결제시스템을 바꾼다", "ko"), ("Ввести предоплату для всех", "ru"), ("Retry all payments", "en")):
        assert [d.name for d in nearest(project, SETTINGS, (), text, ())] == [f"docs/{name}.md"]
    assert keywords("The 결제를 и для 12345 Payments, 큐에서") == ["결제", "paymen", "큐에서"]
