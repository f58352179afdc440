"""What is rendered, word for word, in three languages. A text is changed on purpose only: `UPDATE_GOLDEN=1 pytest tests/test_golden.py`
writes the files anew, and the commit shows what became of each."""

import os
import re
from collections.abc import Callable

import pytest
from conftest import NOW, ROOT, Scene, fact

from ctxhooks.agents import brief, handing_over, task_context
from ctxhooks.knowledge import conventions, summaries, tag_prompts
from ctxhooks.loading import activation, announcements, messages, section, syncing
from ctxhooks.model.checkpoint import ActivePort, Checkpoint, FileChange, Git, Task
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.facts import KINDS, Evidence, Fact
from ctxhooks.model.handoff import HandedTask, Handoff
from ctxhooks.model.loaded import Loaded, LoadedItem
from ctxhooks.model.port import Port, SpecTask
from ctxhooks.model.session import Session, Use, WorkState
from ctxhooks.model.settings import LANGUAGES, Settings
from ctxhooks.phases import phase_summary
from ctxhooks.ports import spec_edit
from ctxhooks.render import port_text, recovery_text, section_text
from ctxhooks.sessions import alerts, conversation, resumption, window_use
from ctxhooks.store import checkpoints, loaded, tags
from ctxhooks.tokens.estimate import estimate
from ctxhooks.transcript.fold import Fold

GOLDEN = ROOT / "tests" / "golden"
DETAILS = {
    "task": "in_progress",
    "failing": "error: buoy parser crashed at row 17",
    "constraint": "Whatever happens.",
    "commit": "Load tides",
    "answer": "Which port should the server use?",
    "file": "updated +12 −3 load_tides, parse",
    "command": "4 times",
    "decision": "because the list has umlauts",
    "request": "Then draw the map.",
}


def facts() -> tuple[Fact, ...]:
    """Each kind with and without a detail, from several places in the transcript."""
    found = []
    for n, kind in enumerate(KINDS):
        for m in range(3):
            made = fact(kind, f"{kind} number {m}: the `tide` tables", DETAILS.get(kind, "seen") if m == 0 else "", f"{kind} {m}")
            found.append(made._replace(evidence=Evidence("u", 100 - n * 3 - m), time="2026-09-21T14:10:00Z" if m < 2 else ""))
    found.append(fact("request", "/compact")._replace(evidence=Evidence("u", 200)))
    return tuple(found)


CHECKPOINT = Checkpoint(
    id="20260921T130000000-0a1b2c3d",
    session_id="0a1b2c3d-0000-4000-8000-000000000000",
    began="2026-09-21T11:00:00Z",
    created_at="2026-09-21T13:00:00Z",
    client="2.1.329",
    active_port=ActivePort("harbour", "The harbour map", 40, "Draw the lighthouse"),
    recent_changes=(
        FileChange("src/a.py", "updated", 3, 1, ("load", "save")),
        FileChange("src/b.py", "created", 30),
        FileChange("c", "deleted"),
    ),
    pending_tasks=tuple(Task(str(n), f"task {n}", "pending") for n in range(3)),
    completed_tasks=2,
    facts=facts(),
    git=Git("main", "1a2b3c4", 2),
)
BARE = Checkpoint(session_id="0a1b2c3d-0000", created_at="2026-09-21T13:00:00Z")
PORT = Port(
    "harbour",
    "The harbour map",
    goal="A map of the harbour.\n\nWith all buoys.",
    description="It is drawn once a day.",
    decisions="- SVG, not PNG.",
    notes="Ask the harbour master.",
    depends_on=("tides",),
    tasks=(SpecTask("Read", True, 9, "First"), SpecTask("Parse", False, 10, "First"), SpecTask("Draw", False, 12, "Then")),
    status="running",
)
PLAIN = Port("tides", "tides", goal="", tasks=(SpecTask("Only one", False, 3, "Tasks"),), status="complete")
ITEMS = (
    LoadedItem("port_spec", "harbour", "The harbour map", "harbour.md", 3, 210, "a"),
    LoadedItem("conventions", "style", "Style", "conv-style.md", 2, 90, "b"),
    LoadedItem("related_docs", "docs/tides.md", "Tides", "related-1.md", 1, 60, "c"),
    LoadedItem("related_docs", "docs/map.md", "Map", "", 0, 1400, ""),
    LoadedItem("related_docs", "docs/moon.md", "Moon", "", 0, 2400, ""),
)
STYLE = """id: style
name: Style
description: How code looks here.
rules:
  - id: tabs
    severity: critical
    description: No tabs.
    examples:
      - bad: "x = `a`"
        why: nobody sees it
      - good: |
          def f():
              return 1
  - description: Short names.
examples:
  - good: y = 1
"""
DOCUMENT = """---
tags: [sea]
phase: plan
---
# Tides

About the tides, and how they are read.

## Decisions
- We read tides as UTF-8 in `src/tides.py`.

## Next
- [x] Read
- [ ] Draw `src/map.py`

## Moon
The moon moves the water.
"""
WORK = WorkState(
    spec="ports/harbour.md",
    phase="testing",
    completed=tuple(f"Done {n}" for n in range(14)),
    pending=tuple(f"Pending {n} {'long ' * 80}" for n in range(3)),
    artifacts=("src/a.py", "src/b.py"),
)
SESSION = Session("0a1b2c3d-0000", updated="2026-09-21T13:00:00Z", window=Use(200_000, 151_000, 49_000, 75), work=WORK)
HANDOFF = Handoff(
    "20260921T130000000-docs",
    from_agent="implementer",
    to_agent="docs",
    task=HandedTask(
        "harbour", "testing", ("Done 1", "Done 2"), "Write", ("SVG",), ("make fails",), ("src/a.py",), "## What was said\n- So\n"
    ),
)


def project(scene: Scene) -> Scene:
    for name, text in {
        "README.md": "# Harbour\n\nIt reads the tides.\n",
        "ports/base.md": "---\nid: base\nstatus: complete\n---\n# Base\n\n## Goal\nThe ground.\n\n## Tasks\n- [x] All\n",
        "ports/login.md": "---\nid: login\ntitle: Sign in\nphase: plan\nconventions: [style]\ndepends_on: [base, gone]\ntags: [sea]\n---\n"
        "# Login\n\n## Goal\nSign in.\n\n## Tasks\n- [x] Read\n- [ ] Write\n\n## Decisions\n- Cookies are signed.\n",
        "conventions/style.yaml": STYLE,
        "docs/tides.md": DOCUMENT,
    }.items():
        (scene.root / name).parent.mkdir(exist_ok=True)
        (scene.root / name).write_text(text)
    return scene


def around_a_compaction(settings: Settings) -> dict[str, str]:
    language = settings.language
    return {
        "recovery": recovery_text.prompt(CHECKPOINT, CHECKPOINT.facts, language, 10_000),
        "recovery-short": recovery_text.prompt(CHECKPOINT, CHECKPOINT.facts, language, 300),
        "recovery-nothing": recovery_text.prompt(BARE, (), language, 2500),
        "recovery-bare": recovery_text.prompt(BARE, [fact("file", "a.py"), fact("task", "b")], language, 2500),
        "briefing": recovery_text.briefing(CHECKPOINT, CHECKPOINT.facts, language, 10_000),
        "steer": recovery_text.steer(CHECKPOINT.facts, language),
        "recovered": recovery_text.recovered(CHECKPOINT, CHECKPOINT.facts, language, 10_000),
        "fact-lines": "\n".join(recovery_text.line(f, language) for f in CHECKPOINT.facts) + "\n",
    }


def of_ports(settings: Settings) -> dict[str, str]:
    language = settings.language
    there = Loaded(ITEMS, 15_000, 360)
    view = section_text.View(CHECKPOINT, (PORT, PLAIN), there, NOW)
    moved = settings._replace(target=".claude/CLAUDE.md")
    return {
        "section": section_text.text(view, settings, CHECKPOINT.facts, section.AMOUNTS[0]),
        "section-short": section_text.text(view, moved, CHECKPOINT.facts, section.AMOUNTS[3]),
        "section-least": section_text.text(view, settings, CHECKPOINT.facts, section.AMOUNTS[4]),
        "section-bare": section_text.text(section_text.View(BARE, (PLAIN,), Loaded(), NOW), settings, (), section.AMOUNTS[0]),
        "port": port_text.whole(PORT, "ports/harbour.md", language),
        "port-plain": port_text.whole(PLAIN, "ports/tides.md", language),
        "port-brief": port_text.brief(PORT, language) + port_text.brief(PLAIN, language),
        "dependencies": port_text.dependencies([(PORT, "In brief."), (PLAIN, ""), (Port("x", status="missing"), "")], language),
        "spec-new": spec_edit.new("harbour", 'The "harbour" map', language),
        "convention-brief": conventions.brief(conventions.parse(STYLE, "style.yaml"), language) + "\n",
        "convention": conventions.rendered(conventions.parse(STYLE, "style.yaml"), language),
    }


def of_sessions(settings: Settings) -> dict[str, str]:
    language = settings.language
    signs = window_use.Signs("ports/x.md", 196_000, 300, ("planning", "testing"), ("a", "b"))
    full = {n: window_use.update(settings.window, "", n, 200_000, "transcript") for n in (151_000, 171_000, 196_000)}
    long = HANDOFF._replace(task=HANDOFF.task._replace(decisions=tuple(f"Decision {n}: " + "why " * 20 for n in range(150))))
    return {
        "session": resumption.text(SESSION, language),
        "session-new": resumption.text(Session("0a1b2c3d-0000"), language),
        "handoff": handing_over.injected_text(HANDOFF, language),
        "handoff-long": handing_over.injected_text(long, language),
        "alert": alerts._text(settings, full[151_000], window_use.Signs(), None),
        "alert-critical": alerts._text(settings, full[171_000], signs, CHECKPOINT),
        "alert-emergency": alerts._text(settings, full[196_000], window_use.Signs(), CHECKPOINT),
        "conversation": conversation._fitted(
            conversation._lines(Fold(), "/", language, ["First said.", "Said  last."], estimate),
            language,
            1000,
            estimate,
        ),
    }


def of_a_project(scene: Scene, settings: Settings) -> dict[str, str]:
    where = project(scene).project()
    activation.start(where, settings, "login")
    checkpoints.save(where, CHECKPOINT)
    rules = {f"rule-{path.stem}": path.read_text() for path in (scene.root / ".claude/rules").glob("[!p]*.md")}  # the section has its own
    change = activation.PortChange(PORT, syncing.Synced(loaded.read(where), problems=(CtxhooksError("no-port", id="x", folders="ports"),)))
    docs = {"docs/tides.md": str(scene.root / "docs/tides.md"), "ports/login.md": str(scene.root / "ports/login.md")}
    phase, told = phase_summary.checkpoint(where, settings, "plan", docs, estimate)
    tags.put(where, "text", "A text of its own.\n" * 3)
    tags.put(where, "long", "A long text of its own. " * 900)
    doc = summaries.file(where, docs["docs/tides.md"])
    assert phase.decisions
    return {
        **rules,
        "rules-announced": announcements.text(where, settings, "s-1", 10_000),
        "rules-announced-short": announcements.text(where, settings, "s-2", 300),
        "port-started": messages.started(change, settings.language),
        "port-ended": messages.ended(change, settings.language),
        "phase": told,
        "document": summaries.document(where, settings, doc, estimate).text,
        "task-context": task_context.task_context(where, settings, "backend", "review").text,
        "brief": brief.brief(where, settings, estimate),
        "tags": tag_prompts.resolved(where, settings, "s-1", "see @TAG-text and @TAG-long", 5000),
    }


# Their costs count the folder that the project lies in, which is another in each run: numbers of three digits, how much of a text fits.
COSTED = frozenset({"port-started", "port-ended", "rules-announced-short", "tags"})
COST, REPEATED = re.compile(r"\b\d{3}\b"), re.compile(r"(A long text of its own\. )+.{0,24}…")


def check(name: str, text: str, language: str) -> None:
    text = REPEATED.sub(r"\1…", COST.sub("N", text)) if name in COSTED else text
    path = GOLDEN / language / f"{name}.md"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("texts", [around_a_compaction, of_ports, of_sessions])
def test_texts_are_as_they_were(language: str, texts: Callable[[Settings], dict[str, str]]) -> None:
    for name, text in texts(Settings(language=language)).items():
        check(name, text, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_of_a_project_are_as_they_were(scene: Scene, language: str) -> None:
    for name, text in of_a_project(scene, Settings(language=language)).items():
        check(name, text, language)


def test_no_golden_file_is_left_over(scene: Scene) -> None:
    made = {f.__name__: f(Settings()) for f in (around_a_compaction, of_ports, of_sessions)}
    names = {name for texts in made.values() for name in texts} | of_a_project(scene, Settings()).keys()
    assert {(path.parent.name, path.stem) for path in GOLDEN.rglob("*.md")} == {(lang, name) for lang in LANGUAGES for name in names}
