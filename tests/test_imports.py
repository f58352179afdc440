"""What a hook with nothing to do imports: that is what it costs."""

import json
import subprocess
import sys
import time

import pytest
from conftest import ROOT, Scene, Talk, worked

# Beside what the interpreter itself has loaded by then.
IDLE = {"__future__", "ctxhooks", "ctxhooks.entry", "ctxhooks.gate", "ctxhooks.transcript", "ctxhooks.transcript.tail"}
RUN = """
import os, sys
before = set(sys.modules)
end = os._exit
def report(code):
    os.write(2, "\\n".join(sorted(set(sys.modules) - before)).encode())
    end(code)
os._exit = report
sys.argv = [sys.argv[1]]
exec(compile(open(sys.argv[0]).read(), sys.argv[0], "exec"), {"__file__": sys.argv[0], "__name__": "__main__"})
"""


def imported(scene: Scene, name: str, event: str) -> set[str]:
    script = str(ROOT / "hooks" / f"{name}.py")
    payload = json.dumps(scene.payload(event, prompt="Go on")).encode()
    env = {"CLAUDE_PROJECT_DIR": str(scene.root), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-I", "-S", "-c", RUN, script], input=payload, env=env, capture_output=True, check=True)
    assert done.stdout == b""
    return set(done.stderr.decode().split())


@pytest.mark.parametrize(
    ("name", "event"), [("user-prompt-submit", "UserPromptSubmit"), ("notification", "Notification"), ("stop", "Stop")]
)
def test_an_idle_hook_imports_the_gate_alone(scene: Scene, name: str, event: str) -> None:
    scene.write(worked(Talk(cwd=str(scene.root))))
    scene.ask("user-prompt-submit")
    scene.ask("stop", now=time.time())
    assert imported(scene, name, event) <= IDLE


def test_a_compaction_does_without_the_heavy_libraries_that_it_does_not_need(scene: Scene) -> None:
    scene.write(worked(Talk(cwd=str(scene.root))))
    modules = imported_at_work(scene)
    assert not modules & {"pydantic", "yaml", "click", "rich", "tiktoken", "asyncio", "socket", "ssl", "http.client", "urllib.request"}


def imported_at_work(scene: Scene) -> set[str]:
    payload = json.dumps(scene.payload("PreCompact", trigger="auto")).encode()
    env = {"CLAUDE_PROJECT_DIR": str(scene.root), "PATH": "/usr/bin:/bin"}
    script = str(ROOT / "hooks" / "pre-compact.py")
    done = subprocess.run([sys.executable, "-I", "-S", "-c", RUN, script], input=payload, env=env, capture_output=True, check=True)
    assert b"Draw the lighthouse map" in done.stdout
    return set(done.stderr.decode().split())
