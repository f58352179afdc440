"""What shell commands did: which ran, which failed and have not passed since, what they committed, what still runs in the background."""

from typing import Any

from ctxhooks.transcript import commits, people, sentences
from ctxhooks.transcript.records import cut, obj, string
from ctxhooks.transcript.state import State
from ctxhooks.trust.redact import redact


def called(state: State, record: dict[str, Any], command: str, output: str, bad: bool, shell: str) -> None:  # noqa: PLR0913, PLR0917
    """A command's result. What goes on in the background, in a shell of this id, has neither passed nor failed yet."""
    state.name("commands", command, state.data["commands"].get(command, 0) + 1)
    if shell:
        state.name("shells", shell, command)
    else:
        _ran(state, record, command, output, bad)


def looked_at(state: State, record: dict[str, Any], result: dict[str, Any]) -> None:
    """A background command's output was read."""
    shell = obj(result.get("task")) or result
    printed = "\n".join(string(shell.get(k)) for k in ("output", "stdout", "stderr"))
    ended(state, record, string(shell.get("task_id") or shell.get("shellId")), string(shell.get("status")), printed)


def ended(state: State, record: dict[str, Any], shell: str, status: str, output: str, *, brief: bool = False) -> None:  # noqa: PLR0913
    """In the background. Of what is known to fail a brief word says less than is known."""
    command = state.data["shells"].get(shell, "")
    if command and (status == "completed" or (status == "failed" and not (brief and command in state.data["failing"]))):
        _ran(state, record, command, output, status == "failed")


def _ran(state: State, record: dict[str, Any], command: str, output: str, bad: bool) -> None:
    d = state.data
    d["shells"] = {shell: c for shell, c in d["shells"].items() if c != command}
    d["failing"].pop(command, None)
    if bad:
        first, named = (cut(redact(line[: people.LONGEST_PROMPT]), 40, 240) for line in sentences.telling(output[:20_000]))
        state.name("failing", command, {"first": first, "named": named, **state.mark(record)})
        return
    for commit, subject in commits.commits(command, output):
        said = cut(redact(subject), 20, 100)
        state.keep("commits", record, commit or said, subject=said if commit else "")
    for url in commits.pull_requests(command, output):
        state.keep("pull_requests", record, redact(url))
