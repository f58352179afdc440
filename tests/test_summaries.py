"""Summaries: never over their size, and nothing essential is gone without being counted."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import NOW, ROOT, Scene, scratch
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.agents import brief
from ctxhooks.disk import owner_key
from ctxhooks.disk.project import Project, keys_folder
from ctxhooks.knowledge import extract, summaries
from ctxhooks.knowledge.levels import SUMMARY_TOKENS
from ctxhooks.knowledge.summaries import Summary
from ctxhooks.model.settings import LANGUAGES, Settings
from ctxhooks.phases.phase_summary import TOKENS, checkpoint
from ctxhooks.render.catalog import say
from ctxhooks.tokens.estimate import estimate

CORPUS = ROOT.parent / "shared" / "corpus"
HEADINGS = {"en": "Technical decisions", "ko": "기술 결정 사항", "ru": "Технические решения"}
WORD = st.sampled_from(["tide", "buoy", "등대를", "결제", "маяк", "оплаты", "—", "`code`", "\u0301", "😀", "x.y", "Decision", "###"])
WORDS = st.lists(WORD, min_size=1, max_size=30).map(" ".join)
PLAIN = st.lists(st.sampled_from(["tide", "등대를", "маяк", "—", "`code`"]), min_size=1, max_size=30).map(" ".join)
PATH = re.compile(r"`([\w./-]+/[\w.-]+\.\w+)`")

TEXTS = {
    "en": """# Payments
The gateway moves every payment through one queue.

## Technical decisions
### Storage
1. The queue is stored in PostgreSQL, see `src/queue/store.py`.

> Retries stop after five times,
> and the fifth tells a person.

| topic | decision |
|:--|---|
| keys | one a shop |

```sh
make decisions  # `src/never.py`
```

## Retries
We decided to wait longer each time. The numbers follow later.

### Files to change
- `src/queue/retry.py`: the waiting
- the form in [forms](web/form.ts)

## Dependencies
- the ledger

## Tasks
- [x] Write the queue
- [ ] Draw the retry diagram
""",
    "ko": """# 결제
결제 게이트웨이는 모든 결제를 하나의 큐로 보냅니다.

## 기술 결정
- 큐는 `src/queue/store.py`에서 PostgreSQL에 저장한다.

## 재시도
간격은 매번 늘리기로 했습니다. 수치는 나중에 정합니다.

## 수정할 파일
- `src/queue/retry.py`

## 다음 단계
- 재시도 그림 그리기
""",
    "ru": """# Платежи
Шлюз проводит каждый платёж через одну очередь.

## Технические решения
- Очередь хранится в PostgreSQL, см. `src/queue/store.py`.

## Повторы
Мы решили ждать каждый раз дольше. Числа будут позже.

## Файлы
- `src/queue/retry.py`

## Дальше
- Нарисовать схему повторов
""",
}


def summed(where: Scene | Path, name: str, text: str | None = None, language: str = "en") -> Summary:
    root = where.root if isinstance(where, Scene) else where
    path = root / name
    if text is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    project = Project(os.path.realpath(root), NOW, keys_folder(os.environ))
    made = summaries.document(project, Settings(language=language), summaries.file(project, str(path)), estimate)
    assert made.tokens == estimate(made.text) <= SUMMARY_TOKENS
    return made


def counted(text: str, language: str) -> list[int]:
    """How many decisions and files the text says it leaves out."""
    keys = ("summary_more_decisions", "summary_more_files")
    found = [re.search(re.escape(say(language, key, n="N")).replace("N", r"(\d+)"), text) for key in keys]
    return [int(m[1]) if m else 0 for m in found]


def resolves(root: Path, text: str) -> None:
    for target in re.findall(r"\]\(([^)]*)\)", text):
        assert (root / unquote(target)).exists(), target


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_is_essential_in_each_language(scene: Scene, language: str) -> None:
    made = summed(scene, "docs/pay.md", TEXTS[language], language)
    lines = made.text.split("\n")
    assert lines[0] == TEXTS[language].split("\n")[0]
    assert TEXTS[language].split("\n")[1] in lines
    assert {"`src/queue/store.py`", "`src/queue/retry.py`"} <= set(re.findall("`[^`]*`", made.text))
    decided = {
        "en": "We decided to wait longer each time.",
        "ko": "간격은 매번 늘리기로 했습니다.",
        "ru": "Мы решили ждать каждый раз дольше.",
    }
    ahead = {"en": "1 of 2 done; Draw the retry diagram", "ko": "재시도 그림 그리기", "ru": "Нарисовать схему повторов"}
    assert f"- {decided[language]}" in lines
    assert f"{say(language, 'summary_next')}: {ahead[language]}" in lines
    assert made.missing == extract.Essentials()
    assert lines[-1] == f"[{say(language, 'summary_link')}](docs/pay.md)"
    resolves(scene.root, made.text.replace("web/form.ts", "docs/pay.md"))


def test_decisions_and_files_are_essential() -> None:
    found = extract.essentials(extract.units(TEXTS["en"]))
    assert found.decisions == (
        "The queue is stored in PostgreSQL, see `src/queue/store.py`.",
        "Retries stop after five times, and the fifth tells a person.",
        "keys — one a shop",
        "We decided to wait longer each time.",
    )
    assert found.files == ("src/queue/store.py", "src/queue/retry.py", "web/form.ts")
    other = "## Retry profile\nNothing about `src/a.py`, `feature/b` or https://x.y/z.\n\n- `lib/c.go:12` — the clock\n\n"
    other += "**Files:** `d.ts`, `e()`\n\n### 1. `f/g.rs`\n"
    assert extract.essentials(extract.units(other)).files == ("lib/c.go", "d.ts", "f/g.rs")
    assert (
        extract.essentials(extract.units("# Decisions\n<!-- - gone -->\n---\n    code here\n\n# Next\n- ahead\n")) == extract.Essentials()
    )


@given(st.data(), st.sampled_from(LANGUAGES))
def test_each_decision_and_file_is_there_or_counted(data: st.DataObject, language: str) -> None:
    draw = data.draw
    decisions = [f"{draw(WORDS)} number{i}" for i in range(draw(st.integers(0, 25)))]
    files = [f"src/{'deep/' * draw(st.integers(0, 5))}part{i}.py" for i in range(draw(st.integers(0, 25)))]
    parts = [f"# {draw(PLAIN)}", draw(PLAIN)]
    parts += [f"## {HEADINGS[language]}", *(f"- {d}" for d in decisions)]
    parts += [
        "## Work",
        *(f"- `{f}`: {draw(PLAIN)}" for f in files),
        *(f"## {draw(PLAIN)}\n\n{draw(PLAIN)}." for _ in range(draw(st.integers(0, 8)))),
    ]
    with scratch() as scene:
        made = summed(
            scene,
            f"docs/{draw(st.sampled_from(['a', '결 제', 'ты(x)', 'b#%41', 'long' * 30, '깊은' * 40]))}.md",
            "\n".join(parts),
            language,
        )
        resolves(scene.root, made.text)
    told = [" ".join(d.split()) for d in decisions]
    lost = [len({d for d in told if d not in made.text}), len({f for f in files if f not in made.text})]
    assert counted(made.text, language) == lost
    between = made.text.split(f"{say(language, 'summary_decisions')}:")[0]
    assert len(re.findall(r"(?m)^- ", between)) <= summaries.POINTS + (not decisions) * len(files)


def outside(text: str) -> Iterator[str]:
    """What a document's essentials are, told by other means: lines under a heading of decisions, and paths that begin an item."""
    level, fence = 0, False
    for line in text.split("\n"):
        fence ^= line.startswith("```")
        if not fence and (head := re.match("(#+) (.*)", line)):
            level = 0 if len(head[1]) <= level else level
            level = level or len(head[1]) * bool(re.search(r"(?i)decisions?$|결정|решения$", head[2]))
        elif not fence and level and line.strip():
            yield line.lstrip("-* ")
        elif not fence and (path := re.match(r"\s*- " + PATH.pattern, line)):
            yield path[1]


def check_real(root: Path, name: str, text: str | None = None) -> int:
    made = summed(root, name, text)
    needed = set(outside(text or (root / name).read_text()))
    lost = [n for n in needed if n not in made.text]
    assert len(lost) <= sum(counted(made.text, "en"))
    resolves(root, made.text)
    return len(needed)


@pytest.mark.parametrize("name", ["README.md", *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))])
def test_this_projects_own_documents(name: str, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for linked in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", *(f"docs/{p.name}" for p in (ROOT / "docs").iterdir())):
        (tmp_path / linked).touch()
    check_real(tmp_path, name, (ROOT / name).read_text())


def plans() -> Iterator[str]:
    for path in sorted(CORPUS.glob("*.jsonl")):
        for line in path.read_text(errors="replace").split("\n"):
            if '"plan"' in line:
                message = json.loads(line).get("message")
                blocks = message.get("content") if isinstance(message, dict) else ()
                for block in blocks if isinstance(blocks, list) else ():
                    if isinstance(block.get("input"), dict) and isinstance(plan := block["input"].get("plan"), str):
                        yield plan


def test_real_plans(tmp_path: Path) -> None:
    found = list(dict.fromkeys(plans()))
    if not found:
        assert os.environ.get("CI", "").lower() not in ("true", "1"), f"{CORPUS} is missing, and CI has to have it"
        pytest.skip(f"no real transcripts in {CORPUS}")
    assert sum(check_real(tmp_path, f"plan{i}.md", plan) for i, plan in enumerate(found)) > 50


def test_one_that_a_person_wrote_takes_its_place(scene: Scene) -> None:
    summed(scene, "docs/pay.md", TEXTS["en"])
    hand = scene.root / ".pal/summaries/pay.md"
    hand.parent.mkdir(parents=True)
    hand.write_text("---\nby: me\n---\nPayments, **in short**. We decided to wait longer each time.\n")
    made = summed(scene, "docs/pay.md")
    assert made.text == (
        "Payments, **in short**. We decided to wait longer each time.\n\n"
        "[Full text](docs/pay.md) (decisions left out here: 3, files left out here: 3)"
    )
    assert (made.by_hand, made.needed, len(made.missing.decisions)) == (".pal/summaries/pay.md", 7, 3)
    (scene.root / ".pal/summaries/docs").mkdir()
    (scene.root / ".pal/summaries/docs/pay.md").write_text("The nearer one. " * 200)
    made = summed(scene, "docs/pay.md")
    assert made.text.startswith("The nearer one. The")
    assert " …\n\n[Full text](docs/pay.md) (decisions left out here: 4, files left out here: 3)" in made.text
    front = summed(scene, "docs/own.md", "---\nsummary: My own words.\n---\n# Own\n\nText.\n")
    assert (front.text, front.by_hand) == ("My own words.\n\n[Full text](docs/own.md)", "docs/own.md")


@given(WORDS.map(lambda w: w * 20), st.lists(WORDS, max_size=40))
def test_one_written_by_hand_keeps_its_size_as_well(hand: str, decisions: list[str]) -> None:
    with scratch() as scene:
        (scene.root / ".pal/summaries").mkdir(parents=True)
        (scene.root / ".pal/summaries/a.md").write_text(hand)
        made = summed(scene, "a.md", "# Decisions\n" + "".join(f"- {i} {d}\n" for i, d in enumerate(decisions)))
        assert counted(made.text, "en")[0] == sum(f"{i} {' '.join(d.split())}" not in made.text for i, d in enumerate(decisions))


def test_it_is_kept_by_content(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "-q", str(scene.root)], check=True)
    first = summed(scene, "docs/pay.md", TEXTS["en"])
    assert not (scene.root / ".pal").exists()  # looking alone leaves nothing behind
    (scene.root / ".pal").mkdir()
    assert summed(scene, "docs/pay.md") == first
    with monkeypatch.context() as patched:
        patched.setattr(extract, "units", lambda _: pytest.fail("made anew"))
        os.utime(scene.root / "docs/pay.md", (1, 1))
        assert summed(scene, "docs/pay.md") == first
    assert summed(scene, "docs/pay.md", language="ko").text != first.text
    assert "Another one" in summed(scene, "docs/pay.md", TEXTS["en"].replace("The gateway", "Another one")).text
    (kept,) = (scene.root / ".pal/state/summaries").iterdir()
    Path(owner_key.path(scene.project())).write_bytes(b"another working copy's own key..")
    kept.write_text(kept.read_text().replace("Another one", "A lie"))
    assert "A lie" not in summed(scene, "docs/pay.md").text


def test_no_secret_is_kept(scene: Scene) -> None:
    (scene.root / ".pal").mkdir()
    token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" + "k1L2m3N4o5P6q7R8"
    made = summed(scene, "docs/a.md", f"# Decisions\n- The token is {token} for now.\n")
    assert token not in made.text
    assert "[redacted: " in made.text
    assert made.missing == extract.Essentials()
    assert all(token not in p.read_text(errors="replace") for p in (scene.root / ".pal").rglob("*.json"))


def test_a_large_text_takes_its_time_and_no_more(scene: Scene) -> None:
    for odd in (
        "<!--" * 100_000,
        "`" * 400_000,
        "- [ ] x\n" * 50_000,
        "# Decisions\n" + "- a b\n" * 50_000,
        "> " * 200_000,
        "| a " * 100_000,
        "# \n" * 100_000,
    ):
        summed(scene, "odd.md", odd)
    many = "# Decisions\n" + "".join(f"- take road {i} `src/r{i}.py`\n" for i in range(3000))
    made = summed(scene, "many.md", many)
    assert counted(made.text, "en")[0] == 3000 - len(re.findall("(?m)^- take road", made.text)) > 2900


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phase_in_500_tokens(scene: Scene, language: str) -> None:
    docs = {}
    for i in range(12):
        path = scene.root / f"docs/{i}.md"
        path.parent.mkdir(exist_ok=True)
        body = "".join(f"- {i}.{n} take `src/part{i}_{n}.py` for the harbour\n" for n in range(6))
        path.write_text(f"# Document {i}\n\n## {HEADINGS[language]}\n{body}- [ ] Do {i}\n")
        docs[f"docs/{i}.md"] = str(path)
    phase, text = checkpoint(scene.project(), Settings(language=language), "plan", docs, estimate)
    assert estimate(text) <= TOKENS
    assert len(phase.decisions) == 12 * 7
    assert counted(text, language)[0] == sum(d not in text for d in phase.decisions) > 0
    assert say(language, "summary_archive", path=".pal/archive/plan/") in text


@given(st.text(max_size=300), st.text(max_size=2000))
def test_a_brief_keeps_its_size(name: str, what: str) -> None:
    with scratch() as scene:
        (scene.root / "package.json").write_text(json.dumps({"name": name, "description": what}))
        said = brief.brief(scene.project(), Settings(), estimate)
        assert estimate(said) <= brief.TOKENS
        assert said.startswith("# ")


def test_a_brief_says_what_the_project_is(scene: Scene) -> None:
    def said() -> str:
        return brief.brief(scene.project(), Settings(), estimate)

    assert said() == "# project"
    (scene.root / "README.md").write_text("# Harbour\n\nIt reads the tides. It draws them.\n")
    assert said() == "# Harbour\nIt reads the tides. It draws them."
    (scene.root / "package.json").write_text('{"name": "harbour-js", "description": ["no text"]}')
    (scene.root / "Cargo.toml").write_text("no toml at all =")
    assert said() == "# harbour-js\nIt reads the tides. It draws them."
    (scene.root / "pyproject.toml").write_text('[project]\nname = "harbour"\ndescription = "Tides and buoys."\n')
    assert said() == "# harbour\nTides and buoys."
