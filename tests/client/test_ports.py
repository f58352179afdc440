"""Real clients and ports: what a started port needs is in the next request, inside the budget; what an ended one needed is not."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ctxhooks.tokens.estimate import estimate, family

from . import plays, scenario
from .api import Request, Step
from .plays import ROOT, Play, pal
from .session import MODEL
from .world import World

BUDGET = 15_000
DOCS = ("README.md", "docs/compaction.md", "docs/ports.md", "templates/locales/ko.json", "templates/locales/ru.json")
ROOMS = ("compaction", "knowledge", "loading", "transcript")
GOAL, DONE, OPEN, CONVENTION, NEED = (
    "Tide tables are printed a month ahead.",
    "Read the harbour's gauge",
    "Print the table in both languages",
    "Heights are given in whole centimetres.",
    "Readings are kept for ten years.",
)
HELD = (GOAL, DONE, OPEN, CONVENTION, NEED)
FILES = {
    "ports/tides.md": f"# Tide tables\n\n> Port ID: tides\n> Status: pending\n> Conventions: units\n> 의존성: gauge\n\n## Goal\n{GOAL}\n\n"
    f"## Tasks\n- [x] {DONE}\n- [ ] {OPEN}\n",
    "ports/gauge.md": f"# The gauge\n\n| ID | gauge |\n|---|---|\n| 상태 | complete |\n\n## 목표\n{NEED}\n",
    "conventions/units.md": f"# Units\n\n{CONVENTION}\n",
}


def with_files(files: dict[str, str]) -> Callable[[World], None]:
    def prepare(world: World) -> None:
        for name, text in files.items():
            path = world.project / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        plays.install(world)

    return prepare


@pytest.fixture
def opened(version: str, tmp_path: Path) -> Iterator[Callable[[dict[str, str]], Play]]:
    made: list[Play] = []

    def run(files: dict[str, str]) -> Play:
        made.append(Play(version, tmp_path / f"world-{len(made)}", with_files(files)))
        return made[-1]

    yield run
    for play in made:
        play.api.close()


def newest(play: Play) -> Request:
    return [request for request in play.api.requests if request.kind == "main"][-1]


def missing(play: Play) -> list[str]:
    text = newest(play).text()
    return [part for part in HELD if part not in text]


def test_a_port_is_in_the_next_session_and_gone_from_the_one_after_its_end(opened: Callable[[dict[str, str]], Play]) -> None:
    play = opened(FILES)
    pal(play.world, "port", "start", "tides")
    with play.open() as session:
        session.prompt("Good morning.", Step("Good morning."))
        assert missing(play) == []
        assert newest(play).text().count(GOAL) == 1, "given twice"
        session.prompt("How are you?", Step("Well."))
    pal(play.world, "port", "end", "tides")
    with play.open() as session:
        session.prompt("Good morning.", Step("Good morning."))
        assert missing(play) == [*HELD]
    assert play.troubles() == []
    assert play.changed() == play.tracked


def test_a_port_started_or_ended_while_a_session_is_on_is_in_its_next_request(opened: Callable[[dict[str, str]], Play]) -> None:
    play = opened(FILES)
    with play.open() as session:
        session.prompt("Good morning.", Step("Good morning."))
        assert missing(play) == [*HELD]
        pal(play.world, "port", "start", "tides")
        session.prompt("Go on.", Step("Gladly."))
        assert missing(play) == []
        pal(play.world, "port", "end", "tides")
        session.prompt("And now?", Step("Gladly."))
        assert "no longer in force" in newest(play).text()
    assert play.troubles() == []


def test_a_port_stands_beside_what_a_compaction_gives_back_and_goes_with_its_end(opened: Callable[[dict[str, str]], Play]) -> None:
    play = opened(FILES)
    pal(play.world, "port", "start", "tides")
    with play.open() as session:
        scenario.work(session)
        session.prompt("/compact")
        session.prompt("Go on.", Step("Gladly."))
        assert missing(play) == []
        assert play.missing(scenario.FACTS) == []
        pal(play.world, "port", "end", "tides")
        session.prompt("/compact")
        session.prompt("Go on.", Step("Gladly."))
        assert missing(play) == [*HELD]
    assert play.troubles() == []


def test_the_whole_of_it_is_inside_the_budget(opened: Callable[[dict[str, str]], Play]) -> None:
    """Twice the budget in documents, and a compaction on top: what the request holds more than one without ctxhooks does."""
    texts = [(ROOT / name).read_text() for name in DOCS]
    texts += [f"```python\n{path.read_text()}\n```\n" for room in ROOMS for path in sorted((ROOT / "ctxhooks" / room).glob("*.py"))]
    long = {f"conventions/c{n}.md": f"# Convention {n}\n\n{text}" for n, text in enumerate(texts)}
    spec = FILES["ports/tides.md"].replace("units", ", ".join(["units", *(f"c{n}" for n in range(len(texts)))]))
    plain, full = opened({}), opened({**FILES, **long, "ports/tides.md": spec})
    pal(full.world, "port", "start", "tides")
    costs, kind = [], family(MODEL[-1])  # as the model of this session counts: what the budget is kept in
    for play in (plain, full):
        with play.open() as session:
            session.prompt("Good morning.", Step("Good morning."))
            first = newest(play).text()
            scenario.work(session)
            session.prompt("/compact")
            session.prompt("Go on.", Step("Gladly."))
            costs.append((estimate(first, kind), estimate(newest(play).text(), kind)))
    (bare, bare_after), (with_it, with_it_after) = costs
    assert BUDGET * 0.5 < with_it - bare <= BUDGET
    assert with_it_after - bare_after <= BUDGET
    assert missing(full) == []
    status = json.loads(pal(full.world, "context", "status", "--json"))
    assert status["budget"]["used"] <= BUDGET
    assert [d for d in status["documents"] if not d["loaded"] or d["level"] < 3], "nothing was left out, so nothing was shown"
    assert full.troubles() == []
