"""Faults that were seen in real sessions, each as a small transcript; where they are not there, that is said."""

import json
import os
from pathlib import Path

import pytest
from conftest import ROOT, Json

from ctxhooks.model.facts import Fact
from ctxhooks.ports import port_spec
from ctxhooks.render import port_text
from ctxhooks.transcript import distill
from ctxhooks.transcript.fold import Fold

CASES = ROOT.parent / "shared" / "cases"
HERE = "/home/dev/app"


def content(case: str, name: str) -> str:
    path = Path(os.environ.get("CTXHOOKS_CASES", CASES)) / case / name
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path} is required")
        pytest.skip(f"{path} is not there")
    return path.read_text()


def facts(case: str, kind: str) -> list[Fact]:
    fold = Fold()
    for line in content(case, "transcript.jsonl").splitlines():
        record: Json = json.loads(line)
        fold.add(record)
    return [f for f in distill.facts(fold, HERE) if f.kind == kind][::-1]


def texts(case: str, kind: str) -> list[str]:
    return [f.text for f in facts(case, kind)]


def test_a_background_command_that_still_runs_is_kept_with_its_id() -> None:
    assert set(texts("background-still-running", "background")) == {"npm run dev [bash_1]", "Review parser [a1b2c3]"}


def test_a_comment_is_no_heading() -> None:
    assert [(f.text, f.detail) for f in facts("comment-as-heading", "file")] == [
        ("deploy.yaml", "updated (build-job.yaml)"),
        ("conf.py", "updated"),
    ]


def test_files_are_edited_by_other_tools_too() -> None:
    edited = {f.key: f.detail for f in facts("edits-not-by-edit-tool", "file")}
    assert list(edited) == ["a.py", "cfg.toml", "lib.py", "new.py", "fix.patch", "z.txt", "src/x.py"]
    assert (edited["new.py"], edited["fix.patch"]) == ("moved", "applied")


def test_what_a_command_echoed_is_not_its_error() -> None:
    assert [f.detail for f in facts("error-line-is-own-echo", "failing")] == ["F401 os imported but unused"]


def test_what_the_session_checked_out_was_not_changed_outside() -> None:
    assert texts("outside-by-own-checkout", "outside") == []


@pytest.mark.parametrize("case", ["passed-by-other-spelling", "pr-create-retried"])
def test_what_has_passed_since_in_another_spelling_does_not_fail(case: str) -> None:
    assert texts(case, "failing") == []


def test_a_retried_pull_request_is_kept_once() -> None:
    assert texts("pr-create-retried", "outward") == ["gh pr create: 12 “x”"]


def test_a_quiet_commit_is_kept_with_the_hash_that_was_shown() -> None:
    assert [(f.text, f.detail) for f in facts("quiet-commit", "commit")] == [("4f2a91c", "Fix the parser")]


def test_a_traceback_is_kept_as_its_exception() -> None:
    assert [f.detail for f in facts("traceback-head", "failing")] == ["ModuleNotFoundError: No module named 'app.check'"]


def test_what_was_denied_does_not_fail() -> None:
    assert texts("denied-as-failing", "failing") == []
    assert texts("denied-as-failing", "refusal") == ["Bash: kubectl get secret s -o json"]


@pytest.mark.parametrize("case", ["constraint-complaint-after-paste", "constraint-pasted-review", "constraint-spec"])
def test_what_forbids_nothing_is_no_constraint(case: str) -> None:
    assert texts(case, "constraint") == []


def test_a_bare_answer_is_kept_with_its_question() -> None:
    newest = facts("bare-answer", "request")[-1]
    assert (newest.text, "(A) drop the cache or (B) keep it?" in newest.detail) == ("B", True)


def test_what_is_asked_behind_a_paste_is_kept() -> None:
    typed = [json.loads(line) for line in content("question-after-paste", "transcript.jsonl").splitlines()]
    asked = [r["message"]["content"] for r in typed if r["type"] == "user" and isinstance(r["message"]["content"], str)][-1]
    assert texts("question-after-paste", "request")[-1].endswith(asked.strip().splitlines()[-1])


def test_records_written_again_set_nothing_back() -> None:
    assert texts("replayed-records", "task") == []


def test_a_slash_command_is_kept_with_its_arguments() -> None:
    assert texts("slash-command-with-args", "request")[-1] == "/review-pr 42 only the parser, never touch the lexer"


def test_a_standing_instruction_is_kept_whole() -> None:
    assert any(text.endswith("stop when three in a row do not hold") for text in texts("standing-instruction-cut", "request"))


def test_a_spec_with_other_headings_is_told_whole_in_its_order() -> None:
    spec = content("spec-other-headings", "spec.md")
    told = port_text.whole(port_spec.parse(spec, "ports/spec.md"), "ports/spec.md", "en")
    at = [told.index(line) for line in spec.splitlines() if line.strip() and not line.startswith(("# ", "- ["))]
    assert at == sorted(at)
    assert "T001 Add the outbox table" in told
