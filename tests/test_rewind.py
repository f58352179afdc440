"""A rewind: what was said since then does not come back, what happened on disk stays, and nothing else is taken for one."""

import json
from typing import Any, Self

import pytest
from conftest import SESSION, Scene, Talk, scratch
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxhooks.compaction.catch_up import catch_up
from ctxhooks.transcript import distill, rewind
from ctxhooks.transcript.fold import Fold


class Chain(Talk):
    """Every record hangs at the one before it, as long as `tip` is not set to another."""

    tip: str | None = None

    def record(self, kind: str, **fields: Any) -> Self:
        side = fields.get("isSidechain")
        super().record(kind, **{"parentUuid": self.tip, **fields})
        self.tip = self.tip if side else self.records[-1]["uuid"]
        return self

    def turn(self, said: str, answer: str = "Done.") -> Self:
        """The newest clients close a turn with a record of their own, at which the next prompt hangs."""
        self.prompt(said)
        self.says(answer)
        return self.record("system", subtype="turn_duration")


def read(scene: Scene, talk: Talk) -> Fold:
    scene.write(talk)
    return catch_up(scene.project(), SESSION, str(scene.transcript)).fold


def told(fold: Fold, *kinds: str) -> list[str]:
    found = [f for f in distill.facts(fold, "/project") if f.kind in kinds]
    return [f.text for f in sorted(found, key=lambda f: f.evidence.line)]


SAID = ("request", "constraint", "decision", "answer", "plan", "refusal", "read", "task")


def first_and_second(talk: Chain) -> str | None:
    """A turn, and a second one with all that can be taken back; where the second one hangs."""
    talk.turn("Look at the reader.").todos(("Read it", "pending"))
    tip = talk.tip
    talk.prompt("Never use tabs. " + "And please take care of every last detail. " * 8 + "Never touch the vendor folder.")
    talk.todos(("Expand the tabs", "pending")).tool("AskUserQuestion", {}, "", {"answers": {"How many blanks?": "four of them"}})
    talk.tool("ExitPlanMode", {"plan": "# Expand it all"}, "ok", {"plan": "x"})
    talk.bash("rm -rf x", "The user doesn't want to proceed with this tool use.", bad=True)
    talk.edit("/project/a.py", "+x").bash("git commit -m x", "[main 1a2b3c4] Expand").bash("make", "Exit code 2\nno rule for it", bad=True)
    talk.tool("Read", {"file_path": "/project/tabs.md"}, "x").says("Decision: tabs are eight wide.")
    return tip


def test_what_was_said_does_not_come_back_and_what_happened_on_disk_stays(scene: Scene) -> None:
    talk = Chain()
    talk.tip = first_and_second(talk)
    talk.prompt("Draw the tabs.").says("Fine.")
    fold = read(scene, talk)
    assert told(fold, *SAID) == ["Look at the reader.", "Read it", "Draw the tabs."]
    assert told(fold, "file", "commit", "failing") == ["a.py", "1a2b3c4", "make"]
    assert fold.data["line"] == len(talk.records)


def test_without_a_rewind_it_all_comes_back(scene: Scene) -> None:
    talk = Chain()
    first_and_second(talk)
    fold = read(scene, talk.prompt("Leave the tabs alone."))
    assert {"Expand the tabs", "four of them", "Expand it all", "tabs.md", "Decision: tabs are eight wide."} <= set(told(fold, *SAID))


@pytest.mark.parametrize("at", ["start", "answer", "end of a turn"])
def test_the_conversation_may_go_on_from_the_start_from_an_answer_or_from_behind_it(scene: Scene, at: str) -> None:
    talk = Chain().turn("First").turn("Second").turn("Third")
    talk.tip = {"start": None, "answer": talk.records[1]["uuid"], "end of a turn": talk.records[2]["uuid"]}[at]
    talk.turn("Fourth").turn("Fifth")
    assert told(read(scene, talk), "request") == ["First", "Fourth", "Fifth"][at == "start" :]


def test_a_command_may_stand_where_the_conversation_forked(scene: Scene) -> None:
    talk = Chain().turn("First")
    tip = talk.tip
    talk.record("user", message={"role": "user", "content": "<command-name>/review</command-name>"}).turn("Second")
    talk.tip = tip
    assert told(read(scene, talk.turn("Third")), "request") == ["First", "Third"]


def test_claudes_own_tasks_outlive_a_rewind_in_the_client_and_so_here(scene: Scene) -> None:
    talk = Chain().turn("First").task(1, "One")
    tip = talk.tip
    talk.prompt("Second").task(2, "Two").update(1, status="completed")
    talk.tip = tip
    assert told(read(scene, talk.prompt("Third")), "task", "done") == ["Two", "One"]


def test_a_command_that_passed_since_no_longer_fails(scene: Scene) -> None:
    talk = Chain().turn("First").bash("make", "it failed", bad=True)
    tip = talk.tip
    talk.turn("Second").bash("make", "ok")
    talk.tip = tip
    assert told(read(scene, talk.turn("Third")), "failing") == []


def test_forks_of_results_agents_and_hooks_are_no_rewinds(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Chain().turn("First")
    start = talk.tip
    talk.record("user", message={"role": "user", "content": "<session-start-hook>Said by a hook</session-start-hook>"}, parentUuid=start)
    talk.turn("Second").calls("Read", {"file_path": "/project/a.md"}).calls("Read", {"file_path": "/project/b.md"})
    one, two = (r["uuid"] for r in talk.records[-2:])
    talk.result("a", use="toolu_8", parentUuid=one).result("b", use="toolu_9", parentUuid=two)
    talk.prompt("Sub-agent's own", isSidechain=True, parentUuid=start).says("Decision: x.", isSidechain=True, parentUuid=start)
    talk.record("user", message={"role": "user", "content": "A hint"}, isMeta=True, parentUuid=start).turn("Third").turn("Fourth")
    talk.records.append(talk.records[0])  # as it is written anew where a session is resumed
    lines = counted(monkeypatch)
    fold = read(scene, talk)
    assert told(fold, "request") == ["First", "Second", "Third", "Fourth"]
    assert fold.data["abandoned"] == []
    assert lines == list(range(1, len(talk.records) + 1))


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lines that are folded from now on."""
    lines: list[int] = []
    add = Fold.add

    def counting(fold: Fold, record: dict[str, Any]) -> None:
        add(fold, record)
        lines.append(fold.data["line"])

    monkeypatch.setattr(Fold, "add", counting)
    return lines


def test_only_a_rewind_costs_a_second_reading(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Chain().turn("First").turn("Second")
    read(scene, talk)
    lines = counted(monkeypatch)
    talk.tip = talk.records[2]["uuid"]
    read(scene, talk.turn("Third"))
    assert lines == [7, 8, 9, *range(1, 10)]
    lines.clear()
    read(scene, talk.turn("Fourth"))
    assert lines == [10, 11, 12]


def test_behind_a_compaction_a_conversation_starts_anew(scene: Scene) -> None:
    talk = Chain().turn("First").turn("Second")
    talk.record("system", subtype="compact_boundary", parentUuid=None).summary()
    talk.turn("Third")
    talk.tip = talk.records[2]["uuid"]
    prompts = [p["text"] for p in read(scene, talk.prompt("Fourth")).data["prompts"]]
    assert prompts == ["First", "Second", "Third", "Fourth"]


def test_rewinds_without_end_are_bounded(scene: Scene) -> None:
    talk = Chain()
    for n in range(300):
        talk.turn(f"Turn {n}").turn("Not like this")
        talk.tip = talk.records[-4]["uuid"]
    fold = read(scene, talk)
    assert len(fold.data["abandoned"]) == rewind.MOST
    assert len(json.dumps(fold.data)) < 50_000
    assert told(fold, "request")[-1] == "Not like this"


def lived(data: st.DataObject, talk: Chain) -> list[str]:
    """Turns and rewinds at random; which prompts are still a part of the conversation."""
    live: list[tuple[str, str | None]] = []
    for n in range(data.draw(st.integers(1, 12))):
        back = data.draw(st.integers(0, len(live)) | st.just(len(live)))
        talk.tip = live[back][1] if back < len(live) else talk.tip
        live[back:] = [(f"Turn {n}", talk.tip)]
        talk.turn(f"Turn {n}")
    return [said for said, _ in live]


@given(st.data())
@settings(max_examples=60)
def test_what_is_left_is_the_way_from_the_start_however_it_is_read(data: st.DataObject) -> None:
    talk = Chain()
    live = lived(data, talk)
    raw = talk.bytes()
    with scratch() as scene:
        for end in sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=3))):
            scene.transcript.write_bytes(raw[:end])
            catch_up(scene.project(), SESSION, str(scene.transcript))
        assert [p["text"] for p in read(scene, talk).data["prompts"]] == live
        parts = (catch_up(scene.project(), "slow", str(scene.transcript), seconds=0) for _ in range(3 * len(talk.records)))
        session = next(part for part in parts if part.whole)
        assert [p["text"] for p in session.fold.data["prompts"]] == live


def test_the_order_of_the_lines_counts_where_records_do_not_say_where_they_hang() -> None:
    fold = Fold()
    for record in Talk().prompt("First").says("Yes").prompt("Second").records:
        fold.add(record)
    assert fold.data["abandoned"] == []
