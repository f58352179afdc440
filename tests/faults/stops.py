"""Each operation, stopped at each of its writes in every way; then the user's bytes are looked at, and the work goes on."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import Scene

from . import traps
from .operations import EXPECTED, Operation, users_bytes
from .sound import Tried, laid_out, unforeseen

ACT = Path(__file__).with_name("act.py")
CALLS = "openat,write,pwrite64,fsync,fdatasync,ftruncate,utimensat"  # and those that not every processor has by all names:
CALLS += "".join(f",?{call}" for call in ("rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "chmod", "fchmodat"))


@contextmanager
def _prepared(operation: Operation) -> Iterator[Scene]:
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        base = Path(os.path.realpath(folder))
        with laid_out(base) as scene:
            operation.prepare(scene)
            shutil.copytree(base / "work", base / "kept", symlinks=True)
            yield scene


def _base(scene: Scene) -> Path:
    return scene.root.parent.parent


def _back(scene: Scene) -> None:
    shutil.rmtree(_base(scene) / "work")
    shutil.copytree(_base(scene) / "kept", _base(scene) / "work", symlinks=True)


def tried(operation: Operation, most: int | None = None) -> Iterator[Tried]:
    """At every write, or at `most` of them, spread evenly."""
    traps.install()
    with _prepared(operation) as scene:
        work = str(_base(scene) / "work")
        whole = traps.run(lambda: operation.act(scene), work)
        expected = operation.finish(scene)
        assert whole.writes, f"{operation.name} writes nothing: {whole.error}"
        for how in traps.HOWS:
            for at in _spread(whole.writes, most):
                _back(scene)
                stopped = traps.run(lambda: operation.act(scene), work, how, at)
                yield Tried(operation.name, f"{how}, write {at}", tuple(_hurt(scene, operation, stopped, expected)))


def at_calls(operation: Operation, most: int | None = None) -> Iterator[Tried]:
    """Killed by strace as a system call that writes begins, whoever makes it: SQLite's are seen by nothing in the process."""
    with _prepared(operation) as scene:
        report = _base(scene) / "calls"
        _traced(operation, scene, f"trace={CALLS}", report)
        expected = operation.finish(scene)
        work = re.escape(str(_base(scene) / "work"))
        calls = Counter[str]()
        ours = []  # a call is ours by what it writes to; it is counted among all of its name
        for line in report.read_text("utf-8", "replace").splitlines():
            if made := re.match(r"(\w+)\(", line):
                calls[made[1]] += 1
                if re.search(rf"[<\"]{work}", line) and (made[1] != "openat" or "O_CREAT" in line or "O_TRUNC" in line):
                    ours.append((made[1], calls[made[1]]))
        assert ours, f"{operation.name} writes nothing"
        for n in _spread(len(ours), most):
            call, at = ours[n - 1]
            _back(scene)
            code = _traced(operation, scene, f"inject={call}:signal=KILL:when={at}", report)
            assert code == -signal.SIGKILL, f"{operation.name} was not killed at {call} {at}: {code}"
            yield Tried(operation.name, f"killed at {call} {at}", tuple(_hurt(scene, operation, traps.Stopped(None), expected)))


def can_trace() -> bool:
    tried = ["strace", "-o", os.devnull, "true"]
    return bool(shutil.which("strace")) and subprocess.run(tried, capture_output=True, check=False).returncode == 0


def _traced(operation: Operation, scene: Scene, what: str, report: Path) -> int:
    """Of this process alone: a call is counted in each process by itself. No byte code is written, which would move the counts."""
    act = [sys.executable, "-B", str(ACT), operation.name, str(scene.root)]
    return subprocess.run(["strace", "-y", "-o", str(report), "-e", what, *act], capture_output=True, check=False).returncode


def _spread(count: int, most: int | None) -> list[int]:
    if most is None or count <= most:
        return list(range(1, count + 1))
    return sorted({1 + round(i * (count - 1) / (most - 1)) for i in range(most)})


def _hurt(scene: Scene, operation: Operation, stopped: traps.Stopped, expected: object) -> Iterator[str]:
    if users_bytes(scene) != EXPECTED:
        yield "the user's bytes changed"
    if stopped.error and not stopped.error.startswith(("OSError", "CtxhooksError", "PermissionError", "OperationalError")):
        yield f"an unforeseen error: {stopped.error}"
    for left in scene.root.rglob("*.tmp"):
        os.utime(left, (0, 0))  # as if a while had passed
    try:
        after = operation.finish(scene)
    except Exception as e:  # noqa: BLE001
        yield f"it does not go on: {type(e).__name__}: {e}"
        return
    if after != expected:
        yield f"afterwards {after!r}, not {expected!r}"
    if users_bytes(scene) != EXPECTED:
        yield "the user's bytes changed later"
    yield from (f"left behind: {left}" for left in scene.root.rglob("*.tmp") if left.relative_to(scene.root).parts[0] != ".pal")
    yield from unforeseen(scene)
