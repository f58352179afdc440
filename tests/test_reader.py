"""A transcript's bytes: every line counted once, whatever it holds and wherever reading stopped."""

import io
import json
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.disk import digests
from ctxhooks.transcript import reader

LINES = st.sampled_from(
    [
        b'{"a": 1}',
        '{"말": "한국어"}'.encode(),
        b"{}",
        b"",
        b"[1]",
        b"null",
        b'{"cut": "sho',
        b"\xff\xfe{}",
        b'{"s": "\\ud800"}',
        b'"text"',
        b"\r",
    ]
)


ESCAPES = (b"\\n", b"\\u2028", b"\\\\", b'\\"', b"\\/")


def read(data: bytes, offset: int = 0) -> list[reader.PlacedRecord]:
    return list(reader.records(io.BytesIO(data), offset))


@given(st.lists(LINES), st.booleans(), st.data())
def test_reading_in_two_parts_equals_reading_at_once(lines: list[bytes], ended: bool, data: st.DataObject) -> None:
    whole = b"\n".join(lines) + b"\n" * ended
    split = data.draw(st.integers(0, len(whole)))
    first = read(whole[:split])
    rest = read(whole, first[-1].end if first else 0)
    assert [line.record for line in first + rest] == [line.record for line in read(whole)]


@given(st.binary(max_size=300))
def test_whatever_the_bytes_are_they_come_as_records(data: bytes) -> None:
    ends = [line.end for line in read(data)]
    assert ends == sorted(set(ends))
    assert all(isinstance(line.record, dict) for line in read(data))


def test_a_last_line_cut_short_is_left_for_the_next_time() -> None:
    whole = b'{"n": 1}\n{"n": 2}\n'
    first = read(whole[:-4])
    assert [line.record for line in first] == [{"n": 1}]
    assert [line.record for line in read(whole, first[-1].end)] == [{"n": 2}]


def test_a_last_line_without_its_newline_is_read_once() -> None:
    first = read(b'{"n": 1}')
    assert [line.record for line in first] == [{"n": 1}]
    assert [line.record for line in read(b'{"n": 1}\n{"n": 2}\n', first[-1].end)] == [{"n": 2}]


def test_a_line_of_two_megabytes_is_read() -> None:
    long = {"text": "x" * (2 << 20)}
    assert [line.record for line in read(json.dumps(long).encode() + b'\n{"n": 2}\n')] == [long, {"n": 2}]


def test_a_long_line_of_many_words_that_are_nearly_images_takes_no_longer() -> None:
    line = json.dumps({"text": ["QUJD" * 2400] * 400}).encode() + b"\n"
    began = time.process_time()
    assert len(read(line)[0].record["text"]) == 400
    assert time.process_time() - began < 1


def test_a_long_line_is_read_without_its_images_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "images.jsonl"
    with path.open("wb") as f:
        f.write(b'{"images": ["')
        f.writelines(b"QUJD" * (1 << 18) for _ in range(40))
        f.write(b'=="], "text": "What is this?", ')
        f.write(b", ".join(b'"e%d": "%bQUJDQUJD%b"' % (n, e, b"QUJD" * 5000) for n, e in enumerate(ESCAPES)) + b'}\n{"n": 2}\n')
    with path.open("rb") as f:
        tracemalloc.start()
        first, second = reader.records(f, 0)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert (first.record["text"], second.record) == ("What is this?", {"n": 2})
    assert [first.record[f"e{n}"][:1] for n in range(len(ESCAPES))] == [json.loads(b'"%b"' % e) for e in ESCAPES]
    assert peak < 3 * reader.LONGEST


@pytest.mark.parametrize("ended", [True, False])
def test_a_line_longer_than_any_sound_one_is_passed_over_in_bounded_memory(tmp_path: Path, ended: bool) -> None:
    path = tmp_path / "long.jsonl"
    with path.open("wb") as f:
        f.write(b'{"n": 1}\n{"text": "')
        f.writelines(b"x " * (1 << 19) for _ in range(100))
        f.write(b'"}' + b"\n" * ended)
    with path.open("rb") as f:
        tracemalloc.start()
        found = list(reader.records(f, 0))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert [line.record for line in found] == [{"n": 1}, {}]
    assert peak < 3 * reader.LONGEST
    with path.open("ab") as f:
        f.write(b"\n" * (not ended) + b'{"n": 3}\n')
    with path.open("rb") as f:
        assert [line.record for line in reader.records(f, found[-1].end)] == [{"n": 3}]


def test_deep_nesting_is_no_record() -> None:
    deep = b'{"a": ' + b"[" * 200_000 + b"]" * 200_000 + b"}\n"
    assert [line.record for line in read(deep + b'{"n": 2}\n')] == [{}, {"n": 2}]


def test_invalid_utf8_is_replaced_and_lone_surrogates_never_leave_the_reader() -> None:
    found = [line.record for line in read(b'{"a": "x\xffy"}\n{"a": "x\\ud800y", "\\uDFFF": "\\ud83d\\ude00"}\n')]
    assert found[0] == {"a": "x\ufffdy"}
    assert found[1] == {"a": "x?y", "?": "\U0001f600"}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.text(), VALUES, max_size=4).map(json.dumps) | LINES.map(lambda line: line.decode("latin-1")), st.booleans())
def test_orjson_reads_what_json_reads(line: str, ascii_only: bool) -> None:
    quickly = reader.decoder(reader.MUCH + 1)
    raw = line.encode() if ascii_only else line.encode("latin-1", "replace")
    assert quickly is not reader.decoded
    assert quickly(raw) == reader.decoded(raw)


DATA = st.dictionaries(st.text() | st.sampled_from(["type", "}", "data"]), VALUES | st.just('},"toolUseID":"t"}'), max_size=4)


@given(DATA, st.permutations(["data", "toolUseID", "timestamp"]), st.text() | st.just("},"), st.booleans())
def test_progress_is_read_without_its_data(data: dict[str, Any], order: list[str], use: str, ended: bool) -> None:
    fields = {"data": data, "toolUseID": use, "timestamp": "2026-02-12T15:36:31.721Z"}
    record = {"isSidechain": False, "cwd": "/p", "type": "progress", **{name: fields[name] for name in order}}
    line = json.dumps(record, separators=(",", ":")).encode() + b"\n" * ended
    [found] = read(line)
    assert found.end == len(line)
    assert {**found.record, "data": {}} == {**json.loads(line), "data": {}}
    data["name"] = "TaskUpdate"
    assert read(json.dumps(record, separators=(",", ":")).encode() + b"\n")[0].record["data"] == data
    cut = line.rstrip()[:-1]
    assert read(cut) == []
    assert read(cut + b"\n")[0].record == {}


def test_the_data_of_another_record_is_read() -> None:
    record = {"type": "user", "message": {"type": "progress", "data": {"a": 1}, "toolUseID": "t"}}
    assert read(json.dumps(record, separators=(",", ":")).encode() + b"\n")[0].record == record


def test_little_is_read_by_json_as_is_all_where_there_is_no_orjson(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reader.decoder(reader.MUCH) is reader.decoded
    monkeypatch.setitem(sys.modules, "orjson", None)
    assert reader.decoder(reader.MUCH + 1) is reader.decoded


def test_another_beginning_or_end_has_another_digest() -> None:
    one = b"a" * 5000
    for other in (b"b" + one[1:], one[:-1] + b"b"):
        assert digests.ends(io.BytesIO(one), 5000) != digests.ends(io.BytesIO(other), 5000)
    assert digests.ends(io.BytesIO(one + b"more"), 5000) == digests.ends(io.BytesIO(one), 5000)
    assert digests.ends(io.BytesIO(one[:4000]), 5000) != digests.ends(io.BytesIO(one), 5000)


def test_a_missing_file_has_no_bytes(tmp_path: Path) -> None:
    assert reader.size(str(tmp_path / "none")) == 0


@pytest.mark.parametrize(
    ("fields", "marked"),
    [
        ({"rowSource": "hook", "message": {"content": f"{reader.SUMMARY} that ran out of context."}}, True),
        ({"rowSource": "hook", "message": {"content": [{"type": "text", "text": f"{reader.SUMMARY}."}]}}, True),
        ({"rowSource": "local", "message": {"content": f"{reader.SUMMARY}."}}, False),
        ({"rowSource": "hook", "message": {"content": "Go on."}}, False),
        ({"rowSource": "hook", "message": {"content": [1]}}, False),
        ({"rowSource": "hook", "message": None}, False),
    ],
)
def test_a_summary_that_a_module_has_added_to_is_known(fields: dict[str, Any], marked: bool) -> None:
    line = json.dumps({"type": "user", **fields}, separators=(",", ":")).encode() + b"\n"
    [found] = reader.records(io.BytesIO(line), 0)
    assert found.record.get("isCompactSummary", False) == marked
