"""Ports started and ended on a real disk: what stands in the rules folder, in the section and in the state."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import NEW, OLD, OTHER, ROOT, SESSION, Scene, Talk, hook, scratch, worked
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.loading import activation, rules, section, section_file
from ctxhooks.model.document import FULL, SUMMARY
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import Context, Settings
from ctxhooks.ports import registry
from ctxhooks.store import checkpoints, loaded, working
from ctxhooks.tokens.estimate import estimate

LOGIN = """---
id: login
title: User login
status: pending
conventions: [api, naming]
depends_on: [storage]
tags: [auth, web]
---
# Login

## Goal
Users sign in with a passkey.

## Tasks
- [x] Draw the login form
- [ ] Check the challenge on the server

## Decisions
Sessions live in signed cookies.
"""
STORAGE = "# Storage\n\n> Port ID: storage\n> Status: complete\n\n## Goal\nRows are kept in one SQLite file.\n\n- [x] Make the tables\n"
ORDERS = """# 주문 처리

| 항목 | 값 |
|---|---|
| ID | orders |
| 상태 | draft |
| 의존성 | login |

## 작업 목표
주문을 접수한다.

- [ ] 결제 승인
"""
API = "# API style\n\nEvery answer is JSON with a `data` member.\n"
NAMING = """id: naming
name: Naming
description: How things are called
rules:
  - id: N1
    description: Tables are plural
    severity: error
"""
PASSKEYS = "---\ntitle: Passkeys\ntags: [auth]\n---\n# Passkeys\n\nA challenge is signed by the authenticator.\n"


def lay_out(scene: Scene) -> None:
    texts = {
        "ports/login.md": LOGIN,
        ".pal/ports/storage.md": STORAGE,
        "ports/orders.md": ORDERS,
        "conventions/api.md": API,
        ".pal/conventions/naming.yaml": NAMING,
        "docs/passkeys.md": PASSKEYS,
    }
    for name, text in texts.items():
        path = scene.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def files(root: Path) -> dict[str, bytes]:
    folder = root / ".claude/rules"
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()} if folder.is_dir() else {}


def texts(scene: Scene) -> dict[str, str]:
    return {name: data.decode() for name, data in files(scene.root).items()}


@pytest.fixture
def team(scene: Scene) -> Scene:
    lay_out(scene)
    return scene


def test_a_started_port_has_its_spec_conventions_dependencies_and_documents_in_the_rules(team: Scene) -> None:
    activation.start(team.project(), Settings(), "login")
    rule = texts(team)
    assert set(rule) == {".gitignore", "login.md", "conv-api.md", "conv-naming.md", "dependencies.md", "related-1.md", "pal-context.md"}
    for part in ("with a passkey.", "- [x] 1. Draw the login form", "- [ ] 2. Check the challenge", "signed cookies", "pal port end login"):
        assert part in rule["login.md"]
    assert "JSON with a `data` member" in rule["conv-api.md"]
    assert "Tables are plural" in rule["conv-naming.md"]
    assert "storage: Storage (complete)" in rule["dependencies.md"]
    assert "one SQLite file" in rule["dependencies.md"]
    assert "signed by the authenticator" in rule["related-1.md"]


def test_an_ended_port_leaves_nothing_behind(team: Scene) -> None:
    activation.start(team.project(), Settings(), "login")
    activation.end(team.project(), Settings(), "login")
    assert files(team.root) == {}
    assert working.read(team.project()).ports == ()
    assert not Path(loaded.path(team.project())).exists()
    assert not (team.root / "CLAUDE.md").exists()


def test_what_another_active_port_needs_stays(team: Scene) -> None:
    (team.root / "ports/orders.md").write_text(ORDERS.replace("| 의존성 | login |", "| 의존성 | storage |\n| 컨벤션 | api |"))
    activation.start(team.project(), Settings(), "login")
    activation.start(team.project(), Settings(), "orders")
    activation.end(team.project(), Settings(), "login")
    assert {"orders.md", "conv-api.md", "dependencies.md"} <= set(files(team.root))
    assert not {"login.md", "conv-naming.md"} & set(files(team.root))
    assert "결제 승인" in texts(team)["orders.md"]


def test_no_spec_is_rewritten_by_a_start_and_an_end(team: Scene) -> None:
    before = {p: p.read_bytes() for p in team.root.rglob("*.md")}
    activation.start(team.project(), Settings(), "orders")
    activation.end(team.project(), Settings(), "orders")
    assert {p: p.read_bytes() for p in before} == before


def test_a_port_that_depends_on_an_active_one_has_no_summary_of_it(team: Scene) -> None:
    activation.start(team.project(), Settings(), "login")
    activation.start(team.project(), Settings(), "orders")
    assert "## login" not in texts(team)["dependencies.md"]


@pytest.mark.parametrize(
    ("id_", "key"),
    [
        ("gone", "no-port"),
        ("../login", "port-bad-id"),
        ("a/b", "port-bad-id"),
        ("", "port-bad-id"),
        ("x" * 300, "port-bad-id"),
        ("login.", "port-bad-id"),
        ("가" * 100, "port-bad-id"),
        ("con", "port-reserved"),
        ("NUL.md", "port-reserved"),
        ("COM1", "port-reserved"),
        ("dependencies", "port-reserved"),
        ("related-1", "port-reserved"),
        ("conv-api", "port-reserved"),
        ("pal-recovered", "port-reserved"),
    ],
)
def test_a_port_that_cannot_be_started_has_its_own_answer(team: Scene, id_: str, key: str) -> None:
    with pytest.raises(CtxhooksError) as caught:
        activation.start(team.project(), Settings(), id_)
    assert caught.value.key == key
    assert files(team.root) == {}


def test_starting_an_active_port_is_an_error(team: Scene) -> None:
    activation.start(team.project(), Settings(), "login")
    with pytest.raises(CtxhooksError, match="port-active"):
        activation.start(team.project(), Settings(), "login")
    (team.root / "ports/Login.md").write_text("# Another\n")
    with pytest.raises(CtxhooksError, match="port-twin"):
        activation.start(team.project(), Settings(), "Login")
    with pytest.raises(CtxhooksError, match="port-not-active"):
        activation.end(team.project(), Settings(), "storage")


def test_a_circle_is_named_in_whole(team: Scene) -> None:
    for one, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (team.root / f"ports/{one}.md").write_text(f"# {one}\n\n> Dependencies: {other}\n")
    with pytest.raises(CtxhooksError) as caught:
        activation.start(team.project(), Settings(), "b")
    assert caught.value.values["way"] == "b → c → a → b"


def test_what_a_person_put_there_survives(team: Scene) -> None:
    folder = team.root / ".claude/rules"
    folder.mkdir(parents=True)
    theirs = {"dependencies.md": b"mine\n", "conv-api.md": b"", "style.md": b"tabs\r\n", ".gitignore": b"*.tmp\n"}
    for name, data in theirs.items():
        (folder / name).write_bytes(data)
    change = activation.start(team.project(), Settings(), "login")
    assert {e.key for e in change.outcome.rules.failed} == {"not-ours"}
    assert "login.md" in files(team.root)
    assert {name: files(team.root)[name] for name in theirs} == theirs
    activation.end(team.project(), Settings(), "login")
    assert files(team.root) == theirs


def test_a_rule_that_a_person_edited_is_kept_and_reported_until_forced(team: Scene) -> None:
    activation.start(team.project(), Settings(), "login")
    rule = team.root / ".claude/rules/login.md"
    made = rule.read_text()
    rule.write_text(made + "My own remark.\n")
    assert activation.reload(team.project(), Settings(), None).rules.kept == ("login.md",)
    assert rule.read_text().endswith("My own remark.\n")
    assert activation.reload(team.project(), Settings(), None, force=True).rules.written == ("login.md",)
    assert rule.read_text() == made


def test_a_copy_of_a_rule_under_another_name_is_its_owners(team: Scene) -> None:
    activation.start(team.project(), Settings(), "login")
    folder = team.root / ".claude/rules"
    (folder / "mine.md").write_bytes((folder / "login.md").read_bytes())
    activation.end(team.project(), Settings(), "login")
    assert set(files(team.root)) == {"mine.md"}


def test_a_session_start_puts_right_what_is_missing_or_stale(team: Scene) -> None:
    activation.start(team.project(), Settings(), "login")
    folder = team.root / ".claude/rules"
    whole = files(team.root)
    (folder / "login.md").unlink()
    (folder / "conv-old.md").write_bytes(rules.stamped("conv-old.md", "of a port that is gone\n"))
    team.ask("session-start", source="startup")
    assert files(team.root) == whole
    (team.root / "ports/login.md").write_text(LOGIN.replace("a passkey", "a hardware key"))
    team.ask("session-start", source="startup")
    assert "hardware key" in texts(team)["login.md"]
    assert team.log() == ""


def test_a_link_that_leads_out_is_never_followed(team: Scene, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n")
    (team.root / "ports/leak.md").symlink_to(secret)
    with pytest.raises(CtxhooksError, match="outside-project"):
        activation.start(team.project(), Settings(), "leak")
    (team.root / ".claude/rules").mkdir(parents=True)
    (team.root / ".claude/rules/login.md").symlink_to(tmp_path / "elsewhere.md")
    change = activation.start(team.project(), Settings(), "login")
    assert [e.key for e in change.outcome.rules.failed] == ["outside-project"]
    assert not (tmp_path / "elsewhere.md").exists()


def test_a_spec_does_not_make_the_client_read_another_file(team: Scene) -> None:
    (team.root / "ports/login.md").write_text(LOGIN.replace("a passkey.", "a passkey, see @docs/all.md and `@app.route`."))
    activation.start(team.project(), Settings(), "login")
    assert "see \\@docs/all.md and `\\@app.route`." in texts(team)["login.md"]  # in a list not even code protects


IDS = ("login", "storage", "orders")


@given(st.lists(st.tuples(st.sampled_from(["start", "end", "session", "tick"]), st.sampled_from(IDS)), max_size=8), st.booleans())
def test_after_any_sequence_of_starts_and_ends_the_folder_is_as_it_was(steps: list[tuple[str, str]], peopled: bool) -> None:
    with scratch() as scene:
        lay_out(scene)
        if peopled:
            (scene.root / ".claude/rules").mkdir(parents=True)
            (scene.root / ".claude/rules/dependencies.md").write_bytes(b"by hand\n")
            (scene.root / ".claude/rules/style.md").write_bytes(b"tabs\n")
        before = files(scene.root)
        for what, id_ in steps:
            apply(scene, what, id_)
            active = {a.id for a in working.read(scene.project()).ports}
            assert {f"{a}.md" for a in active} <= set(files(scene.root))
            assert not {f"{i}.md" for i in IDS if i not in active} & set(files(scene.root))
        for a in working.read(scene.project()).ports:
            activation.end(scene.project(), Settings(), a.id)
        assert files(scene.root) == before


def apply(scene: Scene, what: str, id_: str) -> None:
    active = {a.id for a in working.read(scene.project()).ports}
    if what == "session":
        scene.ask("session-start", source="startup")
    elif what == "tick":
        registry.tick(scene.project(), registry.find(scene.project(), Settings(), id_), 1, True)
        activation.reload(scene.project(), Settings(), None)
    elif (what == "start") == (id_ not in active):
        (activation.start if what == "start" else activation.end)(scene.project(), Settings(), id_)


def test_a_port_started_in_one_session_is_ended_in_another(team: Scene) -> None:
    said = hook("port-start", json.dumps({"port_id": "login", "session_id": SESSION}).encode(), team.root).stdout.decode()
    assert said.startswith("Port login started: User login\n")
    assert working.read(team.project()).ports[0].session == SESSION
    assert "login.md" in files(team.root)
    said = hook("port-end", json.dumps({"port_id": "login", "session_id": OTHER}).encode(), team.root).stdout.decode()
    assert said == "Port login ended\n"
    assert files(team.root) == {}


def test_the_only_active_port_need_not_be_named_to_end(team: Scene) -> None:
    def end() -> str:
        return hook("port-end", b"{}", team.root).stdout.decode()

    assert end() == "No port is active; name one.\n"
    for id_ in ("login", "storage"):
        activation.start(team.project(), Settings(), id_)
    assert end() == "Several ports are active (login, storage); name one.\n"
    activation.end(team.project(), Settings(), "login")
    assert end() == "Port storage ended\n"


@pytest.mark.parametrize("payload", [b'{"port_id": "gone"}', b'{"port_id": "../../etc"}', b"{}", b'{"port_id": 7}', b"[]", b"", b"\xff"])
def test_the_port_hooks_say_what_is_wrong_and_exit_0(team: Scene, payload: bytes) -> None:
    done = hook("port-start", payload, team.root)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.strip()
    assert not done.stdout.startswith(b"{")


def test_two_ports_started_at_the_same_moment_are_both_active(team: Scene) -> None:
    argv = [sys.executable, "-I", "-S", str(ROOT / "hooks/port-start.py")]
    env = {**os.environ, "CLAUDE_PROJECT_DIR": str(team.root)}
    both = [subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env) for _ in range(2)]
    for process, id_ in zip(both, ("login", "orders"), strict=True):
        assert process.stdin is not None
        process.stdin.write(json.dumps({"port_id": id_}).encode())
        process.stdin.close()
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    for process in both:
        assert process.stdout is not None
        process.stdout.close()
    assert {a.id for a in working.read(team.project()).ports} == {"login", "orders"}
    assert {"login.md", "orders.md"} <= set(files(team.root))


@pytest.mark.parametrize("delay", [0.02, 0.05, 0.08, 0.12, 0.2])
def test_after_a_kill_in_between_folder_and_state_agree_again(team: Scene, delay: float) -> None:
    activation.start(team.project(), Settings(), "storage")
    argv = [sys.executable, "-I", "-S", str(ROOT / "hooks/port-start.py")]
    env = {**os.environ, "CLAUDE_PROJECT_DIR": str(team.root)}
    process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=env)
    assert process.stdin is not None
    process.stdin.write(b'{"port_id": "login"}')
    process.stdin.close()
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    team.ask("session-start", source="startup")
    active = {a.id for a in working.read(team.project()).ports}
    assert "storage" in active
    assert {n for n in files(team.root) if n in ("login.md", "storage.md")} == {f"{a}.md" for a in active}


def test_deleted_or_broken_state_leaves_no_orphans(team: Scene) -> None:
    activation.start(team.project(), Settings(), "login")
    Path(working.path(team.project())).write_bytes(b'{"ports": [{"id": "login"}], "sha256": "0"}')
    team.ask("session-start", source="startup")
    assert files(team.root) == {}
    activation.start(team.project(), Settings(), "login")
    assert "login.md" in files(team.root)


def test_the_section_imports_each_rule_for_clients_that_read_none(team: Scene) -> None:
    section_file.note_client(team.project(), OLD)
    activation.start(team.project(), Settings(section="full"), "login")
    text = (team.root / "CLAUDE.md").read_text()
    assert "@.claude/rules/login.md" in text
    assert "Port login: User login [█████░░░░░] 1/2" in text
    assert "Next in port login: Check the challenge on the server" in text
    settings = Settings(target=".claude/CLAUDE.md", section="full")
    activation.reload(team.project(), settings, None)
    assert "@rules/login.md" in (team.root / ".claude/CLAUDE.md").read_text()
    section_file.note_client(team.project(), NEW)
    activation.reload(team.project(), settings, None)
    text = (team.root / ".claude/CLAUDE.md").read_text()
    assert ("Port login" in text, "@" in text) == (True, False), "teammates have no such rule"


def test_the_clock_alone_rewrites_no_section(team: Scene) -> None:
    team.write(worked(Talk(str(team.root))))
    activation.start(team.project(), Settings(), "login")
    team.ask("pre-compact", now=1_767_312_100.0, trigger="manual")
    team.ask("session-start", now=1_767_312_100.0, source="startup")
    before = team.section()
    for later in (60, 700, 90_000):
        team.ask("session-start", now=1_767_312_100.0 + later, source="startup")
        assert team.section() == before != ""
    registry.tick(team.project(), registry.find(team.project(), Settings(), "login"), 2, True)
    team.ask("session-start", now=1_767_312_100.0 + 90_000, source="startup")
    assert "2/2" in team.section()


def test_a_running_session_gets_what_was_loaded_and_what_has_ended(team: Scene) -> None:
    def prompt(**more: Any) -> str:
        return team.run("user-prompt-submit", prompt="Go on", **more)

    team.run("session-start", source="startup")
    assert prompt() == ""
    activation.start(team.project(), Settings(), "login")
    told = prompt()
    for part in ("Users sign in with a passkey.", "Check the challenge on the server", "JSON with a `data` member"):
        assert part in told
    assert prompt() == ""
    activation.end(team.project(), Settings(), "login")
    assert "no longer in force" in (ended := prompt())
    assert "port login" in ended
    assert "Users sign in" not in ended
    assert prompt() == ""


def test_a_compaction_gives_back_the_port_with_its_progress_first(team: Scene) -> None:
    team.write(worked(Talk(str(team.root))))
    activation.start(team.project(), Settings(), "storage", OTHER)
    activation.start(team.project(), Settings(), "login", SESSION)
    team.ask("pre-compact", trigger="manual")
    taken = checkpoints.newest(team.project())
    assert taken is not None
    assert (taken.port_id, taken.active_port.progress, taken.active_port.completed_tasks) == ("login", 50, ("Draw the login form",))
    told = team.run("session-start", source="compact")
    assert "login (User login), 50%; Next: Check the challenge on the server\n" in told[:600]


def test_a_session_that_starts_later_has_read_it_from_the_files(team: Scene) -> None:
    activation.start(team.project(), Settings(), "login")
    team.run("session-start", source="startup")
    assert team.run("user-prompt-submit", prompt="Go on") == ""


def test_rules_too_long_for_a_prompt_are_named_by_their_folder(team: Scene) -> None:
    team.run("session-start", source="startup")
    (team.root / "conventions/api.md").write_text("# API\n\n" + "Every answer is JSON. " * 600)
    activation.start(team.project(), Settings(), "login")
    told = team.run("user-prompt-submit", prompt="Go on")
    assert "Users sign in with a passkey." in told
    assert ".claude/rules/conv-api.md" in told


def test_a_pending_document_is_loaded_by_name(team: Scene) -> None:
    (team.root / "docs/tides.md").write_text("# Tides\n\nHigh water comes twice a day.\n")
    activation.start(team.project(), Settings(), "storage")
    assert "High water" not in "".join(texts(team).values())
    item = activation.load(team.project(), Settings(), "tides")
    assert (item.name, item.level) == ("docs/tides.md", 3)
    assert "High water" in "".join(texts(team).values())
    for name in ("tides", "Tides", "TIDES.md", "docs/tides.md", "tides.md"):
        activation.load(team.project(), Settings(), "tides")
        activation.unload(team.project(), Settings(), name)
    assert "High water" not in "".join(texts(team).values())
    with pytest.raises(CtxhooksError, match="none-loaded"):
        activation.unload(team.project(), Settings(), "tides")
    with pytest.raises(CtxhooksError, match="no-document"):
        activation.load(team.project(), Settings(), "nowhere")


def test_a_document_over_the_whole_budget_is_loaded_in_brief(team: Scene) -> None:
    charts = "\n\n".join(f"Chart {n} shows the harbour of place number {n}." for n in range(4000))
    (team.root / "docs/atlas.md").write_text(f"# Atlas\n\n{charts}\n")
    activation.start(team.project(), Settings(), "storage")
    item = activation.load(team.project(), Settings(), "docs/atlas.md")
    assert (item.level, item.rule) == (SUMMARY, "related-1.md")
    assert "Chart 0 shows" in texts(team)["related-1.md"]
    assert loaded.read(team.project()).used < 15_000


def test_an_unknown_section_state_is_no_edit(team: Scene) -> None:
    assert not section.edited(team.project(), Settings())


WORDS = {
    "en": "Convention {n}, rule {i}: every answer of the service names the order it belongs to, and the time when it was made.",
    "ko": "컨벤션 {n} 규칙 {i}: 서비스의 모든 응답은 해당 주문과 생성 시각을 함께 알려야 한다.",
    "ru": "Соглашение {n}, правило {i}: каждый ответ службы называет заказ, к которому относится, и время, когда он создан.",
}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("strategy", ["priority", "fifo", "recent"])
def test_a_hundred_documents_twice_the_budget_in_size(scene: Scene, strategy: str, language: str) -> None:
    (scene.root / "conventions").mkdir()
    for n in range(100):
        rules_of_it = "\n\n".join(WORDS[language].format(n=n, i=i) for i in range(14))
        (scene.root / f"conventions/c{n}.md").write_text(f"# C{n}\n\n{rules_of_it}\n")
    (scene.root / "ports").mkdir()
    (scene.root / "ports/all.md").write_text(f"# All\n\n> Conventions: {', '.join(f'c{n}' for n in range(100))}\n\n- [ ] a task\n")
    settings = Settings(language=language, context=Context(strategy=strategy))

    def cost() -> int:
        return sum(estimate(text) for name, text in texts(scene).items() if name.endswith(".md")) + estimate(section_text())

    def section_text() -> str:
        return section_file.held(scene.project(), settings) or ""

    activation.start(scene.project(), settings, "all")
    there = loaded.read(scene.project())
    assert sum(i.tokens for i in there.documents) > 20_000
    assert 8_000 < cost() <= 15_000
    assert cost() <= there.used + estimate(section_text())
    assert f"{there.used:,}" in section_text()
    least = next(i for i in there.documents if i.level < FULL and i.category == "conventions")
    item = activation.load(scene.project(), settings, least.name)
    assert (item.level, item.rule) == (FULL, f"conv-{least.name}.md")
    assert cost() <= 15_000
    activation.end(scene.project(), settings, "all")
    assert files(scene.root) == {}
