"""Work from another machine: shown with whom it is from, held against the tree here, and given to Claude once it was adopted."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import OTHER, Scene, git
from test_sync import DECISION, GOOD, SESSIONS, body, clone, pal, plant, received, remote, work  # noqa: F401

NEXT = "Ask the harbour master"
OPEN = ("Parse the buoy list", "Draw the lighthouse map")


@pytest.fixture
def moved(remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:  # noqa: F811
    """The second clone, with what was done in the first; the first has edited a file and not committed it."""
    first, second = tmp_path / "first", clone(tmp_path, "second")
    (first / "src/importer.py").write_text("    return 3\n")
    work(first, monkeypatch)
    pal(first, "session", "step", "add", NEXT)
    pal(first, "sync"), pal(second, "sync")
    monkeypatch.setenv("HOME", str(tmp_path / "home-second"))
    return Scene(second, tmp_path / f"{OTHER}.jsonl", OTHER)


def test_the_next_conversation_gets_tasks_decisions_and_the_next_step(moved: Scene) -> None:
    assert moved.run("session-start", source="startup") == ""
    said = pal(moved.root, "session", "adopt", SESSIONS[0][:36], "--yes")
    assert "From first <first@example.invalid>" in said
    told = moved.run("session-start", source="startup")
    assert [part for part in (*OPEN, NEXT, DECISION.removeprefix("Decision: "), "first <first@") if part not in told] == []
    assert "Next step: Parse the buoy list" in told


def test_nothing_is_adopted_before_it_was_agreed_to(moved: Scene) -> None:
    said = pal(moved.root, "session", "adopt", SESSIONS[0], code=1)
    assert OPEN[0] in said
    assert moved.run("session-start", source="startup") == ""


def test_what_was_adopted_is_not_sent_on_as_ones_own(moved: Scene) -> None:
    pal(moved.root, "session", "adopt", SESSIONS[0], "--yes")
    assert "0 sent, 0 received" in pal(moved.root, "sync")


@pytest.mark.parametrize(
    ("text", "state"),
    [("    return 3\n", "same"), ("    return 2\n", "changed"), ("", "missing")],
)
def test_each_file_is_held_against_the_tree(moved: Scene, text: str, state: str) -> None:
    file = moved.root / "src/importer.py"
    file.write_text(text) if text else file.unlink()
    commit = git(moved.root, "rev-parse", "--short", "HEAD").strip()
    said = pal(moved.root, "session", "adopt", SESSIONS[0], "--yes")
    assert f"{state}: src/importer.py (last changed here in {commit})" in said
    assert "which is in this clone" in said


def test_paths_are_those_of_this_working_copy(moved: Scene, tmp_path: Path) -> None:
    (checkpoint,) = received(moved.root, "checkpoint")
    assert str(tmp_path / "first") not in json.dumps(checkpoint)
    facts = [{"kind": "command", "text": "make -C $CLAUDE_PROJECT_DIR/src", "key": "make"}]
    plant(tmp_path / "shared.git", "refs/pal/session/s1", {"checkpoints/c1.json": body("checkpoint", "c1", **(GOOD | {"facts": facts}))})
    pal(moved.root, "sync")
    assert f"make -C {moved.root}/src" in (moved.root / ".pal/received/checkpoint/c1.json").read_text()


def test_a_path_out_of_the_project_is_not_looked_at(moved: Scene, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    changes = [{"path": "../secret", "after": "0" * 64}, {"path": "--output=x", "after": "0" * 64}, {"path": "a\0b"}]
    planted = body("checkpoint", "c1", **(GOOD | {"recent_changes": changes}))
    plant(tmp_path / "shared.git", "refs/pal/session/s1", {"checkpoints/c1.json": planted})
    pal(moved.root, "sync")
    said = pal(moved.root, "context", "adopt", "c1", "--yes")
    assert "missing: ../secret" in said
    assert not (moved.root / "x").exists()


def test_a_tag_is_adopted_by_name(moved: Scene, tmp_path: Path) -> None:
    plant(tmp_path / "shared.git", "refs/pal/tag/t1", {"tag.json": body("tag", "t1", text="The gauge counts.\x1b[2J")})
    pal(moved.root, "sync")
    assert moved.run("user-prompt-submit", prompt="Read @TAG-t1") == ""
    pal(moved.root, "context", "adopt", "t1", "--yes")
    assert "The gauge counts." in moved.run("user-prompt-submit", prompt="Read @TAG-t1")


def test_one_machine_takes_a_handoff_and_the_others_learn_which(
    remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    first, second, third = tmp_path / "first", clone(tmp_path, "second"), clone(tmp_path, "third")
    (first / ".pal").mkdir()
    (first / ".pal/config.yaml").write_text("handoff:\n  allowed:\n    spec-builder: [general-purpose]\n")
    work(first, monkeypatch)
    pal(first, "handoff", "create", "--from", "spec-builder", "--to", "general-purpose", "--next", NEXT)
    for root in (first, second, third):
        pal(root, "sync")
    (handoff,) = received(second, "handoff")
    assert NEXT in pal(second, "handoff", "accept", handoff["id"])
    for root in (first, second, third):
        assert "second <second@example.invalid>" in pal(root, "handoff", "accept", handoff["id"], code=1)


@pytest.mark.parametrize("trusted", [True, False])
def test_a_signature_is_verified_and_shown(
    remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool  # noqa: F811
) -> None:
    first, second = tmp_path / "first", clone(tmp_path, "second")
    if not shutil.which("ssh-keygen"):
        assert not os.environ.get("CI"), "signatures need ssh-keygen"
        pytest.skip("no ssh-keygen here")
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    git(first, "config", "gpg.format", "ssh"), git(first, "config", "user.signingKey", str(key))
    signers = tmp_path / "signers"
    signers.write_text(f"first@example.invalid {key.with_suffix('.pub').read_text()}" if trusted else "")
    git(second, "config", "gpg.ssh.allowedSignersFile", str(signers))
    work(first, monkeypatch)
    assert "1 sent" in pal(first, "sync", "--sign")
    pal(second, "sync")
    (checkpoint,) = received(second, "checkpoint")
    assert checkpoint["signature"].startswith("good: " if trusted else "not verified: ")
    assert ("first@example.invalid with ED25519" in checkpoint["signature"]) is trusted
    assert checkpoint["signature"] in pal(second, "session", "adopt", SESSIONS[0], "--yes")
