"""How far the estimate is from Claude's true counts, on texts that it was not fitted on."""

import json
import statistics
import subprocess
import sys
import time
from math import ceil
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.tokens.estimate import WEIGHTS, estimate, family, features

SAMPLES = json.loads(Path(__file__).with_name("samples_tokens.json").read_text(encoding="utf-8"))
KINDS = ("English", "code", "tool output", "Korean", "Russian")


@pytest.mark.parametrize("named", WEIGHTS)
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_near_the_truth(kind: str, named: str) -> None:
    errors = sorted(abs(estimate(s["text"], named) / s[named] - 1) for s in SAMPLES if s["kind"] == kind)
    assert len(errors) >= 12
    assert statistics.median(errors) < 0.06
    assert errors[ceil(len(errors) * 0.9) - 1] < 0.15


@pytest.mark.parametrize("named", WEIGHTS)
def test_it_leans_to_neither_side(named: str) -> None:
    assert sum(estimate(s["text"], named) for s in SAMPLES) == pytest.approx(sum(s[named] for s in SAMPLES), rel=0.03)


@given(st.text(), st.text())
def test_it_grows_with_the_text(text: str, more: str) -> None:
    """But for what joins to an empty line or a ruled line, which may cost less than its parts."""
    for named in WEIGHTS:
        assert estimate(text + more, named) <= estimate(text, named) + estimate(more, named) + 4
        assert 0 <= estimate(text, named) <= 6 * len(text) + 1


@given(st.text(st.characters(codec=None)))
def test_every_text_has_its_features(text: str) -> None:
    assert len(features(text + "é")) == len(WEIGHTS["v3"]) == len(WEIGHTS["v4"])
    assert all(n >= 0 for n in features(text))


@pytest.mark.parametrize(("text", "few"), [("", 0), ("=" * 80, 15), ("\n\n", 3), (" " * 100, 20)])
def test_what_is_nearly_nothing_costs_nearly_nothing(text: str, few: int) -> None:
    assert all(estimate(text, named) <= few for named in WEIGHTS)


@pytest.mark.parametrize(
    ("model", "named"),
    [
        ("claude-sonnet-4-20250514", "v3"),
        ("claude-opus-4-1-20250805", "v3"),
        ("claude-haiku-4-5-20251001", "v3"),
        ("us.anthropic.claude-opus-4-6-v1[1m]", "v3"),
        ("claude-3-5-sonnet-20241022", "v3"),
        ("claude-3-opus-20240229", "v3"),
        ("claude-opus-4-7", "v4"),
        ("claude-sonnet-5", "v4"),
        ("claude-opus-5-1-20270101", "v4"),
        ("claude-opus-10", "v4"),
        ("opus", "v4"),
        ("", "v4"),
    ],
)
def test_a_model_names_its_family(model: str, named: str) -> None:
    assert family(model) == named


def test_it_is_quick() -> None:
    text = "".join(s["text"] for s in SAMPLES) * 20
    start = time.process_time()
    estimate(text)
    assert len(text) / (time.process_time() - start) > 4e6


def test_it_is_light() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import ctxhooks.tokens.estimate; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"json", "typing", "hashlib", "pathlib"} & set(loaded)
