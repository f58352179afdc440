"""The names that stand with a file: what its edits write and what is looked for in it, by how often and how lately."""

import time

import pytest
from conftest import Talk
from test_fold import facts, fold

from ctxhooks.transcript.files import names


def told(talk: Talk) -> dict[str, str]:
    """By file what was done to it, and the names."""
    return {f.text: f.detail for f in facts(talk, "file")}


def test_names_that_edits_use_stand_with_the_file_the_most_frequent_first() -> None:
    talk = Talk().edit("/project/a.go", "+x := store.WriteCommitted(readOnce)").edit("/project/a.go", "+y := WriteCommitted(none)")
    assert told(talk) == {"a.go": "updated (WriteCommitted, readOnce)"}


def test_a_name_that_several_files_share_stands_with_the_one_that_uses_it_most() -> None:
    talk = Talk().edit("/project/store.go", "+func WriteCommitted(a int) {", "+WriteCommitted()", "+gitStore()")
    talk.edit("/project/hooks.go", "+WriteCommitted(1)", "+runHook()")
    assert told(talk) == {"store.go": "updated (WriteCommitted, gitStore)", "hooks.go": "updated (runHook)"}


def test_a_declared_name_is_told_however_it_is_written_but_not_what_every_program_has() -> None:
    talk = Talk().edit("/project/a.py", "+def pack(x):", "+def main():", "+def __init__(self):", "+    isinstance(x, int)")
    assert told(talk) == {"a.py": "updated (pack)"}


def test_the_letter_of_an_escape_is_no_part_of_a_name() -> None:
    talk = Talk().edit("/project/a.py", r'+kind = "api: 1\nskill_name: x\ttide_table"', r"+plans\draw_map")
    assert told(talk) == {"a.py": "updated (draw_map)"}


def test_names_go_with_what_a_shell_or_a_new_text_replaced() -> None:
    talk = Talk().write("/project/a.py", "draw_map()\nread_tide()\n").bash("sed -i 's/draw_map/draw_chart/g' a.py", "")
    assert told(talk) == {"a.py": "created (read_tide)"}
    assert told(talk.write("/project/a.py", "find_buoy()\n")) == {"a.py": "created (find_buoy)"}
    assert told(talk.bash("echo 'more' >> a.py", "")) == {"a.py": "created (find_buoy)"}
    assert told(talk.bash("cat > a.py <<'EOF'\nlend_boat()\nEOF", "")) == {"a.py": "created"}


def test_headings_are_no_names_and_the_files_that_a_document_names_are() -> None:
    talk = Talk().write("/project/plan.md", "# Overview\n\nSee manual_commit.go and `WriteCommitted`.\n")
    assert told(talk) == {"plan.md": "created (manual_commit.go, WriteCommitted)"}


def test_what_was_worked_on_lately_counts_more_than_what_was_long_ago() -> None:
    talk = Talk().edit("/project/old.py", *["+old_name()"] * 3)
    for n in range(300):
        talk.prompt(f"Request {n}")
    talk.edit("/project/new.py", "+new_name()")
    data = fold(talk.records).data
    data["names"]["/project/new.py"]["of"]["old_name"] = 0.5
    told = names.chosen(data, {"/project/old.py": "old.py", "/project/new.py": "new.py"}, "")
    assert told == {"new.py": ["new_name", "old_name"]}


def test_what_is_looked_for_in_a_file_is_one_of_its_names() -> None:
    talk = Talk().edit("/project/a.go", "+x")
    talk.tool("Grep", {"pattern": "func UpdateSummary", "path": "/project/a.go"}, "3:func UpdateSummary", {"numFiles": 1, "content": "3:x"})
    assert told(talk) == {"a.go": "updated (UpdateSummary)"}


def test_a_name_that_is_told_elsewhere_is_not_told_with_the_file() -> None:
    talk = Talk().prompt("Mend the function read_tides").edit("/project/tides.py", "+read_tides()", "+read_tides_of_day()", "+tides.py")
    assert told(talk) == {"tides.py": "updated (read_tides_of_day)"}


def test_a_name_that_an_edit_took_out_of_a_file_is_not_told_of_it() -> None:
    talk = Talk().edit("/project/config.go", "+func GetOptions() {", "+readOptions()", "+writeOptions()")
    talk.edit("/project/config.go", "-func GetOptions() {", "-readOptions()", " writeOptions()", before="writeOptions()\n")
    assert told(talk) == {"config.go": "updated (writeOptions)"}
    talk.edit("/project/other.go", "+readOptions()")
    assert told(talk)["other.go"] == "updated (readOptions)"
    talk.edit("/project/config.go", "+func GetOptions() {")
    assert "GetOptions" in str(facts(talk, "file"))


def test_a_name_that_still_stands_elsewhere_in_the_file_is_told() -> None:
    before = "a\nreadOptions()\nb\nreadOptions()\n"
    talk = Talk().edit("/project/a.go", "+readOptions()").edit("/project/a.go", "-readOptions()", start=2, before=before)
    assert told(talk) == {"a.go": "updated (readOptions)"}
    assert told(talk.edit("/project/a.go", "-readOptions()", start=3, before="a\nb\nreadOptions()\n")) == {"a.go": "updated"}


def test_what_is_cut_off_by_a_pattern_is_no_name() -> None:
    assert told(Talk().edit("/project/a.py", "+for path in glob(cross_repo_*): open_repo(path)")) == {"a.py": "updated (open_repo)"}


def test_a_line_break_in_a_text_is_no_part_of_a_name() -> None:
    assert set(names.counted(r'write("---\nskill_api: tide\nharbour_map") + tide_map')) == {"tide_map"}


def test_of_one_file_only_so_many_names_are_told() -> None:
    talk = Talk().edit("/project/a.py", *(f"+f_{n:02}()" for n in range(30)))
    assert told(talk)["a.py"].count(",") == names.TOLD - 1


def test_names_take_no_more_room_than_they_have() -> None:
    talk = Talk()
    for n in range(20):
        talk.edit(f"/project/f{n}.py", *(f"+name_{n}_{k}{'x' * 20}()" for k in range(9)))
    listed = [name for detail in told(talk).values() for name in detail.partition(" (")[2].removesuffix(")").split(", ") if name]
    assert names.ROOM - 40 < sum(len(name) + 2 for name in listed) <= names.ROOM
    kept = fold(talk.records).data["names"]
    assert all(len(of["of"]) <= names.KEPT for of in kept.values())


@pytest.mark.parametrize(
    "line",
    [
        'password = "correct_Horse9"',
        "DB_PASSWORD=correct_Horse9",
        "password: correct_Horse9",
        "key = abcd_K3yP8sQ2vT7xW1zB5nM9cL4r",
    ],
)
def test_a_secret_is_no_name(line: str) -> None:
    talk = Talk().write("/project/conf.py", line + "\n" + "someName()\n")
    assert fold(talk.records).data["names"]["/project/conf.py"]["of"].keys() == {"someName"}


@pytest.mark.parametrize("part", ["a", "a.", "a-", "aB_", "_", '"a', "a.b"])
def test_a_long_text_takes_no_time_to_speak_of(part: str) -> None:
    talk = Talk().write("/project/a.py", part * 200_000)
    began = time.process_time()
    fold(talk.records)
    assert time.process_time() - began < 1


def test_of_files_that_are_committed_only_the_latest_have_names() -> None:
    talk = Talk()
    for n in range(6):
        talk.edit(f"/project/f{n}.py", f"+read_part_{n}()")
    assert [bool(detail) for detail in told(talk).values()] == [True] * 6
    talk.bash("git commit -m x", "[main 1a2b3c4] x")
    assert [name for name, detail in told(talk).items() if detail] == ["f2.py", "f3.py", "f4.py", "f5.py"]


def test_what_is_committed_is_earlier_than_what_was_edited_since() -> None:
    talk = Talk().edit("/project/a.py", "+read_part()").edit("/project/b.py", "+draw_part()")
    talk.bash("git commit -m x", "[main 1a2b3c4] x")
    assert [f.earlier for f in facts(talk, "file")] == [False, False]
    assert {f.text: f.earlier for f in facts(talk.edit("/project/b.py", "+draw_part()"), "file")} == {"a.py": True, "b.py": False}


def test_of_a_list_or_a_text_only_what_changed_gives_names() -> None:
    lines = (" RELEASE_RULE.md", "+agents_cache.lock", " other_rule.md")
    assert told(Talk().edit("/project/.gitignore", *lines)) == {".gitignore": "updated (agents_cache.lock)"}
    assert "other_rule.md" in told(Talk().edit("/project/rules.py", *lines))["rules.py"]
