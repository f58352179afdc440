"""What Claude counted, read out of transcripts, and what it makes of the estimate."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES, Json
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.disk.project import Project
from ctxhooks.tokens import calibration
from ctxhooks.tokens.counting import counter
from ctxhooks.tokens.estimate import estimate
from ctxhooks.transcript import usage

NEW, OLD = "claude-opus-5", "claude-opus-4-5-20251101"
TEXT = "The tide tables stand in the harbour office.\n" * 60


def answer(n: int, window: int, *content: Json, output: int = 40, model: str = NEW, stop: str | None = "tool_use") -> Json:
    used = {"input_tokens": 2, "cache_read_input_tokens": window - 2, "cache_creation_input_tokens": 0, "output_tokens": output}
    said = list(content) or [{"type": "text", "text": "Well."}]
    return {"type": "assistant", "message": {"id": f"msg_{n}", "model": model, "usage": used, "stop_reason": stop, "content": said}}


def result(*outputs: Any, **fields: Any) -> Json:
    return {"type": "user", "message": {"content": [{"type": "tool_result", "content": o} for o in outputs]}, **fields}


def read(records: Iterable[Json]) -> dict[str, Any]:
    state = usage.begun()
    for record in records:
        usage.add(state, json.loads(json.dumps(record)))
        state = json.loads(json.dumps(state))
    return usage.settled(state)  # as a cursor keeps it


def pairs(*records: Json) -> list[Any]:
    return list(read(records)["pairs"].values())


COST = estimate(TEXT)
TRUE = round(COST * 1.1)
NEXT = answer(2, 10_000 + 40 + TRUE + usage.BETWEEN)


def test_a_result_between_two_messages_shows_what_it_cost() -> None:
    assert pairs(answer(1, 10_000), result(TEXT), NEXT) == [["v4", COST, TRUE]]
    twice = answer(2, 10_000 + 40 + 2 * TRUE + usage.BETWEEN + usage.NEXT_RESULT)
    assert pairs(answer(1, 10_000), result(TEXT, [{"type": "text", "text": TEXT}]), twice) == [["v4", 2 * COST, 2 * TRUE]]


def test_a_message_of_several_records_is_one() -> None:
    first = answer(1, 10_000, {"type": "thinking", "thinking": "", "signature": "x"}, output=3, stop=None)
    assert pairs(first, answer(1, 10_000), result(TEXT), NEXT, {**NEXT}) == [["v4", COST, TRUE]]


def test_where_the_answers_own_count_is_a_placeholder_it_is_estimated_too() -> None:
    said = {"type": "tool_use", "id": "t", "name": "Write", "input": {"file_path": "/a", "content": TEXT, "n": 1}}
    call = estimate(f"Write\n/a\n{TEXT}\n1", "v3") + usage.CALL["v3"] + 3 * usage.PARAMETER["v3"]
    old: Json = {"model": OLD, "stop": None, "output": 1}
    assert pairs(answer(1, 10_000, said, **old), result("done"), answer(2, 10_000 + call, **old)) == [["v3", call + 1, call]]
    thought = {"type": "thinking", "thinking": "Hm.", "signature": "x"}
    assert pairs(answer(1, 10_000, thought, said, **old), result("done"), answer(2, 10_000 + call, **old)) == []


@pytest.mark.parametrize(
    "between",
    [
        [{"type": "system", "subtype": "compact_boundary"}],
        [{"type": "system", "subtype": "microcompact_boundary"}],
        [{"type": "user", "isCompactSummary": True, "message": {"content": "A summary."}}],
        [{"type": "user", "isMeta": True, "message": {"content": "Caveat."}}],
        [{"type": "attachment", "attachment": {"type": "task_reminder"}}],
        [result([{"type": "image", "source": {}}])],
        [{"type": "user", "message": {"content": [{"type": "image", "source": {}}]}}],
        [{"type": "assistant", "message": {"id": "e", "model": "<synthetic>", "content": [{"type": "text", "text": "API error"}]}}],
        [{"type": "assistant", "message": {"content": []}}],
    ],
)
def test_what_is_not_recorded_as_it_was_sent_makes_no_pair(between: list[Json]) -> None:
    assert pairs(answer(1, 10_000), *between, result(TEXT), NEXT) == []
    assert pairs(answer(1, 10_000), {"type": "attachment", "attachment": {"type": "hook_success"}}, result(TEXT), NEXT)


def test_a_small_growth_another_model_or_a_wild_figure_makes_no_pair() -> None:
    assert pairs(answer(1, 10_000), result("short"), answer(2, 10_050)) == []
    assert pairs(answer(1, 10_000, model=OLD), result(TEXT), NEXT) == []
    assert pairs(answer(1, 10_000), result(TEXT), answer(2, 9_000)) == []
    assert pairs(answer(1, 10_000), result(TEXT), answer(2, 10_040 + 3 * COST)) == []
    assert pairs(result(TEXT), NEXT) == []


def test_only_the_newest_pairs_are_kept() -> None:
    records: list[Json] = []
    for n in range(usage.KEPT + 3):
        records += [answer(n, 10_000 + n * (40 + TRUE + usage.BETWEEN)), result(TEXT)]
    state = read([*records, answer(99, 10_000 + (usage.KEPT + 3) * (40 + TRUE + usage.BETWEEN))])
    assert len(state["pairs"]) == usage.KEPT
    assert list(state["pairs"])[-1] == "msg_99"
    assert len(json.dumps(state)) < 4_000


def test_real_records_are_read_in_pieces_of_any_size() -> None:
    for path in sorted(SAMPLES.rglob("*.jsonl")):
        read(json.loads(line) for line in path.read_bytes().splitlines())


KEYS = ["type", "text", "content", "id", "usage", "input", "model", "input_tokens", "output_tokens", "stop_reason"]
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(KEYS), v, max_size=4),
    max_leaves=12,
)
kinds = st.sampled_from(["user", "assistant", "system", "attachment"])


@given(st.lists(st.fixed_dictionaries({"type": kinds, "message": junk, "attachment": junk})))
def test_whatever_a_record_holds_is_survived(records: list[Json]) -> None:
    read(records)


# What a project makes of it


def project(path: Path) -> Project:
    return Project(str(path), 0.0)


def told(ratio: float, n: int = 20, family: str = "v4") -> dict[str, list[Any]]:
    return {f"{family}-{i}": [family, 1000 + i, round((1000 + i) * ratio)] for i in range(n)}


def test_a_factor_needs_enough_pairs_and_stays_within_bounds(tmp_path: Path) -> None:
    where = project(tmp_path)
    for ratio, n, factor in ((1.1, 7, 1.0), (1.1, 8, 1.1), (1.9, 20, 1.3), (0.6, 20, 0.8), (1.013, 20, 1.02)):
        Path(calibration.path(where)).unlink(missing_ok=True)
        calibration.learn(where, NEW, told(ratio, n))
        assert calibration.used(where) == ("v4", factor)


def test_a_few_wild_pairs_move_it_little() -> None:
    tame = [(1000, 1060)] * 10
    assert calibration.factor(tame) == 1.06
    assert calibration.factor([*tame, (1000, 1990), (1500, 2900), (400, 210)]) == 1.06


def test_each_family_has_its_own_and_the_newest_model_decides(tmp_path: Path) -> None:
    where = project(tmp_path)
    assert calibration.used(where) == ("v4", 1.0)
    calibration.learn(where, NEW, told(1.1))
    calibration.learn(where, OLD, told(0.9, family="v3"))
    assert calibration.used(where) == ("v3", 0.9)
    assert calibration.used(where, NEW) == ("v4", 1.1)
    calibration.learn(where, "", {})
    assert calibration.used(where) == ("v3", 0.9)
    assert counter(where)(TEXT) == pytest.approx(estimate(TEXT, "v3") * 0.9, abs=1)
    assert counter(where, NEW)(TEXT) == pytest.approx(COST * 1.1, abs=1)


def test_the_factor_is_kept_bounded_and_safe_to_delete(tmp_path: Path) -> None:
    where = project(tmp_path)
    calibration.learn(where, NEW, told(1.1, 100))
    file = Path(calibration.path(where))
    first = file.read_bytes()
    calibration.learn(where, NEW, dict(list(told(1.1, 100).items())[-usage.KEPT :]))
    assert file.read_bytes() == first
    assert len(calibration.read(where)["pairs"]) == calibration.KEPT
    for broken in (b"", b"{}", b'{"model": 3}', first[:-9], first.replace(b"claude", b"cloud_")):
        file.write_bytes(broken)
        assert calibration.used(where) == ("v4", 1.0)
    file.unlink()
    assert counter(where)(TEXT) == COST
