"""What tests share: records as the client writes them, a project, hooks as processes, trip wires around the real HOME and the network."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self

import pytest
from hypothesis import HealthCheck, settings

from ctxhooks import entry
from ctxhooks.disk.project import Project, keys_folder
from ctxhooks.model.facts import KINDS, Fact
from ctxhooks.schema.contract import check_output

# A git hook, or a rebase that runs the tests, names its own repository in these, and tests would work in that one.
for name in [name for name in os.environ if name.startswith("GIT_")]:
    del os.environ[name]

settings.register_profile("ctxhooks", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ctxhooks")

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "tests" / "samples"
VERSIONS = sorted(p.name for p in SAMPLES.iterdir()) if SAMPLES.is_dir() else []
SESSION = "0a1b2c3d-0000-4000-8000-000000000000"
OTHER = "4e5f6a7b-0000-4000-8000-000000000000"
NOW = 1_790_000_000.0
NEW, OLD = "2.1.332", "1.0.60"

# Trip wires

LOCALES = ("LC_ALL", "LC_MESSAGES")
HOME = os.path.realpath(os.path.expanduser("~"))
OURS = tuple(os.path.realpath(p) for p in (ROOT, tempfile.gettempdir(), sys.prefix, sys.base_prefix))
WRITES = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate", "os.utime"}
PRIVATE = tuple(os.path.join(HOME, name) for name in (".claude", ".pal", ".config", ".gitconfig"))
_tripped: list[str] | None = None


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if _tripped is None:
        return
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo"):
        _tripped.append(f"{event} {args[1:]}")
    elif event == "open" and isinstance(args[0], (str, bytes)):
        wanted = args[2] if isinstance(args[2], int) else 0
        _touched(event, args[0], writes=bool(wanted & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)))
    elif event in WRITES and isinstance(args[0], (str, bytes)):
        _touched(event, args[0], writes=True)


def _touched(event: str, path: str | bytes, *, writes: bool) -> None:
    real = os.path.abspath(os.fsdecode(path))
    if real.startswith(PRIVATE) or (writes and real.startswith(HOME + os.sep) and not real.startswith(OURS)):
        assert _tripped is not None
        _tripped.append(f"{event} {real}")


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def _no_home_no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests of the real client, and of a real browser, talk to a server of their own on loopback and keep what they fetch in a cache."""
    global _tripped  # noqa: PLW0603
    if {ROOT / "tests" / "client", ROOT / "tests" / "browser"} & set(request.node.path.parents):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="home-") as home:
        monkeypatch.setenv("HOME", home)
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        folders = [f"XDG_{kind}_HOME" for kind in ("CACHE", "CONFIG", "DATA", "STATE")]
        for name in ("CLAUDE_PROJECT_DIR", "CLAUDE_CONFIG_DIR", *folders, *LOCALES):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("LANG", "C.UTF-8")
        _tripped = []
        yield
        tripped, _tripped = _tripped, None
        assert not tripped, f"touched the real HOME or the network: {tripped}"


# Records, as the client writes them


class Talk:
    """Builds a transcript record by record; no two talks of a process share a record's uuid."""

    made = 0

    def __init__(self, cwd: str = "/project", version: str = NEW, session: str = SESSION) -> None:
        self.cwd, self.version, self.session = cwd, version, session
        self.records: list[Json] = []
        self.count = 0
        Talk.made += 1
        self.number = Talk.made

    def record(self, kind: str, **fields: Any) -> Self:
        self.count += 1
        n = self.count
        common = {
            "type": kind,
            "isSidechain": False,
            "cwd": self.cwd,
            "sessionId": self.session,
            "version": self.version,
            "gitBranch": "main",
            "uuid": f"00000000-0000-4000-8000-{self.number:06d}{n:06d}",
            "timestamp": f"2026-01-02T{n // 3600 % 24:02d}:{n // 60 % 60:02d}:{n % 60:02d}.000Z",
        }
        self.records.append({**common, **fields})
        return self

    def prompt(self, said: str, **fields: Any) -> Self:
        return self.record("user", message={"role": "user", "content": [{"type": "text", "text": said}]}, **fields)

    def says(self, said: str, tokens: int = 1000, **fields: Any) -> Self:
        usage = {"input_tokens": tokens, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0, "output_tokens": 5}
        return self.record(
            "assistant", message={"role": "assistant", "content": [{"type": "text", "text": said}], "usage": usage}, **fields
        )

    def calls(self, name: str, given: Json, **fields: Any) -> Self:
        block = {"type": "tool_use", "id": f"toolu_{self.count + 1}", "name": name, "input": given}
        return self.record("assistant", message={"role": "assistant", "content": [block]}, **fields)

    def result(self, output: Any, structured: Any = None, *, bad: bool = False, use: str = "", **fields: Any) -> Self:
        block = {"type": "tool_result", "tool_use_id": use or f"toolu_{self.count}", "content": output, "is_error": bad}
        if structured is not None or bad:
            fields["toolUseResult"] = f"Error: {output}" if bad else structured
        return self.record("user", message={"role": "user", "content": [block]}, **fields)

    def tool(self, name: str, given: Json, output: str = "", structured: Any = None, *, bad: bool = False, **fields: Any) -> Self:
        return self.calls(name, given, **fields).result(output, structured if structured is not None else {}, bad=bad, **fields)

    def bash(self, command: str, output: str = "", *, bad: bool = False, **fields: Any) -> Self:
        return self.tool("Bash", {"command": command}, output, {"stdout": output}, bad=bad, **fields)

    def todos(self, *listed: tuple[str, str], **fields: Any) -> Self:
        given = {"todos": [{"content": title, "status": status, "activeForm": title} for title, status in listed]}
        return self.tool("TodoWrite", given, "Todos have been modified successfully.", **fields)

    def task(self, number: int, title: str, **fields: Any) -> Self:
        return self.tool("TaskCreate", {"subject": title}, "created", {"task": {"id": str(number), "subject": title}}, **fields)

    def update(self, number: int, **given: Any) -> Self:
        return self.tool("TaskUpdate", {"taskId": str(number), **given}, "updated", {"success": True, "taskId": str(number)})

    def edit(self, path: str, *lines: str, before: str = "old\n", start: int = 1, **fields: Any) -> Self:
        patch = [{"oldStart": start, "oldLines": 1, "newStart": start, "newLines": 1, "lines": list(lines)}]
        given = {"file_path": path, "old_string": "a", "new_string": "b"}
        return self.tool("Edit", given, "updated", {"filePath": path, "structuredPatch": patch, "originalFile": before}, **fields)

    def write(self, path: str, content: str, **fields: Any) -> Self:
        made: Json = {"type": "create", "filePath": path, "content": content, "structuredPatch": [], "originalFile": None}
        return self.tool("Write", {"file_path": path, "content": content}, "created", made, **fields)

    def boundary(self, **fields: Any) -> Self:
        return self.record("system", subtype="compact_boundary", compactMetadata={"trigger": "auto", "preTokens": 150000}, **fields)

    def summary(self, said: str = "A summary.", **fields: Any) -> Self:
        return self.record("user", isCompactSummary=True, message={"role": "user", "content": [{"type": "text", "text": said}]}, **fields)

    def compacted(self, said: str = "A summary.") -> Self:
        return self.boundary().summary(said)

    def bytes(self) -> bytes:
        return b"".join(json.dumps(r).encode() + b"\n" for r in self.records)


def worked(talk: Talk) -> Talk:
    """A session with a fact of every important kind."""
    root = talk.cwd
    return (
        talk.prompt("Build the importer for the harbour data. Never touch the vendor folder, whatever happens.")
        .todos(("Read the tide tables", "completed"), ("Parse the buoy list", "in_progress"), ("Draw the lighthouse map", "pending"))
        .edit(f"{root}/src/importer.py", " def load_tides(path):", "-    return 1", "+    return 2")
        .bash("git commit -m 'Load tides'", "[main 1a2b3c4] Load tides\n 1 file changed")
        .bash("make check-buoys", "Exit code 2\nbuoy parser crashed at row 17", bad=True)
        .says("Decision: the buoy list is read as UTF-8.", tokens=90_000)
    )


# Projects and hooks


class Scene(NamedTuple):
    """A project with its transcript, and hooks run as the client runs them."""

    root: Path
    transcript: Path
    session: str = SESSION
    client: str = ""

    def write(self, talk: Talk) -> None:
        self.transcript.parent.mkdir(parents=True, exist_ok=True)
        self.transcript.write_bytes(talk.bytes())

    def payload(self, event: str, **fields: Any) -> Json:
        base = {"session_id": self.session, "transcript_path": str(self.transcript), "cwd": str(self.root), "hook_event_name": event}
        return {**base, **fields}

    def run(self, name: str, **fields: Any) -> str:
        """A real hook process; what it gives as context or, at PreCompact, as instructions."""
        event = entry.EVENTS[name]
        done = hook(name, json.dumps(self.payload(event, **fields)).encode(), self.root)
        assert (done.returncode, done.stderr) == (0, b"")
        return context(event, done.stdout.decode())

    def ask(self, name: str, now: float = NOW, **fields: Any) -> str:
        """The same inside this process."""
        event = entry.EVENTS[name]
        env = {"HOME": os.environ["HOME"], "CLAUDE_PROJECT_DIR": str(self.root), "CLAUDE_PID": self.client}
        return context(event, entry.answer(name, json.dumps(self.payload(event, **fields)).encode(), env, now))

    def compact(self, summary: str = "A summary.", way: str = "run") -> list[str]:
        """What the three events of a compaction and the next prompt give."""
        act = getattr(self, way)
        said = [act("pre-compact", trigger="auto"), act("session-start", source="compact")]
        said.append(act("post-compact", trigger="auto", compact_summary=summary))
        return [*said, act("user-prompt-submit", prompt="Go on")]

    def append(self, talk: Talk, since: int) -> None:
        with self.transcript.open("ab") as f:
            f.writelines(json.dumps(r).encode() + b"\n" for r in talk.records[since:])

    def project(self, now: float = NOW) -> Project:
        return Project(os.path.realpath(self.root), now, keys_folder(os.environ), str(self.transcript.parent))

    def log(self) -> str:
        path = self.root / ".pal/state/hooks.log"
        return path.read_text() if path.exists() else ""

    def rule(self) -> str:
        path = self.root / ".claude/rules/pal-recovered.md"
        return path.read_text() if path.exists() else ""

    def section(self) -> str:
        """The section where it stands by default, in its rule; empty where there is none."""
        path = self.root / ".claude/rules/pal-context.md"
        return path.read_text() if path.exists() else ""

    def configure(self, text: str) -> None:
        """Settings of the project."""
        path = self.root / ".pal/config.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def checkpoints(self) -> list[Path]:
        return sorted((self.root / ".pal/checkpoints").glob("*.json"))


def context(event: str, stdout: str) -> str:
    check_output(event, stdout)
    if not stdout or event in ("PreCompact", "SessionCompact"):
        return stdout
    said: str = json.loads(stdout).get("hookSpecificOutput", {}).get("additionalContext", "")  # a notice may stand alone
    return said


def hook(name: str, stdin: bytes, root: Path | str, **options: Any) -> "subprocess.CompletedProcess[bytes]":
    env = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LANG": "C.UTF-8", "CLAUDE_PROJECT_DIR": str(root)}
    argv = [sys.executable, "-I", "-S", str(ROOT / "hooks" / f"{name}.py")]
    return subprocess.run(argv, input=stdin, env=env, capture_output=True, check=False, timeout=60, **options)


def git(root: Path, *args: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.invalid", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *who, *args], cwd=root, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    root = tmp_path / "project"
    root.mkdir()
    return Scene(root, tmp_path / "transcripts" / f"{SESSION}.jsonl")


@contextmanager
def scratch() -> Iterator[Scene]:
    """A scene for one Hypothesis example."""
    with tempfile.TemporaryDirectory(prefix="scene-") as base:
        root = Path(base) / "project"
        root.mkdir()
        yield Scene(root, Path(base) / f"{SESSION}.jsonl")


def fact(kind: str, text: str, detail: str = "", key: str = "") -> Fact:
    return Fact(kind, text, key or text, detail, priority=KINDS.index(kind))
