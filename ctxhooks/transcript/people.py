"""What people said in a session: prompts, what they bind, decisions, answers, approved plans, refusals."""

import re
from typing import Any

from ctxhooks.transcript import sentences
from ctxhooks.transcript.records import cut, obj, string
from ctxhooks.transcript.state import KEPT, State
from ctxhooks.trust.redact import redact

ANSWER = re.compile(r'"([^"]+)"="([^"]+)"')
# How the client says in a result that a call was not allowed to run, and what the person said to it; a note of the client's may follow.
DENIED = re.compile(
    r"The user doesn't want to (?:proceed|take this action)|The user (?:rejected|denied)|User rejected|User denied"
    r"|Permission (?:for this (?:action|tool use) (?:was|has been)|to use .{1,80} has been) denied",
    re.IGNORECASE,
)
SAID = re.compile(r"the user (?:said|provided the following reason[^:\n]{0,60}):\s*(\S.*)", re.DOTALL | re.IGNORECASE)
NOTE = "\n\nNote: The user's next message"
CLARIFIES = "The user wants to clarify these questions"
CLARIFIED = re.compile(r'^\s*- "(.+)"\n\s*Answer: (.+)$', re.MULTILINE)
NOT_BY_A_PERSON = frozenset({"permission-rule", "automode-blocked"})
LOOKED_AT = 20_000  # characters of a result
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


def denial(record: dict[str, Any], name: str, output: str) -> str:
    """Who kept a call from running: `user`, `rule`, or `none` where it was called off; empty where it did run.

    Newer clients say so in a field. Elsewhere the text has to begin in the client's words, and to come from a tool whose own output cannot
    begin so: that of a shell stands behind its exit code since 2.0.
    """
    kind = record.get("toolDenialKind")
    if isinstance(kind, str) or record.get("toolUseResult") == "User rejected tool use":
        return "rule" if kind in NOT_BY_A_PERSON else "user" if kind in {None, "user-rejected"} else "none"
    if not DENIED.match(output):
        return ""
    if not name or name.startswith("mcp__") or (name == "Bash" and string(record.get("version")).startswith(("0.", "1."))):
        return "none"
    return "user" if "rejected" in output[:100] or "user" in output[:8].lower() else "rule"


def denied(state: State, record: dict[str, Any], name: str, given: dict[str, Any], output: str, denial: str) -> None:  # noqa: PLR0913, PLR0917
    """A call that was kept from running; nothing of one that was called off."""
    output = output[:LOOKED_AT]
    found = SAID.search(output) if denial == "user" else None
    said = found[1].partition(NOTE)[0] if found else ""
    if said.startswith(CLARIFIES):
        _answers(state, record, dict(CLARIFIED.findall(said)))
    elif denial != "none":
        tried = given.get("command") or given.get("file_path") or given.get("description") or given.get("plan", "").strip().split("\n")[0]
        why = cut(redact(output.partition(" If you have ")[0].partition(". The tool use")[0].partition(". STOP")[0]), 30, 200)
        if said:
            why += f": “{cut(redact(said), 60, 300)}”"
            _sentences(state, "constraints", record, sentences.constraints(said))
        state.keep("refusals", record, cut(redact(f"{name}: {tried}" if tried else name), 40, 200), why=why)


def answered(state: State, record: dict[str, Any], output: str, result: dict[str, Any]) -> None:
    """Claude's questions with the person's answers."""
    _answers(state, record, obj(result.get("answers")) or dict(ANSWER.findall(output)))


def _answers(state: State, record: dict[str, Any], answers: dict[str, Any]) -> None:
    for question, given in answers.items():
        said = ", ".join(map(string, given)) if isinstance(given, list) else string(given)
        state.keep("answers", record, cut(redact(said), 60, 400), question=cut(redact(question), 40, 240))


def planned(state: State, record: dict[str, Any], given: dict[str, Any], result: dict[str, Any], output: str) -> None:
    """A plan that was approved."""
    plan = given.get("plan") or string(result.get("plan"))
    saved = PLAN_FILE.search(output)
    file = string(result.get("filePath")) or (saved[1] if saved else "")
    state.keep("plans", record, cut(redact(plan.strip().split("\n")[0]).lstrip("# "), 30, 200), file=redact(file))
