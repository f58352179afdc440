"""What the hooks cost, as ratios to a bare interpreter, measured in one run.

    python bench/hooks.py [--runs N] [--sizes MB ...] [--processor]

Every command is timed as the client runs it, through `sh -c`, in turn with `python -I -S -c pass`; the medians are compared. The last
part of each transcript is the same: 1 MB, about what lies between two compactions of a real session; what is ahead of it was read
at an earlier compaction. A second time it is 3 MB, as much as in the longest.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from scene import SESSION, Scene, answered, timed

from ctxhooks.loading import budget
from ctxhooks.model.document import Document, Rendition
from ctxhooks.model.settings import Context

BARE = [sys.executable, "-I", "-S", "-c", "pass"]
COMPACTION = ("pre-compact", "session-start", "post-compact")
NEW, LONGEST = 1, 3  # MB


class Cost(NamedTuple):
    """Median seconds, and the median of the ratios to a bare interpreter that was timed beside it."""

    seconds: float
    ratio: float

    def __str__(self) -> str:
        return f"{self.seconds * 1000:.1f}, {self.ratio:.2f}" if self.ratio < 3 else f"{self.seconds * 1000:.0f}, {self.ratio:.1f}"


def measure(runs: int, once: Callable[[], float]) -> Cost:
    pairs = []
    for n in range(runs):
        bare = timed(BARE) if n % 2 else 0.0  # ahead of it and behind it in turn
        pairs.append((once(), bare or timed(BARE)))
    return Cost(statistics.median(took for took, _ in pairs), statistics.median(took / bare for took, bare in pairs))


def floors(runs: int) -> dict[str, Cost]:
    """What any hook costs, one that reads its payload at all, and one as they are usually written: started by Python as it is."""
    usual = f"{sys.executable} -c 'import json, os, pathlib, re, subprocess, sys; json.load(sys.stdin)'"
    least = f"{sys.executable} -I -S -c 'import json, re, sys, typing; json.load(sys.stdin)'"
    return {
        "`sh -c :`": measure(runs, lambda: timed(["sh", "-c", ":"])),
        "`import json, re, typing` alone": measure(runs, lambda: timed(["sh", "-c", least], b"{}")),
        "a usual hook: `import json, os, pathlib, re, subprocess, sys`": measure(runs, lambda: timed(["sh", "-c", usual], b"{}")),
    }


def compaction(scene: Scene, runs: int) -> list[Cost]:
    """The three hooks of a compaction; each finds what the ones before it left."""
    found = []
    scene.back()
    for hook in COMPACTION:
        scene.keep("step")

        def once(name: str = hook) -> float:
            scene.back("step")
            return scene.fire(name, source="compact")

        found.append(measure(runs, once))
    scene.back()
    return found


def idle(scene: Scene, runs: int) -> dict[str, Cost]:
    """Nothing pending, and nothing new since the last time."""
    hooks = ("user-prompt-submit", "stop", "notification", "subagent-start", "subagent-stop", "session-end")
    for hook in hooks[:3]:
        scene.fire(hook)
    found = {hook: measure(runs, lambda name=hook: scene.fire(name)) for hook in hooks[:3]}  # type: ignore[misc]
    scene.back()
    for path in (scene.project / ".pal/sessions").glob("*.json"):
        path.unlink()
    none = str(scene.base / "none.jsonl")
    found |= {hook: measure(runs, lambda name=hook: scene.fire(name, transcript_path=none)) for hook in hooks[3:]}  # type: ignore[misc]
    return found | {"statusline": measure(runs, lambda: scene.fire("statusline"))}


def at_work(scene: Scene, runs: int) -> dict[str, Cost]:
    """Each hook with something to do, in a session that goes on: a turn was added since the last time."""

    def tag() -> None:
        scene.pal("tag", "add", "x", "-", given="A text.")

    def port() -> None:
        scene.pal("port", "start", "F1")

    def package() -> None:
        scene.pal("handoff", "create", "--from", "quality-gate", "--to", "docs")

    def pending() -> None:
        scene.fire("pre-compact")
        with scene.transcript.open("ab") as f:
            f.write(b'{"type":"system","subtype":"compact_boundary"}\n')

    cases: list[tuple[str, str, Callable[[], None], dict[str, str]]] = [
        ("user-prompt-submit: a tag", "user-prompt-submit", tag, {"prompt": "see @TAG-x"}),
        ("user-prompt-submit: a port was started", "user-prompt-submit", port, {}),
        ("user-prompt-submit: a compaction's facts are pending", "user-prompt-submit", pending, {}),
        ("stop", "stop", lambda: answered(scene), {}),
        ("notification", "notification", lambda: answered(scene), {}),
        ("session-end", "session-end", lambda: answered(scene), {}),
        ("session-start: another conversation", "session-start", lambda: None, {"session_id": SESSION[::-1]}),
        ("subagent-start: a package", "subagent-start", package, {}),
        ("subagent-stop", "subagent-stop", package, {}),
        ("port-start", "port-start", lambda: None, {"port_id": "F1"}),
        ("port-end", "port-end", port, {"port_id": "F1"}),
    ]
    found = {}
    for title, hook, prepare, more in cases:
        scene.back()
        for name in ("user-prompt-submit", "stop"):
            scene.fire(name)
        prepare()
        scene.keep("step")

        def once(hook: str = hook, more: dict[str, str] = more) -> float:
            scene.back("step")
            return scene.fire(hook, **more)

        found[title] = measure(runs, once)
    return found


def packing(counts: tuple[int, ...] = (100, 1000, 10_000)) -> dict[int, float]:
    """Seconds for so many documents of a few hundred tokens."""
    took = {}
    for count in counts:
        made = (Rendition("a line", 10), Rendition(), Rendition("a summary " * 20, 60), Rendition("word " * 300, 300))
        some = [Document("related_docs", str(n), str(n), made, priority=n % 9) for n in range(count)]
        start = time.perf_counter()
        budget.pack(some, Context(), len)
        took[count] = time.perf_counter() - start
    return took


def table(title: str, heads: list[str], rows: dict[str, list[str]]) -> None:
    print(f"| {' | '.join([title, *heads])} |\n|---|{'---:|' * len(heads)}")
    for name, cells in rows.items():
        print(f"| {' | '.join([name, *cells])} |")
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 100, 1000], help="of the transcripts, in MB")
    parser.add_argument("--processor", action="store_true", help="processor time, for a machine that others share")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ctxhooks-bench-") as tmp:
        scene = Scene(Path(tmp) / "small", NEW * 2, NEW)
        quiet = floors(args.runs) | idle(scene, args.runs * 5)
        busy = at_work(scene, args.runs)
        rounds, peaks = {}, {}
        for size, new in [*((size, NEW) for size in args.sizes), (args.sizes[0] + LONGEST, LONGEST)]:
            scene = Scene(Path(tmp) / f"{size}-{new}", size, new)
            rounds[f"{size} MB, {new} of them new"] = compaction(scene, args.runs)
            shutil.rmtree(scene.project / ".pal")
            peaks[size] = scene.memory("pre-compact")
            scene.transcript.unlink()
    table("ms, × bare", ["nothing to do"], {hook: [str(cost)] for hook, cost in quiet.items()})
    table("ms, × bare", ["at work"], {hook: [str(cost)] for hook, cost in busy.items()})
    heads = [*COMPACTION, "all three, ms"]
    table("a compaction: ms, × bare", heads, {n: [*map(str, r), f"{sum(c.seconds for c in r) * 1000:.0f}"] for n, r in rounds.items()})
    print(f"Memory, with all of it to be read at once: {', '.join(f'{size} MB in {peak:.0f} MB' for size, peak in peaks.items())}.")
    print(f"Packing: {', '.join(f'{count} documents {took * 1000:.0f} ms' for count, took in packing().items())}.")


if __name__ == "__main__":
    main()
