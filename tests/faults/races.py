"""Many processes at once on one project, and a transcript that changes while it is read."""

import os
import random
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from conftest import NOW, Scene, Talk, worked

from ctxhooks.agents import handing_over
from ctxhooks.loading import activation
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.session import Session
from ctxhooks.model.settings import Settings
from ctxhooks.setup import hook_settings
from ctxhooks.store import working

from .operations import lay_out, rules
from .sound import Tried, a_day, hurt, scene_in

WANTED = handing_over.Wanted("backend", "docs", decisions=("Keep it short",), history=False)
SEVERAL = 4  # sessions, each of several processes


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """Each in a process of its own, forked from this one; what one of them let out."""
    reader, writer = os.pipe()
    pids = []
    for act in acts:
        pid = os.fork()
        if pid == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a hook whose log cannot be written says so there
            try:
                act()
            except BaseException:  # noqa: BLE001
                os.write(writer, f"{traceback.format_exc()[-1500:]}\0".encode())
            finally:
                os._exit(0)
        pids.append(pid)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read().decode("utf-8", "replace")
    for pid in pids:
        os.waitpid(pid, 0)
    return [t for t in told.split("\0") if t]


def _life(scene: Scene, number: int, events: int) -> None:
    """A session's events in any order, and a person's commands between them."""
    chosen = random.Random(number)
    mine = Scene(scene.root, scene.transcript, f"{number % SEVERAL:08d}-0000-4000-8000-000000000000")
    for n in range(events):
        now = NOW + n + chosen.random()
        what = chosen.choice(("compact", "prompt", "start", "end", "port", "port", "reload", "install", "handoff"))
        if what == "compact":
            a_day(mine, now)
        elif what == "prompt":
            mine.ask("user-prompt-submit", now=now, prompt="Go on")
        elif what in ("start", "end"):
            mine.ask(f"session-{what}", now=now, source="startup", reason="exit")
        elif what == "handoff":
            handing_over.create(mine.project(now), Settings(), WANTED, Session(mine.session), len)
        elif what == "install":
            hook_settings.install(str(scene.root / ".claude/settings.json"), "/opt/ctxhooks/hook")
        else:
            _person(mine, chosen.choice((activation.start, activation.end)) if what == "port" else None, now)


def _person(scene: Scene, change: Callable[..., object] | None, now: float) -> None:
    try:
        if change:
            change(scene.project(now), Settings(), "tides")
        else:
            activation.reload(scene.project(now), Settings(), None)
    except CtxhooksError as e:
        if e.key not in ("port-active", "port-not-active", "no-active-port", "busy"):
            raise


def crowd(processes: int, events: int) -> Iterator[Tried]:
    with scene_in("race-") as scene:
        lay_out(scene)
        let_out = at_once([lambda n=n: _life(scene, n, events) for n in range(processes)])  # type: ignore[misc]
        told = [*let_out, *hurt(scene, NOW + 10_000)]
        active = [a.id for a in working.read(scene.project()).ports]
        if ("tides.md" in rules(scene)) != ("tides" in active):
            told.append(f"the rules do not agree with the state: {active}")
        yield Tried(f"{processes} processes at once", f"{processes * events} events", tuple(told))


def _grows(path: Path, whole: bytes) -> None:
    with path.open("ab") as f:
        f.write(whole[: random.randrange(len(whole))])


def _shrinks(path: Path, whole: bytes) -> None:
    os.truncate(path, random.randrange(os.path.getsize(path) + 1))


def _replaced(path: Path, whole: bytes) -> None:
    beside = path.with_suffix(".new")
    beside.write_bytes(whole[random.randrange(len(whole)) :])
    beside.replace(path)


def _comes_and_goes(path: Path, whole: bytes) -> None:
    path.unlink(missing_ok=True)
    path.write_bytes(whole)


def moving(seconds: float) -> Iterator[Tried]:
    for change in (_grows, _shrinks, _replaced, _comes_and_goes):
        with scene_in("moving-") as scene:
            lay_out(scene)
            whole = worked(Talk(cwd=str(scene.root))).bytes() * 20
            scene.transcript.write_bytes(whole)
            told = at_once([lambda: _changing(scene.transcript, whole, change, seconds), lambda: _asking(scene, seconds)])  # noqa: B023
            scene.transcript.write_bytes(whole)
            yield Tried("a transcript that changes while it is read", change.__name__.strip("_"), (*told, *hurt(scene, NOW + 10_000)))


def _changing(path: Path, whole: bytes, change: Callable[[Path, bytes], None], seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        change(path, whole)


def _asking(scene: Scene, seconds: float) -> None:
    until, now = time.monotonic() + seconds, NOW
    while time.monotonic() < until:
        now += 1
        a_day(scene, now)


def tried(processes: int = 16, events: int = 8, seconds: float = 1.0) -> Iterator[Tried]:
    yield from crowd(processes, events)
    yield from moving(seconds)
