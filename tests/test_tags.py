"""Tags: what a prompt names comes with it, once and within limits; what a file holds comes back as it was."""

import json
from pathlib import Path

import pytest
from conftest import SESSION, Scene, scratch
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.knowledge.tag_prompts import LONG, expanded, mentioned, minimal, resolved
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.loaded import Loaded, LoadedItem
from ctxhooks.model.replies import CAP, units
from ctxhooks.model.settings import Context, Settings
from ctxhooks.store import loaded, tags
from ctxhooks.tokens.estimate import estimate

TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" + "k1L2m3N4o5P6q7R8"


def given_to(scene: Scene, prompt: str, limit: int = CAP, session: str = SESSION, settings: Settings | None = None) -> str:
    return resolved(scene.project(), settings or Settings(), session, prompt, limit)


@pytest.fixture
def tagged(scene: Scene) -> Scene:
    for id_, text in (("auth-flow", "Sign in with a passkey.\n"), ("v1.2", "The second version."), ("TAG-long", "word and word " * 5000)):
        tags.put(scene.project(), id_, text)
    return scene


def test_a_tag_comes_once_a_session(tagged: Scene) -> None:
    said = given_to(tagged, "Look at @TAG-auth-flow, please")
    assert said == "@TAG-auth-flow stands for:\n\nSign in with a passkey.\n\n"
    assert given_to(tagged, "Again @TAG-auth-flow") == ""
    assert given_to(tagged, "@TAG-auth-flow", session="another") == said
    tags.put(tagged.project(), "auth-flow", "Changed.")
    assert "Changed." in given_to(tagged, "@TAG-auth-flow")
    tags.forget(tagged.project(), SESSION)
    assert "Changed." in given_to(tagged, "@TAG-auth-flow")


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("@TAG-auth-flow.", ["auth-flow"]),
        ("(@TAG-auth-flow)와 @TAG-v1.2...", ["auth-flow", "v1.2"]),
        ("@TAG-auth-flow를 봐 줘", ["auth-flow"]),
        ("см.@TAG-v1.2-", []),
        ("см. «@TAG-v1.2»", ["v1.2"]),
        ("@TAG-v1.2 @TAG-v1.2", ["v1.2"]),
        ("@TAG-unknown @TAG- @TAG-../x @tag-v1.2 TAG-v1.2", []),
        ("@docs/TAG-v1.2 @src/a.py me@TAG-v1.2 @@TAG-v1.2 docs/@TAG-v1.2", []),
        ("@TAG-auth", []),
    ],
)
def test_a_mention_is_a_whole_word(tagged: Scene, prompt: str, names: list[str]) -> None:
    assert mentioned(tagged.project(), prompt) == names
    assert (given_to(tagged, prompt) != "") == (names != [])


def test_without_tags_nothing_is_written(scene: Scene) -> None:
    assert given_to(scene, "@TAG-a and @TAG-b") == ""
    assert list(scene.root.iterdir()) == []


def test_a_long_one_is_cut_and_says_where_the_rest_is(tagged: Scene) -> None:
    said = given_to(tagged, "@TAG-long @TAG-auth-flow")
    assert ".pal/tags/long.md" in said
    assert units(said) <= CAP
    assert len(said) > CAP / 2
    assert "…" in said


def test_the_context_budget_is_shared_with_what_is_loaded(tagged: Scene) -> None:
    loaded.write(tagged.project(), Loaded((LoadedItem("port_spec", "login", rule="login.md"),), 1000, 700, 200))
    said = given_to(tagged, "@TAG-long")
    assert 0 < estimate(said) <= 100
    assert given_to(tagged, "@TAG-v1.2") == "" or estimate(said) < 80
    assert given_to(tagged, "@TAG-v1.2", session="another") != ""


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=600)), max_size=4), st.integers(0, 3000), st.integers(0, 2000))
def test_it_keeps_to_both_limits(texts: list[tuple[str, str]], most: int, tokens: int) -> None:
    with scratch() as scene:
        for id_, text in texts:
            tags.put(scene.project(), id_, text.encode("utf-8", "replace").decode() * 3)
        settings = Settings(context=Context(token_budget=tokens))
        first = given_to(scene, "@TAG-a @TAG-b", most, settings=settings)
        second = given_to(scene, "@TAG-c @TAG-a", most, settings=settings)
        assert max(units(first), units(second)) <= most
        assert estimate(first) + estimate(second) <= tokens
        for id_, _ in texts:
            assert (first + second).count(f"@TAG-{id_} stands for") <= 1


@pytest.mark.parametrize("id_", ["", "..", "../x", "a/b", ".hidden", "TAG-", "결제", "a" * 200, "a\nb"])
def test_an_id_is_a_plain_name(scene: Scene, id_: str) -> None:
    with pytest.raises(CtxhooksError, match="bad-id"):
        tags.put(scene.project(), id_, "x")


def test_a_link_is_not_followed(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("outside")
    (scene.root / ".pal/tags").mkdir(parents=True)
    (scene.root / ".pal/tags/out.md").symlink_to(tmp_path / "secret")
    with pytest.raises(CtxhooksError, match="outside-project"):
        given_to(scene, "@TAG-out")


def test_the_three_ways_of_writing_an_id_are_one(scene: Scene) -> None:
    tags.put(scene.project(), "@TAG-a", "x")
    assert tags.get(scene.project(), "a") == tags.get(scene.project(), "TAG-a") == "x"
    assert tags.names(scene.project()) == ["a"]
    with pytest.raises(CtxhooksError, match="tag-none"):
        tags.get(scene.project(), "b")


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(), max_size=20).map(lambda t: t * 15)
    | st.sampled_from([f"@TAG-{'0' * tags.DIGEST}", f"@TAG-{tags.content_id('x' * 300)}", "x" * 300, "\r\n" * 150]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [s for v in value.values() for s in strings(v)]
    return [s for v in value for s in strings(v)] if isinstance(value, list) else [value] if isinstance(value, str) else []


@given(VALUES)
def test_minimal_can_be_undone(value: object) -> None:
    with scratch() as scene:
        small = minimal(scene.project(), value)
        assert all(len(s) <= LONG for s in strings(small) if s.isascii())
        assert expanded(scene.project(), json.loads(json.dumps(small))) == value


def test_the_same_text_is_one_tag_and_a_secret_none(scene: Scene) -> None:
    text, secret = "The tide comes in. " * 20, f"token: {TOKEN} " * 10
    small = minimal(scene.project(), {"a": text, "b": [text], "c": secret, "d": "x" * LONG, "lone": "\ud800" * 300})
    assert small["a"] == small["b"][0] == f"@TAG-{tags.content_id(text)}"
    assert (small["c"], small["d"], small["lone"]) == (secret, "x" * LONG, "\ud800" * 300)
    assert tags.names(scene.project()) == [tags.content_id(text)]
    assert text.strip() in given_to(scene, f"Read {small['a']}")
    tags.put(scene.project(), tags.content_id(text), "another text")
    assert expanded(scene.project(), small["a"]) == small["a"]  # never the wrong text


def test_a_secret_does_not_reach_the_prompt(tagged: Scene) -> None:
    (tagged.root / ".pal/tags/mine.md").write_text(f"The token is {TOKEN}.")
    assert TOKEN not in given_to(tagged, "@TAG-mine")


def test_a_broken_note_counts_as_missing(tagged: Scene) -> None:
    given_to(tagged, "@TAG-v1.2")
    for odd in ("[1", '"x"', '{"tags": 3}'):
        (tagged.root / f".pal/state/tagged/{SESSION}.json").write_text(odd)
        assert given_to(tagged, "@TAG-v1.2") != ""
