"""The published JSON Schemas are those of the definitions, and fit the files that are really written."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, SAMPLES, Scene, Talk, git, worked
from jsonschema import Draft202012Validator

from ctxhooks.agents import handing_over
from ctxhooks.model.json_values import plain
from ctxhooks.model.replies import Reply
from ctxhooks.model.session import Session
from ctxhooks.model.settings import Settings
from ctxhooks.schema.json_schema import schemas
from ctxhooks.store import sessions
from ctxhooks.tokens.estimate import estimate

FOLDER = ROOT / "schemas"


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def only(folder: Path) -> Any:
    [path] = folder.glob("*.json")
    return json.loads(path.read_bytes())


def test_the_published_files_are_what_the_definitions_make() -> None:
    assert {p.name: p.read_text(encoding="utf-8") for p in FOLDER.iterdir()} == schemas()


def test_what_hooks_write_fits_its_schema(scene: Scene) -> None:
    git(scene.root, "init", "-q")
    scene.write(worked(Talk(cwd=str(scene.root))))
    scene.ask("pre-compact", trigger="auto")
    scene.ask("session-start", source="compact")
    scene.ask("post-compact", trigger="auto", compact_summary="Nothing was kept.")
    scene.ask("stop")
    session = sessions.newest(scene.project()) or Session()
    handing_over.create(scene.project(), Settings(), handing_over.Wanted("implementer", "quality-gate"), session, estimate)
    for kind in ("checkpoint", "session", "handoff"):
        written = only(scene.root / f".pal/{kind}s")
        validator(kind).validate(written)
        wrong = {**written, "id": 7}
        assert not validator(kind).is_valid(wrong)


def test_the_settings_schema_takes_the_readmes_example_and_refuses_what_pal_refuses() -> None:
    example = (ROOT / "README.md").read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    settings = validator("config")
    settings.validate(yaml.safe_load(example))
    settings.validate(json.loads(json.dumps(plain(Settings()))))
    for wrong in ({"languag": "en"}, {"language": "xx"}, {"recovery": {"prompt_tokens": 5}}, {"context": {"strategy": "none"}}):
        assert not settings.is_valid(wrong)


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.json")), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_what_each_client_sent_fits_the_schema_of_hook_input(path: Path) -> None:
    validator("hook-input").validate(json.loads(path.read_bytes()))


def test_what_a_hook_answers_fits_the_schema_of_hook_output() -> None:
    for event in ("SessionStart", "UserPromptSubmit", "SubagentStart"):
        validator("hook-output").validate(json.loads(Reply("A fact.").stdout(event)))
    validator("hook-output").validate(json.loads(Reply("A fact.", "A notice.").stdout("UserPromptSubmit")))
    assert not validator("hook-output").is_valid({"decision": "block"})
