"""How full a window is, by a transcript's last bytes: the same as by reading all of it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES, VERSIONS, Talk
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.transcript import tail

USAGE = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
Json = dict[str, Any]


def whole(lines: list[bytes]) -> int:
    """By parsing every record."""
    now = 0
    for line in lines:
        record = json.loads(line)
        if record.get("isSidechain"):
            continue
        if record["type"] == "assistant":
            now = sum((record["message"].get("usage") or {}).get(name) or 0 for name in USAGE) or now
        elif record.get("subtype") == "compact_boundary" or record.get("isCompactSummary"):
            now = 0
    return now


@pytest.mark.parametrize("version", VERSIONS)
def test_every_beginning_of_a_real_transcript_gives_its_use(version: str, tmp_path: Path) -> None:
    path, known = tmp_path / "t.jsonl", 0
    for sample in sorted((SAMPLES / version).glob("*.jsonl")):
        lines = sample.read_bytes().splitlines(keepends=True)
        for n in range(len(lines) + 1):
            path.write_bytes(b"".join(lines[:n]))
            now = tail.used(str(path))
            assert now in (whole(lines[:n]), tail.UNKNOWN)
            known += now > 0
    assert known > 10


def answer(tokens: int, text: str = "x", **more: Any) -> Json:
    usage = {"input_tokens": 1, "cache_creation_input_tokens": 2, "cache_read_input_tokens": tokens - 3, "output_tokens": 9}
    content = [{"type": "tool_use", "id": "t", "name": "n", "input": {"usage": {"input_tokens": 7}, "said": text}}]
    return {
        "isSidechain": False,
        "type": "assistant",
        "message": {"model": "opus", "role": "assistant", "content": content, "usage": usage},
        **more,
    }


def nested(tokens: int) -> list[Json]:
    """How a subagent's use is told in the main conversation."""
    return [
        answer(tokens, isSidechain=True),
        {"type": "progress", "data": {"message": answer(tokens)}},
        {"type": "user", "toolUseResult": {"usage": {"input_tokens": tokens}, "content": [answer(tokens)]}},
        {"type": "assistant", "message": {"model": "<synthetic>", "usage": {"input_tokens": 0}}},
    ]


others = st.sampled_from([*nested(5_000), {"type": "system", "subtype": "turn_duration"}, {"type": "user", "message": {"content": "hi"}}])
mains = st.integers(10, 300_000).map(answer)
ends = st.sampled_from([{"type": "system", "subtype": "compact_boundary"}, {"type": "user", "isCompactSummary": True, "message": {}}])
tricky = st.text(max_size=30) | st.sampled_from(
    ['"usage":{"input_tokens":5}', '"isSidechain":true', '{"subtype":"compact_boundary"}', "\n"]
)


@given(st.lists(others | mains | ends | st.builds(answer, st.integers(10, 99), tricky), max_size=8), st.booleans())
def test_what_somebody_said_and_what_a_subagent_used_is_not_taken_for_it(tmp_path_factory: Any, records: list[Json], spaced: bool) -> None:
    path = tmp_path_factory.getbasetemp() / "tail.jsonl"
    lines = [json.dumps(r, separators=None if spaced else (",", ":")).encode() for r in records]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    assert tail.used(str(path)) == whole(lines)


@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda b: b'{"type":"assistant","usage":{"input_tokens":' + b + b"}}\n"))
def test_any_bytes_are_looked_at(tmp_path_factory: Any, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_bytes(data)
    assert tail.used(str(path)) >= 0


def test_only_the_end_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(json.dumps(answer(500)).encode() + b"\n" + b'{"type":"user","x":"' + b"y" * tail.MOST + b'"}\n')
    assert tail.newest(str(path)) == (tail.UNKNOWN, "")
    with path.open("ab") as f:
        f.write(json.dumps(answer(700)).encode() + b"\n" + b'{"cut short')
    assert tail.newest(str(path)) == (700, "opus")


def test_a_file_that_is_no_transcript_gives_no_use(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert [tail.used(str(tmp_path / name)) for name in ("none", "pipe", "", "a\0b")] == [0, 0, 0, 0]


def test_quiet_between_the_limits_alone(tmp_path: Path) -> None:
    path, limits = tmp_path / "t.jsonl", tmp_path / "limits"

    def quiet(tokens: int) -> bool:
        path.write_bytes(Talk().says("Hello.", tokens=tokens).bytes())
        return tail.quiet(str(limits), str(path))

    assert tail.quiet(str(limits), str(path))
    assert not quiet(10)
    limits.write_bytes(b"100 200\n")
    assert [quiet(n) for n in (99, 100, 199, 200)] == [False, True, True, False]
    for broken in (b"", b"100", b"-5 900", b"a b", b"100 200 300"):
        limits.write_bytes(broken)
        assert not quiet(150)
