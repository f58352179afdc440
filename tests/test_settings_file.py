"""`.pal/config.yaml`: every wrong value is told by its line, and none takes more than it should."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.disk.project import Project
from ctxhooks.loading import messages
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.json_values import plain
from ctxhooks.model.settings import LANGUAGES, Checkpoints, Recover, Settings
from ctxhooks.schema.settings_file import settings_from_yaml
from ctxhooks.store import config


def settings_of(text: str) -> Settings:
    return settings_from_yaml(text.encode(), "config.yaml", Settings(language="ko"))


def test_what_is_not_set_is_the_default() -> None:
    assert settings_of("") == settings_of("# nothing\n") == settings_of("{}") == Settings(language="ko")
    given_ = settings_of("language: ru\nrecovery:\n  prompt_tokens: 500\ncheckpoints: {keep: 3}\ntarget: CLAUDE.local.md\n")
    assert given_ == Settings("ru", "CLAUDE.local.md", recovery=Recover(500), checkpoints=Checkpoints(3))


@pytest.mark.parametrize(
    ("text", "line", "option", "said"),
    [
        ("language: xx\n", 1, "language", "one of 'en', 'ko' or 'ru'"),
        ("# a comment\n\ntarget: /etc/passwd\n", 3, "target", "one of 'CLAUDE.md'"),
        ("recovery:\n  rule_tokens: 10\n  prompt_tokens: many\n", 3, "recovery.prompt_tokens", "a number"),
        ("recovery:\n  prompt_tokens: 5\n", 2, "recovery.prompt_tokens", "at least 200"),
        ("language: en\ncheckpoints:\n  keep: 0\n", 3, "checkpoints.keep", "at least 1"),
        ("context:\n  token_budget: 900000\n", 2, "context.token_budget", "at most 200000"),
        ("context:\n  allocation: {port_spec: 41}\n", 2, "context.allocation", "100, not 101"),
        ("context:\n  minimum: {port_spec: 15000}\n", 1, "context", "16000 tokens"),
        ("window:\n  thresholds: {normal: 90}\n", 2, "window.thresholds", "must rise"),
        ("window:\n  clear: {spec_created: perhaps}\n", 2, "window.clear.spec_created", "true or false"),
        ("folders:\n  ports: [../x]\n", 2, "folders.ports.0", "inside the project"),
        ("folders:\n  ports: []\n", 2, "folders.ports", "at least one"),
        ("agents:\n  budgets: {'ä': 600}\n", 2, "agents.budgets.ä.[key]", "letters, digits"),
        ("user: " + "x" * 101, 1, "user", "100 characters"),
        ("language: en\nlanguag: en\n", 2, "languag", "Did you mean language?"),
        ("recovery:\n  zzz: 1\n", 2, "recovery.zzz", "There are: prompt_tokens, rule_tokens"),
        ("recovery: 5\n", 1, "recovery", "prompt_tokens, rule_tokens"),
        ("user: [1]\n", 1, "user", "wrong kind"),
        ("- a\n- b\n", 1, "", "language, target"),
    ],
)
def test_a_wrong_value_is_named_with_its_line_and_what_is_allowed(text: str, line: int, option: str, said: str) -> None:
    with pytest.raises(CtxhooksError) as error:
        settings_of(text)
    assert said in messages.error_text(error.value, "en")
    assert all("pydantic" not in messages.error_text(error.value, language) for language in LANGUAGES)
    assert (error.value.values["line"], error.value.values["option"], error.value.values["path"]) == (line, option, "config.yaml")


@pytest.mark.parametrize(
    ("text", "line"), [("a: [1\nb: 2\n", 2), ("\tx: 1\n", 1), ("a: 1\na: b: c\n", 2), ("x: 2001-99-99\n", 1), ("[" * 9000, 1)]
)
def test_broken_yaml_is_an_error_with_its_line(text: str, line: int) -> None:
    with pytest.raises(CtxhooksError) as error:
        settings_of(text)
    assert (error.value.key, error.value.values["line"]) == ("config-not-yaml", line)


@given(
    st.text()
    | st.binary().map(lambda data: data.decode("latin-1"))
    | st.sampled_from(["a: &x [*x]", "? {a: b}\n: c", "1: 2", "~", "!!python/object:x {}"])
)
def test_any_text_is_settings_or_an_error_of_ours(text: str) -> None:
    try:
        made: object = settings_of(text)
    except CtxhooksError as e:
        made = e.key
    assert isinstance(made, Settings) or str(made).startswith("config-")


def test_settings_go_round() -> None:
    made = Settings("ru", ".claude/CLAUDE.md", "full", Recover(300, 0), Checkpoints(1, 1))
    assert settings_from_yaml(json.dumps(plain(made)).encode(), "x", Settings()) == made


@pytest.mark.parametrize(("written", "read"), [('"ko"', '"../../ko"'), ('"priority"', '"priorkty"'), ('"CLAUDE.md"', '"CLAUDE.md/"')])
def test_a_cache_that_was_changed_is_made_anew(tmp_path: Path, written: str, read: str) -> None:
    config_file = tmp_path / ".pal/config.yaml"
    config_file.parent.mkdir()
    config_file.write_text("language: ko\n")
    project = Project(str(tmp_path), 0.0)
    settings = config.load(project, Settings())
    cache = tmp_path / ".pal/state/config.json"
    sound = cache.read_text()
    cache.write_text(sound.replace(written, read))
    assert cache.read_text() != sound
    assert (config.load(project, Settings()), cache.read_text()) == (settings, sound)


@pytest.mark.parametrize("value", ["!!bool maybe", "!!timestamp foo", '!!int ""', '!!float ""'])
def test_a_value_that_is_not_of_its_tag_is_an_error_of_ours(value: str) -> None:
    with pytest.raises(CtxhooksError, match="config-not-yaml"):
        settings_from_yaml(f"language: {value}\n".encode(), "config.yaml", Settings())


def test_a_few_lines_never_ask_for_gigabytes() -> None:
    merged = "".join(f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    with pytest.raises(CtxhooksError, match="config-not-yaml"):
        settings_from_yaml(f"a0: &a0 {{x: 1}}\n{merged}".encode(), "config.yaml", Settings())
