"""Everything of ours that writes: how it is prepared, what it does, and how a user goes on when it was stopped in between."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from conftest import NOW, Scene, Talk, git, worked

from ctxhooks.agents import handing_over
from ctxhooks.knowledge import library, tag_prompts
from ctxhooks.loading import activation, claude_md
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.session import Session
from ctxhooks.model.settings import Settings
from ctxhooks.phases import archiving
from ctxhooks.setup import hook_settings
from ctxhooks.store import handoffs as stored
from ctxhooks.store import index, sessions, working
from ctxhooks.store import tags as tag_store

FACTS = ("Parse the buoy list", "Draw the lighthouse map", "src/importer.py", "make check-buoys", "Never touch the vendor folder")
MINE = b"# Mine\r\n\r\nTabs, never spaces.\r\n"
RULE = b"# Style\n\nMy own rule.\n"
SETTINGS = b'{\n  "model": "opus",\n  "hooks": {"Stop": [{"hooks": [{"type": "command", "command": "true"}]}]}\n}\n'
SPEC = "# Tides\n\n> ID: tides\n> Conventions: units\n> Depends on: gauge\n\n## Goal\nTide tables.\n\n- [x] Read the gauge\n- [ ] Print\n"
FILES = {
    "CLAUDE.md": MINE,
    ".claude/rules/style.md": RULE,
    ".claude/settings.json": SETTINGS,
    "ports/tides.md": SPEC.encode(),
    "ports/gauge.md": b"---\nid: gauge\nstatus: complete\n---\n# Gauge\n\nReadings are kept.\n",
    "conventions/units.md": b"# Units\n\nWhole centimetres.\n",
    "docs/harbour.md": b"# Harbour tables\n\nTide tables of the harbour.\n",
}


class Operation(NamedTuple):
    """`finish` does what a user, or the client, does next, and gives what has to be the same as if nothing had been stopped."""

    name: str
    prepare: Callable[[Scene], object]
    act: Callable[[Scene], object]
    finish: Callable[[Scene], object]


def lay_out(scene: Scene) -> None:
    for name, data in FILES.items():
        path = scene.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    git(scene.root, "init", "-q")
    scene.write(worked(Talk(cwd=str(scene.root))))


def users_bytes(scene: Scene) -> dict[str, bytes]:
    """What is the user's, without what stands in it of ours."""
    found = {name: _one(scene.root / name, scene.root / ".pal/archive/plan/files" / name) for name in FILES}
    path = str(scene.root / "CLAUDE.md")
    found["CLAUDE.md"] = claude_md.take_out(found["CLAUDE.md"], path) or b""
    found[".claude/settings.json"] = json.dumps(_without_ours(found[".claude/settings.json"])).encode()
    return found


def _one(path: Path, archived: Path) -> bytes:
    """A document of a phase that was completed stands in the archive, and nowhere else."""
    return (archived if archived.exists() and not path.exists() else path).read_bytes()


def _without_ours(data: bytes) -> object:
    settings = json.loads(data)
    groups = {e: [g for g in gs if not hook_settings.is_ours(g["hooks"][0]["command"])] for e, gs in settings["hooks"].items()}
    return {**settings, "hooks": {e: gs for e, gs in groups.items() if gs}}


EXPECTED = {**FILES, ".claude/settings.json": json.dumps(json.loads(SETTINGS)).encode()}


def carried_on(scene: Scene) -> list[str]:
    """The facts that a compaction, begun anew, does not bring back."""
    said = scene.compact(way="ask")
    memory = scene.root / "CLAUDE.md"  # a section that says nothing beside the recovery prompt is not there, nor a file that held it alone
    told = "\n".join([*said, scene.rule(), memory.read_text() if memory.exists() else ""])
    return [fact for fact in FACTS if fact not in told]


def rules(scene: Scene) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted((scene.root / ".claude/rules").iterdir()) if p.name != "pal-recovered.md"}


def _started(scene: Scene) -> object:
    """Whichever of the two it came to: what stands in the folder is what the state says."""
    scene.ask("session-start", now=NOW + 100, source="startup")
    active = [a.id for a in working.read(scene.project()).ports]
    if not active:
        activation.start(scene.project(NOW + 200), Settings(), "tides")
    return sorted(rules(scene))


def _ended(scene: Scene) -> object:
    scene.ask("session-start", now=NOW + 100, source="startup")
    with suppress(CtxhooksError):
        activation.end(scene.project(NOW + 200), Settings(), "tides")
    return rules(scene), (scene.root / "CLAUDE.md").read_bytes()


def _installed(scene: Scene) -> object:
    return _install(scene).after


def _install(scene: Scene) -> hook_settings.SettingsChange:
    return hook_settings.install(str(scene.root / ".claude/settings.json"), "/opt/ctxhooks/hook")


def _uninstall(scene: Scene) -> object:
    return hook_settings.uninstall(str(scene.root / ".claude/settings.json")).after


def _searched(scene: Scene) -> object:
    there, _ = library.listed(scene.project(), Settings())
    return [m.name for m in index.matches(scene.project(), library.source(there), ["tide"], ())]


def _before(*hooks: str) -> Callable[[Scene], None]:
    def prepare(scene: Scene) -> None:
        lay_out(scene)
        for name in hooks:
            scene.ask(name, trigger="auto", source="compact", compact_summary="A summary.")

    return prepare


def _full(scene: Scene) -> None:
    scene.configure("section: full\n")
    _before("pre-compact")(scene)


def _late(scene: Scene) -> None:
    """The compaction has happened, and its other hooks have not run."""
    _before("pre-compact")(scene)
    talk = worked(Talk(cwd=str(scene.root)))
    since = len(talk.records)
    scene.append(talk.compacted(), since)


def _port(scene: Scene) -> None:
    lay_out(scene)
    activation.start(scene.project(), Settings(), "tides")


def _with_hooks(scene: Scene) -> None:
    lay_out(scene)
    _install(scene)


def _event(name: str, **fields: str) -> Callable[[Scene], object]:
    return lambda scene: scene.ask(name, **fields)


def _saved(scene: Scene) -> object:
    """As it is once Claude has answered again."""
    scene.ask("stop", now=NOW + 100)
    session = sessions.load(scene.project(), scene.session)
    return session and session.work.pending


def _cleared(scene: Scene) -> object:
    """Whoever comes next is given it, once, whether the end was told or not: else by `--resume`."""
    heir = scene._replace(session="3f3f3f3f-0000-4000-8000-000000000000")
    told = heir.ask("session-start", now=NOW + 10, source="clear") + scene.ask("session-start", now=NOW + 11, source="resume")
    return "Next step: Parse the buoy list" in told


def _package(scene: Scene) -> object:
    wanted = handing_over.Wanted("backend", "docs", decisions=("Keep it short",), history=False)
    return handing_over.create(scene.project(), Settings(), wanted, Session(scene.session), len).task.decisions


def _packages(scene: Scene) -> object:
    """None is half a package; the next one is made."""
    for id_ in stored.ids(scene.project()):
        stored.load(scene.project(), id_)
    return _package(scene)


def _tagged(scene: Scene) -> object:
    tag_store.put(scene.project(), "gauge", "The gauge counts.")
    tag_store.forget(scene.project(), scene.session)
    return tag_prompts.resolved(scene.project(), Settings(), scene.session, "@TAG-gauge", 1000)


def _phase(scene: Scene) -> object:
    return archiving.complete(scene.project(), Settings(), "plan", (str(scene.root / "docs/harbour.md"),))


def _reopened(scene: Scene) -> object:
    with suppress(CtxhooksError):
        archiving.reopen(scene.project(), Settings(), "plan")
    scene.ask("session-start", now=NOW + 100, source="startup")
    return (scene.root / "docs/harbour.md").read_bytes()


OPERATIONS = (
    Operation("PreCompact: checkpoint", _before(), _event("pre-compact", trigger="auto"), carried_on),
    Operation("SessionStart: section, recovery prompt", _before("pre-compact"), _event("session-start", source="compact"), carried_on),
    Operation("SessionStart: section in CLAUDE.md", _full, _event("session-start", source="compact"), carried_on),
    Operation("PostCompact: recovered rule", _before("pre-compact", "session-start"), _event("post-compact", trigger="auto"), carried_on),
    Operation("UserPromptSubmit: what is pending", _late, _event("user-prompt-submit", prompt="Go on"), carried_on),
    Operation("SessionEnd: checkpoint", _before("pre-compact"), _event("session-end", reason="exit"), carried_on),
    Operation("port start: state, rules, section", lay_out, lambda s: activation.start(s.project(), Settings(), "tides"), _started),
    Operation("port end: state, rules, section", _port, lambda s: activation.end(s.project(), Settings(), "tides"), _ended),
    Operation("SessionStart with a port", _port, _event("session-start", source="startup"), _started),
    Operation("load a document by name", _port, lambda s: activation.load(s.project(), Settings(), "harbour"), _started),
    Operation("Stop: session", _before(), _event("stop"), _saved),
    Operation("SessionEnd by /clear: session, note", _before("stop"), _event("session-end", reason="clear"), _cleared),
    Operation("handoff: package, history", _before("stop"), _package, _packages),
    Operation("tag: text", lay_out, _tagged, _tagged),
    Operation("phase complete: archive", lay_out, _phase, _reopened),
    Operation("install: settings.json", lay_out, _install, _installed),
    Operation("uninstall: settings.json", _with_hooks, _uninstall, _uninstall),
    Operation("search: index", lay_out, _searched, _searched),
)
