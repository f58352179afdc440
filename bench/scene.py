"""A project, a session's transcript of any length, and the hooks, called as the client calls them."""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ctxhooks.setup import hook_settings, launcher  # noqa: E402

MB = 1 << 20
PROCESSOR_TIME = "--processor" in sys.argv  # rather than the time that passes
SESSION = "0a1b2c3d-0000-4000-8000-000000000000"
SAMPLE = ROOT / "tests/samples/2.1.329/session.jsonl"
SPEC = "---\nid: F1\ntitle: Filters\nstatus: pending\n---\n# Filters\n\n## Tasks\n- [x] The bar\n- [ ] The list\n"
FIELDS = {"source": "startup", "trigger": "auto", "compact_summary": "Nothing much.", "prompt": "Go on", "reason": "other"}
FIELDS |= {"notification_type": "idle_prompt", "agent_id": "a1", "agent_type": "docs", "last_assistant_message": "Done."}
PEAK = """
import os, resource, sys
if not (child := os.fork()):
    os.execv(sys.executable, [sys.executable, "-I", "-S", sys.argv[1]])
os.waitpid(child, 0)
print("\\n", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
AGENT = frozenset({"agent_id", "agent_type", "last_assistant_message"})


class Scene:
    """The transcript was read up to its last `new` MB, at a compaction; that is how a session that goes on finds things."""

    def __init__(self, base: Path, size: float, new: float) -> None:
        self.base, self.project = base, base / "project"
        self.project.mkdir(parents=True)
        subprocess.run(["git", "init", "-q", str(self.project)], check=True)
        (self.project / "ports").mkdir()
        (self.project / "ports/F1.md").write_text(SPEC)
        self.transcript = base / f"{SESSION}.jsonl"
        before, chunks = int((size - new) * MB), _chunks()
        with self.transcript.open("wb") as f:
            while f.tell() < before or not f.tell():
                f.write(next(chunks) + _boundary())
        launcher.write(self.env, launcher.text(sys.executable, str(ROOT / "hooks"), dict.fromkeys(("en", "ko", "ru"), "gone")))
        for _ in range(6):  # a reading stops after a while, and goes on the next time
            self.fire("pre-compact")
            self.fire("session-start", source="compact")
            self.fire("post-compact")
        with self.transcript.open("ab") as f:
            end = f.tell() + int(new * MB)
            while f.tell() < end:
                f.write(next(chunks)[: end - f.tell()])
        self.keep()

    def keep(self, name: str = "kept") -> None:
        """The project as it is now, for `back`."""
        shutil.rmtree(self.base / name, ignore_errors=True)
        shutil.copytree(self.project, self.base / name, symlinks=True)

    def back(self, name: str = "kept") -> None:
        shutil.rmtree(self.project)
        shutil.copytree(self.base / name, self.project, symlinks=True)

    def fire(self, hook: str, **more: str) -> float:
        """Seconds."""
        return timed(["sh", "-c", hook_settings.command(launcher.word(self.env), hook)], self.payload(hook, **more), self.env)

    def memory(self, hook: str) -> float:
        """MB that the hook takes at most; measured by a small process, as one begins with the size of what starts it."""
        argv = [sys.executable, "-I", "-S", "-c", PEAK, str(ROOT / "hooks" / f"{hook}.py")]
        done = subprocess.run(argv, input=self.payload(hook), env=self.env, capture_output=True, check=True)
        return int(done.stdout.split()[-1]) / (MB if sys.platform == "darwin" else 1024)

    def payload(self, hook: str, **more: str) -> bytes:
        event = "".join(part.title() for part in hook.split("-"))
        fields = {k: v for k, v in FIELDS.items() if event.startswith("Subagent") or k not in AGENT}
        payload: dict[str, Any] = {"session_id": SESSION, "transcript_path": str(self.transcript), "cwd": str(self.project)}
        return json.dumps(payload | {"hook_event_name": event} | fields | more).encode()

    def pal(self, *args: str, given: str = "") -> None:
        argv = [sys.executable, "-m", "ctxhooks", *args, "--project", str(self.project)]
        subprocess.run(argv, input=given.encode(), check=True, cwd=ROOT, capture_output=True)

    @property
    def env(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.base), "CLAUDE_PROJECT_DIR": str(self.project)}


def processor_time() -> float:
    """Seconds that the processes called so far have computed: what others do on the machine at the same time hardly counts."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(argv: list[str], stdin: bytes = b"", env: dict[str, str] | None = None) -> float:
    clock = processor_time if PROCESSOR_TIME else time.perf_counter
    start = clock()
    done = subprocess.run(argv, input=stdin, env=env, capture_output=True, check=False)
    took = clock() - start
    if done.returncode or done.stderr:
        sys.exit(f"{argv}: exit {done.returncode}: {done.stderr.decode()}")
    return took


def answered(scene: Scene) -> None:
    """A turn more, and a minute later."""
    with scene.transcript.open("ab") as f:
        f.write(next(_chunks(every=12)))
    for path in (scene.project / ".pal/sessions").glob("*.json"):
        os.utime(path, (0, 0))


def _chunks(every: int = 1) -> Iterator[bytes]:
    """A recorded session's records, said differently each time, so that nothing is known from the time before."""
    records = [json.loads(line) for line in SAMPLE.read_bytes().splitlines()][::every]
    body = [r for r in records if r.get("subtype") != "compact_boundary" and not r.get("isCompactSummary")]
    n = 0
    while True:
        n += 1
        yield b"".join(json.dumps(_varied(r, lambda text, n=n: f"{text} {n}")).encode() + b"\n" for r in body)  # type: ignore[misc]


def _varied(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {k: _varied(v, change) for k, v in value.items()}
    if isinstance(value, list):
        return [_varied(v, change) for v in value]
    return change(value) if isinstance(value, str) and " " in value else value


def _boundary() -> bytes:
    summary = {"type": "user", "isCompactSummary": True, "message": {"role": "user", "content": "A summary."}}
    return b"".join(json.dumps(r).encode() + b"\n" for r in ({"type": "system", "subtype": "compact_boundary"}, summary))
