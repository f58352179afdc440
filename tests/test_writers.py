"""Whatever it is given, no writer of ours puts a secret into a file: the last step before the disk looks at every string."""

import ast
from collections.abc import Callable

import pytest
from conftest import ROOT, Scene, scratch
from made_up import tokens

from ctxhooks.disk import log, sealed
from ctxhooks.disk.project import Project
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.facts import Fact
from ctxhooks.model.handoff import Entry, HandedTask, Handoff
from ctxhooks.model.loaded import Loaded, LoadedItem
from ctxhooks.model.phase import ArchivedDocument, Phase
from ctxhooks.model.port import Active, Working
from ctxhooks.model.session import Session
from ctxhooks.model.settings import Settings
from ctxhooks.model.window import Watched
from ctxhooks.store import archive, checkpoints, config, handoffs, index, loaded, sessions, tags, window, working

SECRET = tokens()["github p"]
SAID = f"use {SECRET[:12]}\x1b[31m{SECRET[12:]}, and password={SECRET[12:22]}"
ID = "29990101T000000000-d80255ce"


def _settings(project: Project) -> None:
    path = project.own("config.yaml")
    sealed.files.write(path, f"folders:\n  documents: [{SECRET}]\n".encode())
    assert config.load(project, Settings()).folders.documents == (SECRET,)
    sealed.files.remove(path)


def _index(project: Project) -> None:
    source = index.IndexSource({"a.md": (1, 1)}, lambda _: index.IndexRow(SAID, (SAID,), SAID))
    index.matches(project, source, ["use"])


# By the function that writes.
WRITERS: dict[str, Callable[[Project], object]] = {
    "sealed.write": lambda p: sealed.write(p.own("state", "x.json"), {"a": [SAID], SAID: {"b": SAID}}),
    "log.write": lambda p: log.write(p, "Event", SAID),
    "checkpoints.save": lambda p: checkpoints.save(p, Checkpoint(id=ID, facts=(Fact("task", SAID),), recovery_prompt=SAID)),
    "sessions.update": lambda p: sessions.update(p, "a", lambda _: Session("a", model=SAID, reason=SAID)),
    "sessions.leave": lambda p: sessions.leave(p, "a", SAID),
    "handoffs.save": lambda p: handoffs.save(p, Handoff("a", task=HandedTask(next=SAID, decisions=(SAID,)))),
    "handoffs.note": lambda p: handoffs.note(p, Entry(SAID, "returned", SAID, SAID, SAID, SAID)),
    "loaded.write": lambda p: loaded.write(p, Loaded((LoadedItem("port_spec", SAID, SAID),))),
    "loaded.mark_seen": lambda p: (loaded.write(p, Loaded((LoadedItem("port_spec", SAID, SAID),))), loaded.mark_seen(p, "a")),
    "working.write": lambda p: working.write(p, Working((Active("a", SAID, SAID),))),
    "window.write": lambda p: window.write(p, "a", Watched(model=SAID, phase=SAID, transcript=SAID), (1, 2)),
    "tags.put": lambda p: tags.put(p, "a", SAID),
    "tags.note_delivered": lambda p: tags.note_delivered(p, "a", tags.DeliveredTags({SAID: SAID})),
    "archive.write": lambda p: archive.write(p, "a", Phase(SAID, decisions=(SAID,), documents=(ArchivedDocument(SAID),)), SAID),
    "config.load": _settings,
    "index._update": _index,
}


@pytest.fixture
def scene() -> object:
    with scratch() as made:
        yield made


@pytest.mark.parametrize("name", WRITERS)
def test_a_writer_puts_no_secret_into_a_file(name: str, scene: Scene) -> None:
    WRITERS[name](scene.project())
    files = [path for path in (scene.root / ".pal").rglob("*") if path.is_file() and path.name != ".gitignore"]
    assert files
    for path in files:
        data = path.read_bytes().lower()
        assert SECRET[12:].lower().encode() not in data, path
        assert SECRET[12:22].lower().encode() not in data, path


def test_every_function_of_the_store_that_writes_is_among_them() -> None:
    numbers_and_names_alone = {"reported.report", "reported.log", "reported._ready", "handoffs.accept", "index._opened", "window.log"}
    found = set()
    for path in sorted((ROOT / "ctxhooks" / "store").glob("*.py")):
        for function in (n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.FunctionDef)):
            calls = {ast.unparse(n.func) for n in ast.walk(function) if isinstance(n, ast.Call)}
            if calls & {"files.write", "files.edit", "files.create", "sealed.write", "os.open"} or any("executemany" in c for c in calls):
                found.add(f"{path.stem}.{function.name}")
    assert found - set(WRITERS) - numbers_and_names_alone == set()
