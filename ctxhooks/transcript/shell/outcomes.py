"""What shell commands did: which worked, which failed and have not passed since, what they changed, what still runs in the background."""

import posixpath
from collections.abc import Iterable

from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any
from ctxhooks.transcript.files import file_use
from ctxhooks.transcript.language import people
from ctxhooks.transcript.records import cut, obj, one_line, string
from ctxhooks.transcript.shell import as_called, commands, commits, error_lines, masked, outward, printed, shapes
from ctxhooks.transcript.shell.shapes import Shape
from ctxhooks.transcript.shell.shell_syntax import SETUP, Call, calls, folder, setup_folder
from ctxhooks.transcript.state import LONGEST_GIVEN, State
from ctxhooks.trust import cuts
from ctxhooks.trust.redact import redact

READERS = frozenset({"BashOutput", "TaskOutput"})
TOOLS = READERS | {"KillShell", "KillBash", "TaskStop"}  # beside the shell itself
NO_FOLDER = pattern(
    r"\b(?:cd|pushd): .{0,300}: (?:No such file|Not a directory|Permission denied)|\bcd: (?:no such file|not a directory|can't cd)"
)
NOT_THERE = "o such file"  # of what was to be read
TIMED_OUT = "Exit code 124"  # of `timeout`, where it had to end what it ran
SHAPES = 6  # commands of a line that have to pass before it has


def called(state: State, record: dict[str, Any], given: dict[str, Any], output: str, bad: bool, shell: str) -> None:  # noqa: PLR0913, PLR0917
    """A command's result. What goes on in the background, in a shell of this id, has neither passed nor failed yet."""
    command = given.get("command", "").strip()  # redacted when the call was noted, like all that it was given
    state.name("commands", command, state.data["commands"].get(command, 0) + 1)
    if shell:
        asked = output.startswith("Command running in background")
        state.name("shells", shell[:100], {"command": command, "cwd": given.get("cwd", ""), "asked": asked, **state.mark(record)})
    else:
        _ran(state, record, command, output, bad, given.get("cwd", ""))


def used(state: State, record: dict[str, Any], name: str, given: dict[str, Any], result: dict[str, Any]) -> None:
    """Notes a call of one of the tools for what runs in the background."""
    if name in READERS:
        _looked_at(state, record, result)
    else:
        _stopped(state, given)


def _looked_at(state: State, record: dict[str, Any], result: dict[str, Any]) -> None:
    """A background command's output was read."""
    shell = obj(result.get("task")) or result
    printed = "\n".join(string(shell.get(k)) for k in ("output", "stdout", "stderr"))
    ended(state, record, string(shell.get("task_id") or shell.get("shellId")), string(shell.get("status")), printed)


def _stopped(state: State, given: dict[str, Any]) -> None:
    """A background command or agent was stopped."""
    for name in ("shell_id", "bash_id", "task_id"):
        state.data["shells"].pop(given.get(name), None)
        state.data["background"].pop(given.get(name), None)


def ended(state: State, record: dict[str, Any], shell: str, status: str, output: str, *, brief: bool = False) -> None:  # noqa: PLR0913
    """In the background. Of what is known to fail a brief word says less than is known."""
    if status in {"completed", "failed", "killed", "stopped"}:
        state.data["background"].pop(shell, None)
        known = state.data["shells"].pop(shell, None)
        command = known["command"] if known else ""
        if brief and status == "failed" and known:
            state.data["shells"][shell] = {**known, "over": True}  # what it printed may be read yet
        if command and (status == "completed" or (status == "failed" and not (brief and command in state.data["failing"]))):
            _ran(state, record, command, output, status == "failed", known["cwd"])


def done_outwards(state: State, record: dict[str, Any], actions: list[outward.Action]) -> None:
    """What others see, each action on a target once."""
    for action in actions:
        form, target = redact(action.form), redact(one_line(action.target))
        state.keep("outward", record, f"{form}\n{target}", form=form, target=target)


def _ran(state: State, record: dict[str, Any], command: str, output: str, bad: bool, cwd: str) -> None:  # noqa: PLR0913, PLR0917
    ran = calls(command)
    began = not (bad and _lost_its_way(ran, output))
    if not began and command in state.data["failing"]:
        return  # what it does fails as it did
    if not all(commands.only_reads(c) for c in ran):
        state.data["mutated"] = state.data["line"]
    for kind in ("failing", "failed_before"):
        state.data[kind].pop(command, None)
    if bad:
        _failed(state, record, command, output, cwd, began)
        return
    whole, output = output, cuts.tail(output, people.LOOKED_AT)
    _committed(state, record, command, output)
    unsure = max((n for n, call in enumerate(ran[:-1]) if call.ends not in {"&&", "", ")"}), default=-1)
    sure = [n > unsure for n in range(len(ran))]
    error = masked.ends_in_error(output)
    if any(c.program in {"cd", "pushd"} for c in ran) and NO_FOLDER.search(output):  # nobody knows where the rest ran
        return
    clean = not error and (all(sure) or not masked.looks_failed(output))
    certain = sure[:-1] if error else sure  # the last call printed it
    passed = [ran[n] for n in _passing(ran, certain, clean, whole)]
    _passed(state, passed, cwd, ran)
    _worked(state, passed[: len(passed) - (len(command) >= LONGEST_GIVEN)], command, cwd)  # of one that was cut the last call is a part
    shown = not error and NOT_THERE not in output  # a failure may stand in what was read
    file_use.read_by_shell(state, record, ran, _passing(ran, certain, shown, whole), whole, cwd)
    file_use.edited_by_shell(state, record, command, output, cwd)
    done_outwards(state, record, outward.by_shell(command, output) if clean else [])


def _committed(state: State, record: dict[str, Any], command: str, output: str) -> None:
    """Notes the commits that a line made, in the place of those that it took back, and the pull requests."""
    if undone := commits.undone(command):
        del state.data["commits"][-undone:]
    for commit, subject in commits.commits(command, output):
        cut_subject = cut(redact(subject), 20, 100)
        state.keep("commits", record, commit or cut_subject, subject=cut_subject if commit else "")
    for url in commits.pull_requests(command, output):
        state.keep("pull_requests", record, redact(url))


def _passing(ran: tuple[Call, ...], certain: list[bool], clean: bool, output: str) -> list[int]:
    """The places of those in a line that passed and found something."""
    passed = [n for n, certainly in enumerate(certain) if certainly or (clean and not _is_guarded(ran, n))]
    return [n for n in passed if not (_is_unknown(ran, n) or printed.found_nothing(ran, n, output))]


def _is_unknown(ran: tuple[Call, ...], n: int) -> bool:
    """Whether nobody can tell that it passed, or ran at all: it is conditional, or another command stands ready for where it fails."""
    return ran[n].conditional or (ran[n].ends == "||" and not all(map(commands.is_minor, ran[n + 1 : n + 2])))


def _is_guarded(ran: tuple[Call, ...], n: int) -> bool:
    """Whether it runs only where the answer ahead of it is yes."""
    return n > 0 and ran[n - 1].ends == "&&" and commands.is_answer(ran[n - 1])


def _lost_its_way(ran: tuple[Call, ...], output: str) -> bool:
    """The folder that the line was to run in was not there: it says nothing of what stands behind."""
    first = next(iter(ran), None)
    return bool(first and first.program in {"cd", "pushd"} and first.ends == "&&" and NO_FOLDER.search(output[:500]))


def _failed(state: State, record: dict[str, Any], command: str, output: str, cwd: str, began: bool) -> None:  # noqa: PLR0913, PLR0917
    """Nothing of a look that found nothing: that is its answer."""
    ran = calls(command)
    first_lines = "\n".join(line for line in output.split("\n", 3)[:3] if not error_lines.EXIT.match(line.strip())).strip()
    if first_lines.startswith("[Request interrupted by user"):
        people.refused(state, record, "Bash", {"command": command}, first_lines.partition("\n")[0])
        return
    if _ended_as_it_was_to(ran, output, first_lines):
        return
    echoed = frozenset(" ".join(c.words[1:]).strip() for c in ran if c.program in {"echo", "printf"})
    summary = error_lines.summarised(output, echoed)
    line, more = (cut(redact(cuts.head(part, people.LONGEST_PROMPT)), 40, 240) for part in summary[:2])
    tests = [redact(t) for t in summary.tests]
    worked_on = [c for c in ran if not commands.is_minor(c)] or list(ran[-1:])
    value = {
        "error": line,
        "more": more,
        "left": [shapes.plain_values(shapes.left_to_pass(c, cwd, output, summary.tests)) for c in worked_on[:SHAPES]],
        "tests": tests,
        "misplaced": not began or shapes.is_misplaced(ran, line),
        "last": _last(ran),
        "over": False,
        "prepared": _is_setup(ran),
        "place": folder(cwd, ran[-1]) if ran else cwd,
        "cwd": cwd,
        "at": _whereabouts(ran, cwd) if began else [],
    }
    state.name("failing", command, {**value, **state.mark(record)})


def _ended_as_it_was_to(ran: tuple[Call, ...], output: str, first_lines: str) -> bool:
    """Whether `timeout` ended it, or its exit code is the answer of a look."""
    if output.startswith(TIMED_OUT) and any(c.words[:1] == ("timeout",) for c in ran):
        return True
    looks = all(commands.is_minor(c) or commands.is_answer(c) for c in ran) and any(commands.is_answer(c) for c in ran)
    return (looks and "fatal: " not in output[:500]) or bool(ran and commands.is_answer(ran[-1]) and not first_lines)


def _whereabouts(ran: tuple[Call, ...], cwd: str) -> list[list[str]]:
    """Where the commands of the last statement lie, by which a try in a scratch folder is known; none where all of it is a try anyway."""
    made: set[str] = set()
    done: list[Call] = []
    for c in ran:
        names = {posixpath.basename(w) for w in c.words}
        made |= {posixpath.basename(path) for path in c.writes}
        if made & names and not commands.is_test(c):
            made |= names  # what is made from what was made up just now
        elif not commands.is_try(c):
            done.append(c)
    return [shapes.whereabouts(c, cwd) for c in [c for c in ran[_start(ran) :] if c in done] or done]


def _start(ran: tuple[Call, ...]) -> int:
    """Of several lines the beginning of the last one."""
    return max((n + 1 for n, c in enumerate(ran[:-1]) if c.ends in {";", "\n"}), default=0)


def _last(ran: tuple[Call, ...]) -> str:
    """Of several lines the last one, whose exit code is that of all; empty where there is only one."""
    start = _start(ran)
    return cut(" && ".join(c.text for c in ran[start:]), 20, 80) if start else ""


def _is_setup(ran: tuple[Call, ...]) -> bool:
    """Whether the first line only prepares those behind it."""
    end = next((n + 1 for n, c in enumerate(ran) if c.ends in {";", "\n"}), len(ran))
    return all(c.program in {"", "cd", "set", *SETUP} for c in ran[:end])


def _passed(state: State, passed: list[Call], cwd: str, ran: tuple[Call, ...]) -> None:
    """What failed before and has passed now in another spelling fails no longer; that its own spelling failed is kept.

    What failed for its place alone is over once it `ran` elsewhere, whatever came of it there.
    """
    failing = state.data["failing"]
    if not failing:
        return
    done, began = _shapes(passed, cwd), _shapes(ran, cwd)
    for command, f in list(failing.items()):
        here = began if f["misplaced"] else done
        f["left"] = [shapes.plain_values(left) for before in f["left"] if (left := _after(shapes.from_plain(before), here, f))]
        f["over"] = True  # work has gone on
        if not f["left"] and here:
            failed = failing.pop(command)
            if not _as_written(command, failed["cwd"], passed, cwd):
                state.name("failed_before", command, failed)


def _shapes(ran: Iterable[Call], cwd: str) -> list[Shape]:
    return [shapes.shape(c, cwd) for c in ran if c.program == "git" or not commands.is_minor(c)]


def _as_written(command: str, there: str, passed: list[Call], here: str) -> bool:
    """Whether a command that failed is among those that passed, in the same words and the same folder.

    Not those of git: what they do depends on its state, and how they failed may be met again.
    """
    ran = {(c.text, folder(here, c)) for c in passed if c.program != "git"}
    return all((c.text, folder(there, c)) in ran for c in calls(command) if c.program == "git" or not commands.is_minor(c))


def _after(failed: Shape, done: list[Shape], f: dict[str, Any]) -> Shape | None:
    """What these commands leave of a failed one."""
    left: Shape | None = failed
    for shape in done:
        left = left and shapes.unmended(left, shape, f["misplaced"], tuple(f["tests"]))
    return left


def _worked(state: State, passed: list[Call], command: str, cwd: str) -> None:
    """Keeps each as it was called last, with what has to be set up ahead of it and where."""
    given_in_loops = commands.set_in_loops(calls(command)) if "$" in command else set()
    for call in filter(commands.is_worth_keeping, passed):
        form, setup = as_called.general_form(call), commands.used_setup(call)
        needed = [call.place, *(part for step in setup for part in step)]
        only_here = call.place.startswith("-") or "\n" in "".join(needed) or given_in_loops & commands.variables(form, *needed)
        if not form or only_here:
            continue
        key, done, one_off = form[: as_called.KEY], shapes.shape(call, cwd), commands.is_one_off(call)
        value = {
            "n": state.data["worked"].get(key, {"n": 0})["n"] + 1,
            "text": as_called.with_its_end(command, call, form),
            "kind": done.form,
            "check": commands.is_check(call) and not one_off,
            "one_off": one_off,
            "setup": [[step, done.place if place == call.place else setup_folder(cwd, call, place)] for step, place in setup],
            "place": done.place,
            "program": shapes.program_path(call, cwd),
            "makes": shapes.compiled(call, cwd),
            "line": state.data["line"],
            "compaction_index": state.data["compaction_index"],
        }
        state.name("worked", key, value)
