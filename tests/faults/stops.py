"""Each operation, stopped at each of its writes in every way; then the user's bytes are looked at, and the work goes on."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from conftest import SESSION, Scene

from . import traps
from .operations import EXPECTED, Operation, users_bytes
from .sound import Tried, unforeseen


def tried(operation: Operation, most: int | None = None) -> Iterator[Tried]:
    """At every write, or at `most` of them, spread evenly."""
    traps.install()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        base = Path(os.path.realpath(folder))
        scene = Scene(base / "work" / "project", base / "work" / "transcripts" / f"{SESSION}.jsonl")
        scene.root.mkdir(parents=True)
        operation.prepare(scene)
        shutil.copytree(base / "work", base / "kept", symlinks=True)
        whole = traps.run(lambda: operation.act(scene), str(base / "work"))
        expected = operation.finish(scene)
        assert whole.writes, f"{operation.name} writes nothing: {whole.error}"
        for how in traps.HOWS:
            for at in _spread(whole.writes, most):
                shutil.rmtree(base / "work")
                shutil.copytree(base / "kept", base / "work", symlinks=True)
                stopped = traps.run(lambda: operation.act(scene), str(base / "work"), how, at)
                yield Tried(operation.name, f"{how}, write {at}", tuple(_hurt(scene, operation, stopped, expected)))


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
