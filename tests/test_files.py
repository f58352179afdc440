"""Files are replaced whole or not at all, inside the project, one process at a time."""

import errno
import os
import select
import signal
import stat
import subprocess
import sys
import textwrap
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from conftest import ROOT, Scene, Talk, git, worked

from ctxhooks.disk import exchange, files, locks, log
from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError


def child(code: str, *args: str) -> "subprocess.Popen[bytes]":
    argv = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{textwrap.dedent(code)}", *args]
    return subprocess.Popen(argv, stdout=subprocess.PIPE)


def test_a_writer_killed_at_any_moment_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "CLAUDE.md"
    sound = {bytes([n]) * 300_000 for n in range(2)}
    path.write_bytes(b"\0" * 300_000)
    code = """
        from ctxhooks.disk import files
        print(flush=True)
        n = 0
        while True:
            n = 1 - n
            files.write(sys.argv[1], bytes([n]) * 300_000)
    """
    seen = set()
    for n in range(40):
        writer = child(code, str(path))
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.0007 * n)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        seen.add(path.read_bytes())
    assert seen == sound


def test_a_reader_meanwhile_never_sees_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    files.write(str(path), b"0" * 100_000)
    code = """
        from ctxhooks.disk import files
        for n in range(150):
            files.write(sys.argv[1], str(n % 10).encode() * 100_000)
    """
    writer = child(code, str(path))
    lengths = set()
    while writer.poll() is None:
        data = files.read(str(path))
        assert data is not None
        lengths.add((len(data), len(set(data))))
    writer.communicate()
    assert lengths == {(100_000, 1)}


def test_what_stays_the_same_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a/b/c.md"
    assert files.write(str(path), b"one")
    before = path.stat()
    assert not files.write(str(path), b"one")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert files.write(str(path), b"two")


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o440])
def test_the_mode_is_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(mode)
    files.write(str(path), b"new")
    assert (stat.S_IMODE(path.stat().st_mode), path.read_bytes()) == (mode, b"new")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_bytes(b"old")
    (tmp_path / "CLAUDE.md").symlink_to("real.md")
    files.write(str(tmp_path / "CLAUDE.md"), b"new")
    assert (tmp_path / "CLAUDE.md").is_symlink()
    assert (tmp_path / "real.md").read_bytes() == b"new"


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        files.write(str(tmp_path / "folder"), b"x")
    code = """
        import resource
        from ctxhooks.disk import files
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            files.write(sys.argv[1], b"x" * 5000)
        except OSError:
            print("refused")
    """
    (tmp_path / "full").write_bytes(b"old")
    assert child(code, str(tmp_path / "full")).communicate()[0] == b"refused\n"
    assert (tmp_path / "full").read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "full"]


def test_only_regular_files_of_a_sane_size_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "large").write_bytes(b"x" * 101)
    for name in ("none", "fifo", "large", ""):
        assert files.read(str(tmp_path / name), 100) is None
    assert files.read("/dev/zero") is None
    assert files.read(str(tmp_path / "large"), 101) == b"x" * 101


def test_removing_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert files.remove(str(tmp_path / "a"))
    assert not files.remove(str(tmp_path / "a"))
    assert not files.remove(str(tmp_path / "none/a"))


@pytest.mark.parametrize("link", [".pal", ".pal/state", ".claude", "CLAUDE.md"])
def test_a_link_that_leads_out_of_the_project_is_refused(tmp_path: Path, link: str) -> None:
    root, outside = tmp_path / "project", tmp_path / "outside"
    outside.mkdir()
    (root / link).parent.mkdir(parents=True)
    (root / link).symlink_to(outside)
    with pytest.raises(CtxhooksError, match="outside-project"):
        Project(str(root), 0).path(*link.split("/"), "x")
    with pytest.raises(CtxhooksError, match="outside-project"):
        Project(str(root), 0).path("..", "outside")


def test_a_link_inside_the_project_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / ".pal").symlink_to("real")
    Project(str(tmp_path), 0).ready()
    assert (tmp_path / "real/state/.gitignore").read_bytes() == b"*\n"


COUNT = """
    from ctxhooks.disk import files
    for _ in range(60):
        with files.locked(sys.argv[1], wait=30):
            with open(sys.argv[2]) as f:
                n = int(f.read())
            with open(sys.argv[2], "w") as f:
                f.write(str(n + 1))
"""


def test_a_lock_lets_one_process_in_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "count").write_text("0")
    workers = [child(COUNT, str(tmp_path / "lock"), str(tmp_path / "count")) for _ in range(5)]
    assert [w.wait() for w in workers] == [0] * 5
    for w in workers:
        w.communicate()
    assert (tmp_path / "count").read_text() == "300"


def test_who_waits_for_a_lock_that_is_taken_away_waits_for_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    code = "from ctxhooks.disk import files\nprint(flush=True)\nwith files.locked(sys.argv[1], wait=30):\n    print('in', flush=True)"
    with ExitStack() as new:
        with files.locked(str(path)):
            waiter = child(code, str(path))
            assert waiter.stdout is not None
            waiter.stdout.readline()
            time.sleep(0.1)
            path.unlink()
            new.enter_context(files.locked(str(path)))
        assert select.select([waiter.stdout], [], [], 0.3)[0] == []
    assert waiter.communicate()[0] == b"in\n"


def test_a_lock_on_a_file_that_was_taken_away_is_none(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with path.open("ab") as f:
        assert locks._locks(f.fileno(), str(path))
        path.unlink()
        assert locks._locks(f.fileno(), str(path)) is False
        path.touch()
        assert not locks._locks(f.fileno(), str(path))


def test_a_lock_held_for_too_long_is_an_error_and_a_dead_holder_leaves_none(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    holder = child("from ctxhooks.disk import files\nwith files.locked(sys.argv[1]):\n    print(flush=True)\n    sys.stdin.read()", path)
    holder.kill()
    holder.communicate()
    code = "import time\nfrom ctxhooks.disk import files\nwith files.locked(sys.argv[1]):\n    print(flush=True)\n    time.sleep(60)"
    holder = child(code, path)
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(CtxhooksError, match="busy"), files.locked(path, wait=0.05):
        pass
    holder.kill()
    holder.communicate()
    with files.locked(path, wait=1):
        pass


def test_a_lock_in_use_is_not_an_old_one(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    os.utime(path, (1, 1))
    with files.locked(str(path)):
        files.remove_older(str(tmp_path), time.time() - 86_400)
        assert path.exists()


@pytest.mark.parametrize("link", [".pal/state", ".pal/state/locks", ".pal/context", ".pal/checkpoints"])
def test_a_link_to_the_users_own_files_is_no_place_for_ours(tmp_path: Path, link: str) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / link).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / link).symlink_to(tmp_path / "src")
    with pytest.raises(CtxhooksError, match="outside-project"):
        Project(str(tmp_path), 0).own(*link.split("/")[1:], "x")


def test_what_only_looks_like_a_left_behind_file_stays(tmp_path: Path) -> None:
    users, ours = tmp_path / "CLAUDE.md.mine.tmp", tmp_path / "CLAUDE.md.12.3f.tmp"
    for path in (users, ours):
        path.touch()
        os.utime(path, (1, 1))
    files.sweep(str(tmp_path / "CLAUDE.md"))
    assert (users.exists(), ours.exists()) == (True, False)


def test_a_device_or_a_pipe_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    with pytest.raises(CtxhooksError, match="no-plain-file"):
        files.write(str(tmp_path / "a"), b"x")


def test_a_pipe_or_a_link_in_a_locks_place_stops_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with files.locked(str(tmp_path / "pipe"), wait=0.1):
        pass
    (tmp_path / "link").symlink_to("pipe")
    with pytest.raises(OSError, match="link"), files.locked(str(tmp_path / "link"), wait=0.1):
        pass


def test_what_the_user_saves_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"mine\n")
    sync, saves = os.fsync, [b"mine\nsaved just now\n"]

    def slow(fd: int) -> None:
        sync(fd)
        if saves:
            path.write_bytes(saves.pop())

    monkeypatch.setattr(os, "fsync", slow)
    assert files.edit(str(path), lambda old: (old or b"") + b"ours\n")
    assert path.read_bytes() == b"mine\nsaved just now\nours\n"
    assert os.listdir(tmp_path) == ["a"]


# Locks on file systems that know none


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    def refused(fd: int, how: int) -> None:
        raise OSError(request.param, os.strerror(request.param))

    monkeypatch.setattr("fcntl.flock", refused)
    monkeypatch.setattr(locks, "reasons", [])


UNKNOWN = [errno.ENOLCK, errno.ENOTSUP, errno.EPERM, errno.ENOSYS, errno.EINVAL, errno.EIO]


@pytest.mark.parametrize("no_locks", UNKNOWN, indirect=True)
@pytest.mark.usefixtures("no_locks")
def test_where_locks_are_unknown_a_file_stands_in_for_them(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    for _ in range(2):
        started = time.monotonic()
        with files.locked(path):
            assert time.monotonic() - started < 1
            with pytest.raises(CtxhooksError, match="busy"), files.locked(path, wait=0.05):
                pass
        assert os.listdir(tmp_path) == ["lock"]
    assert locks.reasons


@pytest.mark.parametrize("no_locks", [errno.ENOLCK], indirect=True)
@pytest.mark.usefixtures("no_locks")
def test_a_lock_of_a_killed_process_is_in_the_way_for_a_minute(tmp_path: Path) -> None:
    held = tmp_path / "lock.held"
    held.touch()
    with pytest.raises(CtxhooksError, match="busy"), files.locked(str(tmp_path / "lock"), wait=0.05):
        pass
    os.utime(held, (time.time() - 61, time.time() - 61))
    with files.locked(str(tmp_path / "lock"), wait=1):
        assert held.exists()


@pytest.mark.parametrize("no_locks", [errno.EWOULDBLOCK, errno.EACCES], indirect=True)
@pytest.mark.usefixtures("no_locks")
def test_a_lock_that_another_holds_is_waited_for(tmp_path: Path) -> None:
    with pytest.raises(CtxhooksError, match="busy"), files.locked(str(tmp_path / "lock"), wait=0.05):
        pass
    assert not locks.reasons


# What a file has beside its bytes


def test_other_names_of_a_file_go_on_leading_to_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a longer old text")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    assert files.write(str(tmp_path / "a"), b"new")
    assert files.edit(str(tmp_path / "a"), lambda old: (old or b"") + b"er")
    assert (tmp_path / "b").read_bytes() == b"newer"
    assert (tmp_path / "a").samefile(tmp_path / "b")
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="Python knows no extended attributes here")
def test_extended_attributes_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    try:
        os.setxattr(path, "user.origin", b"mine")
    except OSError:
        pytest.skip("this file system keeps no extended attributes")
    files.write(str(path), b"new")
    files.edit(str(path), lambda _: b"newer")
    assert (os.getxattr(path, "user.origin"), path.read_bytes()) == (b"mine", b"newer")


AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


@AS_ROOT
def test_root_leaves_a_users_file_to_the_user(tmp_path: Path) -> None:
    path = tmp_path / "CLAUDE.md"
    path.write_bytes(b"old")
    path.chmod(0o640)
    os.chown(path, 1234, 2345)
    files.write(str(path), b"new")
    files.edit(str(path), lambda _: b"newer")
    state = path.stat()
    assert (state.st_uid, state.st_gid, stat.S_IMODE(state.st_mode), path.read_bytes()) == (1234, 2345, 0o640, b"newer")


@AS_ROOT
def test_nothing_that_root_makes_in_a_users_project_is_roots(scene: Scene) -> None:
    git(scene.root, "init", "-q")
    scene.write(worked(Talk(cwd=str(scene.root))))
    for path in (scene.root, *scene.root.rglob("*")):
        os.chown(path, 1234, 2345)
    scene.ask("session-start", source="startup")
    scene.compact()
    scene.ask("session-start", source="")  # with a line in the log
    log.write(scene.project(), "Test", "a line")
    made = {p for folder in (".pal", ".claude", "CLAUDE.md") for p in (scene.root / folder, *(scene.root / folder).rglob("*"))}
    assert len(made) > 10
    assert [p for p in made if p.exists() and (p.stat().st_uid, p.stat().st_gid) != (1234, 2345)] == []


def _replacing(path: Path, saves: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that saves by rename in the very moment ahead of ours."""
    real = exchange.exchange

    def late(one: str, other: str) -> bool:
        if saves:
            beside = path.with_name("editor")
            beside.write_bytes(saves.pop(0))
            beside.replace(path)
        return real(one, other)

    monkeypatch.setattr(exchange, "exchange", late)


@pytest.mark.parametrize("saves", [[b"saved\n"], [b"saved\n", b"saved again\n"]], ids=["once", "twice"])
def test_what_an_editor_saves_by_rename_at_the_last_moment_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saves: list[bytes]
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"mine\n")
    (tmp_path / "x").touch()
    (tmp_path / "y").touch()
    if not exchange.exchange(str(tmp_path / "x"), str(tmp_path / "y")):
        pytest.skip("this system cannot exchange two names")
    last = saves[-1]
    _replacing(path, saves, monkeypatch)
    assert files.edit(str(path), lambda old: (old or b"") + b"ours\n")
    assert path.read_bytes() == last + b"ours\n"
    assert sorted(os.listdir(tmp_path)) == ["a", "x", "y"]


def test_where_names_cannot_be_exchanged_a_file_is_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "exchange", lambda *_: False)
    (tmp_path / "a").write_bytes(b"mine\n")
    assert files.edit(str(tmp_path / "a"), lambda _: b"ours\n")
    assert (tmp_path / "a").read_bytes() == b"ours\n"
    assert os.listdir(tmp_path) == ["a"]


def test_a_folder_is_listed_and_walked_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b/z.md", "b/a.md", "a/x.md", ".hidden/y.md", "a/.y.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert files.names(str(tmp_path)) == [".hidden", "a", "b"]
    assert [(os.path.relpath(folder, tmp_path), found) for folder, found in files.walk(str(tmp_path))] == [
        (".", []),
        ("a", ["x.md"]),
        ("b", ["a.md", "z.md"]),
    ]
    for nothing in (tmp_path / "none", tmp_path / "b/a.md"):
        assert files.names(str(nothing)) == list(files.walk(str(nothing))) == []
