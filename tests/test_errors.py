"""The line of an error that tells, of what tools really print."""

import json

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from ctxhooks.transcript.shell.error_lines import summarised
from ctxhooks.transcript.shell.masked import ends_in_error, looks_failed

SAMPLES = json.loads((ROOT / "tests/samples_errors.json").read_text())


@pytest.mark.parametrize("tool", SAMPLES)
def test_the_line_that_explains_the_failure_is_found(tool: str) -> None:
    sample = SAMPLES[tool]
    assert summarised(sample["output"])[:2] == (sample["line"], sample["more"])


@pytest.mark.parametrize("tool", SAMPLES)
def test_the_line_is_one_that_was_printed_without_escapes(tool: str) -> None:
    told = summarised(SAMPLES[tool]["output"]).line
    assert told
    assert "\x1b" not in told
    assert not told.startswith(("Exit code", "Traceback", "==="))


def test_there_are_samples_of_many_tools() -> None:
    assert len(SAMPLES) >= 60


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("╭─ Preview ─╮\n│ claims sync        │\n│ created: yesterday │\n╰───╯\nRecord it? [y/N]: Aborted.", "Record it? [y/N]: Aborted."),
        ("│ one two three │", "one two three"),
        ("These paths failed:\nsite/assets\nhint: Use -f", "These paths failed: site/assets"),
        ("The following paths are ignored:\nsite/assets", "The following paths are ignored: site/assets"),
    ],
)
def test_of_what_names_no_known_error_the_line_that_says_most_is_told_whole(output: str, line: str) -> None:
    assert summarised(f"Exit code 1\n{output}").line == line


def test_why_git_could_not_sign_is_told() -> None:
    output = "error: Signing file /tmp/.git_signing_x\nCouldn't sign message (signer): agent refused operation?\n\nfatal: failed"
    assert summarised(output)[:2] == ("error: Signing file /tmp/.git_signing_x", "Couldn't sign message (signer): agent refused operation?")


def test_why_a_push_was_rejected_is_told() -> None:
    output = "To github.com:o/r.git\n ! [rejected]        main -> main (fetch first)\nerror: failed to push some refs to 'x.git'"
    assert summarised(output).more == "! [rejected]        main -> main (fetch first)"


def test_many_failed_tests_become_their_number_and_three_names() -> None:
    output = "\n".join(f"FAILED tests/test_{n}.py::test_x - assert {n}" for n in range(7)) + "\n7 failed, 2 passed in 1s"
    assert summarised(output).more == "7: tests/test_0.py::test_x, tests/test_1.py::test_x, tests/test_2.py::test_x"


@pytest.mark.parametrize(
    ("output", "failed"),
    [
        ("12 passed in 1s", False),
        ("1 failed, 11 passed in 1s", True),
        ("0 errors, 0 warnings", False),
        ("src/a.ts(1,7): error TS2322: x", True),
        ("exit: 1", True),
        ("exit code: 0", False),
        ("make: *** [Makefile:3: a.o] Error 1", True),
        ("Traceback (most recent call last):\n  x\nValueError: y", True),
        ("All checks passed!", False),
        ("test result: FAILED. 0 passed; 1 failed", True),
        ("  Running test_gpu_tensor_memory...\nmalloc(): invalid size (unsorted)", True),
        ("free(): double free detected in tcache 2", True),
        ("double free or corruption (!prev)\nAborted (core dumped)", True),
        ("corrupted size vs. prev_size", True),
        ("PASS\nSegmentation fault (core dumped)", True),
        ("/bin/bash: line 1: 4711 Segmentation fault      ./a.out", True),
        ("PASS\nzsh: illegal hardware instruction  ./a.out", True),
        ("PASS\nzsh: bus error  ./a.out", True),
        ("Aborted", True),
        ("/bin/bash: line 1: ./tests/all_tests: No such file or directory", True),
        ("(eval):1: permission denied: ./draw.sh", True),
        ("ls: cannot access 'b': No such file or directory\nok", False),
        ("terminate called after throwing an instance of 'std::bad_alloc'", True),
        ('Exception in thread "main" java.lang.IllegalStateException: Could not find\n\tat TaskKt.main(Task.kt:35)', True),
        ("Uncaught TypeError: x is not a function", True),
        ("Unhandled exception. System.IO.IOException: x", True),
        ("PHP Fatal error:  Uncaught Error: x", True),
        ("valgrind: m_mallocfree.c:303 (get_bszB_as_is): Assertion 'bszB_lo == bszB_hi' failed.", True),
        ("tide: src/tide.c:31: flow: Assertion `height > 0' failed.", True),
        ("ok 3 - Assertion holds, none failed", False),
        ("tests/fault.c: Segmentation fault is caught\nok", False),
        ("ok 1 - malloc() returns memory\nok 2 - free(): no leak", False),
        ("Aborted jobs: 0\nUncaught exceptions: 0", False),
        ("src/a.java:3: // Exception in thread pools", False),
        ("  1:1  error  x is not defined  no-undef", True),
        ("[ERROR] BUILD FAILURE", True),
        ("ValueError: x", True),
        ("Node.js v20.1.0", True),
        ("Tests: 3, Assertions: 3, Failures: 1.", True),
        ("Failed!  - Failed:     1, Passed:     2", True),
        ("Failed: 0, Passed: 12\nErrors: 0", False),
        ("[warn] Code style issues found in 2 files.", True),
        ("2 files would be reformatted, 3 files would be left unchanged.", True),
        ("Diff in /p/src/a.rs:1:", True),
        ("In x.sh line 3:\necho $a", True),
        (" 1 fail\nRan 4 tests", True),
        (" 0 fail\nRan 4 tests", False),
        ("raises ValueError: never", False),
    ],
)
def test_the_output_shows_a_failure_that_the_exit_code_hides(output: str, failed: bool) -> None:
    assert looks_failed(output) is failed


@pytest.mark.parametrize(
    ("output", "alone"),
    [
        ('{"error": "CuPy not available"}', True),
        ('{"error": {"code": 401}, "id": 7}\n', True),
        ('{"error": null, "tides": 3}', False),
        ('{"error": 0.002, "ms": 12}', False),
        ('{"tides": {"error": "none was read"}}', False),
        ('Loading\n{"error": "x"}', False),
        ('[{"error": "x"}]', False),
        ('{"error": }', False),
        ('{"error":' * 900 + "}", False),
        ("", False),
    ],
)
def test_an_output_that_is_an_error_and_nothing_else(output: str, alone: bool) -> None:
    assert ends_in_error(output) is alone


@given(st.dictionaries(st.sampled_from(["error", "tides", "ms"]), st.none() | st.booleans() | st.floats() | st.lists(st.text())))
def test_a_result_whose_error_is_no_text_is_none(result: dict[str, object]) -> None:
    assert not ends_in_error(json.dumps(result))


def test_an_error_as_the_last_line_shows_a_failure() -> None:
    assert ends_in_error("Total benchmarks run: 0\nError: No benchmark results found\n")
    assert not ends_in_error("Error: none\n3 passed")
    assert not ends_in_error("Errors: 0")


@given(st.text(st.characters(codec="ascii", categories=["Ll", "Nd", "Zs"])).filter(lambda text: not looks_failed(text)), st.booleans())
def test_an_abort_shows_in_whatever_was_printed_ahead(printed: str, cut: bool) -> None:
    assert looks_failed(f"{printed * 300 if cut else printed}\nmalloc(): invalid size (unsorted)\n")


@given(st.text() | st.lists(st.sampled_from([s["output"][n : n + 300] for s in SAMPLES.values() for n in (0, 200)])).map("\n".join))
def test_anything_printed_comes_to_a_line_of_it(output: str) -> None:
    told = summarised(output)
    assert "\n" not in told.line
    assert "\n" not in told.more
