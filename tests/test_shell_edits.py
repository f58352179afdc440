"""Files that are written without the client's own tools, and where a session was at work in them."""

import os

import pytest
from conftest import SESSION, Scene, Talk
from hypothesis import given
from hypothesis import strategies as st
from test_fold import facts, told

from ctxhooks.compaction import capture, file_state
from ctxhooks.model.settings import Settings
from ctxhooks.store import checkpoints
from ctxhooks.transcript import reader
from ctxhooks.transcript.files.paths import relative
from ctxhooks.transcript.shell.wildcards import meant


@pytest.mark.parametrize(
    ("command", "output", "expected"),
    [
        ("cat > cfg.toml <<'EOF'\na=1\nEOF", "", ["cfg.toml"]),
        ("cat <<'EOF' >> docs/a.md\nmake > no.txt\nEOF", "", ["docs/a.md"]),
        ("echo x > a.txt && echo y >> b.txt", "", ["a.txt", "b.txt"]),
        ("printf x | tee -a conf/a.ini >/dev/null", "", ["conf/a.ini"]),
        ("sed -i 's/a/b/' lib.py src/x.py", "", ["lib.py", "src/x.py"]),
        ("sed -i.bak -e 's/a/b/' lib.py", "", ["lib.py"]),
        ("sed -i '' s/a/b/ lib.py", "", ["lib.py"]),
        ("perl -pi -e 's/a/b/' lib.pl", "", ["lib.pl"]),
        ("mv old.py new.py", "", ["new.py"]),
        ("mv old.py src/", "", ["src/old.py"]),
        ("git mv old.py src/new.py", "", ["src/new.py"]),
        ("cp a.py b.py", "", ["b.py"]),
        ("rm a.py && git rm b.py", "", ["a.py", "b.py"]),
        ("git apply fix.patch", "", ["fix.patch"]),
        ("git apply -v fix.patch", "Checking patch src/a.py...\nApplied patch src/a.py cleanly.", ["src/a.py"]),
        ("git apply <<'EOF'\n--- a/src/a.py\n+++ b/src/a.py\n@@ -1 +1 @@\nEOF", "", ["src/a.py"]),
        ("patch -p1 < fix.patch", "patching file src/a.py", ["src/a.py"]),
        ("(cd web && cat > x.js <<'EOF'\n1\nEOF\n) && echo x > b.txt", "", ["web/x.js", "b.txt"]),
        ("cd web && cat > x.js <<'EOF'\n1\nEOF", "", ["web/x.js"]),
        ("python3 - <<'EOF'\nopen('gen.py', 'w').write('x')\nEOF", "", ["gen.py"]),
        ("python3 -c \"from pathlib import Path; Path('g.txt').write_text('x')\"", "", ["g.txt"]),
        ("echo x > D:/site/static/llms.txt", "", ["D:\\site\\static\\llms.txt"]),
    ],
)
def test_a_file_that_a_command_writes_is_edited(command: str, output: str, expected: list[str]) -> None:
    assert told(Talk().bash(command, output), "file") == expected


def test_files_are_told_where_a_pattern_or_a_folder_of_them_was_moved_to_with_their_names() -> None:
    talk = Talk().write("/project/test_draw.c", "int tide_table;\n").write("/project/lib/map.c", "x\n")
    talk.bash("gcc test_draw.c -o test_draw", "")
    for _ in range(3):
        talk.bash("./test_draw", "drawn")
    talk.bash("mkdir t && mv test_*.c t/ && mv test_*[!.c] t/ 2>/dev/null || true", "").bash("git mv lib source", "")
    assert [(f.text, f.detail) for f in facts(talk, "file")] == [("t/test_draw.c", "moved (tide_table)"), ("source/map.c", "moved")]
    assert told(talk, "command") == []
    assert told(talk.bash("mv t/test_draw.c source/map.c all/", ""), "file") == ["all/test_draw.c", "all/map.c"]


def test_what_is_removed_with_its_folder_is_neither_edited_nor_read() -> None:
    talk = Talk().write("/project/try/a.py", "x\n").edit("/project/try/b.py", "+x").tool("Read", {"file_path": "/project/try/c.py"}, "x")
    talk.bash("python3 try/a.py", "x").bash("rm -rf try", "")
    assert [(f.text, f.detail) for f in facts(talk, "file")] == [("try/b.py", "removed")]
    assert told(talk, "read") == told(talk, "command") == []


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/p/test_*.c", "/p/test_a.c", "/p/test_a.c"),
        ("/p/test_*[!.c]", "/p/test_a.c", ""),
        ("/p/[0-9]?", "/p/5a/b", "/p/5a"),
        ("/p/a*b*c", "/p/aabbcc", "/p/aabbcc"),
        ("/p/a*b*c", "/p/aabb", ""),
        ("/p/a", "/p/ab", ""),
        ("/p/*", "/p", ""),
        ("D:\\p\\a*", "D:\\p\\ab.c", "D:\\p\\ab.c"),
    ],
)
def test_a_pattern_means_what_a_shell_would_put_in_its_place(pattern: str, path: str, expected: str) -> None:
    assert meant(pattern, path) == expected


@given(st.text(alphabet="ab*?[!]-/", max_size=12), st.text(alphabet="ab/", max_size=12))
def test_any_pattern_means_a_beginning_of_a_path_or_nothing(pattern: str, path: str) -> None:
    found = meant(pattern, path)
    assert path.startswith(found)
    if "/" in pattern and not set("*?[") & set(pattern) and pattern == path:
        assert found == path


def test_what_a_shell_made_and_removed_later_is_no_file_of_the_session_and_what_was_read_before_is() -> None:
    talk = Talk().bash("cat > t.py <<'EOF'\nx\nEOF", "").edit("/project/t.py", "+y").bash("python3 t.py && rm t.py", "")
    assert told(talk, "file") == []
    talk.tool("Read", {"file_path": "/project/a.py"}, "x").bash("echo x > a.py", "").bash("rm a.py", "")
    assert [(f.text, f.detail) for f in facts(talk, "file")] == [("a.py", "removed")]


def test_a_copy_may_have_gone_over_a_file_that_was_there() -> None:
    assert [(f.text, f.detail) for f in facts(Talk().bash("cp /tmp/a.bak a.py", ""), "file")] == [("a.py", "updated")]


@pytest.mark.parametrize(
    "command",
    [
        "make > /dev/null 2>&1",
        "cat a.py 2>/dev/null",
        "sed -n 1,5p a.py",
        "cat > /tmp/body.md <<'EOF'\nx\nEOF",
        "git apply --check fix.patch",
        "echo x > $OUT",
        "cp -r a b c",
        "make test > test.log 2>&1",
        "cp a.py a.py.bak",
        "cat > t.py <<'EOF'\nx\nEOF\npython3 t.py; rm t.py",
        "cp x build/x",
        "rm -rf node_modules",
        "echo 'a > b'",
        "git stash",
        "tee",
        "ls >&2",
    ],
)
def test_what_writes_no_file_of_the_project_edits_none(command: str) -> None:
    assert told(Talk().bash(command, ""), "file") == []


def test_a_command_that_failed_edits_none() -> None:
    assert told(Talk().bash("sed -i 's/a/b/' lib.py", "Exit code 2\nsed: can't read lib.py", bad=True), "file") == []


@pytest.mark.parametrize(
    ("tool", "given", "expected"),
    [
        ("mcp__filesystem__write_file", {"path": "/project/z.txt", "content": "x"}, ["z.txt"]),
        ("mcp__filesystem__edit_file", {"path": "/project/z.txt", "edits": []}, ["z.txt"]),
        ("mcp__serena__replace_symbol_body", {"relative_path": "src/x.py", "name_path": "f"}, ["src/x.py"]),
        ("mcp__serena__find_symbol", {"relative_path": "src/x.py"}, []),
        ("mcp__filesystem__read_file", {"path": "/project/z.txt"}, []),
        ("mcp__github__create_or_update_file", {"path": "https://github.com/o/r"}, []),
    ],
)
def test_an_mcp_tool_that_writes_a_file_edits_it(tool: str, given: dict[str, object], expected: list[str]) -> None:
    assert told(Talk().tool(tool, given, "ok"), "file") == expected


def test_a_file_that_was_made_and_removed_is_none() -> None:
    assert told(Talk().write("/project/a.py", "x").bash("rm a.py"), "file") == []


def test_the_files_worked_on_last_come_with_what_was_done_and_the_others_with_their_names_alone() -> None:
    talk = Talk().edit("/project/f0.py", "+def pack():").edit("/project/f1.py", "+def f1():")
    for n in range(2, 8):
        talk.edit(f"/project/f{n}.py", "+x")
    assert [f.detail for f in facts(talk, "file")] == ["updated (pack)", "", "", "", *["updated"] * 4]


def held(scene: Scene, talk: Talk, content: str, now: str) -> list[str]:
    """The files as they are given back, where a.py holds the one at the checkpoint and the other by then."""
    file = scene.root / "a.py"
    file.write_text(content)
    scene.write(talk)
    checkpoint = capture.take(scene.project(), Settings(), SESSION, str(scene.transcript), "auto")
    assert checkpoint
    file.write_text(now)
    return [f.text for f in file_state.against(checkpoint, str(scene.root), "en") if f.kind == "file"]


def test_the_lines_edited_last_are_given_back_while_the_file_has_them(scene: Scene) -> None:
    path = str(scene.root / "a.py")
    long = "x\n" * 200
    talk = Talk(cwd=str(scene.root)).edit(path, " def lend():", "-x", "+y", "+z", start=120)
    assert held(scene, talk, long, long) == ["a.py:121-122"]
    assert held(scene, talk.prompt("a"), "x\n", "x\n") == ["a.py"]
    assert held(scene, talk.prompt("b"), long, long + "more") == ["a.py [changed since]"]
    talk.tool("Read", {"file_path": path, "offset": 40, "limit": 20}, "x")
    assert held(scene, talk, long, long) == ["a.py:121-122"]
    assert held(scene, talk.bash("sed -i 's/x/y/' a.py"), long, long) == ["a.py"]


def test_paths_are_relative_to_the_root_through_a_link_too(scene: Scene) -> None:
    link = scene.root.parent / "link"
    os.symlink(scene.root, link)
    for root, path in ((link, scene.root), (scene.root, link), (link, link), (scene.root, scene.root)):
        assert relative(f"{path}/src/a.py", str(root)) == "src/a.py"
    assert relative("/elsewhere/a.py", str(link)) == "/elsewhere/a.py"


@pytest.mark.parametrize("given", ["", None, 5])
def test_a_payload_without_a_session_is_saved_under_its_transcripts_name(scene: Scene, given: object) -> None:
    scene.write(Talk(cwd=str(scene.root)).prompt("Draw the map.").edit(str(scene.root / "a.py"), "+x"))
    scene.run("pre-compact", trigger="auto", session_id=given)
    saved = checkpoints.newest(scene.project(), SESSION)
    assert saved
    assert [f.key for f in saved.facts if f.kind == "file"] == ["a.py"]


def test_a_transcripts_session_is_in_its_records_where_its_name_does_not_tell(scene: Scene) -> None:
    scene.write(Talk().prompt("x"))
    other = scene.transcript.with_name("full.jsonl")
    other.write_bytes(scene.transcript.read_bytes())
    assert reader.session(str(scene.transcript)) == reader.session(str(other)) == SESSION
    assert reader.session(str(other.with_name("none.jsonl"))) == ""
