"""What a session used after a compaction and knew before it."""

from pathlib import Path

import pytest
from conftest import Talk

from ctxhooks.measure.gold import compactions
from ctxhooks.measure.used import ANSWERS, Used, kept, used


def afterwards(tmp_path: Path, talk: Talk) -> list[list[Used]]:
    path = tmp_path / "t.jsonl"
    path.write_bytes(talk.bytes())
    return [used(path, c) for c in compactions(path)]


def test_names_that_were_seen_before_count_once_and_by_kind(tmp_path: Path) -> None:
    talk = (
        Talk()
        .bash("make check SHARD=2 | tail -3", "src/tide_table.py: load_tides --dry-run #144")
        .edit("/project/src/a.py", "+x")
        .compacted()
    )
    talk.bash("cd src && make check SHARD=2 2>&1 | head", "ok").tool("Read", {"file_path": "/project/src/tide_table.py"}, "x")
    talk.prompt("Now fix load_tides of #144 and new_name").tool("Grep", {"pattern": "load_tides"}, "x")
    (found,) = afterwards(tmp_path, talk)
    assert found == [Used("command", "make check SHARD=2"), Used("file", "tide_table.py"), Used("name", "load_tides"), Used("name", "#144")]


def test_what_a_call_writes_and_what_tools_print_is_not_used(tmp_path: Path) -> None:
    talk = Talk().prompt("load_tides and save_tides and draw_tides").compacted().bash("ls", "load_tides")
    talk.write("/project/x", "save_tides").says("draw_tides")
    assert afterwards(tmp_path, talk) == [[]]


def test_it_ends_at_the_next_compaction_and_after_so_many_answers(tmp_path: Path) -> None:
    talk = Talk().prompt("one_name two_names three_names").compacted().prompt("one_name").compacted()
    for n in range(ANSWERS):
        talk.says(f"Answer {n}")
    talk.prompt("two_names").says("One too many").prompt("three_names")
    assert [[u.text for u in found] for found in afterwards(tmp_path, talk)] == [["one_name"], ["two_names"]]


@pytest.mark.parametrize(
    ("name", "text", "holds"),
    [
        ("load_tides", "`load_tides`, then", True),
        ("load_tides", "reload_tides and load_tides2", False),
        ("load_tides", "reload_tides, load_tides", True),
        ("make check SHARD=2", "run make check\n  SHARD=2 first", True),
        ("--dry-run", "with --dry-runs", False),
    ],
)
def test_a_text_holds_a_name_as_a_whole_word(name: str, text: str, holds: bool) -> None:
    assert bool(kept([Used("name", name)], text)) == holds
