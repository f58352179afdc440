"""Edited files held against the project as it is now."""

import hashlib
import os
from pathlib import Path

import pytest
from conftest import fact

from ctxhooks.compaction import file_state
from ctxhooks.disk import digests as disk
from ctxhooks.model.checkpoint import Checkpoint, FileChange
from ctxhooks.render.catalog import catalog


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def told(root: Path, language: str = "en", **digests: str) -> str:
    checkpoint = Checkpoint(facts=(fact("file", "a.py"), fact("decision", "a.py")), recent_changes=(FileChange("a.py", **digests),))
    file, decision = file_state.against(checkpoint, str(root), language)
    assert (file.key, decision.text) == ("a.py", "a.py")
    return file.text


@pytest.mark.parametrize("language", ["en", "ko", "ru"])
def test_changed_reverted_gone_or_as_it_was(tmp_path: Path, language: str) -> None:
    t = catalog(language)
    old_and_new = {"before": sha("old\n"), "after": sha("new\n")}
    assert told(tmp_path, language, **old_and_new) == f"a.py [{t['file_gone']}]"
    for text, state in (("new\n", ""), ("new\r\n", ""), ("other\n", t["file_changed"]), ("old\n", t["file_reverted"])):
        (tmp_path / "a.py").write_bytes(text.encode())
        assert told(tmp_path, language, **old_and_new) == (f"a.py [{state}]" if state else "a.py")


def test_a_file_that_the_session_put_back_itself_is_reverted_too(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"old\n")
    assert told(tmp_path, before=sha("old\n"), after=sha("old\n")) == f"a.py [{catalog('en')['file_reverted']}]"
    (tmp_path / "a.py").write_bytes(b"")
    assert told(tmp_path, after=sha("")) == "a.py"


def test_a_file_that_was_gone_already_is_not_marked_as_gone_since(tmp_path: Path) -> None:
    assert told(tmp_path, before=sha("old\n"), after="") == "a.py"


def test_what_cannot_be_looked_into_is_not_guessed_at(tmp_path: Path) -> None:
    (tmp_path / "a.py").mkdir()
    assert told(tmp_path, after=sha("new\n")) == "a.py"
    (tmp_path / "large").write_bytes(b"x" * (disk.MOST + 1))
    os.mkfifo(tmp_path / "fifo")
    for name in ("large", "fifo", "none", "a\0b", "\ud800", "x" * 5000):
        assert disk.digest(os.path.join(tmp_path, name)) == ""


def test_changes_are_those_of_the_files_among_the_facts(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"new\n")
    edited: dict[str, dict[str, object]] = {"a.py": {"action": "created", "added": 2, "before": ""}, "b.py": {}}
    assert file_state.changes([fact("file", "a.py")], edited, str(tmp_path)) == (FileChange("a.py", "created", 2, after=sha("new\n")),)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("def pack(): ...\nlend = 1\n", "created (pack, lend)"),
        ("def pack(): ...\n", "created (pack)"),
        ("x = 1\n", "created"),
        ("", "created (pack, lend)"),
    ],
)
def test_names_that_are_no_longer_in_the_file_are_not_told(tmp_path: Path, content: str, expected: str) -> None:
    (tmp_path / "a.py").write_text(content)
    edited = Checkpoint(facts=(fact("file", "a.py", "created (pack, lend)"),), recent_changes=(FileChange("a.py", after=sha(content)),))
    assert [f.detail for f in file_state.against(edited, str(tmp_path), "en")] == [expected]


def test_names_of_what_is_no_file_are_taken_at_their_word(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.py")
    edited = Checkpoint(facts=(fact("file", "a.py", "updated (pack)"),), recent_changes=(FileChange("a.py", lines=(1, 2)),))
    assert [(f.text, f.detail) for f in file_state.against(edited, str(tmp_path), "en")] == [("a.py", "updated (pack)")]
