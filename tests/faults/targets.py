"""What is read from outside, each as a function of any bytes; what it promises of them is checked here."""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from import_rule import IMPORTS, judge

from ctxhooks.agents.handing_over import injected_text
from ctxhooks.compaction import file_state
from ctxhooks.disk import sealed
from ctxhooks.entry import EVENTS, SPOKEN, answer
from ctxhooks.loading import claude_md
from ctxhooks.model.checkpoint import ActivePort, Checkpoint, FileChange, Git, Task
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.facts import KINDS, Fact
from ctxhooks.model.handoff import HandedSession, HandedTask, Handoff
from ctxhooks.model.json_values import plain, record
from ctxhooks.model.port import STATUSES
from ctxhooks.model.replies import CAP, units
from ctxhooks.model.settings import LANGUAGES, Settings
from ctxhooks.ports import port_spec, spec_edit
from ctxhooks.render import recovery_text
from ctxhooks.schema.contract import check_output
from ctxhooks.schema.settings_file import settings_from_yaml
from ctxhooks.setup import hook_settings, settings_json
from ctxhooks.store import handoffs
from ctxhooks.transcript import distill
from ctxhooks.transcript.fold import Fold
from ctxhooks.transcript.reader import records
from ctxhooks.trust import sinks

NOW = 1_790_000_000.0
ROOT = tempfile.mkdtemp(prefix="fuzz-")
ENTRIES = hook_settings.entries("/opt/ctxhooks/hook")
SAVED = Checkpoint(
    session_id="s",
    facts=tuple(Fact(kind, f"a {kind}", "detail", f"a {kind}") for kind in KINDS),
    recent_changes=(FileChange("a file", before="0", after="1"),),
    pending_tasks=(Task("a task"),),
    active_port=ActivePort("F1", "Filters", 50, "The list"),
    git=Git("main", "0123", 2),
)
PACKAGE = Handoff("a-docs", to_agent="docs", session=HandedSession("s"), task=HandedTask("F1", next="Go on", decisions=("Keep it",)))


def hook_input(data: bytes) -> None:
    for name, event in EVENTS.items():
        said = answer(name, data, {"CLAUDE_PROJECT_DIR": ROOT}, NOW)
        if event not in SPOKEN:
            check_output(event, said)


def transcript(data: bytes) -> None:
    path = os.path.join(ROOT, "t.jsonl")
    Path(path).write_bytes(data)
    fold, again = Fold(), Fold()
    with open(path, "rb") as file:
        for n, line in enumerate(records(file, 0)):
            fold.add(line.record)
            again.add(line.record)
            if n % 3 == 0:
                again = Fold(json.loads(json.dumps(again.kept())))
    assert [f.key for f in distill.facts(fold, ROOT)] == [f.key for f in distill.facts(again, ROOT)]


def claude_md_file(data: bytes) -> None:
    try:
        put = claude_md.put(data, "said\n", "CLAUDE.md")
    except CtxhooksError:
        return
    assert claude_md.body(put, "CLAUDE.md") == "said"
    assert claude_md.put(put, "said\n", "CLAUDE.md") == put
    if claude_md.body(data, "CLAUDE.md") is None:
        assert (claude_md.take_out(put, "CLAUDE.md") or b"") == data


def settings_file(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        before = json.loads(text)
        put = settings_json.put(text, ENTRIES, hook_settings.is_ours, "settings.json")
    except (CtxhooksError, ValueError, RecursionError):
        return
    after = json.loads(put)
    assert {k: v for k, v in after.items() if k != "hooks"} == {k: v for k, v in before.items() if k != "hooks"}
    assert settings_json.put(put, ENTRIES, hook_settings.is_ours, "settings.json") == put


def spec(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    try:
        port = port_spec.parse(text, "x.md")
    except CtxhooksError:
        return
    for status in STATUSES[:2]:
        assert port_spec.parse(spec_edit.set_status(text, status), "x.md").status == status
    for n, task in enumerate(port.tasks[:5], 1):
        assert port_spec.parse(spec_edit.tick(text, n, not task.done), "x.md").tasks[n - 1].done != task.done


def config(data: bytes) -> None:
    try:
        settings = settings_from_yaml(data, "config.yaml", Settings())
    except CtxhooksError as e:
        assert e.values["line"]  # noqa: PT017
        return
    assert record(Settings, json.loads(json.dumps(plain(settings)))) == settings


def checkpoint(data: bytes) -> None:
    """Whatever it holds, what is told of it fits."""
    read = record(Checkpoint, sealed.unseal(_sealed(data)))
    assert record(Checkpoint, json.loads(json.dumps(plain(read)))) == read
    for language in LANGUAGES:
        facts = file_state.against(read, ROOT, language)
        assert units(recovery_text.prompt(read, facts, language, 2500)) <= CAP
        assert units(recovery_text.recovered(read, facts, language, 1500)) <= CAP
        assert units(recovery_text.steer(facts, language)) <= recovery_text.STEER


def handoff(data: bytes) -> None:
    """As it is: whole, or refused. With a seal that fits: told as far as it fits, and without an error."""
    path = os.path.join(ROOT, "package.json")
    for there in (data, _sealed(data)):
        Path(path).write_bytes(there)
        try:
            read = handoffs.checked(path)
        except CtxhooksError:
            assert there == data
            continue
        assert record(Handoff, json.loads(json.dumps(plain(read)))) == read
        assert all(units(injected_text(read, language)) <= CAP for language in LANGUAGES)


def _sealed(data: bytes) -> bytes:
    """The JSON object that the bytes are under a seal of its own, so that what is behind the seal is reached."""
    try:
        value = json.loads(data.decode("utf-8", "replace").encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        value = {}
    given = value if isinstance(value, dict) else {}
    return sealed.seal({k: v for k, v in given.items() if k != sealed.SEAL})


def memory_text(data: bytes) -> None:
    """No client would import anything from what is written."""
    said = sinks.memory(data.decode("utf-8", "replace"))
    assert judge().imports([said]) == [[]]
    assert sinks.without_imports(sinks.visible(said)) == said


TARGETS: dict[str, Callable[[bytes], None]] = {
    "hook input": hook_input,
    "transcript": transcript,
    "CLAUDE.md": claude_md_file,
    "settings.json": settings_file,
    "port spec": spec,
    "config.yaml": config,
    "checkpoint": checkpoint,
    "handoff": handoff,
    "memory text": memory_text,
}


def seeds(name: str) -> list[bytes]:
    """What real ones look like, to begin with."""
    tests = Path(__file__).resolve().parent.parent
    sample, spec_text = tests / "samples/2.1.329", (tests.parent / "docs/ports.md").read_text()
    found = {
        "hook input": [json.dumps(json.loads(path.read_bytes())).encode() for path in sorted(sample.glob("*.json"))],
        "transcript": [b"\n".join(lines) for lines in batched((sample / "session.jsonl").read_bytes().splitlines(), 3)],
        "CLAUDE.md": [b"# Mine\n\n<!-- pal:context:start -->\nold\n<!-- pal:context:end -->\n```\n<!-- pal:context:end -->\n```\n"],
        "settings.json": [b'{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "true"}]}]}, "model": "x"}'],
        "port spec": [spec_text.partition("```markdown\n")[2].partition("\n```")[0].encode(), b"# T\n> ID: x\n> Status: done\n- [ ] a\n"],
        "config.yaml": [b"language: ko\ncontext:\n  token_budget: 9000\n  allocation: {port_spec: 40}\nfolders:\n  ports: [a, b]\n"],
        "checkpoint": [sealed.seal(plain(SAVED))],
        "handoff": [sealed.seal(plain(PACKAGE))],
        "memory text": [text.encode() for text in IMPORTS],
    }
    return found[name]


def batched(lines: list[bytes], size: int) -> list[list[bytes]]:
    return [lines[i : i + size] for i in range(0, len(lines), size)]
