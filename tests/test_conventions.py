"""Conventions as teams write them, in Markdown and in YAML, and how they are found."""

from pathlib import Path

import pytest
from conftest import Scene
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.knowledge import conventions
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import Settings
from ctxhooks.render import markdown

YAML = """id: naming
name: Naming
description: How things are called
enabled: on
rules:
  - id: N1
    description: Tables are plural
    severity: info
    examples: [users, orders]
  - id: N2
    description: No abbreviations
    severity: error
    examples:
      good: [customer]
      bad:
        - code: |
            cust = 1
            ord = 2
          description: not a word
  - Dates are in UTC
  - 7
examples:
  good:
    - code: "user_id"
"""


def put(scene: Scene, name: str, text: str) -> Path:
    path = scene.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def find(scene: Scene, name: str) -> conventions.Convention:
    return conventions.find(scene.project(), Settings(), name)


def test_yaml_is_shown_with_its_rules_and_examples() -> None:
    text = conventions.rendered(conventions.parse(YAML, "x/naming.yaml"), "en")
    assert text.startswith("# Naming\n\nHow things are called\n\n## Rules\n- **N1** (info): Tables are plural\n  - Example: `users`\n")
    assert "- **N2** (error): No abbreviations\n  - Good: `customer`\n" in text
    assert "\n  - Bad (not a word):\n    ```\n    cust = 1\n    ord = 2\n    ```\n" in text
    assert "- Dates are in UTC\n" in text
    assert text.rstrip().endswith("- Good: `user_id`")


def test_code_with_a_fence_of_its_own_stays_inside_the_one_around_it() -> None:
    code = "```sh\nls\n```\n# not a heading"
    text = conventions.rendered(conventions.Convention("c", "C", examples=(conventions.Example("good", code),)), "en")
    assert [line.text.strip() for line in markdown.lines(text) if line.code] == ["````", *code.split("\n"), "````"]
    assert "- Good: `a`\n" in conventions.rendered(conventions.Convention("c", "C", examples=(conventions.Example("good", "a"),)), "en")


def test_the_gravest_rules_come_first_in_brief() -> None:
    brief = conventions.brief(conventions.parse(YAML, "naming.yaml"), "en")
    assert brief.split("\n")[:3] == ["How things are called", "- No abbreviations", "- Tables are plural"]


def test_markdown_is_shown_as_it_is_without_its_front_matter() -> None:
    convention = conventions.parse("---\nid: api\ndescription: JSON everywhere\n---\n# API style\n\nEvery answer is JSON.\n", "x/api.md")
    assert (convention.id, convention.name, convention.description) == ("api", "API style", "JSON everywhere")
    assert conventions.rendered(convention, "ko") == "# API style\n\nEvery answer is JSON.\n"
    assert conventions.brief(convention, "en") == "JSON everywhere"


@pytest.mark.parametrize("name", ["conventions/api.md", ".pal/conventions/api.yaml", "conventions/a/b/api.yml", "conventions/other.yaml"])
def test_one_is_found_by_its_file_s_name_or_by_its_id(scene: Scene, name: str) -> None:
    put(scene, name, "# API\n" if name.endswith(".md") else "id: api\nname: API\n")
    assert find(scene, "api").name == "API"


def test_the_first_folder_counts_and_a_name_comes_ahead_of_an_id(scene: Scene) -> None:
    put(scene, ".pal/conventions/style.yaml", "id: api\nname: by id\n")
    put(scene, "conventions/api.yaml", "name: by name\n")
    assert find(scene, "api").name == "by name"
    put(scene, ".pal/conventions/api.md", "# first\n")
    assert find(scene, "api").name == "first"


@pytest.mark.parametrize(("text", "line"), [("id: api\nrules: [a\n", 3), ("rules: *all\n", 1), ("- a list\n", 1), ("", 1)])
def test_broken_yaml_is_an_error_with_its_place(scene: Scene, text: str, line: int) -> None:
    path = put(scene, "conventions/api.yaml", text)
    with pytest.raises(CtxhooksError) as caught:
        find(scene, "api")
    assert (caught.value.key, caught.value.values["path"], caught.value.values["line"]) == ("convention-not-yaml", str(path), line)
    put(scene, "conventions/sound.yaml", "name: Sound\n")
    assert find(scene, "sound").name == "Sound"


def test_a_missing_convention_and_one_outside_the_project_are_errors(scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(CtxhooksError, match="no-convention"):
        find(scene, "api")
    (tmp_path / "secret.md").write_text("# secret\n")
    (scene.root / "conventions").mkdir()
    (scene.root / "conventions/api.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(CtxhooksError, match="outside-project"):
        find(scene, "api")


@given(st.text(max_size=200) | st.lists(st.sampled_from(YAML.split("\n"))).map("\n".join), st.sampled_from(["x.yaml", "x.md"]))
def test_anything_is_read_or_refused(text: str, path: str) -> None:
    try:
        convention = conventions.parse(text, path)
    except CtxhooksError as e:
        known = {"convention-not-yaml": ".yaml", "front-not-yaml": ".md"}
        if not path.endswith(known[e.key]):
            raise
        return
    for language in ("en", "ko", "ru"):
        assert conventions.rendered(convention, language).endswith("\n")
    assert isinstance(conventions.brief(convention, "en"), str)
