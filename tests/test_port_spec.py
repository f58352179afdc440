"""Specs as people write them, in three forms and three languages; and what a tick or a status changes in them."""

import re
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import Scene
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.loading import activation
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.port import STATUSES, Port, SpecTask
from ctxhooks.model.settings import Settings
from ctxhooks.ports import port_spec, registry, spec_edit
from ctxhooks.render import port_text
from ctxhooks.store import working


class Words(NamedTuple):
    """What a head and its sections are called."""

    id: str
    status: str
    priority: str
    depends: str
    conventions: str
    tags: str
    goal: str
    description: str
    decisions: str
    notes: str
    none: str
    draft: str
    done: str


ENGLISH, KOREAN, RUSSIAN = LANGUAGES = tuple(
    Words(*words.split(", "))
    for words in (
        "Port ID, Status, Priority, Depends on, Conventions, Tags, Goal, Description, Technical Decisions, Notes, -, draft, complete",
        "ID, 상태, 우선순위, 의존성, 컨벤션, 태그, 작업 목표, 상세 설명, 기술 결정, 참고 사항, 없음, 대기, 완료",
        "ID, Статус, Приоритет, Зависимости, Соглашения, Теги, Цель, Описание, Технические решения, Примечания, —, черновик, готово",
    )
)
BODY = """
## {w.goal}

What port {id} is for.

---

## {w.description}
More of it.

## 작업 항목

### 1. 기반
- [x] first of {id}
  ```sh
  - [ ] no task: code
  ```
- [ ] second of {id}
  1. [X] third, `indented`

## {w.decisions}
### Store: SQLite
- one file

## {w.notes}
- see docs/all.md

<!-- pal:port:status=draft -->
"""


def front(id_: str, w: Words, status: str, depends: str) -> str:
    return f"""---
id: {id_}
title: "The {id_}: front"
status: {status}      # as it is
priority: high
conventions: [api, naming]
depends_on: [{depends}]
tags:
  - auth
  - 결제
agent: builder
---
# {id_}
"""


def quoted(id_: str, w: Words, status: str, depends: str) -> str:
    return f"""# The {id_}: quoted

> {w.id}: {id_}
> **{w.status}**: {status}
> {w.priority}: high
> {w.depends}: {depends or w.none}
> {w.conventions}: api, `naming`
> {w.tags}: auth, 결제
> Agent: builder
> Created: 2026-01-09
"""


def table(id_: str, w: Words, status: str, depends: str) -> str:
    return f"""# The {id_}: table

> In one sentence

---

## 메타데이터

| 항목 | 값 |
|------|-----|
| {w.id} | {id_} |
| 타입 | atomic |
| {w.status} | {status} |
| {w.priority} | high |
| {w.depends} | {depends or w.none} |
| {w.conventions} | api, naming |
| {w.tags} | #auth, 결제 |
| Agent | builder |
| 예상 토큰 | 8,000 |
"""


FORMS = (front, quoted, table)


def specs() -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Fifty-four of them: the text, the status it is read with, and what it depends on."""
    found = {}
    for n, (form, w, status) in enumerate(product(FORMS, LANGUAGES, (*STATUSES, "own"))):
        id_ = f"{form.__name__}-{n:02}" if w is ENGLISH else f"포트-{n:02}"
        said, read = (status, status) if status != "own" else ((w.draft, "pending") if n % 2 else (w.done, "complete"))
        depends = ("base", "other-2") if n % 3 else ()
        found[id_] = (form(id_, w, said, ", ".join(depends)) + BODY.format(w=w, id=id_), read, depends)
    return found


SPECS = specs()


@pytest.mark.parametrize("id_", SPECS)
def test_every_form_is_read_whole(id_: str) -> None:
    text, status, depends = SPECS[id_]
    port = port_spec.parse(text, f"ports/{id_}.md")
    assert (port.id, port.status, port.depends_on) == (id_, status, depends)
    assert port.title.startswith(f"The {id_}: ")
    assert (port.priority, port.conventions, port.tags, port.agent) == ("high", ("api", "naming"), ("auth", "결제"), "builder")
    assert (port.goal, port.description) == (f"What port {id_} is for.", "More of it.")
    assert (port.decisions, port.notes) == ("### Store: SQLite\n- one file", "- see docs/all.md")
    assert [(t.text, t.done, t.heading) for t in port.tasks] == [
        (f"first of {id_}", True, "1. 기반"),
        (f"second of {id_}", False, "1. 기반"),
        ("third, `indented`", True, "1. 기반"),
    ]
    assert [text.split("\n")[t.line - 1].strip()[-9:] for t in port.tasks] == [t.text[-9:] for t in port.tasks]
    assert port.progress == 66


def test_a_project_of_them_is_listed_started_and_ended(scene: Scene) -> None:
    (scene.root / "ports").mkdir()
    for n, (id_, (text, _, _)) in enumerate(SPECS.items()):
        name = f"{id_}.md" if n % 4 else f"file-{n}.md"
        (scene.root / "ports" / name).write_text(text)
    (scene.root / "ports/base.md").write_text("# Base\n\nWhat all stand on.\n\n- [x] laid\n")
    (scene.root / "ports/other-2.md").write_text("---\nid: other-2\nstatus: running\n---\n")
    found = {s.port.id: s.port for s in registry.specs(scene.project(), Settings())}
    assert set(found) == {*SPECS, "base", "other-2"}
    for id_, (_, status, _) in SPECS.items():
        assert found[id_].status == status
        activation.start(scene.project(), Settings(), id_)
        text = (scene.root / ".claude/rules" / f"{id_}.md").read_text()
        assert f"What port {id_} is for." in text
        assert f"- [ ] 2. second of {id_}" in text
        registry.set_status(scene.project(), found[id_], "blocked")
        assert registry.find(scene.project(), Settings(), id_).status == "blocked"
        activation.end(scene.project(), Settings(), id_)
    assert working.read(scene.project()).ports == ()
    assert not list((scene.root / ".claude/rules").iterdir())


def test_a_spec_without_a_head_is_named_by_its_file() -> None:
    port = port_spec.parse("## Scope\n\n- [ ] one\n", "/x/ports/L1-user.md")
    assert (port.id, port.title, port.status, port.tasks) == ("L1-user", "Scope", "pending", (SpecTask("one", False, 3, "Scope"),))
    assert port_spec.parse("", "/x/empty.md") == Port("empty", "empty", path="/x/empty.md")


def test_sections_alone_give_no_title() -> None:
    port = port_spec.parse("## Goal\nTo win.\n", "x.md")
    assert (port.title, port.goal, port.description) == ("x", "To win.", "")


def test_an_id_of_digits_stays_as_it_was_written() -> None:
    assert port_spec.parse("---\nid: 007\ntitle: on\ntags: a, b\n---\n", "x.md")[:2] == ("007", "on")


def test_several_fields_stand_in_one_quoted_line() -> None:
    text = "# T-02: filters\n> ID: t-02 | Agent: Backend + Frontend\n> 의존성: [[T-01]], [base](../base.md) (needs it done)\n\nText.\n"
    port = port_spec.parse(text, "t.md")
    assert (port.id, port.agent, port.depends_on, port.description) == ("t-02", "Backend + Frontend", ("T-01", "base"), "Text.")


@pytest.mark.parametrize("none", ["-", "–", "없음", "none", "N/A", "нет", "", "없음 (최초 작업)"])
def test_a_dash_means_none(none: str) -> None:
    assert port_spec.parse(f"# X\n\n| ID | x |\n| --- | --- |\n| 의존성 | {none} |\n| 우선순위 | {none} |\n", "x.md")[3:6] == ("", (), ())


def test_another_table_is_no_head() -> None:
    text = "# X\n\n| Status | Meaning |\n|---|---|\n| open | not begun |\n\n| a | b | c |\n|---|---|---|\n| id | status | x |\n"
    port = port_spec.parse(text, "file.md")
    assert (port.id, port.status) == ("file", "pending")


def test_broken_front_matter_is_an_error_with_its_line() -> None:
    with pytest.raises(CtxhooksError) as caught:
        port_spec.parse("---\nid: x\ntags: [a\n---\n", "ports/x.md")
    assert (caught.value.key, caught.value.values["path"]) == ("front-not-yaml", "ports/x.md")
    assert caught.value.values["line"] in (3, 4)


@pytest.mark.parametrize("id_", SPECS)
@pytest.mark.parametrize("status", ["running", "failed"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_status_changes_its_own_line_alone(id_: str, status: str, end: str) -> None:
    text = SPECS[id_][0].replace("\n", end)
    changed = spec_edit.set_status(text, status)
    assert port_spec.parse(changed, "x.md").status == status
    different = [(a, b) for a, b in zip(text.split("\n"), changed.split("\n"), strict=True) if a != b]
    assert len(different) <= 1
    assert all(b.endswith("\r") == a.endswith("\r") for a, b in different)
    if id_.startswith("front"):
        assert all("# as it is" in b for _, b in different)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "> Status: running\n"),
        ("---\nstatus: done\nstatus: failed\n---\n", "---\nstatus: done\nstatus: running\n---\n"),
        ("---\nid:h\n---\n", "> Status: running\n\n---\nid:h\n---\n"),
        ("# Title\n\nText.\n", "# Title\n\n> Status: running\n\nText.\n"),
        ("# Title", "# Title\n\n> Status: running"),
        ("# T\n> Port ID: x\n\nText.\n", "# T\n> Port ID: x\n> Status: running\n\nText.\n"),
        ("# T\n\n| ID | x |\n|---|---|\n| Tags | a |\n", "# T\n\n| ID | x |\n|---|---|\n| Tags | a |\n| Status | running |\n"),
        ("---\nid: x\n---\n# T\n", "---\nid: x\nstatus: running\n---\n# T\n"),
        ("# T\n> Status:\n> ID: x\n", "# T\n> Status: running\n> ID: x\n"),
        ("# T\n> **Status:** `pending` (since May)\n", "# T\n> **Status:** `running`\n"),
        ("# T\n\n| 상태 |  |\n| ID | x |\n", "# T\n\n| 상태 | running |\n| ID | x |\n"),
    ],
)
def test_a_status_is_put_where_it_belongs(text: str, expected: str) -> None:
    changed = spec_edit.set_status(text, "running")
    assert changed.rstrip("\n") == expected.rstrip("\n")
    assert port_spec.parse(changed, "x.md").status == "running"


def test_a_tick_changes_one_box() -> None:
    text = "# T\r\n\r\n- [ ] one\r\n* [x] two\r\n> - [ ] three"
    assert spec_edit.tick(text, 1, True) == text.replace("- [ ] one", "- [x] one")
    assert spec_edit.tick(text, 2, False) == text.replace("[x]", "[ ]")
    assert spec_edit.tick(text, 3, True).endswith("> - [x] three")
    assert spec_edit.tick(text, 2, True) == text
    for n in (0, 4):
        with pytest.raises(CtxhooksError) as caught:
            spec_edit.tick(text, n, True)
        assert (caught.value.key, caught.value.values["all"]) == ("no-task", 3)


@pytest.mark.parametrize("language", ["en", "ko", "ru"])
@pytest.mark.parametrize("title", ["User login", 'Quotes " and: colons #1', "결제", "- [x]", "a\nb"])
def test_a_new_spec_is_read_back(language: str, title: str) -> None:
    port = port_spec.parse(spec_edit.new("login", title, language), "x.md")
    assert (port.id, port.title, port.status, len(port.tasks)) == ("login", " ".join(title.split()), "pending", 1)
    assert port.goal


LINES = """# T;## Goal;### 기술 결정;> Status: pending;> 상태: x;> a | ID: y;| ID | x |;|---|---|;| 상태 | complete |;---;```;~~~ py;- [ ] a
  - [x] b;1. [X] c;id: x;status: done # c;tags: [;<!--;-->;;text;\ufeff# B"""
markdown = st.lists(st.sampled_from(re.split("[;\n]", LINES)) | st.text(max_size=30), max_size=25).map("\n".join)


@given(markdown, st.sampled_from(STATUSES), st.booleans())
def test_whatever_stands_there_is_read_and_only_boxes_and_statuses_change(text: str, status: str, crlf: bool) -> None:
    text = text.replace("\n", "\r\n") if crlf else text
    try:
        port = port_spec.parse(text, "x.md")
    except CtxhooksError:
        assert text.lstrip("\ufeff").startswith("---")
        return
    for n, task in enumerate(port.tasks, 1):
        ticked = spec_edit.tick(text, n, not task.done)
        assert sum(a != b for a, b in zip(text, ticked, strict=True)) == 1
        assert port_spec.parse(ticked, "x.md").tasks[n - 1].done != task.done
    changed = spec_edit.set_status(text, status)
    again = port_spec.parse(changed, "x.md")
    assert again.status == status
    assert [t.text for t in again.tasks] == [t.text for t in port.tasks]
    assert spec_edit.set_status(changed, status) == changed
    left = [row for row in re.split("\n", text) if row not in changed.split("\n")]
    assert len(left) <= 1


def test_the_documentation_s_own_example_is_read() -> None:
    doc = (Path(__file__).parent.parent / "docs/ports.md").read_text()
    example = doc.partition("```markdown\n")[2].partition("\n```")[0]
    port = port_spec.parse(example, "login.md")
    assert (port.id, port.status, port.conventions, port.depends_on) == ("login", "pending", ("api-style",), ("storage",))
    assert (port.goal, len(port.tasks), port.decisions) == ("Users sign in with a passkey.", 2, "Sessions live in signed cookies.")


ODD = """---
id: pay
---
# Payments

## Overview
Charge again.

## Requirements
1. Never charge twice.

## Phase 1
- [x] Add the box
  - [ ] Name it

## Approach
Use a box.
"""


def test_a_spec_with_sections_of_its_own_is_told_whole_in_its_order() -> None:
    told = port_text.whole(port_spec.parse(ODD, "ports/pay.md"), "ports/pay.md", "en")
    said = ["## Overview", "Charge again.", "## Requirements", "1. Never charge twice.", "## Phase 1", "- [x] 1. Add the box"]
    at = [told.index(line) for line in [*said, "- [ ] 2. Name it", "## Approach", "Use a box.", "`pal port task pay N --done`"]]
    assert at == sorted(at)
    assert "id: pay" not in told


def test_a_spec_with_known_sections_alone_needs_no_other_text() -> None:
    known = ODD.replace("## Requirements\n1. Never charge twice.\n", "").replace("## Approach", "## Notes")
    assert port_spec.parse(known, "ports/pay.md").body == ""
    assert port_spec.parse(known + "\n## Context\nAnother one.\n", "ports/pay.md").body.endswith("Another one.")
