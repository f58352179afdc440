"""What was done outside the machine, with its target."""

import pytest
from conftest import Talk
from test_fold import facts, noted, started, told

PUSHED = "To github.com:o/r.git\n   1a2b3c4..5d6e7f8  feat/x -> feat/x\n"


@pytest.mark.parametrize(
    ("command", "output", "form", "target"),
    [
        ("gh pr comment 133 --body 'Done'", "https://github.com/o/r/pull/133#issuecomment-1", "gh pr comment", "133"),
        ("gh pr create --title 'Add x' --fill", "https://github.com/o/r/pull/12", "gh pr create", "12 “Add x”"),
        ("gh issue close 14 -c done", "", "gh issue close", "14"),
        ("gh pr merge 9 --squash", "", "gh pr merge --squash", "9"),
        ("gh pr review 7 --approve", "", "gh pr review --approve", "7"),
        ("gh release create v1.2.0 --notes x", "https://github.com/o/r/releases/tag/v1.2.0", "gh release create", "v1.2.0"),
        (
            "gh api -X POST repos/o/r/pulls/133/comments/2731/replies -f body=ok",
            "{}",
            "gh api POST repos/o/r/pulls/133/comments/*/replies",
            "2731",
        ),
        ("gh api repos/o/r/issues/14/labels -f labels[]=bug", "{}", "gh api POST repos/o/r/issues/*/labels", "14"),
        ("gh api repos/o/r/pulls/133/comments -F in_reply_to=2731 -f body=ok", "{}", "gh api POST repos/o/r/pulls/133/comments", "2731"),
        ("glab mr note 5 -m ok", "", "glab mr note", "5"),
        ("git push", PUSHED, "git push", "feat/x"),
        ("git push -u origin feat/x 2>&1 | tail -2", PUSHED, "git push origin", "feat/x"),
        ("git push --force-with-lease origin HEAD", PUSHED, "git push --force-with-lease origin", "feat/x"),
        ("git -C ../lib push origin v1.0", "", "git push origin", "v1.0"),
        ("npm publish --access public", "+ tides@1.2.3", "npm publish", "tides@1.2.3"),
        ("uv run twine upload dist/*", "", "twine upload", ""),
        ("docker push registry.example/app:1", "", "docker push registry.example/app:1", ""),
        ("kubectl apply -f deploy.yaml", "deployment.apps/app configured", "kubectl apply deploy.yaml", ""),
        ("terraform apply -auto-approve", "Apply complete!", "terraform apply", ""),
        ("curl -s -X DELETE https://api.example.com/v1/items/42", "", "curl DELETE", "https://api.example.com/v1/items/42"),
        ("aws s3 cp map.png s3://tides/", "upload: ./map.png", "aws s3 cp map.png s3://tides/", ""),
        ("kubectl rollout restart deploy/tides", "", "kubectl rollout restart deploy/tides", ""),
        ("gh pr ready 9 --undo", "", "gh pr ready --undo", "9"),
        ("curl -sX POST https://api.example.com/v1/items", "", "curl POST", "https://api.example.com/v1/items"),
        ("if make check; then git push; fi", PUSHED, "git push", "feat/x"),
        ("curl https://api.example.com/v1/items -d '{}'", "", "curl POST", "https://api.example.com/v1/items"),
    ],
)
def test_an_action_is_kept_with_its_target(command: str, output: str, form: str, target: str) -> None:
    found = facts(Talk().bash(command, output), "outward")
    assert [f.text.removesuffix(" dist/*") for f in found] == [f"{form}: {target}" if target else form]


@pytest.mark.parametrize(
    "command",
    [
        "gh pr view 133",
        "gh api repos/o/r/pulls/1/comments",
        "git push --dry-run",
        "git stash push a.py",
        "npm publish --dry-run",
        "npm install x",
        "kubectl get pods",
        "terraform plan",
        "curl -s https://example.com",
        "curl -X POST http://localhost:8080/x",
        "docker build .",
        "bun add x",
        "echo git push",
        "gh pr checks 12",
        "git commit -m 'git push'",
        "aws s3 cp s3://tides/map.png .",
        "gcloud storage cp gs://tides/map.png maps/",
        "aws s3 sync site s3://tides --dryrun",
        "kubectl rollout status deploy/tides",
        "ansible-playbook site.yml --check",
        "if gh pr view; then gh pr edit 5 --title x; else gh pr create --title x; fi",
    ],
)
def test_an_action_that_others_do_not_see_is_not_kept(command: str) -> None:
    assert told(Talk().bash(command, "ok"), "outward") == []


def test_many_of_one_kind_make_one_line_and_a_failed_one_is_not_done() -> None:
    talk = Talk()
    for n in (2731, 2732, 2733):
        talk.bash(f"gh api -X POST repos/o/r/pulls/1/comments/{n}/replies -f body=ok", "{}")
    talk.bash("gh api -X POST repos/o/r/pulls/1/comments/2734/replies -f body=ok", "Exit code 1\nHTTP 404: Not Found", bad=True)
    assert told(talk, "outward") == ["gh api POST repos/o/r/pulls/1/comments/*/replies: 2731, 2732, 2733"]


@pytest.mark.parametrize(
    ("tool", "given", "output", "expected"),
    [
        ("mcp__linear-server__create_issue", {"title": "Draw"}, '{"identifier":"ENT-97"}', ("linear-server create_issue", "ENT-97 Draw")),
        ("mcp__github__add_issue_comment", {"issue_number": 14, "body": "x"}, "{}", ("github add_issue_comment", "14")),
        ("mcp__slack__post_message", {"channel": "#ops", "text": "x"}, "ok", ("slack post_message", "#ops")),
        ("mcp__jira__transitionIssue", {"issueKey": "OPS-3"}, "ok", ("jira transitionIssue", "OPS-3")),
    ],
)
def test_an_mcp_tool_whose_name_says_so_acts_outwards(tool: str, given: dict[str, object], output: str, expected: tuple[str, str]) -> None:
    assert told(Talk().tool(tool, given, output), "outward") == [": ".join(expected)]


@pytest.mark.parametrize(
    "tool", ["mcp__github__get_issue", "mcp__filesystem__write_file", "mcp__playwright__browser_close", "mcp__linear__list_issues"]
)
def test_another_mcp_tool_does_not(tool: str) -> None:
    assert told(Talk().tool(tool, {"id": "1"}, "ok"), "outward") == []


def agent(talk: Talk, name: str) -> Talk:
    result = {"isAsync": True, "status": "async_launched", "agentId": name, "description": f"Review {name}"}
    return talk.tool("Agent", {"description": f"Review {name}", "prompt": "x"}, "launched", result)


def running(talk: Talk) -> list[tuple[str, str]]:
    return [(text, name) for f in facts(talk, "background") for text, _, name in [f.text.removesuffix("]").rpartition(" [")]]


def test_a_background_command_is_kept_until_it_ends() -> None:
    talk = agent(agent(started(started(Talk(), "b1", "npm run dev"), "b2", "make watch"), "a1"), "a2")
    assert running(talk) == [("npm run dev", "b1"), ("make watch", "b2"), ("Review a1", "a1"), ("Review a2", "a2")]
    noted(talk, "a1", "completed", "Agent completed")
    noted(talk, "b2", "killed", "was stopped")
    assert running(talk) == [("npm run dev", "b1"), ("Review a2", "a2")]
    talk.tool("KillShell", {"shell_id": "b1"}, "killed").tool("TaskStop", {"task_id": "a2"}, "stopped")
    assert running(talk) == []


def test_a_server_outlives_a_compaction_and_a_slow_command_is_no_server() -> None:
    talk = started(Talk(), "b1", "npm run dev")
    talk.tool(
        "Bash",
        {"command": "make"},
        "Command did not complete within its 120s timeout and was moved to the background (ID: b2)",
        {"backgroundTaskId": "b2"},
    )
    assert running(talk) == [("npm run dev", "b1"), ("make", "b2")]
    assert running(talk.compacted()) == [("npm run dev", "b1")]


def test_a_push_that_named_its_remote_later_is_kept_once() -> None:
    talk = Talk().bash("git push -u origin feat/x", PUSHED).bash("git push", PUSHED)
    assert told(talk, "outward") == ["git push origin: feat/x"]


def test_a_push_is_not_told_once_something_was_committed_since() -> None:
    talk = Talk().bash("git commit -m x", "[main 1a2b3c4] x").bash("git push origin main", PUSHED)
    assert [f.text for f in facts(talk, "outward")] == ["git push origin: main"]
    talk.bash("git commit -m y", "[main 2b3c4d5] y")
    assert facts(talk, "outward") == []
    assert [f.text for f in facts(talk.bash("git push origin main", PUSHED), "outward")] == ["git push origin: main"]
