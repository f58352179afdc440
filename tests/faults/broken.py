"""Every file that is read back, broken in every way: cut, flipped, filled with something else, replaced by what is no file."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from conftest import Scene

from ctxhooks.disk import owner_key
from ctxhooks.loading import activation
from ctxhooks.model.settings import Settings
from ctxhooks.store import sessions

from .operations import _package, _searched, _tagged, lay_out
from .sound import SECRET, Tried, hurt, scene_in


def lived_in(scene: Scene) -> None:
    """A project in the middle of its work: every kind of file of ours is there."""
    lay_out(scene)
    (scene.root / ".pal").mkdir()
    (scene.root / ".pal/config.yaml").write_text("language: en\ncontext:\n  token_budget: 9000\n")
    activation.start(scene.project(), Settings(), "tides")
    scene.ask("session-start", source="startup")
    scene.compact(way="ask")
    scene.ask("stop")
    scene.ask("pre-compact", trigger="auto")
    _searched(scene)
    _package(scene)
    _tagged(scene)
    sessions.leave(scene.project(), scene.session)


def _flipped(data: bytes, chosen: random.Random) -> bytes:
    at = chosen.randrange(len(data)) if data else 0
    return data[:at] + bytes([data[at] ^ (1 << chosen.randrange(8))]) + data[at + 1 :] if data else b"\x01"


def ways(chosen: random.Random, flips: int) -> dict[str, Callable[[bytes], bytes]]:
    return {
        "empty": lambda _: b"",
        "one byte": lambda data: data[:1],
        "half": lambda data: data[: len(data) // 2],
        "without its end": lambda data: data[:-1],
        "zeros": lambda data: bytes(len(data)),
        "noise": lambda data: chosen.randbytes(len(data)),
        "deep": lambda _: b"[" * 100_000,
        "another object": lambda _: b'{"ports": 1, "fold": [], "facts": {"a": null}, "documents": "x", "sha256": 5}\n',
        "a list": lambda _: b"[1, 2]\n",
        **{f"bit {n}": lambda data: _flipped(data, chosen) for n in range(flips)},
    }


def _folder(path: Path, _: Path) -> None:
    path.unlink()
    path.mkdir()


def _link(path: Path, outside: Path) -> None:
    path.unlink()
    path.symlink_to(outside)


def _loop(path: Path, _: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def _pipe(path: Path, _: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _gone(path: Path, _: Path) -> None:
    path.unlink()


def _unreadable(path: Path, _: Path) -> None:
    path.chmod(0)


NO_FILES = {
    "a folder": _folder,
    "a link that leads out": _link,
    "a link to itself": _loop,
    "a pipe": _pipe,
    "gone": _gone,
    "no rights": _unreadable,
}


def tried(flips: int = 2) -> Iterator[Tried]:
    chosen = random.Random(7)
    with scene_in("broken-") as scene:
        base = scene.root.parent.parent
        outside = base / "outside.txt"
        outside.write_text(SECRET)
        lived_in(scene)
        shutil.copytree(base / "work", base / "kept", symlinks=True)
        for path in _ours(scene):
            _back(base)
            data = path.read_bytes()
            for how, change in ways(chosen, flips).items():
                _back(base)
                path.write_bytes(change(data))
                yield Tried(_kind(scene, path), how, tuple(hurt(scene)))
            for how, replace in NO_FILES.items():
                _back(base)
                replace(path, outside)
                told = tuple(hurt(scene))
                touched = () if outside.read_text() == SECRET else ("a file outside of the project was written",)
                yield Tried(_kind(scene, path), how, told + touched)


def _back(base: Path) -> None:
    for path in (base / "work").rglob("*"):
        if not path.is_symlink() and path.is_file():
            path.chmod(0o644)
    shutil.rmtree(base / "work")
    shutil.copytree(base / "kept", base / "work", symlinks=True)


def _ours(scene: Scene) -> list[Path]:
    ours = [p for p in sorted((scene.root / ".pal").rglob("*")) if p.is_file() and p.name != ".gitignore" and "locks" not in p.parts]
    rules = [p for p in sorted((scene.root / ".claude/rules").iterdir()) if p.name not in ("style.md", ".gitignore")]
    return [*ours, *rules, Path(owner_key.path(scene.project()))]


def _kind(scene: Scene, path: Path) -> str:
    """A file's folder says what it is; in the state its name does."""
    if not path.is_relative_to(scene.root):
        return "the user's key"
    name = path.relative_to(scene.root)
    return str(name.parent) if name.parent.name not in ("state", ".pal") else str(name)
