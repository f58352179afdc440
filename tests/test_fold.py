"""What a session's records come to: tasks, edits, what was said, commands, and where a compaction was."""

import copy
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from conftest import NEW, OLD, SAMPLES, VERSIONS, Json, Talk, worked
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.facts import Fact
from ctxhooks.render import recovery_text
from ctxhooks.render.retention import missing
from ctxhooks.transcript import distill, state
from ctxhooks.transcript.fold import Fold
from ctxhooks.transcript.records import cut


def fold(records: Iterable[Json], start: Fold | None = None) -> Fold:
    done = start or Fold()
    for record in records:
        done.add(record)
    return done


def facts(talk: Talk, kind: str, root: str = "/project") -> list[Fact]:
    """In the order in which they happened; tasks as they are to be done."""
    found = [f for f in distill.facts(fold(talk.records), root) if f.kind == kind]
    if kind != "task":
        found.reverse()
        found.sort(key=lambda f: f.evidence.line)
    return found


def told(talk: Talk, kind: str) -> list[str]:
    return [f.text for f in facts(talk, kind)]


def open_tasks(talk: Talk) -> list[tuple[str, str]]:
    return [(t.title, t.status) for t in distill.tasks(fold(talk.records)) if t.status in state.OPEN]


@cache
def recorded() -> tuple[Json, ...]:
    paths = sorted(SAMPLES.rglob("*.jsonl"))
    return tuple(json.loads(line) for path in paths for line in path.read_bytes().splitlines())


# Tasks


def test_the_newest_list_of_todos_is_the_one_that_counts() -> None:
    talk = Talk().todos(("Parse", "in_progress"), ("Draw", "pending"))
    talk.todos(("Parse", "completed"), ("Draw", "in_progress"), ("Print", "pending"))
    assert open_tasks(talk) == [("Draw", "in_progress"), ("Print", "pending")]
    assert told(talk, "done") == ["Parse"]


def test_todos_outlive_compactions() -> None:
    talk = Talk().todos(("Draw", "pending")).compacted().compacted().prompt("Go on")
    assert told(talk, "task") == ["Draw"]
    assert next(f.priority for f in distill.facts(fold(talk.records), "/") if f.kind == "task") == 0


def test_tasks_are_replayed_from_their_creation_and_their_updates() -> None:
    talk = Talk().task(1, "Parse").task(2, "Draw").task(3, "Print").update(1, status="in_progress")
    talk.compacted().update(1, status="completed").update(2, subject="Draw it twice").update(3, status="deleted")
    assert open_tasks(talk) == [("Draw it twice", "pending")]
    assert told(talk, "task") == ["Draw it twice"]


def test_a_task_in_progress_comes_ahead_of_those_that_wait() -> None:
    assert told(Talk().task(1, "Parse").task(2, "Draw").update(2, status="in_progress"), "task") == ["Draw", "Parse"]


def test_a_call_that_failed_changes_no_task() -> None:
    talk = Talk().todos(("Draw", "pending")).tool("TodoWrite", {"todos": []}, "InputValidationError", bad=True)
    talk.task(1, "Parse").tool("TaskUpdate", {"taskId": "1", "status": "completed"}, "failed", bad=True)
    assert [title for title, _ in open_tasks(talk)] == ["Draw", "Parse"]


# What was said


@pytest.mark.parametrize(
    ("prompt", "constraint"),
    [
        ("Add a cache. Never write outside the build folder. Thanks!", "Never write outside the build folder."),
        ("Please don't touch the vendor folder\nand go on", "Please don't touch the vendor folder"),
        ("캐시를 추가해 줘. 절대 vendor 폴더를 건드리지 마. 고마워", "절대 vendor 폴더를 건드리지 마."),
        ("로그는 반드시 남기세요", "로그는 반드시 남기세요"),
        ("Добавь кэш. Никогда не трогай папку vendor! Спасибо", "Никогда не трогай папку vendor!"),
        ("Не меняй конфигурацию сборки", "Не меняй конфигурацию сборки"),
    ],
)
def test_a_constraint_is_found_in_three_languages(prompt: str, constraint: str) -> None:
    data = fold(Talk().prompt(prompt).records).data
    assert [c["text"] for c in data["constraints"]] == [constraint]
    assert len(data["prompts"]) == 1


@pytest.mark.parametrize("prompt", ["Add a cache, thanks", "캐시를 추가해 줘", "Добавь кэш, спасибо"])
def test_a_plain_request_is_no_constraint(prompt: str) -> None:
    assert fold(Talk().prompt(prompt).records).data["constraints"] == []


@pytest.mark.parametrize(
    ("said", "decision"),
    [
        ("Fine.\nDecision: the cache lives in memory.\nNext.", "Decision: the cache lives in memory."),
        ("We decided to keep the old format. Then I went on.", "We decided to keep the old format."),
        ("결정: 캐시는 메모리에 둔다", "결정: 캐시는 메모리에 둔다"),
        ("기존 형식을 유지하기로 했습니다.", "기존 형식을 유지하기로 했습니다."),
        ("Решение: кэш хранится в памяти.", "Решение: кэш хранится в памяти."),
        ("Мы решили оставить старый формат.", "Мы решили оставить старый формат."),
    ],
)
def test_a_decision_is_found_in_three_languages_and_of_both_sides(said: str, decision: str) -> None:
    assert told(Talk().says(said), "decision") == [decision]
    assert told(Talk().prompt(said), "decision") == [decision]


def test_only_what_a_person_typed_is_a_request() -> None:
    talk = Talk().prompt("Build it")
    for injected in (
        "<command-name>/compact</command-name>",
        "<local-command-stdout>x</local-command-stdout>",
        "<task-notification><task-id>a</task-id>",
        '<teammate-message from="x">y</teammate-message>',
        "Caveat: The messages below were generated",
        "[Request interrupted by user]",
        "<session-start-hook># Where things stand\nNever touch vendor/.</session-start-hook>",
        "This session is being continued from a previous conversation",
    ):
        talk.prompt(injected).record("user", message={"role": "user", "content": injected})
    talk.prompt("hidden", isMeta=True).record("user", message={"role": "user", "content": "Plain text"})
    assert told(talk, "request") == ["Build it", "Plain text"]
    assert told(talk, "constraint") == []


def test_a_queued_prompt_is_a_request() -> None:
    talk = Talk()
    talk.record("attachment", attachment={"type": "queued_command", "prompt": "Use tabs, never spaces here", "commandMode": "prompt"})
    talk.record("attachment", attachment={"type": "queued_command", "prompt": [{"type": "text", "text": "And hurry"}]})
    talk.record("attachment", attachment={"type": "queued_command", "prompt": "ls", "commandMode": "bash"})
    assert told(talk, "request") == ["Use tabs, never spaces here", "And hurry"]


def test_answers_are_kept_with_their_questions() -> None:
    talk = Talk().tool("AskUserQuestion", {"questions": []}, 'User has answered: "Which port?"="8443", "Colours?"="red, blue".')
    long = "the one that the harbour has had " * 6 + "unless Mira asks"
    assert facts(Talk().tool("AskUserQuestion", {}, "", {"answers": {"Which map?": long}}), "answer")[0].text == long
    talk.tool("AskUserQuestion", {}, "", {"answers": {"Which host?": "harbour", "Both?": ["a", "b"]}})
    found = [(f.detail, f.text) for f in facts(talk, "answer")]
    assert sorted(found) == sorted([("Which port?", "8443"), ("Colours?", "red, blue"), ("Which host?", "harbour"), ("Both?", "a, b")])


@pytest.mark.parametrize("given", [{"taskId": "1", "status": "completed"}, {"taskId": ["1"], "status": "completed"}, "x"])
def test_a_task_that_an_agent_has_finished_is_done(given: Any) -> None:
    call = {"type": "assistant", "message": {"content": [{"type": "tool_use", "name": "TaskUpdate", "input": given}]}}
    talk = Talk().task(1, "Parse").task(2, "Draw")
    talk.record("progress", data={"message": call, "type": "agent_progress", "prompt": "x"}, toolUseID="agent_1", parentToolUseID="toolu_1")
    done = given == {"taskId": "1", "status": "completed"}
    assert [t.status for t in distill.tasks(fold(talk.records))] == ["completed" if done else "pending", "pending"]


def test_an_approved_plan_is_kept_and_a_refused_one_is_not() -> None:
    talk = Talk().tool("ExitPlanMode", {"plan": "# Draw the map\n1. Paper"}, "User has approved your plan.", {"plan": "x"})
    refused = "The user doesn't want to proceed with this tool use. To tell you how to proceed, the user said:\nUse ink instead"
    talk.tool("ExitPlanMode", {"plan": "# Burn the map"}, refused, bad=True)
    assert told(talk, "plan") == ["Draw the map"]
    assert facts(talk, "refusal")[0].detail.endswith("“Use ink instead”")


def test_tasks_are_as_the_client_lists_them() -> None:
    """An agent finished one; its own calls stand in another transcript."""
    talk = Talk().task(1, "Parse").task(2, "Draw").update(1, status="in_progress")
    listed = [{"id": "1", "subject": "Parse", "status": "completed"}, {"id": "2", "subject": "Draw it", "status": "pending"}]
    talk.tool("TaskList", {}, "#1 [completed] Parse", {"tasks": [*listed, {"id": "3", "subject": "Sell", "status": "pending"}, 7]})
    assert told(talk, "task") == ["Draw it", "Sell"]
    assert told(talk, "done") == ["Parse"]
    talk.update(2, status="completed").update(3, status="completed")
    assert told(talk, "task") == told(talk, "done") == []


@pytest.mark.parametrize(
    ("command", "place"),
    [("mv map.py src/", "src/map.py"), ("git mv map.py src/map.py", "src/map.py"), ("mv map.py other/m.py", "other/m.py")],
)
def test_a_file_that_was_moved_is_told_where_it_is_now(command: str, place: str) -> None:
    talk = Talk().tool("Write", {"file_path": "/project/map.py"}, "ok").bash(command, "")
    assert [f.text for f in facts(talk, "file")] == [place]


def test_what_was_edited_is_not_told_as_only_searched() -> None:
    talk = Talk().tool("Grep", {"pattern": "lend", "path": "/project/src/pack.py"}, "1:lend")
    talk.tool("Grep", {"pattern": "lend", "path": "/home/me/plan.md"}, "1:lend")
    assert told(talk, "read") == ["src/pack.py (“lend”)", "/home/me/plan.md (“lend”)"]
    talk.tool("Edit", {"file_path": "/project/src/pack.py"}, "ok").tool("Edit", {"file_path": "/home/me/plan.md"}, "ok")
    assert told(talk, "read") == []


def test_a_file_that_was_searched_and_then_read_is_told_once_with_its_parts_in_order() -> None:
    talk = Talk().tool("Grep", {"pattern": "lend", "path": "/project/src/pack.py"}, "1:lend")
    for first, count in ((200, 50), (1, 40), (30, 30), (90, 1)):
        talk.tool("Read", {"file_path": "/project/src/pack.py", "offset": first, "limit": count}, "text")
    assert told(talk, "read") == ["src/pack.py:1-59 (“lend”)"]


def reads_part(talk: Talk, first: int, count: int, came: int, total: int) -> Talk:
    file = {"filePath": "/project/a.py", "content": "x", "numLines": came, "startLine": first, "totalLines": total}
    return talk.tool("Read", {"file_path": "/project/a.py", "offset": first, "limit": count}, "x", {"type": "text", "file": file})


def test_of_a_part_that_was_asked_for_as_many_lines_are_told_as_came_back() -> None:
    assert told(reads_part(Talk(), 450, 550, 344, 793), "read") == ["a.py:450-793"]
    assert told(reads_part(Talk(), 450, 50, 50, 793), "read") == ["a.py:450-499"]
    assert told(reads_part(Talk(), 900, 50, 0, 793), "read") == ["a.py"]
    talk = Talk().bash("sed -n 1,60p a.py | cat -A", "x", cwd="/project").bash("sed -n 70,90p a.py | cat -A", "x", cwd="/project")
    assert told(reads_part(talk, 20, 10, 10, 53), "read") == ["a.py:1-53"]  # what is known of its end now


@pytest.mark.parametrize(
    ("command", "output", "read"),
    [
        ("sed -n 1,60p a.py", "x\n" * 53, "a.py:1-53"),
        ("cd /project && sed -n 11,20p a.py", "x\n\nx", "a.py:11-13"),
        ("sed -n 1,60p a.py; echo '=== job ==='; grep -n job b.yml | head -60", "x\nx\n=== job ===\n3:job", "a.py:1-2"),
        ("head -50 a.py", "x\nx", "a.py:1-2"),
        ("sed -n 1,2p a.py", "x\nx", "a.py:1-2"),
        ("sed -n 900,950p a.py", "(Bash completed with no output)", "a.py"),
        ("sed -n 1,60p a.py | grep x", "x", "a.py:1-60"),
        ("sed -n 1,60p a.py; make", "x", "a.py:1-60"),
        ("sed -n 1,60p a.py", "x\n\n... [269 lines truncated] ...", "a.py:1-60"),
        ("sed -n 1,60p a.py; echo x", "x\nx", "a.py:1-60"),
        ("sed -n 1,60p a.py || echo none", "x\nnone", "a.py:1-60"),
    ],
)
def test_of_lines_that_a_command_asked_for_as_many_are_told_as_it_printed(command: str, output: str, read: str) -> None:
    assert told(Talk().bash(command, output, cwd="/project"), "read") == [read]


def test_a_refusal_is_no_failing_command() -> None:
    said = "The user doesn't want to proceed with this tool use. The tool use was rejected"
    talk = Talk().bash("rm -rf build", said, bad=True)
    assert told(talk, "refusal") == ["Bash: rm -rf build"]
    assert told(talk, "failing") == []


def test_a_refusal_from_before_the_last_compaction_is_told_with_its_reason_alone() -> None:
    said = "The user doesn't want to proceed with this tool use. The tool use was rejected"
    reason = "The user doesn't want to proceed with this tool use. To tell you how to proceed, the user said:\nNot before Friday"
    talk = Talk().bash("rm -rf build", reason, bad=True).bash("rm -rf maps", said, bad=True).compacted()
    assert told(talk, "refusal") == ["Bash: rm -rf build"]


# Commands


def test_a_command_that_failed_is_kept_until_it_passes() -> None:
    talk = Talk().bash("make", "Exit code 2\ncompiling two files\nerror: no rule", bad=True)
    assert [(f.text, f.detail) for f in facts(talk, "failing")] == [("make", "error: no rule")]
    assert told(talk.compacted(), "failing") == ["make"]
    assert told(talk.bash("make", "ok"), "failing") == []


def started(talk: Talk, shell: str, command: str = "make") -> Talk:
    return talk.tool("Bash", {"command": command}, f"Command running in background with ID: {shell}", {"backgroundTaskId": shell})


def noted(talk: Talk, shell: str, status: str, said: str, *, queued: bool = False) -> Talk:
    """As the client says it, between turns or inside one."""
    note = f"<task-notification>\n<task-id>{shell}</task-id>\n<status>{status}</status>\n<summary>{said}</summary>\n</task-notification>"
    if queued:
        return talk.record("attachment", attachment={"type": "queued_command", "prompt": note, "commandMode": "task-notification"})
    return talk.record("user", message={"role": "user", "content": note})


def read_out(talk: Talk, shell: str, status: str, output: str, *, old: bool = False) -> Talk:
    if old:
        return talk.tool("BashOutput", {"bash_id": shell}, output, {"shellId": shell, "status": status, "stdout": output, "stderr": ""})
    return talk.tool("TaskOutput", {"task_id": shell}, output, {"task": {"task_id": shell, "status": status, "output": output}})


def test_a_command_in_the_background_has_not_passed_before_it_ends() -> None:
    talk = started(Talk().bash("make", "Exit code 2\nerror: no rule", bad=True), "b1")
    assert told(talk, "failing") == ["make"]
    assert told(read_out(talk, "b1", "running", ""), "failing") == ["make"]
    assert told(noted(talk, "b2", "completed", "another"), "failing") == ["make"]
    assert told(noted(talk, "b1", "killed", "was stopped"), "failing") == ["make"]


@pytest.mark.parametrize("queued", [False, True])
def test_a_command_in_the_background_passes_or_fails_when_the_client_says_so(queued: bool) -> None:
    failed = started(Talk(), "b1")
    noted(failed, "b1", "failed", 'Background command "x" failed with exit code 3', queued=queued)
    assert [(f.text, f.detail) for f in facts(failed, "failing")] == [("make", 'Background command "x" failed with exit code 3')]
    assert told(noted(started(failed, "b2"), "b2", "completed", "completed", queued=queued), "failing") == []


@pytest.mark.parametrize("old", [False, True])
def test_a_background_command_is_known_better_once_its_output_is_read(old: bool) -> None:
    talk = started(Talk().bash("git status", "fatal: no repository", bad=True), "b1", "git commit -m x")
    read_out(talk, "b1", "failed", "error: nothing added to commit", old=old)
    assert [f.text for f in facts(talk, "failing")] == ["git status", "git commit -m x"]
    noted(started(talk, "b3", "git status"), "b3", "failed", "exit code 128")
    assert [f.detail for f in facts(talk, "failing")] == ["fatal: no repository", "error: nothing added to commit"]
    read_out(talk, "b3", "failed", "fatal: another reason", old=old)
    assert [f.detail for f in facts(talk, "failing")] == ["error: nothing added to commit", "fatal: another reason"]
    read_out(started(talk, "b2", "git commit -m x"), "b2", "completed", "[main 1a2b3c4] x", old=old)
    assert told(talk, "failing") == ["git status"]
    assert told(talk, "commit") == ["1a2b3c4"]


def test_a_session_began_with_its_first_record() -> None:
    talk = Talk().record("summary", timestamp=None).prompt("First").prompt("Second")
    assert fold(talk.records).data["began"] == talk.records[1]["timestamp"]


def test_commits_and_pull_requests_are_read_from_what_was_printed() -> None:
    talk = Talk().bash("git commit -qm x && git log", "[main (root-commit) 0123abc] Begin\n[fix/x 89abcde] Mend\n")
    talk.bash("gh pr create --fill", "Creating\nhttps://example.invalid/a/b/pull/7\n")
    talk.record("pr-link", prUrl="https://example.invalid/a/b/pull/8")
    talk.bash("cat log", "[main 7777777] Not a commit of ours")
    assert told(talk, "commit") == ["0123abc", "89abcde"]
    assert told(talk, "pull_request") == ["https://example.invalid/a/b/pull/7", "https://example.invalid/a/b/pull/8"]


# Files


def test_edits_add_up_and_the_last_file_edited_comes_last() -> None:
    talk = Talk().edit("/project/a.py", " def one():", "-x", "+y").edit("/project/b.py", "+z").edit("/project/a.py", "+q")
    assert [(f.text, f.detail) for f in facts(talk, "file")] == [("b.py", "updated"), ("a.py", "updated (one)")]


def test_a_created_file_is_marked_so_and_a_failed_edit_leaves_nothing() -> None:
    talk = Talk().write("/project/new.py", "class Map:\n    pass\n").tool("Edit", {"file_path": "/project/no.py"}, "not found", bad=True)
    assert [(f.text, f.detail) for f in facts(talk, "file")] == [("new.py", "created (Map)")]


def test_the_newest_of_a_kind_is_the_most_important() -> None:
    talk = Talk().prompt("First").compacted().prompt("Second").edit("/project/a.py", "+x").edit("/project/b.py", "+x").prompt("Third")
    ordered = distill.facts(fold(talk.records), "/project")
    assert [f.text for f in ordered if f.kind == "request"] == ["Third", "Second", "First"]
    assert [f.text for f in ordered if f.kind == "file"] == ["b.py", "a.py"]


def test_files_from_before_the_last_compaction_come_behind_newer_ones() -> None:
    talk = Talk().edit("/project/old.py", "+x").compacted().edit("/project/new.py", "+x")
    priorities = {f.text: f.priority for f in facts(talk, "file")}
    assert priorities["new.py"] < priorities["old.py"]


def changed(talk: Talk, path: str) -> Talk:
    """As the client says that a file is no longer what it was."""
    return talk.record("attachment", attachment={"type": "edited_text_file", "filename": path, "snippet": "x"})


def test_a_file_that_a_person_changed_meanwhile_was_changed_outside() -> None:
    talk = Talk().tool("Read", {"file_path": "/project/c.py"}, "x").bash("git status").prompt("I changed it myself.")
    assert told(changed(talk, "/project/c.py"), "outside") == ["c.py"]
    assert told(talk.edit("/project/c.py", "+x"), "outside") == []


@pytest.mark.parametrize("command", ["git checkout main -q", "git stash", "git pull --rebase", "ruff format .", "npm run fix", "make gen"])
def test_a_file_that_a_command_may_have_changed_was_not_changed_outside(command: str) -> None:
    talk = Talk().edit("/project/c.py", "+x").bash(command).prompt("Go on.")
    assert told(changed(talk, "/project/c.py"), "outside") == []


def test_a_file_that_a_formatter_changed_behind_an_edit_was_not_changed_outside() -> None:
    assert told(changed(Talk().prompt("Do it.").edit("/project/c.py", "+x"), "/project/c.py"), "outside") == []


def test_reads_and_searches_are_kept_with_what_was_looked_for() -> None:
    talk = Talk().tool("Read", {"file_path": "/project/a.py", "offset": 120, "limit": 40}, "x")
    talk.tool("Read", {"file_path": "/project/b.py"}, "x")
    talk.tool("Grep", {"pattern": "lend", "path": "/project/a.py"}, "x").tool("Grep", {"pattern": "_share", "path": "/project/src"}, "x")
    talk.edit("/project/b.py", "+x").tool("Read", {"file_path": "/tmp/x.output"}, "x")
    assert [f.text for f in facts(talk, "read")] == ["a.py:120-159 (“lend”)", "src: “_share”"]


@pytest.mark.parametrize(
    ("command", "output", "left"),
    [
        ("git commit --amend --no-edit", "[main 3c3c3c3] Draw tides", ["1a1a1a1", "3c3c3c3"]),
        ("git add -A && git commit --amend -m 'Draw them'", "[main 3c3c3c3] Draw them", ["1a1a1a1", "3c3c3c3"]),
        ("git reset --soft HEAD~1", "", ["1a1a1a1"]),
        ("git reset --hard HEAD^^", "HEAD is now at 0d0d0d0 x", []),
        ("git reset HEAD~1 -- a.py", "", ["1a1a1a1", "2b2b2b2"]),
        ("git reset --hard", "HEAD is now at 2b2b2b2 Draw tides", ["1a1a1a1", "2b2b2b2"]),
    ],
)
def test_a_commit_that_was_amended_or_taken_back_is_none(command: str, output: str, left: list[str]) -> None:
    talk = Talk().bash("git commit -m a", "[main 1a1a1a1] Draw map").bash("git commit -m b", "[main 2b2b2b2] Draw tides")
    assert told(talk.bash(command, output), "commit") == left


def test_what_was_read_for_work_that_is_committed_is_told_by_its_name() -> None:
    talk = Talk().bash("sed -n 1,40p a.py", "x").tool("Grep", {"pattern": "lend", "path": "/project/src"}, "x")
    talk.bash("git commit -m x", "[main 1a2b3c4] x")
    assert [(f.text, f.earlier) for f in facts(talk, "read")] == [("a.py", True)]
    told = facts(talk.bash("sed -n 1,40p c.py", "x\n" * 40), "read")
    assert [(f.text, f.earlier) for f in told] == [("a.py", True), ("c.py:1-40", False)]


def test_what_was_read_for_a_former_request_is_earlier_and_what_was_searched_is_not_told() -> None:
    talk = Talk().prompt("Draw the map").bash("sed -n 1,40p a.py", "x\n" * 40)
    talk.tool("Grep", {"pattern": "lend", "path": "/project/src"}, "x")
    assert [f.text for f in facts(talk, "read")] == ["a.py:1-40", "src: “lend”"]
    assert [(f.text, f.earlier) for f in facts(talk.prompt("Now frame it"), "read")] == [("a.py:1-40", True)]


def test_what_lies_beside_the_project_is_told_as_read_until_the_next_compaction() -> None:
    talk = Talk().tool("Read", {"file_path": "/usr/share/tide/tide.h"}, "x").tool("Read", {"file_path": "/project/a.py"}, "x")
    assert [f.text for f in facts(talk, "read")] == ["/usr/share/tide/tide.h", "a.py"]
    assert [f.text for f in facts(talk.compacted(), "read")] == ["a.py"]


def test_a_search_is_not_told_where_a_read_file_tells_it_or_what_it_found_was_edited() -> None:
    talk = Talk().tool("Grep", {"pattern": "lend", "path": "/project/src"}, "src/a.py:3:x", {"filenames": ["src/a.py"], "numFiles": 1})
    assert [f.text for f in facts(talk, "read")] == ["src: “lend” → a.py"]
    talk.edit("/project/src/a.py", "+x")
    assert facts(talk, "read") == []
    talk.tool("Grep", {"pattern": "tide"}, "x").tool("Read", {"file_path": "/project/b.py"}, "x")
    talk.tool("Grep", {"pattern": "tide", "path": "/project/b.py"}, "x")
    assert [f.text for f in facts(talk, "read")] == ["b.py (“tide”)"]


def test_a_search_that_found_more_than_is_told_says_so() -> None:
    lines = "\n".join(f"src/part{n}.py:{n}:lend()" for n in range(1, 6))
    talk = Talk().tool("Grep", {"pattern": "lend"}, lines, {"mode": "content", "content": lines, "numFiles": 0, "filenames": []})
    assert [f.text for f in facts(talk, "read")] == ["“lend” → src/part1.py:1, src/part2.py:2, …"]
    same = "\n".join(f"src/part1.py:{n}:lend()" for n in range(1, 6))
    talk = Talk().tool("Grep", {"pattern": "lend"}, same, {"mode": "content", "content": same, "numFiles": 0, "filenames": []})
    assert [f.text for f in facts(talk, "read")] == ["“lend” → src/part1.py:1"]


def test_a_prompt_that_was_sent_again_is_told_once() -> None:
    talk = Talk().prompt("Draw the map of the tide").says("x").prompt("Draw the map of the tide").prompt("Frame it")
    assert [f.text for f in facts(talk, "request")] == ["Draw the map of the tide", "Frame it"]


def test_a_plan_from_before_the_last_compaction_is_told_while_tasks_are_open() -> None:
    talk = Talk().tool("ExitPlanMode", {"plan": "# Draw the tide"}, "User has approved your plan.").todos(("Frame it", "pending"))
    talk.compacted()
    assert [f.text for f in facts(talk, "plan")] == ["Draw the tide"]
    assert facts(talk.todos(("Frame it", "completed")), "plan") == []


def test_of_a_command_with_and_without_an_option_the_last_form_is_told() -> None:
    talk = Talk()
    for command in ("tide check map", "tide check map --strict", "make test", "make test", "tide check map", "tide check map --strict"):
        talk.bash(command, "x")
    assert [f.text for f in facts(talk, "command")] == ["make test", "tide check map --strict"]


def test_what_was_read_whole_or_before_the_latest_is_earlier_folder_by_folder() -> None:
    talk = Talk()
    for path in ("src/a.py", "docs/b.md", "README.md", "src/c.py"):
        talk.tool("Read", {"file_path": f"/project/{path}"}, "x")
    for n in range(5):
        talk.tool("Read", {"file_path": f"/project/d{n}/e.py", "offset": 5, "limit": 10}, "x")
    told = facts(talk, "read")
    assert [f.text for f in told if f.earlier] == ["docs/b.md", "src/a.py, c.py", "d0/e.py:5-14"]
    assert [f.text for f in told if not f.earlier] == [f"d{n}/e.py:5-14" for n in range(1, 5)]


@pytest.mark.parametrize("path", ["node_modules/tide/index.js", "web/dist/a.js", ".venv/lib/tide.py", "_build/dev/a.ex"])
def test_what_tools_put_into_a_project_is_not_told_as_read(path: str) -> None:
    assert facts(Talk().bash(f"sed -n 1,40p {path}", "x"), "read") == []


def test_what_was_read_in_one_folder_is_one_line_which_a_text_holds_with_each_name() -> None:
    talk = Talk().tool("Grep", {"pattern": "lend", "path": "/project/src"}, "x").tool("Read", {"file_path": "/project/docs/b.md"}, "x")
    talk.tool("Read", {"file_path": "/project/src/c.py"}, "x")
    talk.tool("Grep", {"pattern": "tide", "path": "/project/src/d.py"}, "x")
    told = facts(talk, "read")
    assert [f.text for f in told] == ["docs/b.md", "src/c.py", "src: “lend”; d.py (“tide”)"]
    assert missing(told, "docs/b.md", "In src: lend, c.py and d.py") == [told[2]]
    assert missing(told, "docs/b.md", "src/c.py", "- " + told[2].text) == []


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("sed -n '120,160p' src/a.py", ["src/a.py:120-160"]),
        ("cd src && sed -n 5,9p a.py | head -3", ["src/a.py:5-9"]),
        ("head -50 src/a.py && cat docs/b.md 2>/dev/null", ["src/a.py:1-50", "docs/b.md"]),
        ("head -n 20 src/a.py src/b.py", ["src: a.py:1-20; b.py:1-20"]),
        ("tail -n 5 log.txt", ["log.txt"]),
        ("head -c 100 src/a.py; head --bytes=100 src/b.py", ["src/a.py, b.py"]),
        ("cat src/*.py $X /tmp/out.txt", []),
        ("cat > a.py <<'EOF'\nb.py\nEOF", []),
        ("sed -i s/a/b/ a.py; ls src/a.py; git diff src/a.py; grep -n x src/a.py", []),
        ("ls -la | cat -n ", []),
    ],
)
def test_files_that_a_shell_showed_were_read(command: str, expected: list[str]) -> None:
    assert [f.text for f in facts(Talk().bash(command, "x\n" * 60), "read")] == expected


def test_a_call_that_was_written_down_behind_its_own_cd_ran_in_that_folder() -> None:
    talk = Talk(cwd="/project/web").bash("cd web && cat app.js && echo x > out.js && npm run build", "ok")
    found = distill.facts(fold(talk.records), "/project")
    assert {(f.kind, f.text) for f in found} == {("read", "web/app.js"), ("file", "web/out.js"), ("command", "cd web && npm run build")}


def test_a_search_is_told_with_where_it_found_something_and_not_where_it_found_nothing() -> None:
    found: Json = {
        "mode": "content",
        "numFiles": 0,
        "filenames": [],
        "content": "src/a.py:12:def lend\nsrc/a.py:40:lend()\nsrc/b.py:7:lend",
    }
    talk = Talk().tool("Grep", {"pattern": "lend", "path": "/project/src"}, "x", found)
    talk.tool(
        "Grep", {"pattern": "tide"}, "x", {"mode": "files_with_matches", "filenames": ["/project/c.py", "/project/d/e.py"], "numFiles": 2}
    )
    talk.tool("Grep", {"pattern": "main", "path": "/project/go/m.go"}, "x", {**found, "content": "31:func main() {"})
    talk.tool("Grep", {"pattern": "never", "path": "/project/src"}, "x", {"mode": "content", "numFiles": 0, "filenames": [], "content": ""})
    assert [f.text for f in facts(talk, "read")] == ["src: “lend” → a.py:12, b.py:7", "“tide” → c.py, d/e.py", "go/m.go:31 (“main”)"]
    talk.edit("/project/src/a.py", "+x").edit("/project/go/m.go", "+x")
    assert [f.text for f in facts(talk, "read")] == ["src: “lend” → a.py, b.py:7", "“tide” → c.py, d/e.py"]


def test_requests_are_told_with_how_they_end_those_from_before_the_last_commit_by_their_beginning() -> None:
    talk = Talk()
    for n in range(6):
        if n == 4:
            talk.bash("git commit -m x", "[main 1a2b3c4] x")
        talk.prompt(" ".join([f"Request{n}", *(f"word{k}" for k in range(60))]))
    told = [f.text for f in facts(talk, "request")]
    assert ["word59" in text for text in told] == [False, False, False, False, True, True]
    assert all(text.startswith(f"Request{n} word0 word1") for n, text in enumerate(told))


# Compactions


def test_a_boundary_and_its_summary_are_one_compaction() -> None:
    data = fold(Talk().prompt("a").compacted("First.").prompt("b").compacted("Second.").records).data
    assert (data["compaction_index"], data["summary"]) == (2, "Second.")


def test_the_oldest_clients_write_the_summary_alone() -> None:
    data = fold(Talk(version=OLD).prompt("a").summary("First.").prompt("b").summary("Second.").records).data
    assert (data["compaction_index"], data["summary"], data["client"]) == (2, "Second.", OLD)


def test_behind_a_boundary_the_summary_before_it_no_longer_counts() -> None:
    assert fold(Talk().compacted("First.").prompt("b").boundary().records).data["summary"] == ""


def test_titles_and_small_compactions_are_none() -> None:
    talk = Talk().prompt("a").record("system", subtype="microcompact_boundary").record("summary", summary="A title", leafUuid="x")
    assert fold(talk.records).data["compaction_index"] == 0


def test_a_sidechain_never_gets_into_the_main_conversation() -> None:
    main = worked(Talk())
    alone = distill.facts(fold(main.records), "/project")
    side = worked(Talk(cwd="/elsewhere", version="9.9.9")).compacted("Not ours.").task(9, "Side task")
    mixed = [r for pair in zip(main.records, ({**s, "isSidechain": True} for s in side.records), strict=False) for r in pair]
    again = distill.facts(fold(mixed), "/project")
    assert [f._replace(evidence=f.evidence._replace(line=0)) for f in again] == [
        f._replace(evidence=f.evidence._replace(line=0)) for f in alone
    ]
    assert fold(mixed).data["client"] == NEW


def test_context_in_use_is_that_of_the_newest_answer() -> None:
    talk = Talk().says("a", tokens=100_000).compacted().says("b", tokens=20_000)
    assert fold(talk.records).data["tokens"] == 20_000


def test_evidence_leads_to_the_record_and_its_line() -> None:
    talk = Talk().prompt("a").prompt("Find me")
    fact = facts(talk, "request")[1]
    assert (fact.evidence.uuid, fact.evidence.line, fact.time) == (talk.records[1]["uuid"], 2, talk.records[1]["timestamp"])


@pytest.mark.parametrize("version", VERSIONS)
def test_recorded_sessions_give_the_facts_that_were_played(version: str) -> None:
    records = [json.loads(line) for line in (SAMPLES / version / "session.jsonl").read_bytes().splitlines()]
    ahead = fold(records[: next(n for n, r in enumerate(records) if r.get("subtype") == "compact_boundary")])
    talk = Talk()
    talk.records = records[: ahead.data["line"]]
    kinds = {kind: told(talk, kind) for kind in ("task", "file", "failing", "decision", "done")}
    assert ahead.data["client"].startswith(version)
    assert kinds["task"] == ["Describe the blank-row rule in docs/format.md", "Make the empty-input check pass"]
    assert kinds["done"] == ["Skip blank rows while reading"]
    assert kinds["file"] == ["src/parser.py", "src/blank.py"]
    assert kinds["failing"] == ["sh tests/check.sh"]
    assert len(kinds["decision"]) == 1
    assert fold(records).data["compaction_index"] == 1


# Whatever the records hold

values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | st.text(max_size=8) | st.just("\x00/a"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
GENERATED = (
    worked(Talk()).compacted().edit("/project/b.py", "+x").task(1, "Parse").update(1, status="in_progress")
    .tool("AskUserQuestion", {}, '"a"="b"', {"answers": {"a": "b"}}).tool("ExitPlanMode", {"plan": "# P"}, "saved to: x.md", {"plan": "P"})
    .tool("Task", {"prompt": "x"}, "launched", {"status": "async_launched", "agentId": "a1"})
    .record("attachment", attachment={"type": "queued_command", "prompt": [{"type": "text", "text": "Never mind"}]})
    .record("attachment", attachment={"type": "edited_text_file", "filename": "/project/c.py"})
    .record("pr-link", prUrl="https://example.invalid/pull/8").write("/project/w.md", "# W\n").bash("x", "fails here now", bad=True).records
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(p for key, inner in pairs for p in places(inner, (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> list[Json]:
    """Real records with values replaced anywhere in them."""
    records = copy.deepcopy(list(GENERATED))
    for _ in range(draw(st.integers(1, 4))):
        record = records[draw(st.integers(0, len(records) - 1))]
        inside = [p for p in places(record) if p]
        if inside:
            *way, last = draw(st.sampled_from(inside))
            for key in way:
                record = record[key]
            record[last] = draw(values)
    return records


@given(mutated())
def test_any_values_anywhere_never_raise(records: list[Json]) -> None:
    done = fold(records)
    assert Fold(json.loads(json.dumps(done.data))).data.keys() == done.data.keys()
    found = distill.facts(done, "/project")
    tasks = distill.tasks(done)
    assert isinstance(recovery_text.prompt(Checkpoint(pending_tasks=tuple(tasks)), found, "en", 2500), str)


@given(st.sampled_from([r for r in GENERATED if r["type"] in ("user", "assistant")]), st.data())
def test_values_nested_deeply_never_raise(record: Json, data: st.DataObject) -> None:
    record = copy.deepcopy(record)
    *way, last = data.draw(st.sampled_from([p for p in places(record) if p]))
    target: Any = record
    for key in way:
        target = target[key]
    opened, closed = data.draw(st.sampled_from([("[", "]"), ('{"content": [', "]}"), ('{"text": ', "}")]))
    target[last] = json.loads(opened * 200 + closed * 200) if opened != '{"text": ' else json.loads(opened * 400 + "1" + closed * 400)
    done = fold([*GENERATED, record, *GENERATED])
    assert json.dumps(done.data)
    assert distill.facts(done, "/project")


@given(st.integers(0, len(GENERATED)))
def test_generated_records_folded_in_two_parts_equal_all_at_once(split: int) -> None:
    assert in_two(GENERATED, split) == fold(GENERATED).data


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["session", "agent-compaction"])
def test_recorded_sessions_folded_in_two_parts_equal_all_at_once(version: str, name: str) -> None:
    records = [json.loads(line) for line in (SAMPLES / version / f"{name}.jsonl").read_bytes().splitlines()]
    whole = fold(records).data
    assert all(in_two(records, split) == whole for split in range(len(records) + 1))


def in_two(records: Iterable[Json], split: int) -> Json:
    """Through JSON in between, as a cursor keeps it; `json` keeps the order of keys, and so do folds."""
    records = list(records)
    kept = json.loads(json.dumps(fold(records[:split]).data))
    data = fold(records[split:], Fold(kept)).data
    assert list(data["files"]) == list(fold(records).data["files"])
    return data


def test_what_is_kept_is_bounded_however_long_a_session_is() -> None:
    talk = Talk()
    for n in range(1350):
        talk.prompt(f"Never do thing {n}, please. " + "x" * 900).bash(f"run {n} " + "y" * 3000, "it failed with " + "z" * 900, bad=True)
        talk.edit(f"/project/{n}.py", "+x", before="b" * 900).tool("Read", {"file_path": f"/d/{n}.md"}, "x")
        talk.record("attachment", attachment={"type": "edited_text_file", "filename": f"/project/o{n}.py"})
        talk.calls("Task", {"prompt": "p" * 3000}).calls("Write", {"file_path": "x", "content": "c" * 3000})
    sizes = [len(json.dumps(fold(talk.records[: len(talk.records) * part // 3]).data)) for part in (1, 2, 3)]
    assert max(sizes) < 1.05 * sizes[0]
    assert max(sizes) < 1 << 20


def test_a_command_that_the_client_did_not_run_has_not_failed() -> None:
    talk = Talk().bash("make x", "<tool_use_error>Sibling tool call errored</tool_use_error>", bad=True)
    assert not told(talk, "failing")


def test_addresses_files_and_what_is_cut_hold_no_secret() -> None:
    token = "ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"
    talk = Talk().record("pr-link", prUrl=f"https://u:{token}@github.com/a/b/pull/1")
    talk.bash("gh pr create", f"https://u:{token}@github.com/a/b/pull/2").bash("echo " + "a " * 985 + token)
    talk.tool("ExitPlanMode", {"plan": "# P"}, f"saved to: /x/{token}.md").prompt("Hi", gitBranch=f"fix-{token}")
    talk.compacted(f"The token is {token}.")
    fold = Fold()
    for record in talk.records:
        fold.add(record)
    assert "ghp_" not in json.dumps(fold.kept())


def test_no_order_to_a_terminal_gets_into_a_fact() -> None:
    assert cut("map of the harbour", 9, 12) == cut("map of the harbour", 9, 10) == "map of the …"
    assert cut("harbour", 9, 4) == "harb …"
    assert "\x1b" not in cut("a\x1bc b\x9b2J c\x07", 9, 99)
    assert "\x9b" not in cut("a\x1bc b\x9b2J c\x07", 9, 99)


def test_what_was_answered_before_the_last_commit_or_with_a_question_is_earlier() -> None:
    talk = Talk().tool("AskUserQuestion", {}, 'User has answered your questions: "Which sea?"="The North Sea".')
    talk.bash("git commit -m x", "[main 1a2b3c4] x")
    said = ("The old harbour", "What are the harbours?")
    for text in said:
        talk.tool("AskUserQuestion", {}, f'User has answered your questions: "Which harbour?"="{text}".')
    assert {f.text: f.earlier for f in facts(talk, "answer")} == {"The North Sea": True, said[0]: False, said[1]: True}


def test_a_file_in_which_a_failure_stands_was_read_all_the_same() -> None:
    talk = Talk().bash("cat tides.log | head -20", "Traceback (most recent call last):\nValueError: x")
    assert told(talk, "read") == ["tides.log"]
    assert told(Talk().bash("cat tides.log | head -20", "cat: tides.log: No such file or directory"), "read") == []


def test_a_command_that_checks_nothing_is_earlier_behind_a_compaction_and_so_is_one_of_a_scratch_folder() -> None:
    talk = Talk()
    for command in ("tide draw --all", "make test", "cd /tmp/try && ./probe run"):
        talk.bash(command, "x").bash(command, "x").bash(command, "x")
    talk.compacted()
    assert {f.text: f.earlier for f in facts(talk, "command")} == {
        "tide draw --all": True, "make test": False, "cd /tmp/try && ./probe run": True
    }  # fmt: skip
    assert {f.text: f.earlier for f in facts(talk.bash("tide draw --all", "x"), "command")}["tide draw --all"] is False


def test_scratch_files_are_earlier_and_take_no_place_of_a_file_of_the_project() -> None:
    talk = Talk()
    for n in range(5):
        talk.edit(f"/project/src/part{n}.py", f"+read_part_{n}()")
    talk.edit("/tmp/try/probe_tide.py", "+probe_tide()")
    told = {f.text: (f.detail, f.earlier) for f in facts(talk, "file")}
    assert told["/tmp/try/probe_tide.py"] == ("", True)
    assert told["src/part1.py"] == ("updated (read_part_1)", False)


def test_a_file_that_was_removed_is_told_to_be_gone_behind_a_commit_too() -> None:
    talk = Talk().bash("git rm -q src/old.py", "").bash("git commit -m x", "[main 1a2b3c4] x").edit("/project/src/new.py", "+x")
    told = {f.text: (f.detail, f.earlier) for f in facts(talk, "file")}
    assert told == {"src/old.py": ("removed", True), "src/new.py": ("updated", False)}


def test_the_lines_of_an_edited_file_are_those_that_were_edited() -> None:
    talk = Talk().edit("/project/a.py", "+x", start=7).tool("Read", {"file_path": "/project/a.py", "offset": 100, "limit": 20}, "x")
    assert fold(talk.bash("sed -n 42,61p a.py", "x\n" * 20).records).data["files"]["/project/a.py"]["lines"] == [7, 7]
