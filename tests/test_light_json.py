"""What hooks take in place of `json` reads and writes as that does."""

import json
import subprocess
import sys
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.light import json as light_json

plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
values = st.recursive(plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=20)
BLANKS = ["", " ", "\n", "\t\r\n "]


@given(values, st.sampled_from([(",", ":"), (", ", ": ")]), st.booleans(), st.booleans())
def test_it_writes_as_the_real_one(value: Any, separators: tuple[str, str], sort_keys: bool, ensure_ascii: bool) -> None:
    how: dict[str, Any] = {"separators": separators, "sort_keys": sort_keys, "ensure_ascii": ensure_ascii}
    assert light_json.dumps(value, **how) == json.dumps(value, **how)
    assert light_json.dumps(value) == json.dumps(value)


@given(values, st.sampled_from(BLANKS), st.sampled_from(BLANKS), st.booleans())
def test_it_reads_as_the_real_one(value: Any, ahead: str, behind: str, ensure_ascii: bool) -> None:
    text = ahead + json.dumps(value, ensure_ascii=ensure_ascii) + behind
    assert light_json.loads(text) == json.loads(text) == value
    assert light_json.loads(text.encode("utf-8", "surrogatepass")) == value


NO_JSON = ["", " ", "{", "[1,]", "{} {}", "nul", "'a'", "\ufeff{}", '{"a":}', '"\n"', b"\xff", b"{}\x00", "[" * 100_000]


@pytest.mark.parametrize("text", NO_JSON)
def test_an_error_is_one_of_those_of_the_real_one(text: str | bytes) -> None:
    errors = []
    for module in (json, light_json):
        with pytest.raises((ValueError, RecursionError)) as raised:
            module.loads(text)  # type: ignore[attr-defined]
        errors.append(isinstance(raised.value, RecursionError))
    assert errors[0] == errors[1]


def test_an_error_is_found_without_the_real_one() -> None:
    tried = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from ctxhooks.transcript import reader
assert [reader.decoded(line) for line in (b'{{"a"', b'{{"a": 1}}x', b'{{', b'{{"a": "\\n"}}')] == [{{}}, {{}}, {{}}, {{}}]
assert "json" not in sys.modules
from ctxhooks.light import json as light_json
for text in ('{{"a"', '{{}}x', '', '[' * 100_000):
    try:
        light_json.loads(text)
    except (ValueError, RecursionError) as e:
        print(e)
"""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", tried], capture_output=True, check=True)
    assert len(done.stdout.splitlines()) == 4


def test_numbers_and_names_are_read_alike() -> None:
    for text in ("NaN", "-Infinity", "1e400", "-0", "1.0", "12345678901234567890123", b"\xef\xbb\xbf{}"):
        assert repr(light_json.loads(text)) == repr(json.loads(text))
    value = [float("nan"), float("inf"), {1: True, None: 2}]
    assert light_json.dumps(value) == json.dumps(value)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="set is not JSON serializable"):
        light_json.dumps([{1}])
