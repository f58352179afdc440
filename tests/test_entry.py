"""Whatever a hook is given and wherever it runs: exit code 0, nothing that the client would not take, and a line in the log."""

import json
import os
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, ROOT, SESSION, Scene, Talk, hook, scratch, worked
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxhooks import entry, gate
from ctxhooks.disk import log
from ctxhooks.schema.contract import check_output

HOOKS = [name for name in entry.EVENTS if not name.startswith("port-")]
EVERY = pytest.mark.parametrize("name", HOOKS)


def fields(name: str) -> dict[str, Any]:
    more = {"pre-compact": {"trigger": "auto"}, "session-start": {"source": "compact"}, "post-compact": {"compact_summary": "Nothing."}}
    return more.get(name, {"prompt": "Go on", "reason": "other"})


def busy(scene: Scene) -> Scene:
    """Everything is at work: something is pending, a section stands, and the conversation went on."""
    talk = worked(Talk(cwd=str(scene.root)))
    scene.write(talk)
    scene.ask("pre-compact", trigger="auto")
    (scene.root / "CLAUDE.md").write_text("# Mine\n\n<!-- pal:context:start -->\n<!-- pal:context:end -->\n")
    since = len(talk.records)
    scene.append(worked(talk.compacted("Nothing much.")), since)
    return scene


def payload(scene: Scene, name: str, **changed: Any) -> bytes:
    return json.dumps(scene.payload(entry.EVENTS[name], **{**fields(name), **changed})).encode()


def answered(scene: Scene, name: str, data: bytes, now: float = NOW, env: dict[str, str] | None = None) -> str:
    said = entry.answer(name, data, {"HOME": os.environ["HOME"], "CLAUDE_PROJECT_DIR": str(scene.root)} if env is None else env, now)
    check_output(entry.EVENTS[name], said)
    said.encode()
    return said


def idle(scene: Scene, name: str, data: bytes) -> bool:
    """A hot hook that sees nothing to do does not look any closer."""
    return gate.idle(entry.EVENTS[name], data, str(scene.root))


NOT_EVENTS = {
    "empty": b"",
    "blank": b" \n",
    "not JSON": b"hello",
    "cut short": b'{"session_id": "a", "transc',
    "list": b"[]",
    "null": b"null",
    "number": b"1" * 5000,
    "deep": b"[" * 100_000,
    "deep and whole": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "not UTF-8": b'{"session_id": "\xff\xfe"',
    "NUL": b'{"session_id": "a\x00b", "transcript_path": "/a\x00b"}',
    "two": b"{}{}",
}


@EVERY
@pytest.mark.parametrize("data", NOT_EVENTS.values(), ids=NOT_EVENTS.keys())
def test_what_is_no_event_is_answered_with_nothing_and_noted(scene: Scene, name: str, data: bytes) -> None:
    assert answered(busy(scene), name, data) == ""
    assert idle(scene, name, data) or entry.EVENTS[name] in scene.log().splitlines()[-1]


@EVERY
def test_fifty_megabytes_are_taken_as_well(scene: Scene, name: str) -> None:
    answered(busy(scene), name, payload(scene, name, prompt="x" * (50 << 20)))
    assert "Error" not in scene.log()


@EVERY
@pytest.mark.parametrize("session", ["../../x", "/etc/passwd", "..", "a/b", "a\x00b", "x" * 300, "한글", "\ud800", " ", "-rf"])
def test_a_session_id_that_is_none_leads_nowhere(scene: Scene, tmp_path: Path, name: str, session: str) -> None:
    busy(scene)
    before = sorted(p for p in tmp_path.rglob("*") if ".pal" not in p.parts)
    saved = scene.checkpoints()
    data = payload(scene, name, session_id=session)
    assert answered(scene, name, data) == ""
    assert sorted(p for p in tmp_path.rglob("*") if ".pal" not in p.parts) == before
    assert scene.checkpoints() == saved
    assert idle(scene, name, data) or "bad-id" in scene.log()


@EVERY
@pytest.mark.parametrize("transcript", ["", "/none/x.jsonl", "/", "/dev/zero", "relative.jsonl", "a\x00b", "\ud800"])
def test_a_transcript_that_is_none_is_an_empty_conversation(scene: Scene, name: str, transcript: str) -> None:
    answered(scene, name, payload(scene, name, transcript_path=transcript))
    assert "Error" not in scene.log()


@EVERY
@pytest.mark.parametrize("now", [0.0, -1e9, 4102444800.0, 253402300800.0, 1e15, 1e300, float("nan"), float("inf")])
def test_the_clock_may_say_anything(scene: Scene, name: str, now: float) -> None:
    answered(busy(scene), name, payload(scene, name), now)


values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.just(SESSION),
    lambda v: st.lists(v, max_size=2) | st.dictionaries(st.text(max_size=5), v, max_size=2),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    base = tmp_path_factory.mktemp("shared")
    (base / "project").mkdir()
    return busy(Scene(base / "project", base / "t.jsonl"))


@given(st.sampled_from(HOOKS), st.dictionaries(st.sampled_from(["session_id", "transcript_path", "cwd", "source", "trigger", "agent_id",
       "compact_summary", "custom_instructions", "prompt", "reason", "message", "hook_event_name", "x"]), values, max_size=4))  # fmt: skip
@settings(max_examples=150)
def test_fields_of_any_type_never_hurt(shared: Scene, name: str, changed: dict[str, Any]) -> None:
    answered(shared, name, payload(shared, name, **changed))


@EVERY
@pytest.mark.parametrize(
    "in_the_way", [".pal", ".pal/state", ".pal/checkpoints", ".pal/state/locks", ".claude", "CLAUDE.md", ".pal/config.yaml"]
)
def test_a_file_or_a_folder_in_the_way_never_hurts(scene: Scene, name: str, in_the_way: str) -> None:
    path = scene.root / in_the_way
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix:
        path.mkdir()
    else:
        path.write_bytes(b"mine")
    scene.write(worked(Talk(cwd=str(scene.root))))
    answered(scene, name, payload(scene, name))
    assert path.is_dir() if path.suffix else path.read_bytes() == b"mine"


@EVERY
@pytest.mark.parametrize("kind", ["fifo", "large"])
def test_a_claude_md_that_cannot_be_read_is_not_replaced(scene: Scene, name: str, kind: str) -> None:
    path = scene.root / "CLAUDE.md"
    if kind == "fifo":
        os.mkfifo(path)
    else:
        path.touch()
        os.truncate(path, 65 << 20)
    before = path.stat()
    scene.write(worked(Talk(cwd=str(scene.root))))
    answered(scene, "pre-compact", payload(scene, "pre-compact"))
    answered(scene, name, payload(scene, name))
    after = path.stat()
    assert (after.st_ino, after.st_mode, after.st_size) == (before.st_ino, before.st_mode, before.st_size)


@EVERY
@pytest.mark.parametrize("link", [".pal", ".pal/state", ".pal/checkpoints", ".claude", ".claude/rules", "CLAUDE.md"])
def test_nothing_is_written_through_a_link_out_of_the_project(scene: Scene, tmp_path: Path, name: str, link: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    target = outside / "mine.md"
    target.write_bytes(b"mine")
    (scene.root / link).parent.mkdir(parents=True, exist_ok=True)
    (scene.root / link).symlink_to(target if link.endswith(".md") else outside)
    scene.write(worked(Talk(cwd=str(scene.root))))
    answered(scene, "pre-compact", payload(scene, "pre-compact"))
    answered(scene, name, payload(scene, name))
    assert [(p.name, p.read_bytes()) for p in outside.iterdir()] == [("mine.md", b"mine")]


@EVERY
def test_a_project_that_is_gone_is_not_made_anew(scene: Scene, tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    gone = tmp_path / "gone"
    for env in ({"CLAUDE_PROJECT_DIR": str(gone)}, {"CLAUDE_PROJECT_DIR": "a\x00b"}):
        answered(scene, name, payload(scene, name), env=env)
    assert not gone.exists()


def test_the_project_is_named_by_the_environment_and_else_by_the_payload(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.write(worked(Talk(cwd=str(scene.root))))
    answered(scene, "pre-compact", payload(scene, "pre-compact"), env={})
    assert len(scene.checkpoints()) == 1


def test_settings_that_are_wrong_are_noted_and_the_defaults_stand(scene: Scene) -> None:
    scene.write(worked(Talk(cwd=str(scene.root))))
    (scene.root / ".pal").mkdir()
    for wrong in (
        "language: xx\n",
        "a: [",
        "language: 2001-99-99\n",
        "\x00",
        "recovery: {prompt_tokens: " + "9" * 5000 + "}\n",
        "[" * 5000,
    ):
        (scene.root / ".pal/config.yaml").write_text(wrong)
        assert "Draw the lighthouse map" in scene.ask("pre-compact", trigger="auto")
        assert "config-" in scene.log().splitlines()[-1]


def test_the_log_says_when_what_and_where_on_one_line(scene: Scene) -> None:
    answered(scene, "session-end", b'{"session_id": "a')
    answered(scene, "pre-compact", payload(scene, "pre-compact", session_id="../x\n\n2026 fake line"))
    first, second = scene.log().splitlines()
    assert first.startswith("2026-09-21T14:13:20Z SessionEnd JSONDecodeError: ")
    assert second.startswith("2026-09-21T14:13:20Z PreCompact CtxhooksError: bad-id")


def test_the_log_is_turned_over_at_a_megabyte(scene: Scene) -> None:
    for _ in range(3):
        for _ in range(3):
            log.write(scene.project(), "Test", "x" * 1900)
        with (scene.root / ".pal/state/hooks.log").open("ab") as f:
            f.write(b"y" * (log.MOST - 4000) + b"\n")
    names = sorted(p.name for p in (scene.root / ".pal/state").glob("hooks.log*"))
    assert names == ["hooks.log", "hooks.log.1"]
    assert all((scene.root / ".pal/state" / name).stat().st_size <= log.MOST + 6000 for name in names)


def test_a_lone_surrogate_never_reaches_the_client(scene: Scene) -> None:
    talk = worked(Talk(cwd=str(scene.root)).prompt("Never print half a \ud83d, please").task(3, "Half \udc00 a task"))
    scene.write(talk)
    assert "Half ? a task" in scene.run("pre-compact", trigger="auto")
    said = scene.run("session-start", source="compact")
    assert "half a ?, please" in said
    assert not any("\ud800" <= c <= "\udfff" for c in said)


# The real scripts, as processes


@EVERY
@pytest.mark.parametrize("case", ["empty", "not an object", "closed stdin", "closed stdout", "closed all", "gone folder"])
def test_a_process_ends_well_whatever_it_is_started_with(scene: Scene, tmp_path: Path, name: str, case: str) -> None:
    busy(scene)
    run = partial(hook, name, payload(scene, name), scene.root)
    if case == "empty":
        done = hook(name, b"", scene.root)
    elif case == "not an object":
        done = hook(name, b"[1]", scene.root)
    elif case == "gone folder":
        there = tmp_path / "there"
        there.mkdir()
        done = run(cwd=there, preexec_fn=there.rmdir)
    else:
        closed = {"closed stdin": (0,), "closed stdout": (1,), "closed all": (0, 1, 2)}[case]
        done = run(preexec_fn=lambda: [os.close(fd) for fd in closed])
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    check_output(entry.EVENTS[name], done.stdout.decode())
    if case in ("empty", "not an object", "closed stdin"):
        assert done.stdout == b""


@EVERY
def test_a_disk_that_takes_no_bytes_ends_no_session(scene: Scene, name: str) -> None:
    busy(scene)
    before = (scene.root / "CLAUDE.md").read_bytes()
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (0, 0))
    done = hook(name, payload(scene, name), scene.root, preexec_fn=limit)
    assert done.returncode == 0
    check_output(entry.EVENTS[name], done.stdout.decode())
    assert (scene.root / "CLAUDE.md").read_bytes() == before
    assert not list(scene.root.rglob("*.tmp"))


@EVERY
def test_every_script_explains_its_use(name: str) -> None:
    for language, word in (("C.UTF-8", "Usage"), ("ko_KR.UTF-8", "사용법"), ("ru_RU.UTF-8", "Использование")):
        argv = [sys.executable, "-I", "-S", str(ROOT / "hooks" / f"{name}.py"), "--help"]
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, env={"LANG": language}, check=True)
        assert word in done.stdout.decode()


def test_a_hook_whose_reader_is_gone_ends_well(scene: Scene) -> None:
    busy(scene)
    reading, writing = os.pipe()
    os.close(reading)
    argv = [sys.executable, "-I", "-S", str(ROOT / "hooks/session-start.py")]
    env = {"CLAUDE_PROJECT_DIR": str(scene.root), "PATH": os.environ["PATH"]}
    done = subprocess.run(argv, input=payload(scene, "session-start"), stdout=writing, stderr=subprocess.PIPE, env=env, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_scratch_scenes_are_apart() -> None:
    with scratch() as one, scratch() as two:
        assert one.root != two.root
