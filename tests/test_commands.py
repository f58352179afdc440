"""Commands: which worked and how they are called, which fail still."""

import pytest
from conftest import Talk
from hypothesis import given
from hypothesis import strategies as st
from test_fold import facts, read_out, started, told

from ctxhooks.transcript.shell.commands import shape
from ctxhooks.transcript.shell.shell_syntax import calls

FAILED = "Exit code 1\nFAILED tests/test_a.py::test_f - assert 1 == 2\n1 failed in 0.1s"


@pytest.mark.parametrize(
    ("failed", "passed"),
    [
        ("pytest -q", "cd /project && pytest -q"),
        ("pytest -q", "pytest -q tests/ -x 2>&1 | tail -3"),
        ("pytest -q", "PYTHONPATH=. uv run --no-sync pytest"),
        ("pytest -q", "source .venv/bin/activate && python -m pytest -vv"),
        ("pytest tests/test_a.py", ".venv/bin/pytest tests"),
        ("pytest tests/test_a.py::test_f", "pytest tests/test_a.py"),
        ("pytest -q", "pytest tests/test_a.py"),
        ("npm test", "npm run test -- --runInBand"),
        ("npm run build", "cd web && npm run build 2>&1 | tail -20"),
        ("go test ./...", "go test ./... -count=1"),
        ("cargo build", "RUSTFLAGS=-g cargo build --release"),
        ("make", "make -j4"),
        ("git commit -m 'It isn't'", "git add -A && git commit -F /tmp/m.txt"),
        ("gh pr create --title x --body 'y", "gh pr create --title x --body-file b.md"),
        ("bun run lint && bun run test | tail -3", "bun run lint; bun run test"),
        ("docker compose up -d", "sudo docker compose up -d --build"),
        ("python3 app.py", "timeout 20 python3 app.py"),
        ("nvcc a.cu", "/usr/local/cuda/bin/nvcc a.cu"),
        ("ruff format --check a.py b.py c.py", "uv run ruff format a.py c.py"),
        ("npx prettier --check web/a.ts web/b.ts", "npx prettier --write web/a.ts"),
        ("cargo fmt --check", "cargo fmt"),
    ],
)
def test_what_has_passed_since_in_another_spelling_no_longer_fails(failed: str, passed: str) -> None:
    talk = Talk().bash(failed, FAILED, bad=True)
    assert len(told(talk, "failing")) == 1
    assert told(talk.bash(passed, "12 passed in 1s"), "failing") == []


@pytest.mark.parametrize(
    ("failed", "passed", "output"),
    [
        ("pytest -q", "pytest tests/test_b.py", "3 passed"),
        ("pytest -q", "pytest -q | tail -2", "1 failed, 3 passed"),
        ("pytest tests/test_a.py", "pytest tests/test_b.py", "3 passed"),
        ("pytest -q", "pytest -q -k test_other", "1 passed"),
        ("pytest -q", "ruff check .", "All checks passed!"),
        ("npm run build", "npm run lint", "ok"),
        ("npm run build", "npm run build || true", "error: no build"),
        ("ruff check .", "ruff format .", "1 file reformatted"),
        ("python3 a.py", "python3 b.py", "ok"),
        ("go test ./a", "go test ./b", "ok  \tb"),
        ("make && ./deploy.sh", "make", "ok"),
    ],
)
def test_what_has_not_passed_since_still_fails(failed: str, passed: str, output: str) -> None:
    assert told(Talk().bash(failed, FAILED, bad=True).bash(passed, output), "failing") == [failed]


@pytest.mark.parametrize(
    ("failed", "output", "passed", "line"),
    [
        ("rtk bun run test", "Exit code 2\nerror: unrecognized subcommand 'bun'", "bun run test", "rtk bun run test"),
        ("cd b && nvcc a.cu", "/bin/bash: line 1: nvcc: command not found", "/opt/cuda/bin/nvcc a.cu", "cd b && nvcc a.cu"),
        ("D=/tmp/x\nls $D\nmake deploy", "make: *** No rule to make target 'deploy'", "make -s deploy", "make deploy"),
        ("set -x\nmake a && make b", "make: *** No rule to make target 'b'", "make -j2 a && make -j2 b", "make a && make b"),
    ],
)
def test_how_a_command_failed_is_told_once_it_has_passed_in_another_form(failed: str, output: str, passed: str, line: str) -> None:
    talk = Talk().bash(failed, output, bad=True)
    assert told(talk, "failed_before") == []
    found = facts(talk.bash(passed, "ok"), "failed_before")
    assert [(f.text, f.detail) for f in found] == [(line, output.rpartition("\n")[2])]


def test_a_command_that_passes_as_it_was_never_failed_before_and_one_that_fails_again_fails() -> None:
    talk = Talk().bash("pytest -q", FAILED, bad=True).bash("pytest tests", "3 passed")
    assert told(talk, "failed_before") == ["pytest -q"]
    assert told(Talk().bash("pytest -q", FAILED, bad=True).bash("pytest -q", "3 passed"), "failed_before") == []
    again = talk.bash("pytest -q", FAILED, bad=True)
    assert (told(again, "failing"), told(again, "failed_before")) == (["pytest -q"], [])


def test_one_that_passes_in_the_background_no_longer_fails() -> None:
    talk = started(Talk().bash("make check", "Exit code 2\nerror: no rule", bad=True), "b1", "make check 2>&1 | tee log")
    assert told(talk, "failing") == ["make check"]
    assert told(read_out(talk, "b1", "completed", "ok"), "failing") == []


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("grep -rn lend src", "Exit code 1"),
        ("cd src && grep lend a.py | head", "Exit code 1"),
        ("which cargo", "Exit code 1"),
        ("command -v cargo", "Exit code 1"),
        ("pgrep -f server", "Exit code 1"),
        ("test -f a.py", "Exit code 1"),
        ("[ -d src ] && ls src", "Exit code 1"),
        ("diff a.py b.py", "Exit code 1\n1c1\n< x\n---\n> y"),
        ("git diff --exit-code", "Exit code 1\n+x"),
        ("rg -l lend", "Exit code 1"),
        ("ls build/*.o", "Exit code 2\nls: cannot access 'build/*.o': No such file or directory"),
        ("make > log 2>&1; grep -c error log", "Exit code 1"),
    ],
)
def test_a_look_that_finds_nothing_does_not_fail(command: str, output: str) -> None:
    assert told(Talk().bash(command, output, bad=True), "failing") == []


def test_an_interrupted_command_is_refused_and_does_not_fail() -> None:
    talk = Talk().bash("pip install cupy", "[Request interrupted by user for tool use]\nCollecting cupy", bad=True)
    assert (told(talk, "failing"), told(talk, "refusal")) == ([], ["Bash: pip install cupy"])
    assert facts(talk, "refusal")[0].detail == "[Request interrupted by user for tool use]"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("UV_CACHE_DIR=.uv-cache uv run pytest -q", "UV_CACHE_DIR=.uv-cache uv run pytest -q"),
        ("source venv/bin/activate && python -m app.check", "source venv/bin/activate && python -m app.check"),
        ("cd bench && make", "cd bench && make"),
        ("cd 'the bench' && make", 'cd "the bench" && make'),
        ("cd D:/harbour/site && make", "cd D:/harbour/site && make"),
        ("cd /project && make 2>&1 | tail -5", "make"),
        ('ssh pi "cd /srv && make test"', 'ssh pi "cd /srv && make test"'),
        ("export PATH=/opt/bin:$PATH && nvcc a.cu", "export PATH=/opt/bin:$PATH && nvcc a.cu"),
        ("F=log.txt; make test > out.txt", "make test"),
        ("N=4; make -j$N", "N=4 && make -j$N"),
        ("make test >/dev/null 2>&1 && echo ok", "make test"),
        ("for t in a b; do make test; done", "make test"),
        ("cd /elsewhere/tool && cargo build", "cd /elsewhere/tool && cargo build"),
        ("uv run atlas plot harbour", "uv run atlas plot harbour"),
        ('uv run python -c "import ast; ast.parse(1)"', 'uv run python -c "import ast; …"'),
        ("poetry run python -c '\nimport a\nprint(1)'", 'poetry run python -c "…"'),
    ],
)
def test_a_command_is_given_back_as_it_can_be_called_again(command: str, expected: str) -> None:
    assert told(Talk().bash(command, "ok"), "command") == [expected]


@pytest.mark.parametrize(
    "command",
    [
        "ls -la",
        "cat a.py | head -5",
        "grep -rn x .",
        "git status",
        "cd src",
        "sed -n 1,5p a.py",
        "pytest --version",
        "python3 - <<'EOF'\nx\nEOF",
        "curl -s https://example.com | python3 -m json.tool",
        "echo done",
        "find . -name '*.py'",
        "pip list",
    ],
)
def test_a_look_is_no_command_that_works(command: str) -> None:
    assert told(Talk().bash(command, "x"), "command") == []


def test_commands_of_the_whole_session_are_given_backand_those_run_often_last() -> None:
    talk = Talk().bash("npm run lint", "ok").bash("make", "ok").bash("make", "ok").compacted().bash("pytest -q", "1 passed")
    talk.bash("make -k", "ok").bash("pytest -q", "2 passed")
    assert sorted(told(talk, "command")) == ["make", "npm run lint", "pytest -q"]
    newest = [f.text for f in facts(talk, "command")]
    assert "pytest -q" in newest


def test_beside_what_ran_often_the_newest_of_its_kind_is_told_where_it_was_started_in_another_way() -> None:
    talk = Talk().bash("uv run pytest -q tests/test_a.py", "ok").bash("uv run pytest -q tests/test_a.py", "ok")
    assert told(talk.bash("uv run pytest -q tests/test_b.py", "ok"), "command") == ["uv run pytest -q tests/test_a.py"]
    talk.bash("UV_CACHE_DIR=.cache uv run pytest -q", "ok")
    assert told(talk, "command") == ["uv run pytest -q tests/test_a.py", "UV_CACHE_DIR=.cache uv run pytest -q"]


def test_what_an_option_ahead_of_the_subcommand_is_given_is_not_the_subcommand() -> None:
    assert shape(calls('atlas -w "$D/kb" plot x')[0])[0] == shape(calls("atlas -w ./kb plot y")[0])[0] == "atlas plot"


def test_one_that_failed_behind_a_pipe_did_not_work() -> None:
    assert told(Talk().bash("pytest -q | tail -3", "1 failed, 2 passed"), "command") == []


def test_at_most_a_dozen_or_so_are_given_backand_each_once() -> None:
    talk = Talk()
    for n in range(60):
        talk.bash(f"make target{n}", "ok").bash(f"make target{n}", "ok").bash("make all", "ok")
    found = told(talk, "command")
    assert len(found) == len(set(found)) == 12
    assert "make all" in found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pytest", "uv run --with x pytest"),
        ("eslint .", "npx eslint ."),
        ("./gradlew test", "gradlew test --info"),
        ("npm run test", "npm test"),
        ("mypy", "python3 -m mypy"),
    ],
)
def test_wrappers_do_not_count(one: str, other: str) -> None:
    assert shape(calls(one)[0])[0] == shape(calls(other)[0])[0]


def test_a_here_document_a_substitution_and_quotes_are_no_commands() -> None:
    line = "git commit -m \"$(cat <<'EOF'\nDon't; rm -rf / && make\nEOF\n)\" && echo 'a && b' | tee log"
    assert [c.program for c in calls(line)] == ["git", "echo", "tee"]
    assert [(c.program, c.body, c.writes) for c in calls("cat > a.txt <<EOF\nmake\nEOF\nmake")] == [
        ("cat", "make", ("a.txt",)),
        ("make", "", ()),
    ]


@given(st.text(alphabet="ab $(){}'\"`\\;&|<>\n=#-EOF0", max_size=200))
def test_any_line_is_taken_apart(line: str) -> None:
    for call in calls(line):
        assert all("\0" not in w or "\0" in line or "<<" in line for w in call.words)
        shape(call)


@pytest.mark.parametrize(("folder", "given_back"), [("/tmp/project", ["make lint"]), ("/tmp/elsewhere", [])])
def test_a_project_may_lie_where_scratch_files_do(folder: str, given_back: list[str]) -> None:
    talk = Talk(cwd=folder).bash("make lint", "no complaints")
    assert [f.text for f in facts(talk, "command", "/tmp/project")] == given_back


def test_failures_that_read_the_same_are_told_once() -> None:
    talk = Talk()
    for n in (1, 2):
        talk.bash(f"git apply --check a.patch && echo {'x' * 120} {n}", "Exit code 1\nerror: corrupt patch at line 14", bad=True)
    assert len(facts(talk, "failing")) == 1


def test_a_spinner_is_no_error() -> None:
    talk = Talk().bash("make site", "Exit code 1\n\u280b Preparing pages...\n\u2819 Preparing pages...\nerror: no pages found", bad=True)
    assert [f.detail for f in facts(talk, "failing")] == ["error: no pages found"]
    talk = Talk().bash("make site", "Exit code 1\nlooking for pages\n\u280b Preparing pages...", bad=True)
    assert [f.detail for f in facts(talk, "failing")] == ["looking for pages"]


@pytest.mark.parametrize(
    "step",
    [
        "Checking 3 source files ...",
        "Compiling harbour…",
        "| Fetching the tides",
        "/ building",
        "- Installing buoys",
        "[====>        ] 12/40 failed checks read",
        "[#####.....] 50%",
        " 42%|████▏     | 21/50 [00:03<00:04, failed=0]",
        "$ biome check --error-on-warnings",
        "[lint] $ golangci-lint run --no-error",
        "> harbour@1.0.0 build\n> tsc --noEmitOnError false",
    ],
)
def test_a_step_on_the_way_is_no_error(step: str) -> None:
    talk = Talk().bash("make site", f"Exit code 1\n{step}\nthe site has no pages", bad=True)
    assert [f.detail.partition(" / ")[0] for f in facts(talk, "failing")] == ["the site has no pages"]


@pytest.mark.parametrize("line", ["- error: a list of errors", "> 3 | lint error here", "[=] error: no such part", "/ error in a table"])
def test_what_only_begins_like_a_step_on_the_way_is_kept(line: str) -> None:
    talk = Talk().bash("make site", f"Exit code 1\nbegins\n{line}\nends", bad=True)
    assert line in [f.detail for f in facts(talk, "failing")]


def test_a_command_goes_with_the_file_that_it_names() -> None:
    talk = Talk().bash("python3 tools/draw.py --tides", "drawn").bash("python3 other/draw.py", "drawn")
    talk.bash("git mv tools/draw.py tools/draw_tides.py", "")
    assert [f.text for f in facts(talk, "command")] == ["python3 other/draw.py"]
    talk.bash("mv other drawing", "")
    assert facts(talk, "command") == []
