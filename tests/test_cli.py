"""The command line, on real files, as a user calls it."""

import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Talk, worked

from ctxhooks.cli import base, main
from ctxhooks.disk import files, sealed
from ctxhooks.disk.project import Project, keys_folder
from ctxhooks.entry import answer
from ctxhooks.loading import rules
from ctxhooks.measure.gold import compactions
from ctxhooks.model.checkpoint import Recovery
from ctxhooks.model.settings import LANGUAGES
from ctxhooks.render.catalog import catalog, shipped
from ctxhooks.setup import launcher
from ctxhooks.setup.hook_settings import EVENTS
from ctxhooks.store import checkpoints

SESSION = Path(__file__).parent / "samples/2.1.329/session.jsonl"
SECRETLESS = {"LANG": "C.UTF-8", "LC_ALL": "", "NO_COLOR": "1"}


def pal(*args: str | Path, **env: str) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args], env=SECRETLESS | env, prog_name="pal")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One with a checkpoint of the recorded session, taken by the real handlers."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    root = tmp_path / "project"
    root.mkdir()
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    first = next(compactions(SESSION))
    transcript = tmp_path / "session.jsonl"
    transcript.write_bytes(SESSION.read_bytes()[: first.offset])
    common = {"session_id": "s-1", "transcript_path": str(transcript), "cwd": str(root), "trigger": "manual", "source": "compact"}
    env = os.environ | {"CLAUDE_PROJECT_DIR": str(root)}
    for hook in ("pre-compact", "session-start", "post-compact"):
        answer(hook, json.dumps({**common, "compact_summary": "Nothing."}).encode(), env, time.time())
    assert not (root / ".pal/state/hooks.log").exists()
    return root


def test_status_shows_what_is_in_context_and_what_it_costs(project: Path) -> None:
    said = pal("context", "status", "--project", project)
    assert said.exit_code == 0
    assert "of 15,000 tokens" in said.output
    assert "Recovery prompt" in said.output
    assert "of 2,500 tokens" in said.output
    assert "Window: " in said.output
    data = json.loads(pal("context", "status", "--json", "--project", project).output)
    assert data["recovery"]["prompt"]["tokens"] > 50
    budget = data["budget"]
    assert budget["used"] + budget["reserved"] + budget["remaining"] == budget["total"] == 15_000
    assert data["checkpoint"]["session_id"] == "s-1"


def test_checkpoints_are_listed_shown_and_restored(project: Path) -> None:
    listed = json.loads(pal("context", "checkpoints", "--json", "--project", project).output)
    assert [c["session"] for c in listed] == ["s-1"]
    shown = pal("context", "show", listed[0]["id"], "--project", project)
    assert "Open tasks" in shown.output
    (project / "CLAUDE.md").write_text("# Mine\n")
    (project / ".pal/config.yaml").write_text("section: full\n")
    restored = pal("context", "restore", listed[0]["id"], "--project", project)
    assert restored.output.startswith("# Work state")
    assert (project / "CLAUDE.md").read_text().startswith("# Mine\n\n<!-- pal:context:start -->")


def test_status_shows_where_the_section_stands(project: Path) -> None:
    def told() -> tuple[bool, dict[str, str]]:
        path = json.loads(pal("context", "status", "--json", "--project", project).output)["section"]
        return f"Section: {path['path']}  (section: {path['setting']})" in pal("context", "status", "--project", project).output, path

    assert told() == (True, {"setting": "rule", "path": ".claude/rules/pal-context.md"})
    assert pal("config", "set", "section", "full", "--project", project).exit_code == 0
    assert told() == (True, {"setting": "full", "path": "CLAUDE.md"})


def test_a_broken_checkpoint_is_named_as_such(project: Path) -> None:
    file = next((project / ".pal/checkpoints").glob("*.json"))
    file.write_bytes(file.read_bytes()[:-40])
    assert json.loads(pal("context", "checkpoints", "--json", "--project", project).output) == [{"id": file.stem, "broken": True}]
    said = pal("context", "show", file.stem, "--project", project)
    assert (said.exit_code, "no sound checkpoint" in said.output) == (1, True)


def test_a_checkpoint_that_came_with_the_project_is_shown_on_request_alone(project: Path) -> None:
    file = next((project / ".pal/checkpoints").glob("*.json"))
    file.write_bytes(sealed.seal({**json.loads(file.read_bytes()), "sha256": ""} | {"facts": []}))
    section = str(project / ".claude/rules/pal-context.md")
    before = files.read(section)
    assert json.loads(pal("context", "checkpoints", "--json", "--project", project).output) == [{"id": file.stem, "foreign": True}]
    assert "foreign" in pal("context", "checkpoints", "--project", project).output
    assert "not used" in pal("doctor", "--project", project).output
    said = pal("context", "restore", file.stem, "--project", project)
    assert (said.exit_code, "--foreign" in said.output) == (1, True)
    assert pal("context", "restore", file.stem, "--foreign", "--project", project).exit_code == 0
    assert files.read(section) == before
    assert not (project / "CLAUDE.md").exists()


def test_reload_keeps_a_rule_that_a_person_edited(project: Path) -> None:
    rule = project / ".claude/rules/pal-recovered.md"
    id_ = json.loads(pal("context", "checkpoints", "--json", "--project", project).output)[0]["id"]
    _with_rule(project, id_, "as it was written\n")
    made = rules.stamped(rules.RECOVERED, "as it was written\n", "s-1").decode()
    rule.parent.mkdir(parents=True, exist_ok=True)
    rule.write_text(made + "my own line\n")
    assert "edited by hand" in pal("context", "reload", "--project", project).output
    assert rule.read_text().endswith("my own line\n")
    pal("context", "reload", "--force", "--project", project)
    assert rule.read_text() == made


def test_reload_puts_back_a_rule_that_was_deleted(project: Path) -> None:
    rule = project / ".claude/rules/pal-recovered.md"
    id_ = json.loads(pal("context", "checkpoints", "--json", "--project", project).output)[0]["id"]
    _with_rule(project, id_, "as it was written\n")
    assert "written anew" in pal("context", "reload", "--project", project).output
    assert rule.read_text().endswith("-->\nas it was written\n")


def _with_rule(project: Path, id_: str, rule: str) -> None:
    where = Project(str(project), 0.0, keys_folder(os.environ))
    checkpoints.save(where, checkpoints.load(where, id_)._replace(recovery_context=rule))


def test_a_checkpoint_gives_the_terminal_no_orders(project: Path) -> None:
    where = Project(str(project), 0.0, keys_folder(os.environ))
    id_ = json.loads(pal("context", "checkpoints", "--json", "--project", project).output)[0]["id"]
    odd = "\x1b]0;owned\x07[red]x\x9b31m"
    c = checkpoints.load(where, id_)
    checkpoints.save(where, c._replace(trigger=odd, client=odd, facts=(c.facts[0]._replace(text=odd),), git=c.git._replace(branch=odd)))
    for call in ("show", "status", "checkpoints"):
        said = pal("context", call, *([id_] if call == "show" else []), "--project", project)
        assert said.exit_code == 0
        assert not {"\x1b", "\x07", "\x9b"} & set(said.output)


def test_a_project_is_spoken_to_in_its_own_language(project: Path) -> None:
    (project / ".pal/config.yaml").write_text("language: ko\n")
    for call in (("context", "status"), ("context", "checkpoints"), ("doctor",)):
        said = pal(*call, "--project", project, LANG="ru_RU.UTF-8")
        assert any("가" <= c <= "힣" for c in said.output), call
        assert not any("а" <= c <= "я" for c in said.output), call


def test_a_missing_project_is_an_error(tmp_path: Path) -> None:
    said = pal("context", "status", CLAUDE_PROJECT_DIR=str(tmp_path / "gone"))
    assert (said.exit_code, "there is no such folder" in said.output) == (1, True)


def test_the_list_of_commands_imports_none_of_them() -> None:
    code = "import sys; from ctxhooks.cli import main; main(['-h'], standalone_mode=False); print({'rich', 'pydantic'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | {"LANG": "C.UTF-8"})
    assert done.stdout.splitlines()[-1] == "set()"
    assert "What is installed where" in done.stdout


def test_a_wrong_setting_is_reported_with_file_and_line(project: Path) -> None:
    (project / ".pal/config.yaml").write_text("language: en\nrecovery:\n  prompt_tokens: none\n")
    said = pal("context", "status", "--project", project)
    assert said.exit_code == 1
    assert "config.yaml, line 3: recovery.prompt_tokens" in said.output


def test_the_hook_command_is_the_hook_script(project: Path) -> None:
    payload = json.dumps({"session_id": "s-1", "source": "startup", "cwd": str(project), "hook_event_name": "SessionStart"})
    env = os.environ | {"CLAUDE_PROJECT_DIR": str(project), "LANG": "C.UTF-8"}
    ways = (["-I", "-S", os.path.join(shipped("hooks"), "session-start.py")], ["-m", "ctxhooks", "hook", "session-start"])
    runs = [subprocess.run([sys.executable, *way], input=payload, capture_output=True, text=True, env=env, check=True) for way in ways]
    said = [run.stdout for run in runs]
    assert said[0] == said[1]
    assert "Where things stand" in said[0]


@pytest.mark.parametrize("ends", ["<&-", "< {payload} >&-", "< {payload} | true", "< {payload} > {out}"])
def test_the_hook_command_exits_with_0_whatever_its_ends_are(project: Path, tmp_path: Path, ends: str) -> None:
    payload, out = tmp_path / "payload.json", tmp_path / "out"
    given = {"session_id": "s-1", "trigger": "manual", "cwd": str(project), "transcript_path": str(tmp_path / "session.jsonl")}
    payload.write_text(json.dumps(given))
    line = f"set -o pipefail; {sys.executable} -m ctxhooks hook pre-compact {ends.format(payload=payload, out=out)}"
    env = os.environ | {"CLAUDE_PROJECT_DIR": str(project), "PYTHONIOENCODING": "latin-1", "LANG": "ko_KR.UTF-8"}
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=env, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert not out.exists() or catalog("ko")["kind_task"] in out.read_text("utf-8")


@pytest.mark.parametrize("args", [("hook", "nothing"), ("context", "show"), ("context", "nothing"), ("bench", "recovery", "/no/such")])
def test_a_wrong_call_exits_with_2(args: tuple[str, ...]) -> None:
    assert pal(*args).exit_code == 2


def test_a_reader_that_goes_away_is_no_failure(project: Path) -> None:
    line = f"{sys.executable} -m ctxhooks context status --project {project} | head -c 1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {line}"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_doctor_leaves_nothing_in_the_home_folder(installed: Path) -> None:
    before = sorted(Path(os.environ["HOME"]).rglob("*"))
    pal("doctor", "--project", installed)
    assert sorted(Path(os.environ["HOME"]).rglob("*")) == before


def test_doctor_runs_every_installed_hook(project: Path, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path / "home")}
    assert pal("doctor", "--project", project, **home).exit_code == 1
    assert pal("install", "--project", project, "--client", "2.1.329", **home).exit_code == 0
    said = pal("doctor", "--project", project, **home)
    assert said.exit_code == 0, said.output
    assert sorted(re.findall(r"(\w+) \d+ ms", said.output)) == sorted(EVENTS)


@pytest.mark.parametrize(("options", "undone"), [((), "--uninstall"), (("--user",), "--user --uninstall")])
def test_installation_says_what_happens_now_and_how_to_undo_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], undone: str
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "work")
    first, again, dry = (pal("install", *options, *more).output for more in ((), (), ("--dry-run",)))
    assert [" is compacted" in said for said in (first, again, dry)] == [True, False, False]
    assert f"`pal install {undone}`" in first
    assert pal("install", *undone.split()).exit_code == 0
    assert not list(tmp_path.rglob("settings*.json"))


def test_doctor_runs_the_status_line(project: Path, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path)}
    pal("install", "--statusline", "--project", project, **home)
    assert re.search(r"✓ 10 hooks of .*/settings\.local\.json run: .*statusLine \d+ ms", pal("doctor", "--project", project, **home).output)
    local = project / ".claude/settings.local.json"
    local.write_text(json.dumps({"statusLine": json.loads(local.read_text())["statusLine"]}))
    said = pal("doctor", "--project", project, **home)
    assert (said.exit_code, "statusLine " in said.output, "✗ No hooks" in said.output) == (1, True, True)


def test_doctor_reports_a_status_line_that_draws_nothing(installed: Path, tmp_path: Path) -> None:
    pal("install", "--statusline", "--project", installed, "--client", "2.1.329")
    (tmp_path / "hooks").mkdir()
    (tmp_path / "hooks/statusline.py").write_text("")
    script = Path(launcher.path(os.environ))
    script.write_text(script.read_text().replace(shipped("hooks"), str(tmp_path / "hooks")))
    said = pal("doctor", "--project", installed)
    assert (said.exit_code, catalog("en")["doctor_no_line"] in said.output) == (1, True)


@pytest.mark.parametrize("lost", ["launcher", "hooks"])
def test_doctor_finds_a_hook_whose_installation_is_gone(installed: Path, lost: str) -> None:
    script = Path(launcher.path(os.environ))
    if lost == "launcher":
        script.unlink()
    else:
        script.write_text(script.read_text().replace(shipped("hooks"), "/gone/hooks"))
    said = pal("doctor", "--project", installed)
    assert (said.exit_code, said.output.count(" do nothing, because "), all(event in said.output for event in EVENTS)) == (1, 2, True)


@pytest.fixture
def installed(project: Path) -> Path:
    assert pal("install", "--shared", "--project", project, "--client", "2.1.329").exit_code == 0
    return project


def test_doctor_reports_settings_that_the_client_cannot_read(installed: Path) -> None:
    settings = installed / ".claude/settings.json"
    settings.write_text(settings.read_text() + "}")
    said = pal("doctor", "--project", installed)
    assert (said.exit_code, f"{settings}, line " in said.output, "NO hook in this file runs" in said.output) == (1, True, True)


def test_doctor_reports_a_persons_own_event_that_switches_the_file_off(installed: Path, tmp_path: Path) -> None:
    settings = installed / ".claude/settings.json"
    given = json.loads(settings.read_text())
    given["hooks"]["PostCompact"] = [{"hooks": [{"type": "command", "command": "true"}]}, "odd", {"hooks": None}]
    settings.write_text(json.dumps(given))
    client = tmp_path / "bin/claude"
    client.parent.mkdir()
    client.write_text("#!/bin/sh\necho '2.0.55 (Claude Code)'\n")
    client.chmod(0o755)
    said = pal("doctor", "--project", installed, PATH=f"{client.parent}{os.pathsep}{os.environ['PATH']}")
    assert f"✗ {settings} names PostCompact, which Claude Code 2.0.55 does not know" in said.output
    assert said.exit_code == 1


@pytest.mark.parametrize(
    "line",
    [
        "{python} -I -S {inside} || : ctxhooks",
        "[ -x {python} ] && [ -f {inside} ] && {python} -I -S {inside} || : ctxhooks",
        "{python} {inside}; ~/.local/share/ctxhooks/hook session-end || :",
        "./ctxhooks/hook session-end || :",
    ],
)
def test_doctor_runs_no_command_that_the_project_brings(installed: Path, line: str) -> None:
    inside = installed / "hooks/session-end.py"
    inside.parent.mkdir()
    inside.write_text(f"open({str(installed / 'ran')!r}, 'w')")
    settings = installed / ".claude/settings.json"
    given = json.loads(settings.read_text())
    given["hooks"]["SessionEnd"][0]["hooks"][0]["command"] = line.format(python=sys.executable, inside=inside)
    settings.write_text(json.dumps(given))
    said = pal("doctor", "--project", installed)
    assert (said.exit_code, "SessionEnd was not run here" in said.output) == (1, True)
    assert not (installed / "ran").exists()


def test_doctor_reports_a_hook_that_hangs(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(shipped("hooks"), tmp_path / "hooks")
    (tmp_path / "hooks/session-end.py").write_text("import time\ntime.sleep(5)\n")
    script = Path(launcher.path(os.environ))
    script.write_text(script.read_text().replace(shipped("hooks"), str(tmp_path / "hooks")))
    monkeypatch.setitem(EVENTS, "SessionEnd", 1)
    said = pal("doctor", "--project", installed)
    assert (said.exit_code, "SessionEnd gave no answer within 1 s" in said.output) == (1, True)


def test_doctor_names_what_is_broken_or_pending_and_a_note_in_the_log_is_no_failure(installed: Path, tmp_path: Path) -> None:
    last = next(checkpoints.sound(Project(str(installed), 0.0, keys_folder(os.environ))))
    broken = installed / f".pal/checkpoints/{last.id[:-8]}00000000.json"
    broken.write_text("{")
    (installed / ".pal/state/owed").mkdir(exist_ok=True)
    (installed / ".pal/state/owed/s-later").write_text(last.id)
    transcript = tmp_path / "session.jsonl"
    transcript.write_bytes(transcript.read_bytes() + b"{}\n")
    payload = {"session_id": "s-1", "transcript_path": str(transcript), "notification_type": "idle_prompt"}
    rules.write(Project(str(installed), 0.0), rules.SECTION, "old\n")
    answer("notification", json.dumps(payload).encode(), os.environ | {"CLAUDE_PROJECT_DIR": str(installed)}, time.time())
    log = installed / ".pal/state/hooks.log"
    assert "section refreshed" in log.read_text()
    said = pal("doctor", "--project", installed)
    assert (said.exit_code, broken.stem in said.output, "Conversation s-later" in said.output) == (1, True, True)
    broken.unlink()
    assert pal("doctor", "--project", installed).exit_code == 0
    answer("session-start", b"{", os.environ | {"CLAUDE_PROJECT_DIR": str(installed)}, time.time())
    said = pal("doctor", "--project", installed)
    assert (said.exit_code, "what Claude Code sent was not JSON" in said.output, "section refreshed" in said.output) == (1, True, False)


def test_doctor_reports_wrong_settings_and_wrong_markers_alike(installed: Path) -> None:
    (installed / ".pal/config.yaml").write_text("language: xx\n")
    (installed / "CLAUDE.md").write_text("<!-- pal:context:start -->\n")
    rules.write(Project(str(installed), 0.0), rules.SECTION, "")
    said = pal("doctor", "--project", installed)
    assert ("config.yaml, line 1: language" in said.output, "CLAUDE.md, line 1: a section marker" in said.output) == (True, True)


SHARED = ("SessionStart", "PreCompact", "Notification", "UserPromptSubmit", "Stop")


@pytest.mark.parametrize(
    ("client", "shared", "local"),
    [
        ("2.1.329", [*SHARED, "SubagentStop", "SessionEnd"], ["PostCompact", "SubagentStart"]),
        ("2.0.55", [*SHARED, "SubagentStop", "SessionEnd"], ["SubagentStart"]),
        ("1.0.60", ["PreCompact", "Notification", "UserPromptSubmit", "Stop", "SubagentStop"], []),
    ],
)
def test_a_client_gets_no_event_that_it_does_not_know(tmp_path: Path, client: str, shared: list[str], local: list[str]) -> None:
    pal("install", "--project", tmp_path, "--client", client)
    for name, events in (("settings.json", shared), ("settings.local.json", local)):
        file = tmp_path / ".claude" / name
        assert list(json.loads(file.read_text())["hooks"] if file.exists() else {}) == events


def test_install_leaves_a_users_local_settings_alone_when_the_client_is_unknown(tmp_path: Path) -> None:
    local = tmp_path / ".claude/settings.local.json"
    local.parent.mkdir()
    local.write_text('{"permissions": {}}')
    said = pal("install", "--project", tmp_path, PATH="/nowhere")
    assert "PostCompact, SubagentStart: left out" in said.output
    assert local.read_text() == '{"permissions": {}}'


def test_uninstall_gives_back_the_project_as_it_was(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    settings = tmp_path / ".claude/settings.json"
    settings.parent.mkdir()
    settings.write_text('{"model": "opus", "hooks": {"Stop": []}}')
    exclude = tmp_path / ".git/info/exclude"
    before = exclude.read_bytes()
    pal("install", "--project", tmp_path, "--client", "2.1.329")
    pal("install", "--project", tmp_path, "--client", "2.1.329")
    shown = subprocess.run(["git", "-C", str(tmp_path), "status", "--porcelain", "-uall"], capture_output=True, text=True, check=True)
    assert shown.stdout == "?? .claude/settings.json\n"
    pal("install", "--project", tmp_path, "--uninstall")
    assert settings.read_text() == '{"model": "opus", "hooks": {"Stop": []}}'
    assert exclude.read_bytes() == before
    assert not (tmp_path / ".claude/settings.local.json").exists()


def test_uninstall_leaves_a_persons_dangling_link_and_takes_what_it_had_led_to(tmp_path: Path) -> None:
    (tmp_path / "CLAUDE.md").symlink_to("nope.md")
    (tmp_path / "ports").mkdir()
    (tmp_path / ".pal").mkdir()
    (tmp_path / ".pal/config.yaml").write_text("section: full\n")
    (tmp_path / "ports/F1.md").write_text("# F1: Filters\n\n## Tasks\n- [ ] One\n")
    assert pal("install", "--project", tmp_path, "--client", "2.1.332").exit_code == 0
    assert pal("port", "start", "F1", "--project", tmp_path).exit_code == 0
    assert "pal:context:start" in (tmp_path / "nope.md").read_text()
    said = pal("install", "--project", tmp_path, "--uninstall")
    assert said.exit_code == 0, said.output
    assert (tmp_path / "CLAUDE.md").is_symlink()
    assert not (tmp_path / "nope.md").exists()


def test_uninstall_from_a_linked_claude_folder_takes_out_what_was_put_in_and_nothing_else(tmp_path: Path) -> None:
    project, shared = tmp_path / "project", tmp_path / "shared"
    project.mkdir()
    (shared / "rules").mkdir(parents=True)
    (project / ".claude").symlink_to("../shared")
    (shared / "settings.json").write_text('{"model": "x"}')
    (shared / "rules/mine.md").write_text("Mine.\n")
    for _ in range(2):  # over another installation
        assert pal("install", "--project", project, "--client", "2.1.332").exit_code == 0
    said = pal("install", "--project", project, "--uninstall")
    assert said.exit_code == 0, said.output
    assert (shared / "settings.json").read_text() == '{"model": "x"}'
    assert sorted(p.name for p in shared.rglob("*") if p.is_file()) == ["mine.md", "settings.json"]


def test_uninstall_leaves_nothing_behind_where_no_hook_has_run(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "CLAUDE.md").write_text("# Mine\n")
    pal("install", "--project", tmp_path, "--client", "2.1.329")
    said = pal("install", "--project", tmp_path, "--uninstall").output
    assert sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file() and ".git" not in p.parts) == ["CLAUDE.md"]
    assert not (tmp_path / ".pal").exists()
    assert "checkpoints" not in said


def test_uninstall_after_work_leaves_no_empty_folder_and_says_what_it_deleted(project: Path) -> None:
    pal("install", "--project", project, "--client", "2.1.329")
    rules.write(Project(str(project), 0.0), rules.RECOVERED, "x\n", "s-1")
    said = pal("install", "--project", project, "--uninstall", "--purge")
    assert (said.exit_code, f"deleted {project}/.pal" in said.output) == (0, True), said.output
    assert [path.name for path in project.iterdir()] == [".git"]


def test_uninstall_takes_out_what_the_hooks_wrote(project: Path) -> None:
    rule = project / ".claude/rules/pal-recovered.md"
    (project / ".claude").mkdir(exist_ok=True)
    (project / ".claude/settings.json").write_text('{"model": "opus"}\n')
    (project / "CLAUDE.md").write_text("# Mine")
    pal("install", "--project", project, "--client", "2.1.329")
    (project / ".pal/config.yaml").write_text("section: full\n")
    pal("context", "reload", "--project", project)
    rules.write(Project(str(project), 0.0), rules.RECOVERED, "x\n", "s-1")
    assert "pal:context:start" in (project / "CLAUDE.md").read_text()
    said = pal("install", "--project", project, "--uninstall")
    assert said.exit_code == 0, said.output
    assert (project / "CLAUDE.md").read_text() == "# Mine"
    assert not rule.exists()
    left = sorted(str(p.relative_to(project)) for p in (project / ".claude").rglob("*") if p.is_file())
    assert left == [".claude/settings.json"]
    assert (project / ".pal/checkpoints").is_dir()


def test_a_settings_file_that_cannot_be_edited_stops_it_before_any_is(tmp_path: Path) -> None:
    local = tmp_path / ".claude/settings.local.json"
    local.parent.mkdir()
    local.write_text("{ not json")
    said = pal("install", "--project", tmp_path, "--client", "2.1.329")
    assert (said.exit_code, "line 1" in said.output) == (1, True)
    assert not (tmp_path / ".claude/settings.json").exists()


def test_bench_counts_what_the_summary_kept_and_what_came_back() -> None:
    data = json.loads(pal("bench", "recovery", SESSION, "--json").output)
    assert data["all"]["facts"] >= 8
    assert data["all"]["with"] == data["all"]["facts"]
    assert data["all"]["summary"] < data["all"]["with"] / 2
    assert "used" not in data["all"]
    assert "with ctxhooks" in pal("bench", "recovery", SESSION).output


def test_bench_shows_what_was_used_afterwards_and_known_before(tmp_path: Path) -> None:
    talk = (
        worked(Talk())
        .bash("make lint SHARD=2", "fine")
        .compacted("Nothing.")
        .bash("make lint SHARD=2", "fine")
        .bash("make deploy now", "fine")
    )
    transcript = tmp_path / "t.jsonl"
    transcript.write_bytes(talk.bytes())
    data = json.loads(pal("bench", "recovery", transcript, "--used", "--json").output)
    assert data["all"]["used"] == {"command": {"facts": 1, "summary": 0, "with": 1}}
    assert "other names" not in pal("bench", "recovery", transcript, "--used").output


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demo_shows_what_came_back(language: str, tmp_path: Path) -> None:
    picture = tmp_path / "demo.svg"
    said = pal("demo", SESSION, "--svg", picture, LANG=f"{language}.UTF-8")
    assert said.exit_code == 0, said.output
    assert catalog(language)["recovery_title"] in said.output
    assert picture.read_text().startswith("<svg")


def test_the_demos_session_has_real_work_a_long_summary_and_gaps_that_are_filled() -> None:
    said = pal("demo").output
    held, everything = map(int, re.search(r"summary: (\d+) of (\d+) facts", said).groups())  # type: ignore[union-attr]
    assert (everything > 10, 0.55 < held / everything < 0.75) == (True, True)
    assert f"with the summary {everything} of {everything}" in said
    assert "1. Primary Request and Intent" in said
    assert "newest request: “Leave the holidays for now." in " ".join(said.replace("│", " ").split())


def test_a_checkpoint_is_one_table_of_fact_kept_by_and_cost(project: Path) -> None:
    where = Project(str(project), 0.0, keys_folder(os.environ))
    c = next(checkpoints.sound(where))
    first, second, *_ = c.facts
    lost = (f"{second.kind}: {second.text}",)
    checkpoints.save(where, c._replace(recovery=Recovery({"facts": 9}, lost, {first.id: "prompt"})))
    lines = pal("context", "show", c.id, "--project", project).output.splitlines()
    assert next(line.split("\t") for line in lines if line.startswith("Fact\t")) == ["Fact", "Where it survived", "Tokens"]
    for fact, kept in ((first, "given back at the start"), (second, "lost")):
        line = next(line for line in lines if fact.text in line)
        assert kept in line
        assert line.split()[-1].isdigit()


def test_long_work_shows_a_bar_on_a_terminal_and_nothing_when_piped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(base, "MOMENT", 0)

    def work() -> None:
        with base.progress("Reading", 10) as advance:
            for _ in range(10):
                advance(1)

    work()
    assert capsys.readouterr() == ("", "")
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        work()  # standard output is piped still
        assert not select.select([ours], [], [], 0)[0]
        monkeypatch.setattr(sys, "stdout", terminal)
        monkeypatch.setenv("TERM", "xterm")
        work()
        assert "Reading" in os.read(ours, 65_536).decode()
        os.close(ours)


def test_every_phrase_is_used_somewhere() -> None:
    root = Path(shipped("templates")).parent
    code = "".join(f.read_text() for f in [*(root / "ctxhooks").rglob("*.py"), *Path(shipped("templates")).glob("*.j2")])
    prefixes = ("kind_", "gold_", "part_", "trigger_", "column_", "age_", "file_", "install_", "marker-", "settings-")
    prefixes += ("status_", "category_", "level_", "conv_", "port_", "window_", "clear_", "summary_", "phase_", "load_", "quality_")
    prefixes += ("tokens_", "session_", "handoff_", "adopt_", "help_group_", "used_")
    assert [k for k in catalog("en") if not k.startswith(prefixes) and k not in code] == []


def test_the_client_on_the_path_is_asked_for_its_version(tmp_path: Path) -> None:
    client = tmp_path / "bin/claude"
    client.parent.mkdir()
    client.write_text("#!/bin/sh\necho '2.0.55 (Claude Code)'\n")
    client.chmod(0o755)
    said = pal("install", "--project", tmp_path, PATH=f"{client.parent}{os.pathsep}{os.environ['PATH']}")
    assert "Claude Code 2.0.55 does not know PostCompact" in said.output
