"""Commands: which worked and how they are called, which fail still."""

import subprocess
from pathlib import Path

import pytest
from conftest import Talk
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_fold import facts, read_out, started, told

from ctxhooks.transcript.shell import printed
from ctxhooks.transcript.shell.as_called import general_form
from ctxhooks.transcript.shell.shapes import shape
from ctxhooks.transcript.shell.shell_syntax import calls, joined

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
        ("cd web && npm run build", "cd /project/web && npm run build 2>&1 | tail -20"),
        ("make test", "cd ~/project && make test"),
        ("pytest tests/test_a.py tests/test_b.py", "pytest tests/test_a.py"),
        ("pytest -q", "pytest tests/test_a.py::test_f"),
        ("pytest -q", "pytest -q -k test_f"),
        ("cd api && pytest -q", "pytest -q"),
        ("cd api && pytest tests/test_a.py", "pytest api/tests/test_a.py"),
        ("python3 bench/run.py --size 3", "cd bench && python run.py --size 3"),
        ("npm run lint:fix", "npm run lint"),
        ("cd sub && git push", "git push"),
        ("git add a.py vendor/b.py", "git add a.py"),
        ("eslint src/a.ts tests/test_a.py", "npx eslint tests/test_a.py"),
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
        ("npm run build", "cd web && npm run build", "built"),
        ("cd api && npm test", "cd web && npm test", "3 passed"),
        ("cd api && npm test", "npm test", "3 passed"),
        ("cd api && make", "cd web && make", "ok"),
        ("make test", "cd $CLONE && make test", "ok"),
        ("cd api && pytest tests/test_a.py", "cd web && pytest tests/test_a.py", "3 passed"),
        ("pytest -q", "cd api && pytest -q", "3 passed"),
        ("python3 manage.py migrate", "python3 manage.py runserver", "listening"),
        ("cd api && python3 run.py", "cd web && python3 run.py", "ok"),
    ],
)
def test_what_has_not_passed_since_still_fails(failed: str, passed: str, output: str) -> None:
    assert told(Talk().bash(failed, FAILED, bad=True).bash(passed, output), "failing") == [failed]


def test_one_of_several_tests_that_failed_mends_itself_alone() -> None:
    output = "Exit code 1\nFAILED tests/test_a.py::test_f - assert 0\nFAILED tests/test_b.py::test_g - assert 0\n2 failed in 0.1s"
    talk = Talk().bash("pytest -q", output, bad=True).bash("pytest tests/test_a.py", "3 passed")
    assert told(talk, "failing") == ["pytest -q"]
    assert told(talk.bash("pytest tests/test_b.py -k test_g", "1 passed"), "failing") == []
    many = "".join(f"FAILED tests/test_{n}.py::test_f - assert 0\n" for n in range(3)) + "9 failed, 1 passed in 3s"
    talk = Talk().bash("pytest -q", many, bad=True)
    assert told(talk.bash("pytest tests/test_0.py tests/test_1.py tests/test_2.py", "9 passed"), "failing") == ["pytest -q"]


@pytest.mark.parametrize(
    ("failed", "output", "passed"),
    [
        ("npm run build", 'npm error Missing script: "build"', "cd web && npm run build"),
        ("make tides", "make: *** No rule to make target 'tides'.  Stop.", "cd harbour && make tides"),
        ("cargo build", "error: could not find `Cargo.toml` in `/project` or any parent directory", "cd core && cargo build"),
        ("nvcc bench/a.cu -o bench/a", "cc1: fatal error: bench/a.cu: No such file or directory", "nvcc /project/bench/a.cu -o /tmp/a"),
        ("gcc -I include a.c -o a", "a.c:2:10: fatal error: b/b.h: No such file or directory", "cd .. && gcc -I include a.c -o a"),
        ("./tides.sh --quick", "/bin/bash: line 1: ./tides.sh: No such file or directory", "cd .. && ./tides.sh --quick"),
        ("python3 lib/a.py", "python3: can't open file '/project/lib/a.py': [Errno 2] No such file", "cd .. && python3 lib/a.py"),
        ("python tides.py", "/bin/bash: line 1: python: command not found", "python3 tides.py"),
        ("cd web && npm test", "/bin/bash: line 1: cd: web: No such file or directory", "npm test"),
    ],
)
def test_what_failed_for_its_folder_alone_is_mended_from_another(failed: str, output: str, passed: str) -> None:
    talk = Talk().bash(failed, f"Exit code 1\n{output}", bad=True).bash(passed, "done")
    assert told(talk, "failing") == []
    assert len(told(talk, "failed_before")) == 1


def test_a_commit_that_failed_is_over_when_one_with_another_message_was_made() -> None:
    failed = "git commit -m \"$(cat <<'EOF'\nfeat: tides\n\nIn src/tides.py.\nEOF\n)\""
    talk = Talk().bash(failed, "Exit code 128\nerror: gpg failed to sign the data", bad=True)
    assert len(told(talk, "failing")) == 1
    assert told(talk.bash('git commit -m "feat: tides" -m "In the sea."', "[main 1a2b3c4] feat: tides"), "failing") == []


def test_what_failed_for_its_folder_alone_is_over_when_it_ran_from_another_whatever_came_of_it() -> None:
    nothing = "Exit code 2\npython3: can't open file 'tides/plot.py': [Errno 2] No such file or directory"
    talk = Talk().bash("python3 tides/plot.py --all", nothing, bad=True)
    assert told(talk, "failing") == ["python3 tides/plot.py --all"]
    talk.bash("python3 src/tides/plot.py --all", '{"error": "no display"}')
    assert told(talk, "failing") == []
    assert told(talk, "command") == []


def test_where_a_folder_was_not_there_nobody_knows_where_the_rest_of_a_line_ran() -> None:
    talk = Talk().bash("cd site; make check; echo x > a.txt", "/bin/bash: line 1: cd: site: No such file or directory\nchecked")
    assert told(talk, "command") == told(talk, "file") == []
    output = "/bin/bash: line 1: cd: site: No such file or directory\n[main 1a1a1a1] Draw tides"
    assert told(talk.bash("cd site; git commit -m 'Draw tides'", output), "commit") == ["1a1a1a1"]


def test_a_line_whose_folder_was_not_there_says_nothing_of_what_stands_behind() -> None:
    talk = Talk().bash("cd web && npm test", "Exit code 1\n3 failed", bad=True)
    nowhere = "Exit code 1\n/bin/bash: line 1: cd: web: No such file or directory"
    lost = Talk(cwd="/project/web").bash("cd web && npm test", nowhere, bad=True)
    talk.records += lost.records
    assert [f.detail for f in facts(talk, "failing")] == ["3 failed"]
    assert told(lost.bash("ls", "a.py"), "failing") == []


def test_a_failure_is_told_with_the_folder_that_it_ran_in() -> None:
    talk = Talk(cwd="/project/bench").bash("python3 run.py --all", "Exit code 1\nValueError: no tides", bad=True)
    assert [f.text for f in facts(talk, "failing")] == ["cd bench && python3 run.py --all"]


@pytest.mark.parametrize(
    ("command", "folder"),
    [
        ("echo 'run tests, then build it' > a.c; cat a.c.in >> a.c", "/project"),
        ("curl -s https://tides.invalid/a.json | python3 -c 'import json, sys; json.load(sys.stdin)'", "/project"),
        ("python3 -c 'import tides'", "/project"),
        ("python3 - <<'EOF'\nimport tides\nEOF", "/project"),
        ("node -e 'require(\"tides\")'", "/project"),
        ("cat > probe.c <<'EOF'\nint main() {}\nEOF\ngcc probe.c -o probe && ./probe", "/project"),
        ("cd /tmp/try && java -cp out Probe", "/project"),
        ("cd ~/.claude/jobs/1/tmp && javap -p Probe", "/project"),
        ("python3 /tmp/try.py", "/project"),
        ("java -cp out Probe", "/tmp/try"),
    ],
)
def test_a_try_that_failed_is_told_as_given_up_once_work_went_on(command: str, folder: str) -> None:
    talk = Talk(cwd=folder).bash(command, "Exit code 1\nError: no tides", bad=True)
    assert len(facts(talk, "failing")) == 1
    assert [f.text for f in facts(talk.bash("ls", "a.py"), "failing")] == []
    assert len(facts(talk, "failed_before")) == 1


@pytest.mark.parametrize(
    "command",
    [
        "make test",
        "cd web && npm run build",
        "python3 tools/draw.py",
        "yes | make install",
        "cat > test_a.py <<'EOF'\nassert 0\nEOF\npytest test_a.py",
        "/tmp/venv/bin/pytest tests",
        "docker compose up -d",
        "git push origin main",
        "curl -X POST https://tides.invalid/deploy -d @site.tar",
        "ssh pi 'cd /srv && make'",
        "cd /tmp/clone && git fetch; cd /project && npm test",
    ],
)
def test_a_build_a_test_or_a_deployment_that_fails_is_no_try(command: str) -> None:
    talk = Talk().bash(command, "Exit code 1\nError: no tides", bad=True).bash("ls", "a.py")
    assert len(facts(talk, "failing")) == 1


@pytest.mark.parametrize(
    ("failed", "output", "line"),
    [
        ("ruff check " + " ".join(f"src/harbour/part_{n}.py" for n in range(12)), "src/harbour/part_9.py:3:1: F401 unused",
         "ruff check src/harbour/part_0.py src/harbour/part_1.py src/harbour/part_2.py … src/harbour/part_9.py"),
        ("D=/tmp/x\nmake a b c\nmake deploy", "no target", "D=/tmp/x … make deploy"),
        ("make " + "tides=1 " * 40, "no target", "make " + "tides=1 " * 18 + "…"),
        ("echo '#include <tides.h>\nint main() {' > draw.c && gcc draw.c -o draw " + "-O2 " * 40 + " draw.c", "draw.c:2: error: x",
         "echo '#include <tides.h> int main() {' > draw.c && gcc draw.c … draw.c"),
    ],
)  # fmt: skip
def test_of_a_long_command_that_fails_its_beginning_is_told_and_what_is_its_own(failed: str, output: str, line: str) -> None:
    talk = Talk().bash(failed, f"Exit code 1\n{output}", bad=True)
    assert [f.text for f in facts(talk, "failing")] == [line]


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


@pytest.mark.parametrize(
    ("cwd", "places", "expected"),
    [
        ("D:\\tides", ("/d/tides", "src"), "D:\\tides\\src"),
        ("D:\\tides\\site", ("/c/Users/mira/a.py",), "C:\\Users\\mira\\a.py"),
        ("D:\\tides", ("/tmp/tides.exe",), "/tmp/tides.exe"),
        ("D:\\tides", ("src", "..", "b.py"), "D:\\tides\\b.py"),
        ("/project", ("/d/tides",), "/d/tides"),
        ("/project", ("a", "../b"), "/project/b"),
        ("/project", ("$D/a",), "$D/a"),
        ("/project", ("$D", "src"), "$D/src"),
        ("/project", ("~/a", "", "b"), "~/a/b"),
        ("/project", ("$D", "/srv"), "/srv"),
        ("", ("", ""), ""),
    ],
)
def test_a_path_of_git_bash_is_one_of_windows_there(cwd: str, places: tuple[str, ...], expected: str) -> None:
    assert joined(cwd, *places) == expected


def test_what_fails_now_is_not_told_to_work() -> None:
    talk = Talk().bash("make lint 2>&1", "ok").bash("make lint 2>&1", "ok").bash("make test", "ok")
    talk.bash("make lint 2>&1", "Exit code 1\nError: x", bad=True)
    assert (told(talk, "failing"), told(talk, "command")) == (["make lint 2>&1"], ["make test"])
    talk.bash("make lint 2>&1", "ok")
    assert (told(talk, "failing"), told(talk, "command")) == ([], ["make test", "make lint 2>&1"])


def test_a_line_that_only_begins_like_a_command_or_names_it_does_not_stand_for_it() -> None:
    talk = Talk().bash("pytest", "1 passed").bash("make", "ok")
    for _ in range(3):
        talk.bash("cat pytest", "x").bash("make site --all", "ok").bash("cd web && make check 2>&1 | tail -3", "ok")
    assert told(talk, "command") == ["pytest", "make", "make site --all", "cd web && make check 2>&1 | tail -3"]


def test_what_passes_as_it_is_written_in_a_longer_line_is_not_told_to_fail_as_written() -> None:
    talk = Talk().bash("tides check harbour 2>&1", "Exit code 1\nError: x", bad=True)
    talk.bash("make lint && tides check harbour 2>&1 | tail -3", "ok")
    assert told(talk, "failing") == told(talk, "failed_before") == []
    talk.bash("tides check harbour", "Exit code 1\nError: x", bad=True).bash("cd .. && tides check harbour", "ok")
    assert told(talk, "failing") == ["tides check harbour"]
    talk = Talk().bash("git push", "Exit code 1\nfatal: x", bad=True).bash("git add a && git push", "ok")
    assert told(talk, "failed_before") == ["git push"]


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
        ("pkill -f server; kill $(lsof -ti:3000)", "Exit code 1"),
        ("timeout 5 npm start", "Exit code 124\nlistening"),
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
        ("cd /project && make 2>&1 | tail -5", "make 2>&1 | tail -5"),
        ("make test 2>&1 | grep -E 'FAIL|ok' | head -3; echo done", "make test 2>&1 | grep -E 'FAIL|ok' | head -3"),
        ("make test | tee log.txt", "make test"),
        (f"make test 2>&1 | grep {'x' * 40}", "make test"),
        ("docker run --rm \\\n  -v $PWD:/work \\\n  tides build", "docker run --rm -v $PWD:/work tides build"),
        ("cd sub && make -C /project/sub/" + "a" * 180, "cd sub && make -C " + "a" * 180),
        (f"atlas run --title 'A map of {'x' * 480}' --scale 3", 'atlas run --title "…" --scale 3'),
        ("atlas run --title 'A map\nof the harbour and its buoys' --scale 3", 'atlas run --title "…" --scale 3'),
        ('ssh pi "cd /srv && make test"', 'ssh pi "cd /srv && make test"'),
        ("export PATH=/opt/bin:$PATH && nvcc a.cu", "export PATH=/opt/bin:$PATH && nvcc a.cu"),
        ("F=log.txt; make test > out.txt", "make test"),
        ("N=4; make -j$N", "N=4 && make -j$N"),
        ("make test >/dev/null 2>&1 && echo ok", "make test"),
        ("for t in a b; do make test; done", "make test"),
        ("cd /elsewhere/tool && cargo build", "cd /elsewhere/tool && cargo build"),
        ("uv run atlas plot harbour", "uv run atlas plot harbour"),
        ("D=/srv/tides; S=$D/site; make -C $S", "D=/srv/tides && S=$D/site && make -C $S"),
        ("A=1; B=2; C=3; D=4; E=5; make $A $E", "A=1 && E=5 && make $A $E"),
        ("R=/srv/tides; cd $R/site; make", "R=/srv/tides && cd $R/site && make"),
        ("R=/srv/tides; cd $R; cd site; make", "R=/srv/tides && cd $R/site && make"),
        ("source .venv/bin/activate && cd sub && pytest -q", "source .venv/bin/activate && cd sub && pytest -q"),
        ("cd sub && . ./env.sh && cd api && make", "cd sub && . ./env.sh && cd api && make"),
        ("cd sub && export A=1 && cd .. && make $A", "cd sub && export A=1 && cd /project && make $A"),
        ("D=/srv/tides; cd $D/site && export A=1 && make", "D=/srv/tides && cd $D/site && export A=1 && make"),
        ("N=4; N=4; make -j$N", "N=4 && make -j$N"),
        ("F=x; make $FAST", "make $FAST"),
        ("tides build harbour < tides.sql", "tides build harbour < tides.sql"),
        ("make check || { echo no; exit 1; }", "make check"),
        ("if true; then make a; else make b; fi; make c", "make c"),
        ("make a || make b && make c", "make c"),
        ('build() { make "$1"; }; build a; make c', "make c"),
        ("case $1 in a) make a;; *) make b;; esac; make c", "make c"),
        ("curl -s http://localhost:8000/check", "curl -s http://localhost:8000/check"),
        ("pip install git+https://example.com/tides", "pip install git+https://example.com/tides"),
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
        "ssh-add -l",
        "nm build/libtides.a | grep -i plot",
        "for f in *.py; do test -s $f || continue; done",
        "test -d site || make site",
        "if make check; then echo yes; else echo no; fi",
        "test -f a.txt && make a; date",
    ],
)
def test_a_look_is_no_command_that_works(command: str) -> None:
    assert told(Talk().bash(command, "x"), "command") == []


@pytest.mark.parametrize(
    "command",
    [
        'uv run python -c "import tides; tides.check()"',
        "poetry run python -c '\nimport tides\ntides.check()'",
        "node -p 'require(`./tides`).check'",
        "docker exec db sh -c 'cd /srv\nmake check'",
        "curl -sL https://example.com/tides.json -o tides.json",
        "defuddle parse https://example.com/build",
        "tides --version",
        "cd /tmp/tides && make",
        "/tmp/tides build",
    ],
)
def test_what_is_made_up_for_the_moment_is_told_once_it_ran_three_times(command: str) -> None:
    talk = Talk().bash(command, "ok").bash(command, "ok")
    assert told(talk, "command") == []
    assert told(talk.bash(command, "ok"), "command") != []


def test_of_scripts_behind_a_runner_the_way_to_start_them_is_told() -> None:
    talk = Talk()
    for n in range(3):
        talk.bash(f'uv run python3 -c "import tides; tides.plot({n})"', "ok").bash(f"python3 -c 'print({n})'", "ok")
    assert told(talk, "command") == ["uv run python3 -c"]


def test_a_program_that_a_bare_compiler_call_made_is_told_once_it_ran_three_times() -> None:
    talk = Talk().bash("gcc -o draw draw.c", "").bash("./draw --tides", "drawn").bash("./draw --tides", "drawn")
    assert told(talk, "command") == ["gcc -o draw draw.c"]
    assert told(talk.bash("./draw --tides", "drawn"), "command") == ["gcc -o draw draw.c", "./draw --tides"]


@pytest.mark.parametrize(
    "command",
    [
        "for f in *.json; do tides check $f; done",
        "ls | while read -r f; do n=${f%.json}; tides check --name $n; done",
        "psql tides <<'EOF'\nselect 1;\nEOF",
        "cd - && make check",
        "T='a\nb'; tides check $T",
    ],
)
def test_what_cannot_be_called_as_it_stands_is_not_told(command: str) -> None:
    assert told(Talk().bash(command, "ok").bash(command, "ok").bash(command, "ok"), "command") == []


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


def test_a_command_that_cannot_be_told_whole_makes_way_for_the_next() -> None:
    talk = Talk().bash("make lint", "ok")
    for _ in range(3):
        talk.bash("python3 run.py " + "x" * 600, "ok").bash("python3 -c '\nimport a\n" + "a.b()\n" * 200 + "'", "ok")
    assert told(talk, "command") == ["make lint"]


def test_a_script_of_several_lines_is_told_once_it_ran_three_times() -> None:
    talk, script = Talk(), "python3 -c 'import tides\nfor t in tides.read(): print(t)'"
    assert told(talk.bash(script, "7").bash(script, "7"), "command") == []
    assert told(talk.bash(script, "7"), "command") == [r"python3 -c $'import tides\nfor t in tides.read(): print(t)'"]


def test_what_stands_behind_a_long_here_document_is_known() -> None:
    long = "cat > a.py <<'EOF'\n" + "x = 1\n" * 2_000 + "EOF\n"
    assert told(Talk().bash(long + "make lint", "ok"), "command") == ["make lint"]
    talk = Talk().bash("make lint", "Exit code 1\nError: x", bad=True)
    assert told(talk, "failing") == ["make lint"]
    assert told(talk.bash(long + "make lint", "ok"), "failing") == []
    assert told(Talk().bash("make " + "x" * 3_000, "ok"), "command") == []


SCRIPTS = st.text(alphabet="a $x'\"`\\\n%!#{}()", max_size=40)


@given(SCRIPTS, st.sampled_from("'\""))
@settings(max_examples=60, deadline=None)
def test_a_script_of_several_lines_is_told_on_one_and_means_the_same(script: str, mark: str) -> None:
    body = script.replace("'", "") if mark == "'" else script.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`")
    command = f"python3 -c {mark}\n{body}\n{mark}"
    told_as = [form for c in calls(command) if (form := general_form(c))]
    assume(len(calls(command)) == 1 and told_as)
    assert "\n" not in told_as[0]
    lines = [f"x=1; printf %s {c.removeprefix('python3 -c ')}" for c in (command, told_as[0])]
    printed = [subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True).stdout for line in lines]
    assert printed[0].strip("\n") == printed[1].strip("\n")


STEPS = [
    "cd a", "cd b", "cd ..", "export A=1", "export A=2", "B=3", "B=$A-x", "X=$(pwd)", ". ./env.sh", "true", "D=$PWD; cd $D", "A=7 true",
    "if true; then B=9; fi", "(cd a && true)"
]  # fmt: skip
CALLS = ["tides check $B", 'tides check "$X"', "tides check < env.sh", "A=5 tides check", "tides check 2>&1 | tail -1"]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tides")
    for folder in (root, root / "a", root / "a/b"):
        folder.mkdir(exist_ok=True)
        (folder / "env.sh").write_text("export C=1\n")
    (root / "bin").mkdir()
    (root / "bin/tides").write_text('#!/bin/bash\necho "$PWD|$*"\n')
    (root / "bin/tides").chmod(0o755)
    return root


def in_bash(line: str, root: Path) -> tuple[int, str]:
    env = {"PATH": f"{root}/bin:/usr/bin:/bin"}
    done = subprocess.run(["bash", "-c", line], cwd=root, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.lists(st.sampled_from(STEPS), max_size=4), st.sampled_from([" && ", "; ", "\n"]), st.sampled_from(CALLS))
def test_what_is_told_does_in_bash_what_the_line_did(folders: Path, steps: list[str], between: str, call: str) -> None:
    line = between.join([" && ".join(steps), call]) if steps else call
    code, output = in_bash(line, folders)
    assume(not code and "No such file" not in output)
    found = [f.text for f in facts(Talk(cwd=str(folders)).bash(line, output), "command", str(folders))]
    assume(found)  # none above the project, where it lies among scratch files
    assert in_bash(found[-1], folders) == (0, output)


def test_one_that_failed_behind_a_pipe_did_not_work() -> None:
    assert told(Talk().bash("pytest -q | tail -3", "1 failed, 2 passed"), "command") == []
    assert told(Talk().bash("cd build && ./tests/all_tests | head -20", "PASS\nmalloc(): invalid size (unsorted)"), "command") == []


def test_one_that_printed_an_error_as_json_and_nothing_else_did_not_work() -> None:
    bench = "python3 bench/draw.py --size 9"
    assert told(Talk().bash(bench, '{"error": "no display"}'), "command") == []
    assert told(Talk().bash(bench, '{"error": 0.01}'), "command") == [bench]
    assert told(Talk().bash(f"make build && {bench}", '{"error": "no display"}'), "command") == ["make build"]


@pytest.mark.parametrize(
    ("command", "output", "worked"),
    [
        ("openspec status --json | grep -i root; echo '---'; ls", "---\na.md", []),
        ("echo a; mix test | grep Tides | head -3; echo b", "a\nb", []),
        ("mix test | grep Tides | head -3", "(Bash completed with no output)", []),
        ("cd /project/docs && mix test | grep Tides | head -3", "Shell cwd was reset to /project", []),
        ("mix test | grep Tides | head -3", "ok Tides", ["mix test | grep Tides | head -3"]),
        ("tsc --noEmit | grep error | head -3", "", ["tsc --noEmit | grep error | head -3"]),
        ("mix test | grep -v ok | head -3", "", ["mix test | grep -v ok | head -3"]),
        ("mix test | grep -q Tides && echo found", "found", ["mix test | grep -q Tides"]),
        ("mix test | tail -3; echo '---'", "---", ["mix test | tail -3"]),
    ],
)
def test_a_command_in_whose_output_a_search_found_nothing_is_not_told(command: str, output: str, worked: list[str]) -> None:
    assert told(Talk().bash(command, output), "command") == worked


@given(st.lists(st.sampled_from(["", "x", "---", "==="])), st.sampled_from(["; ", " && ", " || ", "\n"]))
def test_what_stands_between_two_echoes_is_what_the_command_printed(lines: list[str], sign: str) -> None:
    ran = calls(f"echo ---; show{sign}echo ===")
    shown = printed.by_call(ran, 1, "\n".join(["---", *lines, "==="]))
    once = not {"---", "==="} & set(lines)
    assert shown == ("\n".join(lines).strip("\n") if once and sign != " || " else None)


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
        "\u256d\u2500\u2500 Error preview \u2500\u2500\u256e",
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
