"""A page: the timeline of a transcript, what became of each fact, which transcripts are meant, and that nothing in them becomes markup."""

import json
import os
import re
from copy import deepcopy
from functools import reduce
from html import unescape
from operator import getitem
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import NOW, SAMPLES, Scene, Talk, fact, scratch, worked
from hypothesis import given, settings
from hypothesis import strategies as st
from test_gold import ODD, places

from ctxhooks.cli import main
from ctxhooks.model.document import CATEGORIES
from ctxhooks.model.facts import KINDS
from ctxhooks.model.settings import LANGUAGES, Settings
from ctxhooks.render.catalog import catalog, shipped
from ctxhooks.view import clock, kept_facts, overview, transcripts
from ctxhooks.view.compactions import CheckpointSource, replayed
from ctxhooks.view.session_models import OUTCOMES, Point, SessionView
from ctxhooks.view.session_view import session
from ctxhooks.view.timeline import Timeline
from ctxhooks.view.web import page, words

RECORDED = SAMPLES / "2.1.329/session.jsonl"
SECRET = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
WRONG = [*ODD, 1 << 70, -1, "9999-12-31T23:59:59Z", "0001-01-01"]
HOSTILE = "</title></script><script>alert(1)</script><img src=x onerror=alert(2)> \" ' {{ 7*7 }} {% raw %} javascript:alert(3)"


def source(scene: Scene | None = None, **env: str) -> CheckpointSource:
    return CheckpointSource(Settings(), "en", NOW, replayed("en"), env, scene.project() if scene else None)


def view(path: Path, scene: Scene | None = None) -> SessionView:
    return session(path, source(scene))


def pal(*args: object, **env: str) -> str:
    done = CliRunner().invoke(main, [str(a) for a in args], env=env)
    assert done.exit_code == 0, done.output
    return done.output


# The timeline


def test_the_window_drops_at_a_compaction(scene: Scene) -> None:
    talk = Talk().prompt("Chart the harbour").says("Yes.", tokens=90_000).says("More.", tokens=150_000)
    talk.compacted().prompt("Go on").says("On.", tokens=20_000)
    scene.write(talk)
    seen = view(scene.transcript)
    assert [p.tokens for p in seen.points] == [90_000, 150_000, 150_000, 20_000, 20_000]
    (c,) = seen.compactions
    assert (c.before, c.after, [p.text for p in seen.prompts]) == (150_000, 20_000, ["Chart the harbour", "Go on"])
    assert (seen.peak, seen.window) == (150_000, 200_000)


def test_a_pause_is_cut_short_and_time_never_runs_backwards() -> None:
    axis = clock.Clock()
    moments = ["2026-01-02T03:00:00Z", "2026-01-02T03:01:00Z", "2026-01-09T03:01:00Z", "2026-01-02T03:00:30Z", "none", ""]
    assert [axis.tick(m) for m in moments] == [0, 60, 360, 360, 360, 360]


def test_a_moment_of_a_subagent_stands_between_those_of_the_conversation() -> None:
    axis = clock.Clock()
    for moment in ("2026-01-02T03:00:00Z", "2026-01-02T03:01:00Z", "2026-01-02T04:01:00Z"):
        axis.tick(moment)
    moments = ["2026-01-02T02:00:00Z", "2026-01-02T03:00:30Z", "2026-01-02T03:01:00Z", "2026-01-02T03:31:00Z", "2026-01-09T00:00:00Z"]
    assert [axis.place(m) for m in moments] == [0, 30, 60, 60 + 150, 360]


def test_the_highest_and_the_lowest_of_many_points_stay() -> None:
    points = [Point(float(n), 10_000 + n % 7) for n in range(20_000)]
    points[7_777], points[11_111] = Point(7_777.0, 190_000), Point(11_111.0, 3)
    kept = clock.thinned(points)
    assert len(kept) <= clock.POINTS + 4
    assert {points[0], points[7_777], points[11_111], points[-1]} <= set(kept)


def test_subagents_stand_apart_whether_in_the_transcript_or_beside_it(scene: Scene) -> None:
    talk = Talk().says("Main.", tokens=50_000)
    talk.says("Aside.", tokens=120_000, isSidechain=True, agentId="abc")
    scene.write(talk)
    beside = scene.transcript.with_suffix("") / "subagents"
    beside.mkdir(parents=True)
    (beside / "agent-def.jsonl").write_bytes(Talk().says("Beside.", tokens=70_000, isSidechain=True).bytes())
    (beside / "agent-link.jsonl").symlink_to(scene.transcript)
    seen = view(scene.transcript)
    assert {(lane.name, lane.peak) for lane in seen.agents} == {("abc", 120_000), ("def", 70_000)}
    assert seen.peak == 50_000


def test_edits_and_failing_commands_are_shown_over_time(scene: Scene) -> None:
    talk = Talk().edit("/project/src/a.py", "+new", "+newer", "-old").write("/project/b.py", "one\ntwo\n")
    talk.bash("make", "Exit code 2\nno rule to make target", bad=True).bash("make", "fine").bash("make lint", "Error: bad style", bad=True)
    scene.write(talk)
    seen = view(scene.transcript)
    assert [(e.path, e.added, e.removed) for e in seen.edits] == [("src/a.py", 2, 1), ("b.py", 2, 0)]
    told = [(c.command, c.failures, c.runs, c.passes, c.error) for c in seen.failed]
    assert told == [("make lint", 1, 1, False, "Error: bad style"), ("make", 1, 2, True, "no rule to make target")]


@given(st.data())
@settings(max_examples=150)
def test_no_record_stops_the_reading(data: st.DataObject) -> None:
    with scratch() as here:
        records = deepcopy(hostile(Talk()).records + worked(Talk()).compacted().records)
        for _ in range(6):
            record = data.draw(st.sampled_from(records))
            way = data.draw(st.sampled_from(sorted(places(record), key=str)))
            reduce(getitem, way[:-1], record)[way[-1]] = deepcopy(data.draw(st.sampled_from(WRONG)))
        here.transcript.write_bytes(b"".join(json.dumps(r).encode() + b"\n" for r in records))
        told = Timeline().read(here.transcript)
        view = SessionView(points=tuple(told.points), prompts=tuple(told.prompts), edits=tuple(told.edits), failed=told.failed)
        assert page.html(page.Page("en", sessions=(view,)))


# What became of the facts


def test_a_compaction_with_a_checkpoint_shows_what_its_hooks_did(scene: Scene) -> None:
    talk = worked(Talk(cwd=str(scene.root)))
    scene.write(talk)
    scene.compact("The lighthouse map: Draw the lighthouse map is next.", way="ask")
    since = len(talk.records)
    talk.compacted("The lighthouse map: Draw the lighthouse map is next.").bash("make check-buoys", "buoy parser crashed at row 17")
    scene.append(talk, since)
    (c,) = view(scene.transcript, scene).compactions
    assert not c.replayed
    kept = {(f.kind, f.text): f.kept_by for f in c.facts}
    assert kept["task", "Draw the lighthouse map"] == "summary"
    assert {outcome for (kind, _), outcome in kept.items() if kind in ("failing", "commit", "file")} == {"prompt"}
    assert c.judged.lost == 0
    assert (c.judged.facts, c.judged.summary, c.counted.back) == (len(c.facts), 1, c.counted.facts)
    assert c.prompt_tokens > 100


def test_without_a_checkpoint_the_hooks_are_run_over_it_now() -> None:
    (c,) = view(RECORDED).compactions
    assert c.replayed
    assert (c.judged.summary, c.judged.lost) == (0, 0)
    assert c.judged.given == len(c.facts) > 8


def test_a_fact_that_claude_names_later_counts_as_used_again(scene: Scene) -> None:
    talk = worked(Talk(cwd=str(scene.root))).compacted().says("I run make check-buoys: buoy parser crashed at row 17 is still there.")
    scene.write(talk)
    used = [f.kind for c in view(scene.transcript).compactions for f in c.facts if f.used_again]
    assert used == ["failing"]


def test_a_compaction_that_is_not_over_is_not_judged(scene: Scene) -> None:
    talk = worked(Talk(cwd=str(scene.root)))
    scene.write(talk)
    scene.ask("pre-compact", trigger="auto")
    scene.append(talk.compacted(), len(talk.records) - 2)
    (c,) = view(scene.transcript, scene).compactions
    assert {f.kept_by for f in c.facts} == {"open"}
    assert c.judged.facts == 0


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=30), max_size=4))
def test_marked_passages_are_the_whole_summary(summary: str, keys: list[str]) -> None:
    parts = kept_facts.passages(summary, [fact("decision", k) for k in keys])
    assert "".join(p.text for p in parts) == summary


def test_a_fact_is_marked_whatever_marks_and_blanks_stand_in_it() -> None:
    parts = kept_facts.passages("Next: **Draw   the** `lighthouse`\nMAP, then rest.", [fact("task", "draw the lighthouse map")])
    assert [p.text for p in parts if p.fact] == ["Draw   the** `lighthouse`\nMAP"]


# Which transcripts are meant


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A client's own folder with two projects; the first one is `tmp_path / "work.dir"`."""
    root = tmp_path / "work.dir"
    (root / ".pal").mkdir(parents=True)
    config = tmp_path / "config"
    mine = config / "projects" / re.sub(r"[^a-zA-Z0-9]", "-", str(root))
    other = config / "projects" / "-other"
    for folder, session_id in ((mine, "aaaa1111"), (mine, "aaaa2222"), (other, "bbbb3333")):
        folder.mkdir(parents=True, exist_ok=True)
        talk = worked(Talk(cwd=str(root) if folder is mine else "/other", session=session_id)).compacted()
        (folder / f"{session_id}.jsonl").write_bytes(talk.bytes())
    (mine / "agent-1.jsonl").write_bytes(b"{}\n")
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(config))
    return config


def test_a_session_is_found_by_the_beginning_of_its_id(home: Path, tmp_path: Path) -> None:
    root = str(tmp_path / "work.dir")
    assert transcripts.named(os.environ, root, "aaaa1").stem == "aaaa1111"
    assert transcripts.named(os.environ, root, "bbbb").stem == "bbbb3333"
    for wrong in ("aaaa", "cccc", "../aaaa", "", "*"):
        said = CliRunner().invoke(main, ["view", wrong, "--project", root, "--out", str(tmp_path / "x.html")])
        assert said.exit_code == 1, said.output
    assert not (tmp_path / "x.html").exists()


def test_a_project_is_shown_with_its_newest_session(home: Path, tmp_path: Path) -> None:
    pal("view", "--project", tmp_path / "work.dir", "--out", tmp_path / "x.html")
    html = (tmp_path / "x.html").read_text()
    assert "2 sessions," in html
    assert 'id="loaded"' in html
    assert html.count('class="card compaction"') == 1


def test_a_folder_of_projects_is_shown_by_project(home: Path, tmp_path: Path) -> None:
    pal("view", home / "projects", "--out", tmp_path / "x.html")
    html = (tmp_path / "x.html").read_text()
    assert 'id="by-project"' in html
    assert "3 sessions," in html
    assert "Of 3 compactions it is not known" in html
    assert "that they left out" not in html
    pal("view", home / "projects", "--replay", "--out", tmp_path / "x.html")
    assert "that they left out" in (tmp_path / "x.html").read_text()


def test_checkpoints_of_a_project_that_a_transcript_merely_names_are_not_read(tmp_path: Path) -> None:
    root = tmp_path / "victim"
    (root / ".pal").mkdir(parents=True)
    stray = tmp_path / "projects" / re.sub(r"[^a-zA-Z0-9]", "-", str(root)) / "a.jsonl"
    assert not transcripts.is_home_of(stray, str(root), {"CLAUDE_CONFIG_DIR": str(tmp_path / "config")})
    assert transcripts.is_home_of(stray, str(root), {"CLAUDE_CONFIG_DIR": str(tmp_path)})
    assert not transcripts.is_home_of(stray, str(tmp_path), {"CLAUDE_CONFIG_DIR": str(tmp_path)})


# The page


def hostile(scene: Scene) -> Talk:
    """A session in which every text that a page may show is an attack, and holds a secret."""
    bad = f"{HOSTILE} {SECRET}"
    talk = Talk(cwd=f"/{HOSTILE}", version=HOSTILE[:30]).prompt(f"Never do {bad}").todos((bad, "pending")).task(1, bad)
    talk.edit(f"/{HOSTILE}/a.py", f"+def {HOSTILE}").bash(f"run {bad}", f"Error: {bad}", bad=True).bash(f"git commit -m '{bad}'")
    talk.says(f"Decision: {bad}.", tokens=90_000, agentId=HOSTILE).says(bad, tokens=9, isSidechain=True, agentId=HOSTILE)
    talk.compacted(f"Summary: {bad}. Never do {bad}")
    for n, record in enumerate(talk.records):
        record["timestamp"] = record["timestamp"] if n % 5 else HOSTILE
        record["message"] = {**record.get("message", {}), "model": HOSTILE}
    return talk.says("On.", tokens=5)


def test_what_a_transcript_holds_never_becomes_markup_and_secrets_stay_out(scene: Scene) -> None:
    scene.write(hostile(scene))
    many = overview.overview([(scene.root, [scene.transcript])], source(), replay=True, advance=lambda _: None)
    html = page.html(page.Page("en", many, (view(scene.transcript),)))
    assert "alert(1)" in html
    assert "None" not in html.replace("None was lost", "")
    assert html.count("<script>") == html.count("</script>") == 1
    assert not re.search(r"<img|<[a-z]+[^>]*\son\w+=[^\"]*>|49 ", html)
    assert SECRET not in html
    assert "[redacted: " in html


def test_the_page_allows_its_own_style_and_script_alone_and_names_no_address() -> None:
    html = page.html(page.Page("en", sessions=(view(RECORDED),)))
    policy = unescape(html.partition("<title>")[0])
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"(?:src|href)=\"(?!#|data:,)", html)
    assert " style=" not in html
    assert "innerHTML" not in html
    assert "url(" not in html
    assert "@import" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_phrase(language: str) -> None:
    known, english = words.phrases(language), words.phrases("en")
    assert known.keys() == english.keys()
    assert {f"kept_{o}" for o in OUTCOMES} | {f"category_{c}" for c in CATEGORIES} <= known.keys()
    assert {f"kind_{k}" for k in KINDS} <= catalog(language).keys()
    for key, phrase in known.items():
        forms = phrase.values() if isinstance(phrase, dict) else [phrase]
        names = set(re.findall(r"{(\w+)}", json.dumps(english[key]))) - {"n"}
        assert all(set(re.findall(r"{(\w+)}", f)) - {"n"} <= names for f in forms), key
    assert 'lang="' + language in page.html(page.Page(language, sessions=(view(RECORDED),)))


def test_every_phrase_of_the_page_is_used_somewhere() -> None:
    folder = Path(shipped("templates"), "view")
    said = "".join(p.read_text() for p in folder.glob("*.j2"))
    assert [k for k in words.phrases("en") if f'"{k}"' not in said and not k.startswith(("kept_", "category_", "trigger_"))] == []


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [
        ("en", 1, "once"),
        ("en", 2, "twice"),
        ("en", 21, "21 times"),
        ("ru", 1, "1 раз."),
        ("ru", 3, "3 раза."),
        ("ru", 12, "12 раз."),
        ("ko", 1, "1번"),
    ],
)
def test_a_number_takes_the_form_that_its_language_gives_it(language: str, n: int, said: str) -> None:
    assert said in str(page.PageWords(language).say("head_compacted", n))


def test_a_usual_session_takes_less_than_two_megabytes(scene: Scene) -> None:
    talk = Talk()
    for n in range(6):
        for m in range(60):
            worked(talk.prompt(f"Request {n} {m}: " + "look at the tide tables again " * 20))
        talk.compacted("A long summary. " * 2_000)
    scene.write(talk)
    assert len(page.html(page.Page("en", sessions=(view(scene.transcript),))).encode()) < 2_000_000


def test_the_page_lies_in_a_file_that_others_cannot_read(tmp_path: Path) -> None:
    path = Path(pal("view", RECORDED, "--project", tmp_path, TMPDIR=str(tmp_path)).strip())
    assert path.read_text().startswith("<!doctype html>")
    assert path.stat().st_mode & 0o077 == 0
    path.unlink()


def test_a_transcript_that_goes_on_while_it_is_read_and_one_that_is_broken_are_survived(scene: Scene) -> None:
    scene.write(worked(Talk()).compacted())
    whole = scene.transcript.read_bytes()
    cut = b'{"type": "user", "message": {"content": [null, 7, {"type": "tool_res'
    scene.transcript.write_bytes(b"\xff\xfe{not json}\n[1]\n" + whole + cut)
    assert len(view(scene.transcript).compactions) == 1
    scene.transcript.write_bytes(b"")
    assert view(scene.transcript).compactions == ()
