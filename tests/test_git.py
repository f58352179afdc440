"""What git is asked: right answers, nothing run that a repository names, and no process left behind."""

import os
import signal
import time
from pathlib import Path

import pytest
from conftest import git

from ctxhooks.disk import exclude
from ctxhooks.disk.git import status
from ctxhooks.model.checkpoint import Git


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """With a commit, and a file that has changed since."""
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "-q")
    (root / "a.txt").write_text("one\n")
    git(root, "add", "a.txt")
    git(root, "commit", "-q", "-m", "Begin")
    (root / "a.txt").write_text("two\n")
    return root


def test_git_status_gives_branch_commit_and_changes(repository: Path, tmp_path: Path) -> None:
    assert status(str(repository)) == Git("main", git(repository, "rev-parse", "HEAD")[:12], 1)
    assert status(str(tmp_path)) == Git()
    assert status(str(tmp_path / "none")) == Git()


def _filter(root: Path, command: str) -> None:
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/attributes").write_text("* filter=evil.one\n")
    for key in ("clean", "process"):
        git(root, "config", f"filter.evil.one.{key}", command)
    git(root, "config", "filter.evil.one.required", "true")


def _equals(root: Path, command: str) -> None:
    (root / ".gitattributes").write_text("* filter=a=b\n")
    with (root / ".git/config").open("a") as f:
        f.write(f'[filter "a=b"]\n\tclean = "{command}"\n')


def _included(root: Path, command: str) -> None:
    _filter(root, command)
    (root / ".git/config").rename(root / "elsewhere")
    (root / ".git/config").write_text("[core]\n\trepositoryformatversion = 0\n[include]\n\tpath = ../elsewhere\n")


def _monitor(root: Path, command: str) -> None:
    git(root, "config", "core.fsmonitor", command)


def _hooks(root: Path, command: str) -> None:
    hook = root / ".git/hooks/post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{command}\n")
    hook.chmod(0o755)


def _submodule(root: Path, command: str) -> None:
    (root / "sub").mkdir()
    git(root / "sub", "init", "-q")
    git(root / "sub", "commit", "-q", "--allow-empty", "-m", "Begin")
    git(root, "add", "sub")
    git(root / "sub", "config", "core.fsmonitor", command)


def _partial(root: Path, command: str) -> None:
    """A missing object, to be fetched from what is a command."""
    for path in (root / ".git/objects").rglob("*"):
        if path.is_file() and path.read_bytes():
            path.chmod(0o600)
    git(root, "config", "core.repositoryformatversion", "1")
    git(root, "config", "extensions.partialClone", "origin")
    git(root, "config", "remote.origin.promisor", "true")
    git(root, "config", "remote.origin.url", f"ext::sh -c '{command}'")
    git(root, "config", "protocol.ext.allow", "always")
    tree = git(root, "rev-parse", "HEAD^{tree}").strip()
    (root / ".git/objects" / tree[:2] / tree[2:]).unlink()


@pytest.mark.parametrize("lay", [_filter, _equals, _included, _monitor, _hooks, _submodule, _partial], ids=lambda f: f.__name__.strip("_"))
def test_nothing_that_a_repository_names_is_run(repository: Path, tmp_path: Path, lay: "object") -> None:
    mark = tmp_path / "mark"
    lay(repository, f"touch {mark}")  # type: ignore[operator]
    for _ in range(2):
        os.utime(repository / "a.txt", (1, 1))
        status(str(repository))
    assert not mark.exists()


def test_a_filter_can_run_at_all(repository: Path, tmp_path: Path) -> None:
    """What the test above stands on: git alone runs it."""
    _filter(repository, f"touch {tmp_path / 'mark'}")
    git(repository, "config", "--unset", "filter.evil.one.process")
    git(repository, "-c", "filter.evil.one.required=false", "status")
    assert (tmp_path / "mark").exists()


def test_variables_that_name_another_repository_are_left_out(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "broken")
    assert status(str(repository)).branch == "main"


def test_a_client_that_keeps_no_exit_codes_is_no_harm(repository: Path) -> None:
    old = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert status(str(repository)).branch == "main"
    finally:
        signal.signal(signal.SIGCHLD, old)


def test_where_no_process_can_be_spawned_python_starts_it(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = status(str(repository))
    monkeypatch.delattr(os, "posix_spawnp")
    assert status(str(repository)) == known
    assert status(str(repository), 0.0) == Git()
    assert status(str(repository.parent / "none")) == Git()


@pytest.mark.parametrize("closes", ["", "exec >&-"])
def test_a_git_that_hangs_is_ended_with_all_it_has_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closes: str) -> None:
    fake = tmp_path / "bin/git"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\n{closes}\nsleep 60 &\necho $! $$ > {tmp_path}/pids\nwait\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    started = time.monotonic()
    assert status(str(tmp_path), 0.5) == Git()
    assert time.monotonic() - started < 5
    for pid in (tmp_path / "pids").read_text().split():
        for _ in range(100):
            if not _runs(pid):
                break
            time.sleep(0.02)
        assert not _runs(pid)


def _runs(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_link_in_place_of_the_list_of_excluded_files_is_not_followed(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "profile").write_text("mine\n")
    (repository / ".git/info/exclude").unlink(missing_ok=True)
    (repository / ".git/info").mkdir(exist_ok=True)
    (repository / ".git/info/exclude").symlink_to(tmp_path / "profile")
    exclude.add(str(repository), "x")
    assert (tmp_path / "profile").read_text() == "mine\n"
