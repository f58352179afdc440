"""What people said in a session: prompts, what they bind, decisions, answers, approved plans, refusals."""

import re
from typing import Any

from ctxhooks.transcript import sentences
from ctxhooks.transcript.records import cut, obj, string
from ctxhooks.transcript.state import KEPT, State
from ctxhooks.trust.redact import redact

ANSWER = re.compile(r'"([^"]+)"="([^"]+)"')
SAID = re.compile(r"the user (?:said|provided the following reason[^:]*):\s*(.+)", re.DOTALL)
REFUSED = re.compile(
    r"doesn't want to (?:proceed|take this action)|User rejected|Permission to use .{1,80} has been denied|user denied", re.IGNORECASE
)
PLAN_FILE = re.compile(r"saved to: (\S+)")
LONGEST_PROMPT = 5_000


def prompt(state: State, record: dict[str, Any], said: str) -> None:
    """What a person typed."""
    state.keep("prompts", record, cut(redact(said[:LONGEST_PROMPT]), 80, 600))
    _sentences(state, "constraints", record, sentences.constraints(said))
    _sentences(state, "decisions", record, sentences.decisions(said))


def answer(state: State, record: dict[str, Any], said: str) -> None:
    """What Claude answered."""
    _sentences(state, "decisions", record, sentences.decisions(said))


def _sentences(state: State, name: str, record: dict[str, Any], found: list[str]) -> None:
    for sentence in found[-KEPT[name] :]:
        state.keep(name, record, cut(redact(sentence), 40, 300))


def refused(state: State, record: dict[str, Any], name: str, given: dict[str, Any], output: str) -> None:
    """A call that was not allowed to run."""
    tried = given.get("command") or given.get("file_path") or given.get("description")
    said = SAID.search(output)
    why = cut(output.partition(". ")[0], 20, 120) + (f": “{cut(redact(said[1]), 60, 300)}”" if said else "")
    state.keep("refusals", record, cut(redact(f"{name}: {tried}" if tried else name), 40, 200), why=why)


def answered(state: State, record: dict[str, Any], output: str, result: dict[str, Any]) -> None:
    """Claude's questions with the person's answers."""
    answers = obj(result.get("answers")) or dict(ANSWER.findall(output))
    for question, given in answers.items():
        said = ", ".join(map(string, given)) if isinstance(given, list) else string(given)
        state.keep("answers", record, cut(redact(said), 60, 400), question=cut(redact(question), 40, 240))


def planned(state: State, record: dict[str, Any], given: dict[str, Any], result: dict[str, Any], output: str) -> None:
    """A plan that was approved."""
    plan = given.get("plan") or string(result.get("plan"))
    saved = PLAN_FILE.search(output)
    file = string(result.get("filePath")) or (saved[1] if saved else "")
    state.keep("plans", record, cut(redact(plan.strip().split("\n")[0]).lstrip("# "), 30, 200), file=redact(file))
