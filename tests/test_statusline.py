"""The status line: one line whatever it is given, as wide as the terminal, and cheap."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, ROOT, SESSION, Scene, Talk, worked
from hypothesis import example, given
from hypothesis import strategies as st

from ctxhooks import statusline
from ctxhooks.loading import activation
from ctxhooks.model.events import Event
from ctxhooks.model.settings import Settings, Thresholds, Window
from ctxhooks.ports import port_spec, registry, status_note
from ctxhooks.sessions import alerts
from ctxhooks.store import reported

SCRIPT = str(ROOT / "hooks/statusline.py")
PLAIN = {"NO_COLOR": "1"}
USUAL, LARGE = 200_000, 1_000_000
IMPORTED = {
    "__future__",
    "ctxhooks",
    "ctxhooks.gate",
    "ctxhooks.statusline",
    "ctxhooks.store",
    "ctxhooks.store.reported",
    "ctxhooks.transcript",
    "ctxhooks.transcript.tail",
}


def payload(scene: Scene, used: int | None = None, size: int = USUAL, model: str = "claude-x") -> bytes:
    """As the newer clients send it; without `used`, as the older ones do."""
    given_: dict[str, Any] = {
        "session_id": scene.session,
        "transcript_path": str(scene.transcript),
        "cwd": str(scene.root),
        "model": {"id": model, "display_name": "X"},
        "workspace": {"current_dir": str(scene.root), "project_dir": str(scene.root), "added_dirs": []},
        "cost": {"total_cost_usd": 0.4563, "total_duration_ms": 4452},
    }
    if used is not None:
        usage = {"input_tokens": 2, "output_tokens": 20, "cache_creation_input_tokens": 1000, "cache_read_input_tokens": used - 1002}
        percent = used * 100 // size
        totals = {"total_input_tokens": 9 * used, "total_output_tokens": 20, "context_window_size": size}
        given_["context_window"] = {**totals, "current_usage": usage if used else None, "used_percentage": percent}
        given_["rate_limits"] = {"five_hour": {"used_percentage": 23.5, "resets_at": 1738425600}}
    return json.dumps(given_, separators=(",", ":")).encode()


def line(scene: Scene, data: bytes, now: float = NOW, **env: str) -> str:
    return statusline.line(data, PLAIN | env, now)


def draw(stdin: bytes, cwd: Path, **env: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([sys.executable, "-I", "-S", SCRIPT], input=stdin, env=env, capture_output=True, check=False, timeout=20, cwd=cwd)


@pytest.mark.parametrize(
    ("used", "size", "said"),
    [
        (152_000, USUAL, "███████░░░ 76% 152k/200k"),
        (0, USUAL, "░░░░░░░░░░ 0% 0k/200k"),
        (230_000, LARGE, "██░░░░░░░░ 23% 230k/1M"),
        (210_000, USUAL, "██████████ 105% 210k/200k"),
    ],
)
def test_the_window_is_drawn_as_the_client_reports_it(scene: Scene, used: int, size: int, said: str) -> None:
    assert line(scene, payload(scene, used, size)) == said


def test_the_transcript_is_read_where_an_older_client_reports_nothing(scene: Scene) -> None:
    scene.write(Talk().says("Hello.", tokens=150_000))
    assert line(scene, payload(scene)) == "███████░░░ 75% 150k/200k"
    assert line(scene, payload(scene, model="claude-x[1m]")) == "█░░░░░░░░░ 15% 150k/1M"
    scene.write(Talk().says("Hello.", tokens=150_000).compacted())
    assert line(scene, payload(scene)) == "░░░░░░░░░░ 0% 0k/200k"


SPEC = "# Tide tables\n\n- [x] one\n  - [X] two\n1. [ ] three\n```\n- [ ] none\n```\n- [ ]\n"


def test_the_port_and_its_progress_as_its_spec_stands_now(scene: Scene) -> None:
    project, settings = scene.project(), Settings()
    for id_ in ("tides", "gauge"):
        path = Path(registry.create(project, settings, id_, id_))
        path.write_text(SPEC)
        activation.start(project, settings, id_)
        status_note.note(project, settings)
    assert line(scene, payload(scene, 0)).split(" · ")[1:] == ["gauge 2/3 +1"]
    path.write_text(SPEC.replace("1. [ ]", "1. [x]"))
    assert " · gauge 3/3 +1" in line(scene, payload(scene, 0))
    path.unlink()
    assert line(scene, payload(scene, 0)).endswith(" · gauge +1")
    for id_ in ("gauge", "tides"):
        activation.end(project, settings, id_)
        status_note.note(project, settings)
    assert " · " not in line(scene, payload(scene, 0))


ROWS = [
    "- [ ] a",
    "* [x] b",
    "+ [X]\tc",
    "  > - [ ] d",
    "12) [x] e",
    "1.[x] f",
    "- [y] g",
    "- [x]",
    "-[ ] h",
    "```",
    "~~~~",
    "```py",
    "``` `x`",
    "~~~ x",
]


@given(st.lists(st.sampled_from(ROWS) | st.text("-*+[]xX >`~1.) \ta", max_size=12), max_size=12), st.sampled_from(["\n", "\r\n"]))
@example(ROWS, "\n")
def test_tasks_are_counted_as_the_port_counts_them(rows: list[str], newline: str) -> None:
    text = "# T\n\n" + newline.join(rows)
    port = port_spec.parse(text, "a.md")
    assert statusline._tasks(text.encode()) == (port.done, len(port.tasks))


@pytest.mark.parametrize(("seconds", "said"), [(-50, "0m"), (59, "0m"), (360, "6m"), (3_600, "1h"), (90_000, "1d")])
def test_the_last_checkpoints_age(scene: Scene, seconds: int, said: str) -> None:
    scene.write(worked(Talk(cwd=str(scene.root))))
    scene.ask("session-end")
    [path] = scene.checkpoints()
    os.utime(path, (NOW - seconds, NOW - seconds))
    assert line(scene, payload(scene, 0)).split(" · ")[1:] == [f"💾 {said}"]


def cells(text: str) -> int:
    return sum(statusline._width(c) for c in text)


@given(st.text(st.characters(codec="utf-8"), max_size=60) | st.text("한국어 긴 이름", max_size=60), st.integers(1, 120))
def test_nothing_is_wider_than_the_terminal(text: str, columns: int) -> None:
    fitted = statusline._fitted(text, columns)
    assert cells(fitted) <= columns
    assert fitted == text or fitted.endswith("…")
    assert text.startswith(fitted.removesuffix("…"))


def test_wide_letters_count_two(scene: Scene) -> None:
    assert [statusline._width(c) for c in "a한é…💾\u0301"] == [1, 2, 1, 1, 2, 0]
    note = scene.root / ".pal/state/statusline"
    note.parent.mkdir(parents=True)
    note.write_text("가나다라마바사아자차카타파하\n\n")
    assert line(scene, payload(scene, 0), COLUMNS="40") == "░░░░░░░░░░ 0% 0k/200k · 가나다라마…"
    assert line(scene, payload(scene, 0), COLUMNS="5") == "…"
    for wrong in ("", "0", "-3", "x", "9" * 5_000):
        assert "가나다라마바사아자차카타파하" in line(scene, payload(scene, 0), COLUMNS=wrong)


@pytest.mark.parametrize(("percent", "colour"), [(74, "\x1b[32m"), (75, "\x1b[33m"), (85, "\x1b[31m")])
def test_the_colour_follows_the_level_and_ends_behind_the_window(scene: Scene, percent: int, colour: str) -> None:
    data = payload(scene, percent * 2_000)
    bare = statusline.line(data, PLAIN, NOW)
    assert statusline.line(data, {"NO_COLOR": ""}, NOW) == f"{colour}{bare}\x1b[0m"
    assert "\x1b" not in bare


def test_size_and_colour_are_the_settings_once_a_hook_has_seen_them(scene: Scene) -> None:
    scene.write(worked(Talk(cwd=str(scene.root))))
    settings = Settings(window=Window(size=400_000, thresholds=Thresholds(5, 10, 90, 95)))
    alerts.alert(scene.project(), settings, Event(session_id=SESSION, transcript_path=str(scene.transcript)))
    assert statusline.line(payload(scene, 150_000), {}, NOW) == "\x1b[33m███░░░░░░░ 37% 150k/400k\x1b[0m"


def test_the_clients_report_is_kept_when_it_differs(scene: Scene) -> None:
    log = scene.root / reported.LOG
    line(scene, payload(scene, 50_000))
    assert not (scene.root / ".pal").exists(), "a project without ctxhooks is left alone"
    scene.project().ready()
    for used in (50_000, 51_000, 52_001, 60_000):
        line(scene, payload(scene, used))
    assert reported.read(str(scene.root), SESSION) == (60_000, USUAL)
    line(scene, payload(scene, 60_000, LARGE))
    assert [row.split()[-1] for row in log.read_text().splitlines()] == ["50000/200000", "52001/200000", "60000/200000", "60000/1000000"]
    line(scene._replace(session="../../../x"), payload(scene._replace(session="..\\/x"), 5_000))
    assert sorted(p.name for p in (scene.root / reported.FOLDER).iterdir()) == [f"{SESSION}.client"]


def test_a_link_is_not_followed_out_of_the_project(scene: Scene, tmp_path: Path) -> None:
    scene.project().ready()
    (tmp_path / "elsewhere").mkdir()
    (scene.root / reported.FOLDER).symlink_to(tmp_path / "elsewhere")
    assert line(scene, payload(scene, 50_000)).startswith("██")
    assert os.listdir(tmp_path / "elsewhere") == []


@given(
    st.binary(max_size=200)
    | st.sampled_from([b"", b"{", b"null", b'{"session_id":"s","context_window":{"current_usage":{"input_tokens":' + b"9" * 5_000])
)
def test_any_stdin_gives_one_line(tmp_path_factory: Any, data: bytes) -> None:
    for given_ in (data, b'{"session_id":"a-b","transcript_path":"' + data + b'","model":{"id":"' + data + b'"}}'):
        env = {"CLAUDE_PROJECT_DIR": str(tmp_path_factory.getbasetemp())}
        assert "\n" not in statusline.line(given_, env, NOW)


@pytest.mark.parametrize("stdin", [b"", b"{", b"\xff\x00" * 1_000, b'{"session_id":5,"context_window":null}'])
def test_the_script_exits_0_with_one_line(tmp_path: Path, stdin: bytes) -> None:
    done = draw(stdin, tmp_path)
    assert (done.returncode, done.stdout.count(b"\n"), done.stderr) == (0, 1, b"")


def test_the_script_draws_in_utf_8_whatever_the_locale(scene: Scene) -> None:
    done = draw(payload(scene, 152_000), scene.root, LC_ALL="C", NO_COLOR="1", PYTHONIOENCODING="ascii")
    assert done.stdout.decode() == "███████░░░ 76% 152k/200k\n"


def test_the_script_imports_next_to_nothing(scene: Scene) -> None:
    code = f"""
import os, sys
before, end = set(sys.modules), os._exit
os._exit = lambda code: (os.write(2, "\\n".join(sorted(set(sys.modules) - before)).encode()), end(code))
exec(compile(open({SCRIPT!r}).read(), {SCRIPT!r}, "exec"), {{"__file__": {SCRIPT!r}, "__name__": "__main__"}})
"""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], input=payload(scene, 152_000), capture_output=True, check=True)
    assert {*done.stderr.decode().split()} <= IMPORTED


def test_the_script_costs_at_most_half_as_much_again_as_a_bare_interpreter(scene: Scene) -> None:
    """Processor time, in turn, the better of three rounds: other work on the machine counts little."""
    scene.write(worked(Talk(cwd=str(scene.root))))
    scene.ask("session-end")
    data = payload(scene)
    ratios = []
    for _ in range(3):
        pairs = [(cost([SCRIPT], data), cost(["-c", "pass"], data)) for _ in range(12)]
        ratios.append(sum(ours for ours, _ in pairs) / sum(bare for _, bare in pairs))
    assert min(ratios) < 1.5


def cost(args: list[str], data: bytes) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-I", "-S", *args], input=data, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
