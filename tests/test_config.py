"""`pal config` and `pal completion`: where each setting comes from, one set without touching the rest, a shell that completes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import Scene
from hypothesis import example, given
from hypothesis import strategies as st

from ctxhooks.cli import main
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import Settings
from ctxhooks.schema import plain_yaml
from ctxhooks.schema.settings_edit import put
from ctxhooks.schema.settings_file import merged
from ctxhooks.store import config


def pal(scene: Scene, *args: str) -> Result:
    return CliRunner().invoke(main, [args[0], *args[1:], *(["--project", str(scene.root)] if args[0] == "config" else [])])


def project_file(scene: Scene) -> Path:
    path = scene.root / ".pal/config.yaml"
    path.parent.mkdir(exist_ok=True)
    return path


def user_file() -> Path:
    path = Path(os.environ["HOME"], ".config/ctxhooks/config.yaml")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def listed(scene: Scene) -> dict[str, dict[str, Any]]:
    return {s["option"]: s for s in json.loads(pal(scene, "config", "--json").output)}


def test_each_setting_is_listed_with_its_value_and_where_it_comes_from(scene: Scene) -> None:
    user_file().write_text("checkpoints: {keep: 7, days: 9}\n")
    project_file(scene).write_text("checkpoints:\n  keep: 3\n")
    found = listed(scene)
    assert (found["checkpoints.keep"]["value"], found["checkpoints.keep"]["source"]) == (3, "project")
    assert (found["checkpoints.days"]["value"], found["checkpoints.days"]["source"]) == (9, "user")
    assert (found["recovery.prompt_tokens"]["value"], found["recovery.prompt_tokens"]["source"]) == (2500, "default")
    assert "checkpoints.days" in pal(scene, "config").output


def test_a_hook_takes_the_projects_over_the_users_and_notices_a_change_of_either(scene: Scene) -> None:
    def now() -> Settings:
        return config.load(scene.project(), Settings(), str(user_file()))

    assert now() == Settings()
    user_file().write_text("checkpoints: {keep: 7, days: 9}\nhandoff:\n  allowed: {writer: [reader]}\n")
    assert (now().checkpoints.keep, now().handoff.allowed) == (7, {"writer": ("reader",)})
    project_file(scene).write_text("checkpoints:\n  keep: 3\n")
    assert (now().checkpoints.keep, now().checkpoints.days) == (3, 9)
    user_file().write_text("checkpoints: {keep: 7, days: 10}\n")
    assert (now().checkpoints.keep, now().checkpoints.days) == (3, 10)
    user_file().unlink()
    assert now().checkpoints.days == 30


def test_a_users_wrong_file_is_reported_once_and_the_projects_still_counts(scene: Scene) -> None:
    user_file().write_text("checkpoints: {keep: none}\n")
    project_file(scene).write_text("checkpoints:\n  days: 3\n")
    with pytest.raises(CtxhooksError, match="config-number"):
        config.load(scene.project(), Settings(), str(user_file()))
    assert config.load(scene.project(), Settings(), str(user_file())).checkpoints.days == 3


@pytest.mark.parametrize(
    ("text", "option", "value", "after"),
    [
        ("", "language", "ko", "language: ko\n"),
        ("# mine\n", "recovery.rule_tokens", "900", "# mine\nrecovery:\n  rule_tokens: 900\n"),
        ("recovery:\n    prompt_tokens: 300 # few\n", "recovery.prompt_tokens", "400", "recovery:\n    prompt_tokens: 400 # few\n"),
        ("recovery:\n    prompt_tokens: 300\n", "recovery.rule_tokens", "900", "recovery:\n    rule_tokens: 900\n    prompt_tokens: 300\n"),
        ("checkpoints: {keep: 3} # c\n", "checkpoints.days", "9", "checkpoints: {days: 9, keep: 3} # c\n"),
        ("folders:\n  ports:\n  - a\n  - b\nuser: me\n", "folders.ports", "[c]", "folders:\n  ports: [c]\nuser: me\n"),
        ("language:\nuser: me\n", "language", "ru", "language: ru\nuser: me\n"),
        ("user: me", "language", "ru", "language: ru\nuser: me"),
        ("{}\n", "recovery.rule_tokens", "900", "{recovery: {rule_tokens: 900}}\n"),
        ("user: me\r\nlanguage: en\r\n", "language", "ru", "user: me\r\nlanguage: ru\r\n"),
    ],
)
def test_one_setting_is_put_in_and_all_else_stays(scene: Scene, text: str, option: str, value: str, after: str) -> None:
    project_file(scene).write_bytes(text.encode())
    done = pal(scene, "config", "set", option, value)
    assert done.exit_code == 0, done.output
    assert project_file(scene).read_bytes() == after.encode()
    assert listed(scene)[option]["source"] == "project"


KEYS = st.sampled_from(["language", "recovery", "checkpoints", "prompt_tokens", "keep", "other"])
VALUES = st.recursive(
    st.one_of(st.integers(), st.booleans(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.booleans(), st.sampled_from(["language", "recovery.prompt_tokens", "a.b.c"]), VALUES)
@example({"recovery": {}}, False, "recovery.prompt_tokens", 1)
def test_what_is_put_in_is_there_or_the_text_shows_that_it_is_not(old: dict[str, Any], wide: bool, option: str, value: Any) -> None:
    """In any YAML: the new text says what was asked, or it is one that the command's check refuses; it never fails otherwise."""
    import yaml

    text = yaml.safe_dump(old, default_flow_style=wide, allow_unicode=True)
    new = put(text, option, value)
    *around, last = option.split(".")
    wanted: Any = json.loads(json.dumps(old))
    place = wanted
    for name in around:
        place = place.setdefault(name, {}) if isinstance(place, dict) else None
    if isinstance(place, dict):
        place[last] = value
        assert plain_yaml.load(new)[0] == wanted


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("languag", "ko", "Did you mean language?"),
        ("language", "xx", "one of 'en', 'ko' or 'ru'"),
        ("recovery.prompt_tokens", "5", "at least 200"),
        ("recovery", "{prompt_tokens: 700}", "not a single setting"),
        ("user", "[", "line 1"),
    ],
)
def test_a_wrong_value_is_reported_and_nothing_is_written(scene: Scene, option: str, value: str, said: str) -> None:
    before = "user: me # as ever\n"
    project_file(scene).write_text(before)
    done = pal(scene, "config", "set", option, value)
    assert (done.exit_code, said in done.output, "config.yaml" in done.output) == (2, True, False), done.output
    assert project_file(scene).read_text() == before


def test_a_file_that_is_wrong_already_is_named_with_its_line(scene: Scene) -> None:
    project_file(scene).write_text("user: me\nlanguage: xx\n")
    done = pal(scene, "config", "set", "recovery.rule_tokens", "900")
    assert (done.exit_code, "config.yaml, line 2: language has to be" in done.output) == (1, True), done.output


def test_a_users_setting_is_written_with_a_note_that_the_project_overrides_it(scene: Scene) -> None:
    project_file(scene).write_text("user: me\n")
    done = pal(scene, "config", "set", "--user", "user", "you")
    assert (done.exit_code, user_file().read_text()) == (0, "user: you\n")
    assert f"{project_file(scene)} sets user as well" in done.output
    assert listed(scene)["user"]["value"] == "me"


def test_editing_opens_the_file_and_checks_it(scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "language: xx" >> "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    done = pal(scene, "config", "edit")
    assert (done.exit_code, "one of 'en', 'ko' or 'ru'" in done.output) == (1, True)
    assert project_file(scene).read_text() == "# Settings of ctxhooks. `pal config` lists them all.\nlanguage: xx\n"


def test_editing_without_an_editor_or_a_terminal_says_so_and_makes_no_file(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    done = pal(scene, "config", "edit")
    assert (done.exit_code, "No terminal to edit in" in done.output, project_file(scene).exists()) == (1, True, False)


def test_layers_are_merged_setting_by_setting() -> None:
    below = {"checkpoints": {"keep": 1, "days": 2}, "agents": {"budgets": {"a": 600}}}
    over = {"checkpoints": {"keep": 3}, "agents": {"budgets": {"b": 700}}, "new": 1}
    assert merged(Settings, below, over) == {"checkpoints": {"keep": 3, "days": 2}, "agents": {"budgets": {"b": 700}}, "new": 1}


# Completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_given_what_completes_pal(scene: Scene, shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if shell == "bash" and not shutil.which("bash"):
        pytest.skip("there is no bash here")
    assert "_PAL_COMPLETE" in pal(scene, "completion", shell).output
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
    assert pal(scene, "completion").output == pal(scene, "completion", shell).output


def test_no_shell_is_asked_for(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/bin/csh")
    assert "bash, zsh, fish" in pal(scene, "completion").output


def test_a_real_bash_completes_commands_and_options(tmp_path: Path) -> None:
    if not shutil.which("bash"):
        pytest.skip("there is no bash here")
    script = tmp_path / "pal"
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from ctxhooks.cli import main; main(prog_name=\'pal\')" "$@"\n')
    script.chmod(0o755)
    asked = 'eval "$(pal completion bash)"; COMP_WORDS=(pal context che); COMP_CWORD=2; _pal_completion pal; echo "${COMPREPLY[@]}"'
    env = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", asked], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == ["checkpoints"], done.stderr
