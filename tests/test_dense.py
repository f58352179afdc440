"""What is dense costs time in proportion to its length, and never more than a hook has: measured through the installed hook."""

import resource
from collections.abc import Callable

import pytest
from conftest import Scene, Talk, worked

NEWEST = "Draw the lighthouse map"
LINES = {"{}": b"{}\n", "no JSON": b"x\n", "an unclosed object": b'{"a\n', "an empty line": b"\n"}


def seconds(run: Callable[[], object]) -> float:
    """Processor time that a hook's process takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def announced(scene: Scene, ahead: bytes) -> float:
    """How long PreCompact takes for what is `ahead` of the newest work, which it tells."""
    told: list[str] = []
    scene.transcript.parent.mkdir(parents=True, exist_ok=True)
    scene.transcript.write_bytes(ahead + worked(Talk(cwd=str(scene.root))).bytes())
    took = seconds(lambda: told.append(scene.run("pre-compact", trigger="auto")))
    assert NEWEST in told[0]
    return took


def prompts(count: int) -> bytes:
    talk = Talk()
    for n in range(count):
        talk.prompt(f"{n} " + "token=" * 800)
    return talk.bytes()


def commands(count: int) -> bytes:
    talk = Talk()
    for n in range(count):
        talk.bash(f"echo {n} " + "token=" * 300, "Exit code 1\nerror: " + "token=" * 600, bad=n % 2 == 0)
    return talk.bytes()


@pytest.mark.parametrize("made", [prompts, commands])
def test_what_may_be_full_of_secrets_is_read_in_proportion_to_its_length(scene: Scene, made: Callable[[int], bytes]) -> None:
    part, whole = announced(scene, made(10)), announced(scene, made(40))
    assert whole < max(2.0, 6 * part)


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_many_short_lines_are_passed_in_proportion_to_their_number(scene: Scene, line: bytes) -> None:
    part, whole = announced(scene, line * 20_000), announced(scene, line * 80_000)
    assert whole < max(2.0, 6 * part)


def test_a_summary_of_thoughts_that_never_end_is_compared_in_time(scene: Scene) -> None:
    announced(scene, b"")
    assert seconds(lambda: scene.run("post-compact", compact_summary="<analysis>" * 40_000 + "Nothing much.")) < 2
    assert NEWEST in scene.rule()
