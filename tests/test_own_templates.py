"""A person's own templates: used by hooks once compiled; a mistake is told with its line and costs no text; a project has none."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Scene, Talk, worked

from ctxhooks.cli import main
from ctxhooks.render import own_templates, templates
from ctxhooks.render.catalog import catalog

TITLE = catalog("en")["recovery_title"]


@pytest.fixture(autouse=True)
def _ours_again() -> Iterator[None]:
    yield
    templates.use(None)


def pal(scene: Scene, *args: str) -> Result:
    return CliRunner().invoke(main, [*args, "--project", str(scene.root)], env={"LANG": "C.UTF-8"}, prog_name="pal")


def own(scene: Scene, old: str = "", new: str = "", name: str = "recovery") -> Path:
    """A copy of ours with a change, compiled where that can be."""
    pal(scene, "template", name)
    path = Path(os.environ["HOME"], f".config/ctxhooks/templates/{name}.md.j2")
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    pal(scene, "template")
    return path


def recovery(scene: Scene) -> str:
    scene.write(worked(Talk(cwd=str(scene.root))))
    scene.run("pre-compact", trigger="auto")
    return scene.run("session-start", source="compact")


def test_a_hook_uses_a_persons_own_template(scene: Scene) -> None:
    own(scene, "# {{ t.recovery_title }}", "# {{ t.recovery_title }}, as I like it")
    assert recovery(scene).startswith(f"# {TITLE}, as I like it\n")
    assert scene.log() == ""


def test_an_own_macro_changes_every_text_that_uses_it(scene: Scene) -> None:
    own(scene, "- {{ line(fact) }}", "* {{ line(fact) }}", "_facts")
    assert "* `make check-buoys`" in recovery(scene)


def test_a_copy_that_is_there_is_not_overwritten(scene: Scene) -> None:
    path = own(scene, "# ", "## ")
    said = pal(scene, "template", "recovery")
    assert (said.exit_code, said.output) == (0, f"{path}: in use\n")
    assert path.read_text().count("## {{ t.recovery_title }}") == 1


@pytest.mark.parametrize(
    ("new", "what"),
    [
        ("{% if %}", "Expected an expression"),
        ("{{ checkpont.id }}", "'checkpont' is undefined; there are: checkpoint,"),
        ("{{ t.recovery_titel }}", "there is no phrase 'recovery_titel'"),
        ("{{ t|upper }}", "there is no filter 'upper'"),
        ("\udcff", "can't decode byte 0xff"),
    ],
)
def test_a_mistake_is_reported_with_file_and_line_and_the_shipped_template_used(scene: Scene, new: str, what: str) -> None:
    path = own(scene)
    lines = path.read_text().split("\n")
    path.write_text("\n".join([*lines[:2], new, *lines[3:]]), errors="surrogateescape")
    line = 1 if new == "\udcff" else 3
    for args in (("template",), ("doctor",)):
        said = pal(scene, *args)
        assert said.exit_code == 1
        assert f"{path}, line {line}: " in said.output
        assert what in said.output
    assert recovery(scene).startswith(f"# {TITLE}\n")
    assert "not compiled since" in scene.log()


def test_a_mistake_that_shows_only_in_a_hook_is_logged_with_its_line_once(scene: Scene) -> None:
    path = own(scene, "# {{ t.recovery_title }}", "# {{ t.recovery_title }}\n{{ checkpoint.idd }}")
    assert recovery(scene).startswith(f"# {TITLE}\n")
    assert scene.log().count("\n") == 1
    assert f"{path}, line 3: Checkpoint has no 'idd'. The texts that ship are used." in scene.log()


def test_one_that_leaves_no_room_for_facts_is_not_used(scene: Scene) -> None:
    own(scene, "# {{ t.recovery_title }}", "# " + "much " * 4000)
    assert recovery(scene).startswith(f"# {TITLE}\n")
    assert "without any fact the text is over 10000 UTF-16 units or 2500 tokens" in scene.log()


def test_a_log_that_cannot_be_written_costs_no_text(scene: Scene) -> None:
    own(scene, "# {{ t.recovery_title }}", "# {{ checkpoint.idd }}")
    (scene.root / ".pal/state/hooks.log").mkdir(parents=True)
    assert recovery(scene).startswith(f"# {TITLE}\n")


def test_one_that_is_gone_or_changed_since_it_was_compiled_is_not_used(scene: Scene) -> None:
    path = own(scene, "# ", "## ")
    path.write_text(path.read_text().replace("##", "###"))
    assert recovery(scene).startswith(f"# {TITLE}\n")
    assert f"{path}: changed, and not compiled since" in scene.log()
    path.unlink()
    assert scene.run("session-start", source="compact").startswith(f"# {TITLE}\n")


def test_a_name_that_is_no_template_is_an_error(scene: Scene) -> None:
    said = pal(scene, "template", "../../x")
    assert said.exit_code == 1
    assert "There is no template ../../x. There are: _facts," in said.output


@pytest.mark.parametrize("name", ["XDG_CONFIG_HOME", "XDG_CACHE_HOME"])
def test_a_project_has_none(scene: Scene, tmp_path: Path, name: str) -> None:
    inside, home = str(scene.root / "config"), str(tmp_path)
    (tmp_path / "link").symlink_to(scene.root)
    assert own_templates.folders({"HOME": home, name: inside}, str(scene.root)) is None
    assert own_templates.folders({"HOME": home, name: str(tmp_path / "link")}, str(scene.root)) is None
    assert own_templates.folders({"HOME": home, name: "config"}, str(scene.root)) is None
    assert own_templates.folders({}, str(scene.root)) is None
    assert own_templates.folders({"HOME": home}, home) == own_templates.folders({"HOME": home}, str(scene.root)) is not None
