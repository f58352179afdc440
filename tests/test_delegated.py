"""What agents were given, with the names it is about."""

from conftest import Talk
from test_fold import facts

REPORT = "`WriteCommitted` in committed.go takes a `CheckpointID`; see README.md."


def asked(talk: Talk, about: str, task: str, report: str = "") -> Talk:
    """An agent that reports, or one that is launched and will."""
    ended = {"status": "completed", "content": [{"type": "text", "text": report}]}
    result = {"prompt": task, **(ended if report else {"isAsync": True, "status": "async_launched"})}
    return talk.tool("Task", {"description": about, "prompt": task}, report or "Async agent launched.", result)


def told(talk: Talk) -> list[tuple[str, str]]:
    return [(f.text, f.detail) for f in facts(talk, "agent")]


def test_an_agent_comes_with_the_names_of_its_task_and_its_report() -> None:
    talk = asked(asked(Talk(), "Find the store", "Where is WriteCommitted?", REPORT), "Read hooks", "Read manual_commit.go")
    assert told(talk) == [
        ("Task “Find the store”", "WriteCommitted, committed.go, CheckpointID"),
        ("Task “Read hooks”", "manual_commit.go"),
    ]


def test_a_name_that_is_told_already_is_not_told_again() -> None:
    talk = Talk().edit("/project/store/committed.go", "+WriteCommitted()")
    asked(asked(talk, "Find the store", "", REPORT), "Find it again", "", REPORT)
    assert told(talk) == [("Task “Find it again”", "CheckpointID")]


def test_of_agents_the_latest_are_told_and_none_from_before_the_last_compaction() -> None:
    talk = Talk()
    for n in range(5):
        asked(talk, f"Look {n}", f"Read part_{n}.go")
    assert [text for text, _ in told(talk)] == ["Task “Look 2”", "Task “Look 3”", "Task “Look 4”"]
    assert told(talk.compacted()) == []


def test_an_agent_without_a_description_or_without_names_is_not_told() -> None:
    assert told(asked(asked(Talk(), "", "Read part_1.go"), "Think", "Is it good?")) == []
