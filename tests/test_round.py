"""The whole round of a compaction through the real hooks: what the summary lacks comes back, once, whatever step is missing."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import NEW, NOW, OLD, OTHER, ROOT, SAMPLES, VERSIONS, Scene, Talk, fact, git, worked

from ctxhooks.compaction import restore
from ctxhooks.entry import answer
from ctxhooks.render.catalog import catalog
from ctxhooks.render.retention import missing
from ctxhooks.store import checkpoints
from ctxhooks.tokens.estimate import estimate

TOLD = {
    "task": "Draw the lighthouse map",
    "constraint": "Never touch the vendor folder",
    "failing": "make check-buoys",
    "error": "buoy parser crashed at row 17",
    "commit": "1a2b3c4",
    "file": "src/importer.py",
    "decision": "the buoy list is read as UTF-8",
}
SUMMARY = "The importer is under way. Open: draw the lighthouse map. Commit 1a2b3c4 loads the tides."
SECTION = "# Mine\n\nMy notes\n"


@pytest.fixture
def work(scene: Scene) -> tuple[Scene, Talk]:
    git(scene.root, "init", "-q")
    (scene.root / "src").mkdir()
    (scene.root / "src/importer.py").write_text("def load_tides(path):\n    return 2\n")
    (scene.root / "CLAUDE.md").write_text(SECTION)
    git(scene.root, "add", "-A")
    git(scene.root, "commit", "-qm", "Begin")
    talk = worked(Talk(cwd=str(scene.root)))
    scene.write(talk)
    return scene, talk


def goes_on(scene: Scene, talk: Talk, summary: str = SUMMARY) -> None:
    """The client writes the boundary and the summary once it is done."""
    since = len(talk.records)
    scene.append(talk.compacted(summary), since)


def lacking(*texts: str) -> list[str]:
    return [f.text for f in missing([fact("done", needle) for needle in TOLD.values()], *texts)]


def claude_md(scene: Scene) -> str:
    return (scene.root / "CLAUDE.md").read_text()


def test_what_the_summary_lacks_comes_back_once(work: tuple[Scene, Talk]) -> None:
    scene, talk = work
    steer = scene.run("pre-compact", trigger="auto")
    assert all(TOLD[kind] in steer for kind in ("task", "failing", "commit"))
    start = scene.run("session-start", source="compact")
    assert scene.run("post-compact", trigger="auto", compact_summary=SUMMARY) == ""
    goes_on(scene, talk)
    assert scene.run("user-prompt-submit", prompt="Go on") == ""
    assert lacking(SUMMARY) != []
    assert lacking(start) == []
    assert scene.rule() == ""
    assert all(start.count(needle) == 1 for needle in TOLD.values())
    assert scene.run("user-prompt-submit", prompt="And on") == ""
    (saved,) = checkpoints.sound(scene.project())
    assert saved.recovery.score["lost"] == 0
    assert saved.recovery.score["facts"] == saved.recovery.score["summary"] + saved.recovery.score["given_back"] == len(saved.facts)
    assert saved.recovery_prompt == start
    assert scene.log() == ""
    assert git(scene.root, "status", "--porcelain", "-uall") == ""
    assert "Parse the buoy list" not in scene.section()  # the client reads it beside the prompt
    scene.run("stop")
    scene.run("session-end", reason="other")
    assert "Current task: Parse the buoy list (1 of 3 done)" in scene.section()


@pytest.mark.parametrize(("below", "named"), [("bench", "bench"), ("", ""), ("..", "PARENT")])
def test_the_shells_own_folder_is_told_where_it_is_not_the_projects_root(work: tuple[Scene, Talk], below: str, named: str) -> None:
    scene, talk = work
    talk.cwd = os.path.normpath(scene.root / below)
    scene.write(talk.bash("make tides", "done"))
    scene.ask("pre-compact", trigger="auto")
    start = scene.ask("session-start", source="compact")
    told = [line for line in start.splitlines() if line.startswith("The shell's current folder: ")]
    assert told == ([f"The shell's current folder: {named.replace('PARENT', talk.cwd)}"] if named else [])
    goes_on(scene, talk)
    assert "current folder" not in scene.ask("session-start", source="resume")  # in a shell of its own


def test_the_whole_section_stands_in_claude_md_where_the_settings_ask_for_it(work: tuple[Scene, Talk]) -> None:
    scene, _ = work
    scene.configure("section: full\n")
    scene.compact(SUMMARY)
    assert claude_md(scene) == SECTION
    scene.run("stop")
    assert git(scene.root, "status", "--porcelain", "-uno") == " M CLAUDE.md\n"
    assert claude_md(scene).startswith(SECTION)
    assert "Current task: Parse the buoy list (1 of 3 done)" in claude_md(scene)
    assert scene.section() == ""
    scene.configure("section: rule\n")
    scene.run("session-start", source="startup")
    assert claude_md(scene) == SECTION
    assert "Parse the buoy list" in scene.section()


def test_what_does_not_fit_the_prompt_stands_in_the_rule_and_nothing_stands_in_both(work: tuple[Scene, Talk]) -> None:
    scene, _ = work
    (scene.root / ".pal").mkdir()
    (scene.root / ".pal/config.yaml").write_text("recovery: {prompt_tokens: 230}\n")
    _, start, _, prompt = scene.compact(SUMMARY)
    assert lacking(start) != []
    assert lacking(SUMMARY, start, scene.rule(), scene.section()) == []
    assert prompt == ""
    both = set(start.splitlines()) & set(scene.rule().splitlines())
    assert {line for line in both if line.startswith("- ")} == set()
    assert git(scene.root, "status", "--porcelain", "-uall") == "?? .pal/config.yaml\n"


def test_the_thoughts_ahead_of_a_summary_do_not_count_as_held(work: tuple[Scene, Talk]) -> None:
    """The client takes them out before the model sees the summary."""
    scene, talk = work
    tasks = [f"Paint buoy number {n} in the harbour's own colours" for n in range(12)]
    scene.write(talk.todos(*((task, "pending") for task in tasks)))
    (scene.root / ".pal").mkdir()
    (scene.root / ".pal/config.yaml").write_text("recovery: {prompt_tokens: 300}\n")
    thoughts = "\n".join([*tasks, *TOLD.values()])
    _, start, _, _ = scene.compact(f"<analysis>\n{thoughts}\n</analysis>\n<summary>\n{SUMMARY}\n</summary>")
    assert TOLD["decision"] not in start
    assert TOLD["decision"] in scene.rule()


@pytest.mark.parametrize("at_once", [False, True])
def test_however_often_it_is_announced_there_is_one_checkpoint(work: tuple[Scene, Talk], at_once: bool) -> None:
    scene, _ = work
    with ThreadPoolExecutor(4 if at_once else 1) as pool:
        said = list(pool.map(lambda _: scene.run("pre-compact", trigger="auto"), range(4)))
    assert len(set(said)) == 1
    assert len(scene.checkpoints()) == 1
    assert lacking(scene.run("session-start", source="compact")) == []


@pytest.mark.parametrize("with_a_prompt", [False, True], ids=["within a turn", "over a prompt"])
def test_what_happened_while_a_summary_was_prepared_is_given_back(work: tuple[Scene, Talk], with_a_prompt: bool) -> None:
    """Work goes on behind PreCompact, and the client swaps the summary in later without a second one."""
    scene, talk = work
    scene.run("pre-compact", trigger="auto")
    since = len(talk.records)
    if with_a_prompt:
        assert scene.run("user-prompt-submit", prompt="Also print the legend") == ""
        talk.prompt("Also print the legend")
    talk.bash("make check-buoys", "ok").bash("make check-legend", "legend.py:3: error: no colours", bad=True).update(3, status="completed")
    scene.append(talk.says("Decision: the legend is printed in grey, because the printer has no colours."), since)
    start = scene.run("session-start", source="compact")
    assert scene.run("post-compact", trigger="auto", compact_summary=SUMMARY) == ""
    given = start + scene.rule()
    assert all(fact in given for fact in ("check-legend", "no colours", "the legend is printed in grey"))
    assert ("Also print the legend" in given) == with_a_prompt
    assert TOLD["error"] not in given, "it passes by now"
    assert all(TOLD[kind] in given for kind in ("constraint", "decision", "file"))
    goes_on(scene, talk)
    assert scene.run("user-prompt-submit", prompt="Go on") == ""
    assert next(checkpoints.sound(scene.project())).recovery.score["lost"] == 0


def test_a_later_announcement_takes_the_place_of_one_that_came_to_nothing(work: tuple[Scene, Talk]) -> None:
    scene, talk = work
    scene.run("pre-compact", trigger="auto")
    since = len(talk.records)
    scene.append(talk.prompt("Also print the legend"), since)
    scene.run("pre-compact", trigger="manual")
    assert len(scene.checkpoints()) == 1
    assert "Also print the legend" in scene.run("session-start", source="compact")


def test_where_it_was_not_announced_the_start_does_its_work(work: tuple[Scene, Talk]) -> None:
    scene, _ = work
    assert lacking(scene.run("session-start", source="compact")) == []
    assert len(scene.checkpoints()) == 1
    scene.run("post-compact", trigger="auto", compact_summary=SUMMARY)
    assert next(checkpoints.sound(scene.project())).recovery.score["lost"] == 0


def test_where_nothing_ran_behind_it_the_next_prompt_delivers_once(work: tuple[Scene, Talk]) -> None:
    scene, talk = work
    scene.run("pre-compact", trigger="auto")
    goes_on(scene, talk)
    said = scene.run("user-prompt-submit", prompt="Go on")
    assert lacking(SUMMARY, said) == []
    assert TOLD["commit"] not in said
    assert scene.run("user-prompt-submit", prompt="And on") == ""


def test_where_only_the_last_step_did_not_run_the_next_prompt_says_nothing_again(work: tuple[Scene, Talk]) -> None:
    scene, talk = work
    scene.run("pre-compact", trigger="auto")
    scene.run("session-start", source="compact")
    goes_on(scene, talk)
    assert scene.run("user-prompt-submit", prompt="Go on") == ""


def test_a_cancelled_compaction_delivers_nothing(work: tuple[Scene, Talk]) -> None:
    scene, talk = work
    scene.run("pre-compact", trigger="manual")
    assert scene.run("user-prompt-submit", prompt="Go on") == ""
    since = len(talk.records)
    scene.append(talk.prompt("Go on").says("Yes"), since)
    assert scene.run("user-prompt-submit", prompt="And on") == ""
    assert scene.rule() == ""


def test_a_second_compaction_gives_back_newer_facts_and_what_is_still_open(work: tuple[Scene, Talk]) -> None:
    scene, talk = work
    scene.compact(SUMMARY)
    goes_on(scene, talk)
    since = len(talk.records)
    talk.prompt("Now the legend, please").todos(("Draw the lighthouse map", "in_progress")).edit(f"{scene.root}/src/legend.py", "+x")
    scene.append(talk, since)
    _, start, _, prompt = scene.compact("Nothing much.")
    assert "The user's newest request: “Now the legend, please”" in start
    assert "src/legend.py" in start
    assert "Current task: [in progress] Draw the lighthouse map" in start
    assert "make check-buoys" in start
    assert prompt == ""
    assert len(scene.checkpoints()) == 2
    first, second = (json.loads(p.read_text()) for p in scene.checkpoints())
    assert (first["stretch"], second["stretch"], second["previous"]) == (0, 1, first["id"])


def snapshot(root: Path) -> dict[str, bytes]:
    files = (p for p in sorted(root.rglob("*")) if p.is_file() and ".git/" not in str(p) and "/locks/" not in str(p))
    return {str(p): p.read_bytes() for p in files if "/cursors/" not in str(p)}


@pytest.mark.parametrize("says_so", [True, False])
def test_a_compaction_of_a_subagent_leaves_everything_as_it_was(work: tuple[Scene, Talk], says_so: bool) -> None:
    scene, talk = work
    scene.compact(SUMMARY)
    goes_on(scene, talk)
    since = len(talk.records)
    scene.append(talk.prompt("Ask someone").calls("Task", {"prompt": "Look around"}), since)
    before = snapshot(scene.root)
    agent = {"agent_id": "a1", "agent_type": "Explore"} if says_so else {}
    said = [
        scene.run("pre-compact", trigger="auto", **agent),
        scene.run("session-start", source="compact", **agent),
        scene.run("post-compact", trigger="auto", compact_summary="The agent's own.", **agent),
    ]
    assert said == ["", "", ""]
    assert snapshot(scene.root) == before
    since = len(talk.records)
    scene.append(talk.result("Nothing there"), since)
    assert "Ask someone" in scene.compact("Nothing much.")[1]


@pytest.mark.parametrize("trigger", ["manual", "auto"])
def test_an_old_client_finds_it_all_in_the_section(scene: Scene, trigger: str) -> None:
    """Which it reads again only after a compaction by hand; after another the next prompt brings what the summary lacks."""
    (scene.root / "CLAUDE.md").write_text(SECTION)
    talk = worked(Talk(cwd=str(scene.root), version=OLD))
    scene.write(talk)
    scene.run("pre-compact", trigger=trigger)
    assert lacking(claude_md(scene)) == []
    since = len(talk.records)
    scene.append(talk.summary(SUMMARY), since)
    said = scene.run("user-prompt-submit", prompt="Go on")
    assert (said == "") == (trigger == "manual")
    assert lacking(SUMMARY, said) == [] or trigger == "manual"
    assert scene.run("user-prompt-submit", prompt="And on") == ""
    scene.run("session-end", reason="other")
    new = scene._replace(session=OTHER, transcript=scene.transcript.with_name(f"{OTHER}.jsonl"))
    new.run("session-start", source="startup")
    assert claude_md(scene) == SECTION + "\n<!-- pal:context:start -->\n<!-- pal:context:end -->\n"


def test_a_client_without_postcompact_gets_the_rest_with_the_next_prompt(scene: Scene) -> None:
    talk = worked(Talk(cwd=str(scene.root), version="2.0.55"))
    scene.write(talk)
    (scene.root / ".pal").mkdir()
    (scene.root / ".pal/config.yaml").write_text("recovery: {prompt_tokens: 200}\n")
    scene.run("pre-compact", trigger="auto")
    start = scene.run("session-start", source="compact")
    goes_on(scene, talk)
    rest = scene.run("user-prompt-submit", prompt="Go on")
    assert lacking(SUMMARY, start) != []
    assert lacking(SUMMARY, start, rest) == []


def test_a_resumed_session_gets_back_what_its_compaction_lost_and_a_new_one_does_not(work: tuple[Scene, Talk]) -> None:
    scene, talk = work
    (scene.root / ".pal").mkdir()
    (scene.root / ".pal/config.yaml").write_text("recovery: {prompt_tokens: 230}\n")
    scene.compact(SUMMARY)
    assert scene.rule()
    goes_on(scene, talk)
    scene.run("session-end", reason="other")
    assert scene.rule() == ""
    (scene.root / ".pal/config.yaml").unlink()
    new = scene._replace(session=OTHER, transcript=scene.transcript.with_name(f"{OTHER}.jsonl"))
    started = new.run("session-start", source="startup")
    assert TOLD["task"] in started
    assert TOLD["decision"] not in started
    assert lacking(SUMMARY, scene.section(), scene.run("session-start", source="resume")) == []
    assert new.rule() == ""


def test_a_conversation_that_starts_gets_open_work_and_nothing_else(work: tuple[Scene, Talk]) -> None:
    scene, talk = work
    scene.run("session-end", reason="other")
    new = scene._replace(session=OTHER)
    assert TOLD["failing"] in new.run("session-start", source="clear")
    assert new.ask("session-start", source="startup", now=NOW + 10**9) == ""
    talk.todos(("Draw the lighthouse map", "completed")).bash("make check-buoys", "ok")
    scene.write(talk)
    scene.run("session-end", reason="other")
    assert new.run("session-start", source="startup") == ""


def test_what_was_noted_at_an_idle_moment_is_kept_at_the_end(work: tuple[Scene, Talk]) -> None:
    scene, talk = work
    scene.compact(SUMMARY)
    goes_on(scene, talk)
    scene.run("stop")
    since = len(talk.records)
    scene.append(talk.task(9, "Paint the buoys"), since)
    scene.run("notification", notification_type="idle_prompt", message="Claude is waiting for your input")
    assert "Paint the buoys" in scene.section()
    scene.run("session-end", reason="other")
    assert "Paint the buoys" in scene._replace(session=OTHER).run("session-start", source="startup")


def test_eight_sessions_at_once_leave_eight_sound_checkpoints_and_one_sound_section(scene: Scene) -> None:
    scene.configure("section: full\n")
    (scene.root / "CLAUDE.md").write_text(SECTION)
    scenes = []
    for n in range(8):
        session = f"{n}a1b2c3d-0000-4000-8000-000000000000"
        one = scene._replace(session=session, transcript=scene.transcript.with_name(f"{session}.jsonl"))
        one.write(worked(Talk(cwd=str(scene.root), session=session)).task(1, f"Task of session {n}"))
        scenes.append(one)
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda one: one.compact(SUMMARY), scenes))
        list(pool.map(lambda one: one.run("stop"), scenes))
    for n, (_, start, _, prompt) in enumerate(said):
        assert f"Task of session {n}" in start
        assert not any(f"Task of session {m}" in start for m in range(8) if m != n)
        assert prompt == ""
    found = list(checkpoints.sound(scene.project()))
    assert len({c.session_id for c in found}) == len(found) == 8
    assert all(c.recovery.score["lost"] == 0 for c in found)
    assert claude_md(scene).startswith(SECTION)
    assert claude_md(scene).count("pal:context:start") == claude_md(scene).count("pal:context:end") == 1
    assert scene.log() == ""
    assert not list(scene.root.rglob("*.tmp"))


BROKEN = (
    "<!-- pal:context:start -->\n",
    "<!-- pal:context:end -->\n<!-- pal:context:start -->\n",
    "```\n<!-- pal:context:start -->\n<!-- pal:context:end -->\n```\n",
)


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("version", [NEW, OLD])
def test_broken_markers_are_left_alone_and_logged_and_the_rest_is_delivered(scene: Scene, broken: str, version: str) -> None:
    scene.configure("section: full\n")
    (scene.root / "CLAUDE.md").write_text("# Mine\n" + broken)
    scene.write(worked(Talk(cwd=str(scene.root), version=version)))
    steer, start, _, _ = scene.compact(SUMMARY)
    assert claude_md(scene) == "# Mine\n" + broken
    assert "broken-marker" in scene.log()
    assert TOLD["task"] in steer
    assert lacking(SUMMARY, start, scene.rule()) == []


def test_a_users_rule_is_left_alone_and_logged_and_the_rest_is_delivered(work: tuple[Scene, Talk]) -> None:
    scene, talk = work
    rule = scene.root / ".claude/rules/pal-recovered.md"
    rule.parent.mkdir(parents=True)
    rule.write_text("My own rule\n")
    (scene.root / ".pal").mkdir()
    (scene.root / ".pal/config.yaml").write_text("recovery: {prompt_tokens: 230}\n")
    scene.run("pre-compact", trigger="auto")
    start = scene.run("session-start", source="compact")
    scene.run("post-compact", trigger="auto", compact_summary=SUMMARY)
    assert "not-ours" in scene.log()
    goes_on(scene, talk)
    said = scene.run("user-prompt-submit", prompt="Go on")
    assert lacking(SUMMARY, start, said) == []
    scene.run("session-end", reason="other")
    scene.run("session-start", source="resume")
    assert rule.read_text() == "My own rule\n"


def test_rules_and_a_claude_md_that_lead_outside_are_read_but_never_written(work: tuple[Scene, Talk], tmp_path: Path) -> None:
    scene, _ = work
    shared = tmp_path / "shared"
    (shared / "rules").mkdir(parents=True)
    (shared / "rules/style.md").write_text(TOLD["constraint"] + "\n")
    (shared / "notes.md").write_text("# Shared\n")
    (scene.root / ".claude").mkdir()
    (scene.root / ".claude/rules").symlink_to(shared / "rules")
    (scene.root / "CLAUDE.md").unlink()
    (scene.root / "CLAUDE.md").symlink_to(shared / "notes.md")
    before = {p: p.read_bytes() for p in shared.rglob("*.md")}
    _, start, _, _ = scene.compact(SUMMARY)
    scene.run("session-end", reason="other")
    assert lacking(SUMMARY, start) == []
    assert {p: p.read_bytes() for p in shared.rglob("*") if p.is_file()} == before
    assert "outside-project" in scene.log()


def test_files_that_changed_since_are_marked(work: tuple[Scene, Talk]) -> None:
    scene, _ = work
    scene.run("pre-compact", trigger="auto")
    (scene.root / "src/importer.py").unlink()
    assert "src/importer.py [gone since]" in scene.run("session-start", source="compact")


@pytest.mark.parametrize("language", ["ko", "ru"])
def test_it_speaks_the_language_that_is_set(work: tuple[Scene, Talk], language: str) -> None:
    scene, _ = work
    (scene.root / ".pal").mkdir()
    (scene.root / ".pal/config.yaml").write_text(f"language: {language}\n")
    steer, start, _, _ = scene.compact("")
    word = {"ko": "현재 작업", "ru": "Текущая задача"}[language]
    assert word in start
    scene.run("stop")
    assert word in scene.section()
    assert "identifiers" not in steer
    assert lacking(start) == []


def test_no_secret_is_written_anywhere(scene: Scene) -> None:
    key = "AKIA" + "Q7ZK4R2MWX5T3VNB"
    token = "ghp_" + "a8Kd93jfLq02mZx7Bv5Tn1Rw6Ys4Hc0Ue2Gi"
    root = str(scene.root)
    talk = worked(Talk(cwd=root)).prompt(f"Never log {key}, use it to deploy").todos((f"Use {token} to deploy", "in_progress"))
    talk.bash(f"deploy --key {key}", f"error: {key} was refused by the server", bad=True).bash("git commit", f"[main 1234567] Add {token}")
    talk.tool("AskUserQuestion", {}, f'"Which key?"="{key}"').tool("ExitPlanMode", {"plan": f"Use {key}"}, "ok")
    talk.write(f"{root}/a.md", f"# Key {key}\n").edit(f"{root}/b.md", f"+# Token {token}")
    talk.says(f"Decision: the key is {key}.").calls("Bash", {"command": f"echo {token}"})
    scene.write(talk)
    said = scene.compact(f"The key is {key} and the token {token}.")
    since = len(talk.records)
    scene.append(talk.compacted(f"The key is {key}."), since)
    said.append(scene.run("user-prompt-submit", prompt="Go on"))
    scene.run("session-end", reason="other")
    texts = [*said, *(p.read_text() for p in scene.root.rglob("*") if p.is_file())]
    assert len(texts) > 12
    assert not any(key in text or token in text for text in texts)


@pytest.mark.parametrize("version", VERSIONS)
def test_recorded_events_go_round_on_the_recorded_session(scene: Scene, version: str) -> None:
    """The payloads as each client sent them, moved to this project."""
    folder = SAMPLES / version
    records = (folder / "session.jsonl").read_bytes().replace(b'"/project', b'"' + str(scene.root).encode()).splitlines(keepends=True)
    at = next(n for n, line in enumerate(records) if b'"compact_boundary"' in line)
    scene.transcript.parent.mkdir(parents=True)
    scene.transcript.write_bytes(b"".join(records[:at]))

    def fire(file: str, name: str) -> str:
        given = json.loads((folder / file).read_bytes())
        given |= {"transcript_path": str(scene.transcript), "cwd": str(scene.root)}
        extra = {k: v for k, v in given.items() if k not in ("session_id", "transcript_path", "cwd", "hook_event_name")}
        return scene._replace(session=given["session_id"]).run(name, **extra)

    assert "Make the empty-input check pass" in fire("PreCompact-manual.json", "pre-compact")
    start = fire("SessionStart-compact.json", "session-start")
    if (folder / "PostCompact-manual.json").exists():
        fire("PostCompact-manual.json", "post-compact")
    scene.transcript.write_bytes(b"".join(records[: at + 2]))
    prompt = fire("UserPromptSubmit.json", "user-prompt-submit")
    old = claude_md(scene) if (scene.root / "CLAUDE.md").exists() else ""
    for needle in ("Make the empty-input check pass", "src/blank.py", "sh tests/check.sh", "Never change anything under vendor/"):
        assert needle in start + prompt + scene.section() + old + scene.rule()
    assert bool(old) == (version == "1.0.128")
    assert start or version.startswith("1.")
    assert scene.log() == ""


def test_the_hooks_answer_through_a_shell_as_the_client_starts_them(work: tuple[Scene, Talk]) -> None:
    from ctxhooks.setup import hook_settings, launcher

    scene, _ = work
    root = Path(__file__).resolve().parent.parent
    env = {"PATH": "/usr/bin:/bin", "CLAUDE_PROJECT_DIR": str(scene.root), "HOME": os.environ["HOME"]}
    launcher.write(env, launcher.text(sys.executable, str(root / "hooks"), dict.fromkeys(("en", "ko", "ru"), "gone")))
    line = hook_settings.command(launcher.word(env), "pre-compact")
    done = subprocess.run(
        ["sh", "-c", line], input=json.dumps(scene.payload("PreCompact", trigger="auto")).encode(), env=env, capture_output=True, check=True
    )
    assert TOLD["task"].encode() in done.stdout


def test_the_person_alone_sees_how_much_was_given_back(work: tuple[Scene, Talk]) -> None:
    scene, _ = work
    scene.ask("pre-compact", trigger="manual")
    payload = json.dumps(scene.payload("SessionStart", source="compact")).encode()
    said = json.loads(answer("session-start", payload, os.environ | {"CLAUDE_PROJECT_DIR": str(scene.root)}, NOW))
    [saved] = checkpoints.sound(scene.project())
    assert said["systemMessage"] == f"ctxhooks: {len(saved.facts)} facts kept, {len(saved.facts)} given back, 0 lost"
    assert "facts kept" not in said["hookSpecificOutput"]["additionalContext"]


def test_what_does_not_fit_the_prompt_is_counted_as_to_follow(work: tuple[Scene, Talk]) -> None:
    scene, _ = work
    scene.ask("pre-compact", trigger="manual")
    [saved] = checkpoints.sound(scene.project())
    half = len(saved.facts) // 2
    prompt = "\n".join(f.text for f in saved.facts[:half])
    told = restore.notice(saved, prompt, "en")
    assert f"of the other {len(missing(saved.facts, prompt))}, what the summary lost" in told
    assert restore.notice(saved, "", "en") == ""


def test_a_resumed_session_without_a_checkpoint_never_gets_another_ones_state_as_its_own(work: tuple[Scene, Talk]) -> None:
    scene, _ = work
    scene.ask("pre-compact", trigger="auto")
    other = Scene(scene.root, scene.transcript.with_name(f"{OTHER}.jsonl"), OTHER)
    other.write(Talk(str(scene.root), session=OTHER).prompt("Other work").compacted().prompt("More"))
    said = other.ask("session-start", source="resume")
    assert "this conversation's own record" not in said
    assert "From the last conversation" in said


def test_a_checkpoint_of_a_day_to_come_does_not_hide_the_newest(work: tuple[Scene, Talk]) -> None:
    scene, _ = work
    scene.ask("session-end", now=NOW + 900_000_000, reason="clear")
    other = Scene(scene.root, scene.transcript.with_name(f"{OTHER}.jsonl"), OTHER)
    other.write(Talk(str(scene.root), session=OTHER).todos(("Mend the foghorn", "pending")))
    other.ask("session-end", reason="clear")
    assert "Mend the foghorn" in other.ask("session-start", source="clear", session_id="third")


def test_a_rule_that_cannot_be_read_keeps_nothing_back(work: tuple[Scene, Talk]) -> None:
    scene, _ = work
    (scene.root / ".claude/rules").mkdir(parents=True)
    (scene.root / ".claude/rules/loop.md").symlink_to("loop.md")
    scene.compact(way="ask")
    assert not list((scene.root / ".pal/state/owed").iterdir())
    assert scene.log() == ""


def test_a_resumed_session_gets_the_state_now(work: tuple[Scene, Talk]) -> None:
    scene, talk = work
    scene.compact(SUMMARY)
    talk.compacted(SUMMARY).bash("make check-buoys", "ok").prompt("The vendor folder may be touched now.")
    talk.update(3, status="completed").prompt("Write the docs of the harbour").says("Yes.")
    scene.write(talk)
    told = scene.run("session-start", source="resume")
    assert "make check-buoys" not in told
    assert "Never touch the vendor folder" not in told.replace("Build the importer for the harbour data. Never touch", "")
    assert catalog("en")["newest"] + ": “Write the docs of the harbour”" in told
    assert "Decision: the buoy list is read as UTF-8." in told


def gives_the_summary(scene: Scene) -> None:
    """To our hook, which is installed."""
    settings = scene.root / ".claude/settings.json"
    settings.parent.mkdir()
    script = ROOT / "hooks/post-compact.py"
    command = f"[ -x {sys.executable} ] && [ -f {script} ] && {sys.executable} -I -S {script} || : ctxhooks"
    settings.write_text(json.dumps({"hooks": {"PostCompact": [{"hooks": [{"type": "command", "command": command}]}]}}))


def test_where_the_summary_follows_the_prompt_is_brief_and_the_rule_holds_the_rest(scene: Scene) -> None:
    """In the same request: what binds and where things stand at SessionStart, the rest less what the summary holds at PostCompact."""
    talk = worked(Talk(cwd=str(scene.root)))
    for n in range(30):
        talk.edit(f"{scene.root}/src/part_{n}.py", "+x").bash(f"make check-part-{n}", f"part {n} cannot be built", bad=True)
    scene.write(talk)
    gives_the_summary(scene)
    scene.ask("pre-compact", trigger="auto")
    said = scene.ask("session-start", source="compact")
    assert all(fact in said for fact in ("Parse the buoy list", "Never touch the vendor folder", "Build the importer"))
    assert "part_29" not in said
    assert estimate(said) <= 500
    scene.ask("post-compact", trigger="auto", compact_summary="The file src/part_29.py was changed.")
    assert all(fact in scene.rule() for fact in ("part_28.py", "check-part-29", "cannot be built"))
    assert "part_29.py" not in scene.rule()
    assert scene.ask("user-prompt-submit", prompt="Go on") == ""


def test_of_a_file_that_the_summary_names_the_names_that_it_lacks_are_given(scene: Scene) -> None:
    path = scene.root / "src/importer.py"
    path.parent.mkdir()
    path.write_text("def load_tides(path):\n    read_buoys(path)\n")
    scene.write(worked(Talk(cwd=str(scene.root))).edit(str(path), " def load_tides(path):", "+    read_buoys(path)"))
    gives_the_summary(scene)
    scene.compact("The function load_tides in src/importer.py is done.", way="ask")
    (line,) = [line for line in scene.rule().splitlines() if "src/importer.py" in line]
    assert "read_buoys" in line
    assert "load_tides" not in line
