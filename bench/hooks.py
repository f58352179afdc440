"""What the hooks cost, as ratios to a bare interpreter, measured in one run.

    python bench/hooks.py [--runs N] [--large MB ...]

Every command is timed as the client runs it, through `sh -c`, in turn with `python -I -S -c pass`; the medians are compared. The large
transcripts end in the same stretch as the one of 4 MB; what is ahead of that was folded at an earlier compaction.
"""

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ctxhooks.context import budget  # noqa: E402
from ctxhooks.model.document import Document, Rendition  # noqa: E402
from ctxhooks.model.settings import Context  # noqa: E402
from ctxhooks.store.install import command  # noqa: E402

MB = 1 << 20
SESSION = "0a1b2c3d-0000-4000-8000-000000000000"
SAMPLE = ROOT / "tests/samples/2.1.329/session.jsonl"
BARE = [sys.executable, "-I", "-S", "-c", "pass"]


class Scene:
    """A project with a transcript of `before` MB that were folded already and a last stretch of 4 MB."""

    def __init__(self, base: Path, before: int) -> None:
        self.project = base / "project"
        self.project.mkdir(parents=True)
        subprocess.run(["git", "init", "-q", str(self.project)], check=True)
        self.transcript = base / f"{SESSION}.jsonl"
        self.state = base / "state"
        if before:
            with self.transcript.open("wb") as f:
                while f.tell() < before * MB:
                    f.write(_stretch(4 * MB) + _boundary())
            for _ in range(6):  # a reading stops after a while, and goes on the next time
                self.fire("pre-compact")
        with self.transcript.open("ab") as f:
            f.write(_stretch(4 * MB))
        self.keep()

    def keep(self) -> None:
        shutil.rmtree(self.state, ignore_errors=True)
        shutil.copytree(self.project, self.state, symlinks=True)

    def back(self) -> None:
        shutil.rmtree(self.project)
        shutil.copytree(self.state, self.project, symlinks=True)

    def fire(self, hook: str, **more: str) -> float:
        event = "".join(part.title() for part in hook.split("-"))
        said = {"source": "compact", "trigger": "auto", "compact_summary": "Nothing much.", "prompt": "Go on", "reason": "other"}
        payload = {
            "session_id": SESSION,
            "transcript_path": str(self.transcript),
            "cwd": str(self.project),
            "hook_event_name": event,
        } | said | more
        line = command(sys.executable, str(ROOT / "hooks" / f"{hook}.py"))
        env = {"PATH": "/usr/bin:/bin", "CLAUDE_PROJECT_DIR": str(self.project)}
        return timed(["sh", "-c", line], json.dumps(payload).encode(), env)


def timed(argv: list[str], stdin: bytes = b"", env: dict[str, str] | None = None) -> float:
    start = time.perf_counter()
    done = subprocess.run(argv, input=stdin, env=env, capture_output=True, check=False)
    took = time.perf_counter() - start
    if done.returncode or done.stderr:
        sys.exit(f"{argv}: exit {done.returncode}: {done.stderr.decode()}")
    return took


def _stretch(size: int) -> bytes:
    """A session's records again and again, padded by what a tool printed, as real ones are."""
    records = [json.loads(line) for line in SAMPLE.read_bytes().splitlines()]
    body = [r for r in records if r.get("subtype") != "compact_boundary" and not r.get("isCompactSummary")]
    pad = {"type": "progress", "data": "x" * 6000}
    once = b"".join(json.dumps(r).encode() + b"\n" + (json.dumps(pad).encode() + b"\n") * (n % 3 == 0) for n, r in enumerate(body))
    return once * max(1, size // len(once))


def _boundary() -> bytes:
    summary = {"type": "user", "isCompactSummary": True, "message": {"role": "user", "content": "A summary."}}
    return b"".join(json.dumps(r).encode() + b"\n" for r in ({"type": "system", "subtype": "compact_boundary"}, summary))


def measure(runs: int, once: Callable[[], float]) -> tuple[float, float]:
    """Median seconds, and their ratio to the bare interpreter's, in turn."""
    pairs = [(once(), timed(BARE)) for _ in range(runs)]
    took, bare = (statistics.median(p[i] for p in pairs) for i in (0, 1))
    return took, took / bare


def compaction(scene: Scene, runs: int) -> dict[str, tuple[float, float]]:
    """The three hooks of a compaction; each finds what the ones before it left."""
    results = {}
    for hook in ("pre-compact", "session-start", "post-compact"):
        scene.back()

        def once(name: str = hook) -> float:
            scene.back()
            return scene.fire(name)

        once()
        results[hook] = measure(runs, once)
        scene.back()
        scene.fire(hook)
        scene.keep()
    return results


def idle(scene: Scene, runs: int) -> dict[str, tuple[float, float]]:
    """Nothing owed, and nothing new since the last time."""
    for hook in ("user-prompt-submit", "stop"):
        scene.fire(hook)
    return {hook: measure(runs, lambda name=hook: scene.fire(name)) for hook in ("user-prompt-submit", "stop", "notification")}


def prompt_at_work(scene: Scene, runs: int) -> tuple[float, float]:
    """A prompt with a tag that it has not brought yet."""
    (scene.project / ".pal/tags").mkdir(parents=True, exist_ok=True)
    add = [sys.executable, "-m", "ctxhooks", "tag", "add", "x", "-", "--project", str(scene.project)]
    subprocess.run(add, input=b"A text.", check=True, cwd=ROOT, capture_output=True)

    def once() -> float:
        shutil.rmtree(scene.project / ".pal/state/tagged", ignore_errors=True)
        return scene.fire("user-prompt-submit", prompt="see @TAG-x")

    return measure(runs, once)


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--large", type=int, nargs="*", default=[10, 100], help="sizes of the large transcripts in MB")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ctxhooks-bench-") as tmp:
        small = Scene(Path(tmp) / "small", 0)
        quiet, bare = idle(small, args.runs), measure(args.runs, lambda: timed(["sh", "-c", ":"]))
        small.back()
        tagged = prompt_at_work(small, args.runs)
        small.back()
        found = {4: compaction(small, args.runs)}
        for size in args.large:
            found[size] = compaction(Scene(Path(tmp) / str(size), size - 4), args.runs)
    print(f"| nothing to do | ms | × bare |\n|---|---:|---:|\n| `sh -c :` | {bare[0] * 1000:.1f} | {bare[1]:.2f} |")
    for hook, (took, ratio) in quiet.items():
        print(f"| {hook} | {took * 1000:.1f} | {ratio:.2f} |")
    print(f"| user-prompt-submit with a tag to bring | {tagged[0] * 1000:.1f} | {tagged[1]:.2f} |")
    print(f"\n| a compaction | {' | '.join(f'{size} MB: ms, × bare' for size in found)} |\n|---|{'---:|' * len(found)}")
    for hook in found[4]:
        print(f"| {hook} | {' | '.join(f'{of[hook][0] * 1000:.0f}, {of[hook][1]:.1f}' for of in found.values())} |")
    rounds = (sum(took for took, _ in of.values()) * 1000 for of in found.values())
    print(f"| the whole round trip | {' | '.join(f'{took:.0f}' for took in rounds)} |")
    print(f"\nThe largest of all these processes took {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB of memory.")
    print(f"Packing: {', '.join(f'{count} documents {took * 1000:.0f} ms' for count, took in packing().items())}.")


if __name__ == "__main__":
    main()
