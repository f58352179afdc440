"""Whose compaction it is where the client does not say."""

import json

import pytest
from conftest import SAMPLES, VERSIONS, Scene, Talk, worked

from ctxhooks.transcript import agents
from ctxhooks.transcript.fold import Fold


def compacts(scene: Scene, talk: Talk, trigger: str = "auto") -> bool:
    fold = Fold()
    for record in talk.records:
        fold.add(record)
    return agents.compacts(fold, str(scene.transcript), trigger)


def launched(talk: Talk, agent: str = "a1b2c3") -> Talk:
    return talk.calls("Agent", {"prompt": "Look around"}).result(
        "launched", {"isAsync": True, "status": "async_launched", "agentId": agent}
    )


def background(scene: Scene, tokens: int, agent: str = "a1b2c3") -> None:
    path = scene.transcript.with_suffix("") / "subagents" / f"agent-{agent}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(Talk().says("x", tokens=5, isSidechain=True).says("y", tokens=tokens, isSidechain=True).bytes())


@pytest.mark.parametrize("name", ["Task", "Agent"])
def test_while_it_waits_for_an_agent_it_is_the_agent_that_compacts(scene: Scene, name: str) -> None:
    talk = worked(Talk()).calls(name, {"prompt": "Look around"})
    assert compacts(scene, talk)
    assert not compacts(scene, talk.result("It looked around."))


def test_a_person_who_compacts_means_the_main_conversation(scene: Scene) -> None:
    assert not compacts(scene, Talk().calls("Task", {"prompt": "x"}), "manual")


def test_one_of_two_agents_may_still_be_at_work(scene: Scene) -> None:
    talk = Talk().calls("Task", {"prompt": "a"}).calls("Task", {"prompt": "b"})
    assert compacts(scene, talk.result("done", use="toolu_2"))
    assert not compacts(scene, talk.result("done", use="toolu_1"))


def test_an_interrupted_agent_is_forgotten_at_the_next_prompt(scene: Scene) -> None:
    assert not compacts(scene, Talk().calls("Task", {"prompt": "a"}).prompt("Never mind that"))


def test_an_agent_of_a_sidechain_does_not_count(scene: Scene) -> None:
    assert not compacts(scene, worked(Talk()).calls("Task", {"prompt": "x"}, isSidechain=True))


def test_an_agent_in_the_background_compacts_when_its_context_is_the_fuller_one(scene: Scene) -> None:
    talk = launched(Talk().says("Off it goes", tokens=30_000))
    assert not compacts(scene, talk)
    background(scene, 40_000)
    assert not compacts(scene, talk)
    background(scene, 160_000)
    assert compacts(scene, talk)
    assert not compacts(scene, talk.says("Much later", tokens=150_000))


def test_an_agent_in_the_background_that_ended_does_not_count(scene: Scene) -> None:
    talk = launched(Talk().says("Off it goes", tokens=30_000))
    background(scene, 160_000)
    talk.prompt("<task-notification>\n<task-id>a1b2c3</task-id> done</task-notification>")
    assert not compacts(scene, talk)


def test_an_agent_with_an_odd_name_is_not_looked_for(scene: Scene) -> None:
    talk = launched(Talk().says("Off it goes", tokens=10), agent="../../../secret")
    background(scene, 160_000, agent="x")
    assert not compacts(scene, talk)


@pytest.mark.parametrize("version", VERSIONS)
def test_recorded_compactions_of_an_agent_and_of_the_main_conversation(scene: Scene, version: str) -> None:
    """`agent-compaction` ends where the agent's compaction was announced."""
    talk = Talk()
    talk.records = [json.loads(line) for line in (SAMPLES / version / "agent-compaction.jsonl").read_bytes().splitlines()]
    assert compacts(scene, talk)
    talk.records = [json.loads(line) for line in (SAMPLES / version / "session.jsonl").read_bytes().splitlines()]
    talk.records = talk.records[: next(n for n, r in enumerate(talk.records) if r.get("subtype") == "compact_boundary")]
    assert not compacts(scene, talk)
