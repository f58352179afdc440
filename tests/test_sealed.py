"""The seal: what was sealed comes back whole or not at all, and with a key nobody else can make one."""

import hashlib
import json

from conftest import Json
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.disk import sealed
from ctxhooks.model.json_values import object_in

VALUE: Json = {"a": [1, "요약", None], "b": {"c": 0.5}}
keys = st.binary(max_size=40)


@given(st.dictionaries(st.text(max_size=4), st.integers() | st.text(max_size=4), max_size=4), keys, keys)
def test_what_was_sealed_comes_back_under_its_own_key_alone(value: Json, key: bytes, other: bytes) -> None:
    value.pop(sealed.SEAL, None)
    data = sealed.seal(value, key)
    assert sealed.unseal(data, key) == sealed.unseal(data, None) == value
    assert (sealed.unseal(data, other) is None) == (key != other)


def test_a_seal_that_anybody_can_make_does_not_count_where_there_is_a_key() -> None:
    digest = hashlib.sha256(json.dumps(VALUE, separators=(",", ":"), sort_keys=True).encode()).hexdigest()
    forged = json.dumps({**VALUE, sealed.SEAL: digest}).encode()
    assert sealed.unseal(forged) == VALUE
    assert sealed.unseal(forged, b"key") is None
    assert sealed.unseal(json.dumps(VALUE).encode(), None) is None


@given(st.binary(max_size=40) | st.sampled_from([b"[1]", b'"a"', b"{", b"[" * 100_000, b"\xff", b"\xef\xbb\xbf{}"]))
def test_bytes_that_hold_no_json_object_are_read_as_an_empty_one(data: bytes) -> None:
    assert object_in(data) == object_in(None) == {}


@given(st.dictionaries(st.text(max_size=4), st.integers() | st.text(max_size=4), max_size=4))
def test_an_object_in_bytes_is_read_as_it_is_with_a_byte_order_mark_or_without(value: Json) -> None:
    data = json.dumps(value).encode()
    assert object_in(data) == object_in(b"\xef\xbb\xbf" + data) == value
