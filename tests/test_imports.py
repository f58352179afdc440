"""What a hook with nothing to do imports: that is what it costs."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, Scene, Talk, worked

from ctxhooks.disk import installed
from ctxhooks.loading import activation
from ctxhooks.model.settings import Settings
from ctxhooks.store import tags

# Beside what the interpreter itself has loaded by then.
TAIL = {"ctxhooks.transcript", "ctxhooks.transcript.tail"}
IDLE = {"ctxhooks", "ctxhooks.gate", "gc", "ctxhooks.entry"}
LINE = {*TAIL, "ctxhooks", "ctxhooks.gate", "ctxhooks.statusline", "ctxhooks.store", "ctxhooks.store.reported"}
# What every hook with something to do needs, …
STANDARD = {"json", "re", "collections", "enum", "fcntl", "functools", "types", "copyreg"}
STANDARD |= {"errno", "itertools", "keyword", "operator", "reprlib", "encodings", "sre", "math", "zlib"}
WORK = {
    *IDLE,
    *TAIL,
    *(f"ctxhooks.model{m}" for m in ("", ".errors", ".events", ".limits")),
    *(f"ctxhooks.model.{m}" for m in ("json_values", "replies", "settings")),
    *(f"ctxhooks.light{m}" for m in ("", ".contexts", ".json", ".patterns", ".re", ".typing")),
    *(f"ctxhooks.disk{m}" for m in ("", ".files", ".locks", ".installed", ".log", ".project")),
    *("ctxhooks.store", "ctxhooks.store.config"),
    *("ctxhooks.handlers", "ctxhooks.handlers.user_prompt_submit"),
}
# … and a prompt with a tag, or behind a port's start, beside it.
SEALED = {f"ctxhooks.{m}" for m in ("model.loaded", "store.loaded", "disk.owner_key", "disk.sealed", "disk.sha256")}
TAG = {f"ctxhooks.{m}" for m in ("knowledge", "knowledge.tag_prompts", "store.tags")}
TAG |= {f"ctxhooks.{m}" for m in ("tokens", "tokens.calibration", "tokens.counting", "tokens.estimate")}
SINKS = {f"ctxhooks.{m}" for m in ("trust", "trust.plain", "trust.random_tokens", "trust.redact", "trust.sinks")}
TEXTS = {"ctxhooks.render", "ctxhooks.render.catalog"}
ANNOUNCED = {"ctxhooks.loading", "ctxhooks.loading.announcements", "ctxhooks.loading.rules"}
RENDER = {f"ctxhooks.render.{m}" for m in ("templates", "runtime", "compiled")}
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


def imported(scene: Scene, name: str, event: str, said: bytes = b"", **more: str) -> set[str]:
    script = str(ROOT / "hooks" / f"{name}.py")
    payload = json.dumps(scene.payload(event, **more)).encode()
    env = {"CLAUDE_PROJECT_DIR": str(scene.root), "PATH": "/usr/bin:/bin", "HOME": os.environ["HOME"]}
    done = subprocess.run([sys.executable, "-I", "-S", "-c", RUN, script], input=payload, env=env, capture_output=True, check=True)
    assert said in done.stdout
    assert said or name == "statusline" or not done.stdout
    return set(done.stderr.decode().split())


def ours(modules: set[str]) -> set[str]:
    return {m for m in modules if m.startswith("ctxhooks")}


@pytest.fixture
def quiet(scene: Scene) -> Scene:
    """A session in which nothing is pending and nothing is new."""
    scene.write(worked(Talk(cwd=str(scene.root))))
    scene.ask("user-prompt-submit")
    scene.ask("stop", now=time.time())
    return scene


@pytest.mark.parametrize(
    ("name", "event"), [("user-prompt-submit", "UserPromptSubmit"), ("notification", "Notification"), ("stop", "Stop")]
)
def test_an_idle_hook_imports_the_gate_alone(quiet: Scene, name: str, event: str) -> None:
    assert imported(quiet, name, event, prompt="Go on") == (IDLE | TAIL if name == "user-prompt-submit" else IDLE)


def test_the_status_line_imports_no_more(quiet: Scene) -> None:
    assert imported(quiet, "statusline", "Status") == LINE


def test_a_prompt_with_something_to_do_imports_what_it_needs(quiet: Scene) -> None:
    tags.put(quiet.project(), "x", "A text.")
    modules = imported(quiet, "user-prompt-submit", "UserPromptSubmit", b"A text.", prompt="see @TAG-x")
    assert ours(modules) == ours(WORK | SEALED | TAG | TEXTS | RENDER | {"ctxhooks.render.compiled.tag"} | SINKS)
    assert {m.partition(".")[0].lstrip("_") for m in modules - ours(modules)} <= STANDARD | {"gc", "sha2", "sha256"}
    (quiet.root / "ports").mkdir()
    (quiet.root / "ports/F1.md").write_text("# F1: Filters\n\n## Goal\nA bar\n")
    activation.start(quiet.project(), Settings(), "F1")
    modules = imported(quiet, "user-prompt-submit", "UserPromptSubmit", b"A bar", prompt="Go on")
    assert ours(modules) == ours(WORK | SEALED | ANNOUNCED | TEXTS | RENDER | {"ctxhooks.render.compiled.rules_loaded"} | SINKS)
    assert {m.partition(".")[0].lstrip("_") for m in modules - ours(modules)} <= STANDARD | {"gc", "sha2", "sha256"}


def test_a_compaction_does_without_what_is_heavy(quiet: Scene) -> None:
    heavy = {"pydantic", "yaml", "click", "rich", "tiktoken", "hashlib", "ssl", "socket", "asyncio", "sqlite3", "site", "jinja2", "orjson"}
    assert not heavy & imported(quiet, "pre-compact", "PreCompact", b"Draw the lighthouse map", trigger="auto")
    assert not heavy & imported(quiet, "session-start", "SessionStart", b"Draw the lighthouse map", source="compact")
    assert not heavy & imported(quiet, "post-compact", "PostCompact", compact_summary="Nothing much.")


def test_behind_a_compaction_no_transcript_is_read(quiet: Scene) -> None:
    quiet.run("pre-compact", trigger="auto")
    modules = imported(quiet, "post-compact", "PostCompact", compact_summary="Nothing much.")
    assert not {m for m in modules if m.startswith("ctxhooks.transcript.") and m != "ctxhooks.transcript.tail"}


def test_a_hook_that_finds_much_unread_takes_orjson_and_nothing_else_that_is_installed(quiet: Scene) -> None:
    quiet.write(worked(Talk(cwd=str(quiet.root))).says("x " * (2 << 20)))
    modules = imported(quiet, "pre-compact", "PreCompact", b"Draw the lighthouse map", trigger="auto")
    assert "orjson" in modules
    assert not {"pydantic", "yaml", "click", "rich", "site", "jinja2"} & modules


def test_no_hook_compiles_an_expression_before_it_is_used() -> None:
    names = sorted(path.stem for path in (ROOT / "ctxhooks/handlers").glob("[a-z]*.py"))
    count = (
        "import importlib, json, re, sys\n"
        "from re import _compiler as c\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "made, compile = [], c.compile\n"
        "c.compile = lambda *given: made.append(given[0]) or compile(*given)\n"
        f"for name in {names!r}: importlib.import_module('ctxhooks.handlers.' + name)\n"
        "print(made)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", count], capture_output=True, check=True)
    assert done.stdout.decode() == "[]\n"


def test_what_lies_in_the_current_folder_is_not_beside_the_interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "lib" / "python{}.{}".format(*sys.version_info) / "site-packages" / "planted.py"
    package.parent.mkdir(parents=True)
    package.write_text("")
    monkeypatch.chdir(tmp_path)
    for executable in ("", "bin/python", None):
        monkeypatch.setattr(sys, "executable", executable)
        assert installed.beside("planted") is None
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    assert installed.beside("planted") is not None
