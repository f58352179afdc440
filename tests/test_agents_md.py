"""Where the section goes: never into a file that would keep an AGENTS.md from being read, and nothing of it stays behind."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import NEW, OLD, Scene, Talk, git, worked

from ctxhooks.cli import main
from ctxhooks.loading import claude_md, section_file, section_place
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import LOCAL_TARGET, TARGETS, Settings

RULE = section_place.RULE
SAYS = "Use tabs.\n"
CASES = pytest.mark.skipif(Path(__file__.upper()).exists(), reason="this file system does not tell upper from lower case")
OURS = claude_md.put(None, "## Current work\n- Open: draw the map").decode()


def lay_out(root: Path, files: dict[str, str]) -> None:
    """A value that starts with `->` is what the file is a link to."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("->"):
            path.symlink_to(text[2:])
        else:
            path.write_text(text)


def chosen(scene: Scene, target: str = "CLAUDE.md", client: str = NEW, section: str = "full") -> str:
    return section_place.choose(scene.project(), Settings(target=target, section=section), client)


@pytest.mark.parametrize("files", [{}, {"CLAUDE.md": "Mine.\n"}, {"CLAUDE.md": OURS}, {"AGENTS.md": SAYS}])
@pytest.mark.parametrize("target", TARGETS)
def test_the_section_changes_no_file_that_git_may_track(scene: Scene, target: str, files: dict[str, str]) -> None:
    lay_out(scene.root, files)
    local = target == LOCAL_TARGET and "AGENTS.md" not in files
    assert chosen(scene, target, section="rule") == (LOCAL_TARGET if local else RULE)
    assert chosen(scene, target, section="rule", client=OLD) == target


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"AGENTS.md": SAYS}, id="beside"),
        pytest.param({".claude/AGENTS.md": SAYS}, id="in .claude"),
        pytest.param({"../AGENTS.md": SAYS}, id="above"),
        pytest.param({"app/web/AGENTS.md": SAYS}, id="below"),
        pytest.param({"docs/rules.md": SAYS, "AGENTS.md": "->docs/rules.md"}, id="a link"),
        pytest.param({"AGENTS.md": SAYS, "CLAUDE.md": "->AGENTS.md"}, id="CLAUDE.md is a link to it"),
        pytest.param({"AGENTS.md": SAYS, "CLAUDE.md": ""}, id="an empty CLAUDE.md"),
        pytest.param({"AGENTS.md": SAYS, "CLAUDE.md": "\n<!-- later -->\n\n"}, id="a CLAUDE.md of comments alone"),
        pytest.param({"AGENTS.md": SAYS, "CLAUDE.md": OURS}, id="a CLAUDE.md of ours"),
        pytest.param({"AGENTS.md": SAYS, "claude.md": "Mine.\n"}, id="a claude.md that the client does not read", marks=CASES),
        pytest.param({"AGENTS.md": SAYS, "CLAUDE.md/notes": "Mine.\n"}, id="a folder called CLAUDE.md"),
    ],
)
def test_an_agents_md_that_a_client_reads_moves_the_section_into_a_rule(scene: Scene, target: str, files: dict[str, str]) -> None:
    lay_out(scene.root, files)
    assert chosen(scene, target) == RULE


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="neither"),
        pytest.param({"AGENTS.md": ""}, id="an empty AGENTS.md"),
        pytest.param({"agents.md": SAYS}, id="an agents.md that no client reads", marks=CASES),
        pytest.param({"AGENTS.md": SAYS, "CLAUDE.md": "Mine.\n"}, id="a CLAUDE.md of the user's own"),
        pytest.param({"AGENTS.md": SAYS, "CLAUDE.md": "@AGENTS.md\n"}, id="one that imports it"),
        pytest.param({"AGENTS.md": SAYS, "CLAUDE.md": f"@AGENTS.md\n\n{OURS}"}, id="one that imports it and has a section"),
        pytest.param({"AGENTS.md": SAYS, "CLAUDE.local.md": "Mine.\n"}, id="a CLAUDE.local.md"),
        pytest.param({"AGENTS.md": SAYS, "../CLAUDE.md": "Mine.\n"}, id="a CLAUDE.md above"),
        pytest.param({"CLAUDE.md": "Mine.\n", "AGENTS.md": "->CLAUDE.md"}, id="a link to CLAUDE.md"),
        pytest.param({"CLAUDE.md": OURS, "AGENTS.md": "->CLAUDE.md"}, id="a link to a CLAUDE.md of ours"),
        pytest.param({"AGENTS.md": "->nowhere.md"}, id="a link to nothing"),
    ],
)
def test_where_no_agents_md_could_fall_silent_the_target_holds_the_section(scene: Scene, files: dict[str, str]) -> None:
    lay_out(scene.root, files)
    assert chosen(scene) == "CLAUDE.md"


def test_a_file_above_that_only_the_user_reads_silences_nothing(scene: Scene) -> None:
    lay_out(scene.root, {"AGENTS.md": SAYS, "../.claude/CLAUDE.md": "For all my projects.\n"})
    assert chosen(scene) == RULE


def test_an_unknown_client_counts_as_new(scene: Scene) -> None:
    lay_out(scene.root, {"AGENTS.md": SAYS})
    assert chosen(scene, client="") == RULE
    assert chosen(scene, client=OLD) == "CLAUDE.md"


@pytest.mark.parametrize(
    ("target", "files", "ahead"),
    [
        ("CLAUDE.md", {"AGENTS.md": SAYS}, "@AGENTS.md\n"),
        ("CLAUDE.local.md", {"AGENTS.md": SAYS}, "@AGENTS.md\n"),
        (".claude/CLAUDE.md", {"AGENTS.md": SAYS}, "@../AGENTS.md\n"),
        ("CLAUDE.md", {"AGENTS.md": SAYS, ".claude/AGENTS.md": SAYS}, "@AGENTS.md\n@.claude/AGENTS.md\n"),
        (".claude/CLAUDE.md", {".claude/AGENTS.md": SAYS}, "@AGENTS.md\n"),
    ],
)
def test_for_a_client_without_rules_the_file_of_ours_imports_it(scene: Scene, target: str, files: dict[str, str], ahead: str) -> None:
    lay_out(scene.root, files)
    project, settings, old = scene.project(), Settings(target=target), Checkpoint(client=OLD)
    where = section_file.place(project, settings, old)
    section_file.put(project, where, "Said")
    path = scene.root / target
    assert path.read_text() == f"{ahead}{claude_md.put(None, 'Said').decode()}"
    section_file.put(project, where, "Said anew")
    assert path.read_text() == f"{ahead}{claude_md.put(None, 'Said anew').decode()}"
    for name in files:
        (scene.root / name).unlink()
    section_file.put(project, where, "Said anew")
    assert path.read_text() == claude_md.put(None, "Said anew").decode()


@pytest.mark.parametrize("own", ["@AGENTS.md\n", "@AGENTS.md", "# Mine\n", ""])
def test_a_file_of_the_users_own_gets_no_import_and_comes_back_as_it_was(scene: Scene, own: str) -> None:
    lay_out(scene.root, {"CLAUDE.md": own})
    section_file.put(scene.project(), "CLAUDE.md", "Said")
    assert (scene.root / "CLAUDE.md").read_text().startswith(own)
    assert section_file.take_out(scene.project()) == [str(scene.root / "CLAUDE.md")]
    assert (scene.root / "CLAUDE.md").read_text() == own


@pytest.mark.parametrize("target", TARGETS)
def test_a_section_that_an_earlier_version_left_moves_at_the_next_start(scene: Scene, target: str) -> None:
    lay_out(scene.root, {"AGENTS.md": SAYS, target: OURS, ".pal/config.yaml": f"target: {target}\n"})
    told = scene.run("session-start", source="startup")
    assert SAYS.strip() in told
    assert not (scene.root / target).exists()
    assert "draw the map" in (scene.root / RULE).read_text()
    assert "/pal-context.md\n" in (scene.root / ".claude/rules/.gitignore").read_text()
    assert scene.run("session-start", source="startup") == ""
    assert scene.log() == ""


def test_an_agents_md_too_long_for_the_channel_is_named(scene: Scene) -> None:
    lay_out(scene.root, {"AGENTS.md": "tabs " * 3000, "CLAUDE.md": OURS})
    told = scene.run("session-start", source="startup")
    assert told.startswith("AGENTS.md holds project instructions.")
    assert len(told) < 300


def test_a_user_file_that_comes_later_takes_the_section_back(scene: Scene) -> None:
    lay_out(scene.root, {"AGENTS.md": SAYS, ".pal/config.yaml": "section: full\n"})
    section_file.put(scene.project(), RULE, "Said")
    lay_out(scene.root, {"CLAUDE.md": "# Mine\n"})
    scene.run("session-start", source="startup")
    assert (scene.root / "CLAUDE.md").read_text() == claude_md.put(b"# Mine\n", "Said").decode()
    assert not (scene.root / RULE).exists()


def test_broken_markers_in_another_file_stop_nothing(scene: Scene) -> None:
    broken = "# Mine\n<!-- pal:context:start -->\n"
    lay_out(scene.root, {"CLAUDE.local.md": broken, "CLAUDE.md": "# Mine\n"})
    section_file.put(scene.project(), "CLAUDE.md", "Said")
    assert (scene.root / "CLAUDE.local.md").read_text() == broken


def test_a_rule_of_that_name_that_is_not_ours_stays(scene: Scene) -> None:
    lay_out(scene.root, {"AGENTS.md": SAYS, RULE: "Mine.\n"})
    with pytest.raises(CtxhooksError, match="not-ours"):
        section_file.put(scene.project(), RULE, "Said")
    assert (scene.root / RULE).read_text() == "Mine.\n"


def test_a_compaction_beside_agents_md_leaves_one_rule_and_uninstalling_none(scene: Scene) -> None:
    lay_out(scene.root, {"AGENTS.md": SAYS})
    scene.write(worked(Talk(cwd=str(scene.root))))
    scene.compact()
    scene.ask("stop")
    assert "Draw the lighthouse map" in (scene.root / RULE).read_text()
    assert [name for name in TARGETS if (scene.root / name).exists()] == []
    assert scene.log() == ""
    assert CliRunner().invoke(main, ["install", "--project", str(scene.root), "--uninstall"]).exit_code == 0
    assert sorted(p.name for p in scene.root.iterdir()) == [".pal", "AGENTS.md"]
    assert list((scene.root / ".claude").rglob("*.md")) == []


def test_installing_anew_cleans_up_what_an_earlier_version_made(scene: Scene) -> None:
    lay_out(scene.root, {"AGENTS.md": SAYS, "CLAUDE.md": OURS})
    assert CliRunner().invoke(main, ["install", "--project", str(scene.root), "--client", NEW]).exit_code == 0
    assert not (scene.root / "CLAUDE.md").exists()
    assert "draw the map" in (scene.root / RULE).read_text()


def test_a_section_moves_out_of_a_users_claude_md_and_says_nothing_of_the_agents_md_that_this_silences(scene: Scene) -> None:
    lay_out(scene.root, {"AGENTS.md": SAYS, "CLAUDE.md": f"# Mine\n\n{OURS}"})
    assert SAYS.strip() not in scene.run("session-start", source="startup")
    assert (scene.root / "CLAUDE.md").read_text() == "# Mine\n"
    assert "draw the map" in scene.section()


def test_the_installation_names_the_client_until_a_session_does(scene: Scene) -> None:
    project, settings = scene.project(), Settings()
    section_file.note_client(project, OLD)
    assert section_file.place(project, settings, None) == "CLAUDE.md"
    assert section_file.place(project, settings, Checkpoint(client=NEW)) == RULE
    section_file.note_client(project, NEW)
    assert section_file.place(project, settings, None) == RULE


def test_git_sees_neither_a_claude_local_md_nor_rules_beside_a_list_of_the_users_own(scene: Scene) -> None:
    git(scene.root, "init", "-q")
    exclude = (scene.root / ".git/info/exclude").read_bytes()
    lay_out(scene.root, {".claude/rules/.gitignore": "mine.md\n", ".pal/config.yaml": "target: CLAUDE.local.md\n"})
    git(scene.root, "add", "-A")
    scene.write(worked(Talk(cwd=str(scene.root))))
    scene.compact("Nothing.")
    scene.ask("stop")
    assert claude_md.START.decode() in (scene.root / LOCAL_TARGET).read_text()
    lay_out(scene.root, {"AGENTS.md": SAYS})
    scene.run("session-start", source="startup")
    assert "Draw the lighthouse map" in scene.section()
    assert git(scene.root, "status", "--porcelain", "-uall") == "A  .claude/rules/.gitignore\nA  .pal/config.yaml\n?? AGENTS.md\n"
    assert CliRunner().invoke(main, ["install", "--project", str(scene.root), "--uninstall"]).exit_code == 0
    assert (scene.root / ".git/info/exclude").read_bytes() == exclude
    assert git(scene.root, "status", "--porcelain", "-uall") == "A  .claude/rules/.gitignore\nA  .pal/config.yaml\n?? AGENTS.md\n"
