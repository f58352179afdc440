"""Faults that were seen in real sessions, each as a small transcript; where they are not there, that is said."""

import json
import os
from pathlib import Path

import pytest
from conftest import ROOT, Json

from ctxhooks.model.facts import Fact
from ctxhooks.transcript import distill
from ctxhooks.transcript.fold import Fold

CASES = ROOT.parent / "shared" / "cases"
HERE = "/home/dev/app"


def facts(case: str, kind: str) -> list[Fact]:
    path = Path(os.environ.get("CTXHOOKS_CASES", CASES)) / case / "transcript.jsonl"
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path} is required")
        pytest.skip(f"{path} is not there")
    fold = Fold()
    for line in path.read_text().splitlines():
        record: Json = json.loads(line)
        fold.add(record)
    return [f for f in distill.facts(fold, HERE) if f.kind == kind][::-1]


def texts(case: str, kind: str) -> list[str]:
    return [f.text for f in facts(case, kind)]


def test_a_background_command_that_still_runs_is_kept_with_its_id() -> None:
    assert set(texts("background-still-running", "background")) == {"npm run dev [bash_1]", "Review parser [a1b2c3]"}


def test_a_comment_is_no_heading() -> None:
    assert [(f.text, f.detail) for f in facts("comment-as-heading", "file")] == [("deploy.yaml", "updated"), ("conf.py", "updated")]


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
