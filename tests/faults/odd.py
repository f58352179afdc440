"""Odd clocks, and odd names: of the user's files, of ports and of sessions."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from unicodedata import normalize

from conftest import NOW, Scene

from ctxhooks.entry import EVENTS, SPOKEN, answer
from ctxhooks.loading import activation
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import Settings
from ctxhooks.ports import registry
from ctxhooks.store import working

from .operations import EXPECTED, lay_out, users_bytes
from .sound import SECRET, Tried, a_day, hurt, scene_in, unforeseen

CLOCKS = (0.0, 1.0, NOW, NOW - 86_400 * 400, NOW + 86_400 * 400, 4_102_444_800.0, 32_503_680_000.0, NOW + 1)
DEVICES = ("CON", "nul.md")  # on Windows alone, where no client uses them for a session
OUT = ("../out", "..", "/etc/passwd", "a/../../out", "a\\..\\out", "\0", "x\ny", ".hidden", "-rf", "~", "a" * 300, "가" * 100, "", *DEVICES)
TWINS = (("login", "Login"), ("straße", "STRASSE"), (normalize("NFC", "café"), normalize("NFD", "café")), ("한", normalize("NFD", "한")))


def clocks() -> Iterator[Tried]:
    """A day at each time, then one at each time that follows it in the list: the clock jumps both ways."""
    with scene_in("clock-") as scene:
        lay_out(scene)
        for before, after in (*pairwise(CLOCKS), *pairwise(CLOCKS[::-1])):
            told = [*hurt(scene, before), *hurt(scene, after)]
            yield Tried("a clock that jumps", f"from {before:.0f} to {after:.0f}", tuple(told))


def climbing() -> Iterator[Tried]:
    """Ids and paths that lead out of the project."""
    with scene_in("out-") as scene:
        outside = scene.root.parent / "out.md"
        outside.write_text(SECRET)
        lay_out(scene)
        for id_ in OUT:
            acts = (activation.start, activation.end, activation.load, activation.unload)
            told = [f"accepted as a port: {id_!r}" for act in acts if _accepted(act, scene, id_)]
            told += [f"a file was made for {id_!r}"] if _accepted(lambda p, s, i: registry.create(p, s, i, "T"), scene, id_) else []
            told += _asked(scene, id_) if id_ else ()  # a session without an id is its transcript's
            if users_bytes(scene) != EXPECTED or outside.read_text() != SECRET:
                told.append("a file of the user's changed")
            yield Tried("an id that is none", ascii(id_)[:30], (*told, *unforeseen(scene)))


def _accepted(act: object, scene: Scene, id_: str) -> bool:
    with suppress(CtxhooksError, OSError):
        act(scene.project(), Settings(), id_)  # type: ignore[operator]
        return True
    return False


def _asked(scene: Scene, id_: str) -> Iterator[str]:
    """As a session's id: silence; as a port's in a hook: a word that says why not."""
    for name, event in EVENTS.items():
        payload = {"session_id": id_, "port_id": id_, "transcript_path": str(scene.transcript), "source": "compact", "trigger": "auto"}
        said = answer(name, json.dumps(payload).encode(), {"HOME": os.environ["HOME"], "CLAUDE_PROJECT_DIR": str(scene.root)}, NOW)
        if event in SPOKEN:
            if not said or "Traceback" in said:
                yield f"{event}: {said!r}"
        elif said and id_ not in DEVICES:
            yield f"{event} answered the session {id_!r}: {said[:80]}"


def twins() -> Iterator[Tried]:
    """Two ports whose names some file systems take for one."""
    for one, other in TWINS:
        with scene_in("twins-") as scene:
            lay_out(scene)
            for name in (one, other):
                (scene.root / "ports" / f"{name}.md").write_text(f"# {name}\n\n- [ ] a task of {name}\n")
            told = []
            for name in (one, other):
                with suppress(CtxhooksError):
                    activation.start(scene.project(), Settings(), name)
            told += a_day(scene)
            for a in working.read(scene.project()).ports:
                activation.end(scene.project(), Settings(), a.id)
            rules = {p.name for p in (scene.root / ".claude/rules").iterdir()} - {"pal-recovered.md", "pal-context.md", ".gitignore"}
            if rules != {"style.md"}:
                told.append(f"left in the rules: {rules}")
            yield Tried("names that are nearly one", f"{one} and {other!a}", (*told, *unforeseen(scene)))


def tried() -> Iterator[Tried]:
    yield from clocks()
    yield from climbing()
    yield from twins()
