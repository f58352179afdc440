"""Expressions are compiled once for an interpreter, and come to the same as those of `re`."""

import json
import marshal
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Scene, Talk, worked
from test_linear_patterns import found

from ctxhooks import __version__
from ctxhooks.light import patterns

COUNTED = """
import os, re, sys
from re import _parser
parse, end, parsed = _parser.parse, os._exit, []
_parser.parse = lambda *given: parsed.append(given) or parse(*given)
def report(code):
    os.write(2, str(len(parsed)).encode())
    end(code)
os._exit = report
sys.argv = [sys.argv[1]]
sys.path.insert(0, os.path.dirname(os.path.dirname(sys.argv[0])))
from ctxhooks.light import patterns
patterns.PATH = os.environ["KEPT"]
exec(compile(open(sys.argv[0]).read(), sys.argv[0], "exec"), {"__file__": sys.argv[0], "__name__": "__main__"})
"""


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "patterns"
    monkeypatch.setattr(patterns, "PATH", str(path))
    monkeypatch.setattr(patterns, "_new", {})
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    patterns._kept.cache_clear()
    yield path
    patterns._kept.cache_clear()


def test_what_is_kept_is_what_re_compiles(path: Path) -> None:
    every = {(p.compiled.pattern, p.compiled.flags & ~re.UNICODE): p.compiled for p in found()}
    for regex, flags in every:
        patterns.compiled(regex, flags)
    path.write_bytes(patterns.unkept())
    patterns._kept.cache_clear()
    patterns._new.clear()
    for (regex, flags), known in every.items():
        made = patterns.compiled(regex, flags)
        assert made == known  # flags and code among them
        assert (made.groups, made.groupindex) == (known.groups, known.groupindex)
    assert not patterns._new
    assert not patterns.unkept()


@pytest.mark.parametrize(
    "held",
    [
        b"",
        b"x",
        marshal.dumps([]),
        marshal.dumps((__version__, [])),
        *(
            marshal.dumps((__version__, {("a+", 0): code}))
            for code in (b"", b"x", 1, marshal.dumps((32, b"\xff" * 40, 0, {}, (None,))), marshal.dumps((1, 2)))
        ),
    ],
)
def test_a_damaged_file_only_costs_time(path: Path, held: bytes) -> None:
    path.write_bytes(held)
    assert patterns.compiled("a+").fullmatch("aaa")


def test_what_another_version_has_kept_is_dropped(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr(patterns, "__version__", "0.0.9")
        patterns.compiled("old")
        path.write_bytes(patterns.unkept())
    assert b"old" in path.read_bytes()
    patterns._new.clear()
    patterns._kept.cache_clear()
    patterns.compiled("new")
    assert b"new" in patterns.unkept()
    assert b"old" not in patterns.unkept()


def test_an_error_in_an_expression_is_the_one_that_re_raises() -> None:
    with pytest.raises(re.error, match="unterminated"):
        patterns.compiled("(")


def run(scene: Scene, path: Path) -> int:
    """How many expressions a hook compiles."""
    env = {"CLAUDE_PROJECT_DIR": str(scene.root), "PATH": "/usr/bin:/bin", "HOME": os.environ["HOME"], "KEPT": str(path)}
    script = str(ROOT / "hooks/pre-compact.py")
    payload = json.dumps(scene.payload("PreCompact", trigger="auto")).encode()
    done = subprocess.run([sys.executable, "-I", "-S", "-c", COUNTED, script], input=payload, env=env, capture_output=True, check=True)
    assert b"Draw the lighthouse map" in done.stdout
    return int(done.stderr)


def test_a_hook_compiles_what_no_hook_before_it_has(scene: Scene, path: Path) -> None:
    scene.write(worked(Talk(cwd=str(scene.root))))
    assert run(scene, path) > 10
    assert run(scene, path) < 10
    path.unlink()
    path.parent.joinpath("locked").mkdir()
    assert run(scene, path.parent / "locked") > 10  # a place that nothing can be kept in
