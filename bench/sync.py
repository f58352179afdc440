"""What sharing costs through a git remote: many sessions sent, listed and received, then one more checkpoint; and the repositories' growth.

    python bench/sync.py [--sessions N] [--facts N]

The remote is a bare repository on the same disk, so that what is measured is git and ctxhooks, not a network.
"""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from pathlib import Path

from ctxhooks.disk.project import Project
from ctxhooks.sync import transfer
from ctxhooks.sync.items import SharedItem, make_item
from ctxhooks.sync.stores.git_store import GitStore

FACT = "Edit {n} of session {s}: the buoy list is read as UTF-8, rows without a light are passed over, see src/importer_{n}.py"


def items(session: int, facts: int, checkpoints: int = 1) -> list[SharedItem]:
    """A session with its checkpoints, each with facts of its own."""
    id_ = f"0a1b2c3d-0000-4000-8000-{session:012d}"
    made = [make_item("session", id_, {"id": id_, "created": "2026-01-02T03:04:05Z"}, "/none")]
    for c in range(checkpoints):
        told = [{"kind": "decision", "text": (text := FACT.format(n=n + c, s=session)), "key": text} for n in range(facts)]
        name = f"20260102T03{c:02d}05000-{session:08x}"
        made.append(make_item("checkpoint", name, {"id": name, "session_id": id_, "facts": told}, "/none", f"session/{id_}"))
    return made


@contextmanager
def timed(what: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    print(f"{what:<58}{time.perf_counter() - began:10.2f} s")


def expect(count: int, of: Sized) -> None:
    """A figure counts only where all of it was done."""
    if len(of) != count:
        raise SystemExit(f"{len(of)} instead of {count}")


def size(folder: Path) -> str:
    found = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
    return f"{found / 1e6:.1f} MB"


def git(where: Path, *args: str) -> None:
    subprocess.run(["git", *args], cwd=where, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def clone(base: Path, name: str) -> Path:
    git(base, "clone", "shared.git", name)
    git(base / name, "config", "user.name", name)
    git(base / name, "config", "user.email", f"{name}@example.invalid")
    return base / name


def round_of(root: Path, way: str) -> Callable[[], transfer.Outcome]:
    project = Project(str(root), time.time(), str(root.parent / f"keys-{root.name}"))
    return lambda: transfer.run(project, "git:origin", GitStore(str(root), "origin"), way)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--facts", type=int, default=25, help="of a checkpoint")
    given = parser.parse_args()
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
    with tempfile.TemporaryDirectory(prefix="bench-sync-") as folder:
        base = Path(folder)
        git(base, "init", "--bare", "shared.git")
        one, two = clone(base, "one"), clone(base, "two")
        store = GitStore(str(one), "origin")
        groups = {made[0].group: made for n in range(given.sessions) if (made := items(n, given.facts))}
        print(f"{given.sessions:,} sessions, each with a checkpoint of {len(items(0, given.facts)[1].data) / 1000:.1f} KB")
        with timed("send all of them"):
            done = store.put(groups, {})
        expect(given.sessions, done)
        print(f"the remote holds {size(base / 'shared.git')}, the clone that sent {size(one / '.git')}")
        with timed("list them"):
            expect(given.sessions, store.list())
        pull = round_of(two, transfer.PULL)
        with timed("receive all of them, checked, redacted and on disk"):
            expect(given.sessions, pull().pulled)
        print(f"the clone that received holds {size(two / '.git')} in .git and {size(two / '.pal')} in .pal")
        with timed("nothing new: a round"):
            expect(0, pull().pulled)
        more = items(7, given.facts, 2)
        with timed("send one new checkpoint"):
            expect(1, store.put({more[0].group: more}, done))
        with timed("receive it"):
            expect(1, pull().pulled)
        print(f"afterwards the remote holds {size(base / 'shared.git')}, the clone that received {size(two / '.git')}")


if __name__ == "__main__":
    main()
