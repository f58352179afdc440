"""A project stays its team's: two people work in two clones, and git sees nothing but the ports that they ended."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import NEW, Scene, Talk, git, worked

from ctxhooks.cli import main

SPEC = "# User login\n\n> Port ID: {id}\n> Status: pending\n> Conventions: api\n\n## Goal\nPasskeys.\n\n## Tasks\n- [ ] Draw the form\n"
TREE = {
    "src/importer.py": "def load_tides(path):\n    return 2\n",
    "conventions/api.md": "# API\n\nJSON only.\n",
    "docs/passkeys.md": "# Passkeys\n\nAn authenticator signs.\n",
    "ports/ann.md": SPEC.format(id="ann"),
    "ports/bob.md": SPEC.format(id="bob"),
}
WITH = {
    "bare": {},
    "CLAUDE.md": {"CLAUDE.md": "# Mine\n"},
    "AGENTS.md": {"AGENTS.md": "Use tabs.\n"},
    "CLAUDE.local.md": {".pal/config.yaml": "target: CLAUDE.local.md\n"},
    "rules of their own": {".claude/rules/.gitignore": "drafts/\n", ".claude/rules/style.md": "Tabs.\n", ".claude/settings.json": "{}\n"},
}


class Person:
    """Someone with a home and a clone of their own."""

    def __init__(self, base: Path, name: str) -> None:
        self.name, self.home, self.root = name, base / name / "home", base / name / "project"
        self.home.mkdir(parents=True)
        git(base, "clone", "-q", str(base / "origin"), str(self.root))
        self.exclude = (self.root / ".git/info/exclude").read_bytes()
        self.session = f"{len(name)}a1b2c3d-0000-4000-8000-{name.encode().hex():0>12}"
        self.scene = Scene(self.root, base / name / f"{self.session}.jsonl", self.session)

    def pal(self, *args: str, given: str = "") -> str:
        done = CliRunner().invoke(main, [*args, "--project", str(self.root)], input=given)
        assert done.exit_code == 0, (args, done.output)
        return done.output

    def status(self) -> str:
        return git(self.root, "status", "--porcelain", "-uall")

    def morning(self) -> None:
        self.pal("install", "--client", NEW, "--statusline")
        self.scene.ask("session-start", source="startup")
        self.talk = worked(Talk(cwd=str(self.root), session=self.session))
        self.scene.write(self.talk)
        self.pal("port", "start", self.name)
        self.pal("tag", "add", "style", "-", given="Dates are ISO 8601.")
        self.scene.ask("user-prompt-submit", prompt="Mind @TAG-style.")
        self.scene.compact("We fixed the importer.", way="ask")

    def afternoon(self) -> None:
        self.pal("context", "load", "docs/passkeys.md")
        self.pal("handoff", "create", "--from", "spec-builder", "--to", "implementer", "--next", "Write it")
        self.scene.ask("subagent-start", agent_type="docs", agent_id="a1")
        self.scene.ask("subagent-stop", agent_type="docs", agent_id="a1")
        self.scene.ask("notification", notification_type="idle_prompt")
        self.scene.ask("stop")
        self.scene.compact("We fixed it again.", way="ask")

    def evening(self) -> None:
        self.pal("port", "end", self.name, "--status", "complete")
        self.scene.ask("session-end", reason="exit")
        self.pal("context", "reload")


@pytest.mark.parametrize("tree", WITH.values(), ids=WITH)
def test_a_day_of_two_people_leaves_no_trace_in_git_but_their_ports(
    tmp_path: Path, tree: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    origin = tmp_path / "origin"
    for name, text in {**TREE, **tree}.items():
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        (origin / name).write_text(text)
    git(origin, "init", "-q")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "The start")
    git(origin, "config", "receive.denyCurrentBranch", "updateInstead")
    people = [Person(tmp_path, name) for name in ("ann", "bob")]

    def each(act: str) -> None:
        for person in people:
            monkeypatch.setenv("HOME", str(person.home))
            getattr(person, act)()
            assert person.scene.log() == ""

    each("morning")
    each("afternoon")
    assert [person.status() for person in people] == ["", ""]
    for person in people:
        local = person.root / "CLAUDE.local.md"
        said = local.read_text() if local.exists() else person.scene.section()
        assert person.session[:8] in said
        assert f"Port {person.name}: User login" in said
    each("evening")
    for person in people:
        assert person.status() == f" M ports/{person.name}.md\n"
        git(person.root, "add", "-A")  # as Claude does it
        git(person.root, "commit", "-qm", "Done")
        git(person.root, "pull", "-q", "--rebase")
        git(person.root, "push", "-q")
    git(people[0].root, "pull", "-q")
    each("afternoon")
    assert [person.status() for person in people] == ["", ""]
    assert {*git(origin, "ls-files").splitlines()} == {*TREE, *tree}
    for person in people:
        monkeypatch.setenv("HOME", str(person.home))
        person.pal("install", "--uninstall")
        assert person.status() == ""
        assert (person.root / ".git/info/exclude").read_bytes() == person.exclude
        ours = [path for path in (person.root / ".claude").rglob("*") if path.is_file()]
        assert sorted(str(path.relative_to(person.root)) for path in ours) == sorted(name for name in tree if name.startswith(".claude"))
        assert [path for path in (person.home / ".local/share").rglob("*") if path.is_file()] == []
