"""People's words in a session: prompts, what they bind, decisions, answers, approved plans, refusals."""

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any
from ctxhooks.transcript.files.file_use import EDITORS
from ctxhooks.transcript.language import answers, constraints, pasted, sentences
from ctxhooks.transcript.records import cut, obj, one_line, string
from ctxhooks.transcript.state import KEPT, State
from ctxhooks.trust import cuts
from ctxhooks.trust.redact import redact

ANSWER = pattern(r'"([^"]+)"="([^"]+)"')
# How a result says that a call was not allowed to run, and the person's words to that; a note of the client's may follow.
DENIED = pattern(
    r"The user doesn't want to (?:proceed|take this action)|The user (?:rejected|denied)|User rejected|User denied"
    r"|Permission (?:for this (?:action|tool use) (?:was|has been)|to use .{1,80} has been) denied",
    re.IGNORECASE,
)
# The client's words alone, with none of a person's.
WORDLESS = pattern(r"The user doesn't want to proceed with this tool use\. The tool use was rejected [^\n]{0,200} how to proceed\.\s*")
REASON = pattern(r"the user (?:said|provided the following reason[^:\n]{0,60}):\s*(\S.*)", re.DOTALL | re.IGNORECASE)
NOTE = "\n\nNote: The user's next message"
PLAN_NOTE = "\n\nIf you need specific details from before exiting plan mode"  # the client's own words below an approved plan
CLARIFIES = "The user wants to clarify these questions"
CLARIFIED = pattern(r'^[ \t]*- "(.+)"\n[ \t]*Answer: (.+)$', re.MULTILINE)
HOOK = pattern(r"^PreToolUse:\S{1,100} hook error: (?:\[[^\]\n]{0,300}\]: )?")
# Where a message begins: two calls that differ only in it do the same.
QUOTATION = pattern(r"\s(?:-m|--message|--body|--title|--notes)[ =]?[\"'$]|<<")
NOT_BY_A_PERSON = frozenset({"permission-rule", "automode-blocked"})
LOOKED_AT = 20_000  # characters of a result
PLAN_FILE = pattern(r"saved to: (\S+)")
LONGEST_PROMPT = 5_000
# How a person words what goes on until it is done, or holds for the whole session.
STANDING = pattern(
    r"\b(?:loop|repeat|for (?:each|every)|(?:every|each) time|whenever|until|one by one|one at a time|keep going|go back"
    r"|don['’]?t stop|from now on|the rest of (?:the|this|our) (?:session|conversation|day|work))\b"
    r"|마다|반복|계속|때까지|하나씩|앞으로|\b(?:кажд\w+|пока не|повторя\w+|по одному|цикл\w*)\b",
    re.IGNORECASE,
)


def prompt(state: State, record: dict[str, Any], text: str) -> None:
    """What a person typed: the request, a short answer with what it answers, and what binds from now on."""
    asked, state.data["asked"] = state.data["asked"], ""
    if len(text) > 2 * LONGEST_PROMPT:
        text = f"{cuts.head(text, LONGEST_PROMPT)}\n\n{cuts.tail(text, LONGEST_PROMPT)}"
    if record.get("planContent"):
        text = text.partition(PLAN_NOTE)[0].rstrip()
    text = redact(text)  # ahead of all that takes it apart
    question = answers.question(redact(asked), text) if answers.is_short(text) else ""
    if question or not answers.is_idle(text):
        standing = bool(STANDING.search(pasted.own(text))) and not record.get("planContent")
        more = {"brief": pasted.gist(text, 30), "question": cut(question, 60, 400), "standing": standing}
        state.keep("prompts", record, pasted.gist(text, 160), **more)
    if not record.get("planContent"):  # a plan that was approved, in the client's words
        _bound(state, record, text)


def _bound(state: State, record: dict[str, Any], text: str) -> None:
    """Sentence by sentence: what a later one takes back binds no longer."""
    if state.gone():
        return
    for sentence in constraints.sentences(pasted.own(text)):
        if binds := constraints.binds(sentence):
            _sentences(state, "constraints", record, [sentence])
        known = state.data["constraints"]
        if known and (binds or constraints.takes_back(sentence)):
            state.data["constraints"] = [c for c in known if c["text"] == sentence or not constraints.outdated(c["text"], sentence)]
    _sentences(state, "decisions", record, sentences.decisions(pasted.own(text)))


def answer(state: State, record: dict[str, Any], text: str) -> None:
    """What Claude answered: its decisions, and what it may have asked."""
    state.data["asked"] = cuts.tail(text, answers.LONGEST)
    if sentences.may_decide(text):
        _sentences(state, "decisions", record, sentences.decisions(pasted.prose(redact(text))))


def _sentences(state: State, name: str, record: dict[str, Any], found: list[str]) -> None:
    for sentence in found[-KEPT[name] :]:
        state.keep(name, record, cut(sentence, 60, 400))


def denial(record: dict[str, Any], name: str, output: str) -> str:
    """Who kept a call from running: `user`, `rule`, or `none` where it was called off; empty where it did run.

    Newer clients say so in a field. Elsewhere the text has to begin in the client's words, and to come from a tool whose own output cannot
    begin so: that of a shell stands behind its exit code since 2.0, and before that it can say no more than that it was refused.
    """
    kind = record.get("toolDenialKind")
    if isinstance(kind, str) or record.get("toolUseResult") == "User rejected tool use":
        return "rule" if kind in NOT_BY_A_PERSON else "user" if kind in {None, "user-rejected"} else "none"
    if not DENIED.match(output):
        return ""
    old_shell = name == "Bash" and string(record.get("version")).startswith(("0.", "1."))
    if not name or name.startswith("mcp__") or (old_shell and not WORDLESS.fullmatch(output)):
        return "none"
    return "user" if "rejected" in output[:100] or "user" in output[:8].lower() else "rule"


def denied(state: State, record: dict[str, Any], name: str, given: dict[str, Any], output: str, denial: str) -> None:  # noqa: PLR0913, PLR0917
    """A call that was kept from running; nothing of one that was called off."""
    output = redact(cuts.head(output, LOOKED_AT))
    found = REASON.search(output) if denial == "user" else None
    words = found[1].partition(NOTE)[0] if found else ""
    if words.startswith(CLARIFIES):
        _answers(state, record, dict(CLARIFIED.findall(words)))
    elif denial != "none":
        denied_by = output.partition(". The tool use")[0] if denial == "user" else HOOK.sub("", output)
        refused(state, record, name, given, cut(denied_by.partition(" If you have ")[0], 30, 200), words)
        if words:
            _bound(state, record, words)


def refused(state: State, record: dict[str, Any], name: str, given: dict[str, Any], why: str, said: str = "") -> None:  # noqa: PLR0913, PLR0917
    """A call that somebody or a rule kept from running: why, or what the person said to it."""
    tried = given.get("command") or given.get("file_path") or given.get("description") or given.get("plan", "").strip().split("\n")[0]
    text = cut(redact(f"{name}: {tried}" if tried else name), 40, 200)
    why = f"“{cut(said, 60, 300)}”" if said else why
    state.keep("refusals", record, text, why=why, remark=pasted.gist(said, 160), call=_likeness(name, given))


def ran(state: State, name: str, given: dict[str, Any]) -> None:
    """A call that was refused before and has run since is refused no longer; what the person said about it stays, as a request."""
    if not any(r.get("call", "").startswith(_kind(name)) for r in state.data["refusals"]):
        return
    call = _likeness(name, given)
    over = [r for r in state.data["refusals"] if r.get("call") == call]
    if not (call and over) or state.gone():
        return
    state.data["refusals"] = [r for r in state.data["refusals"] if r not in over]
    state.data["prompts"] = with_remarks(state.data["prompts"], over)[-KEPT["prompts"] :]


def with_remarks(prompts: list[dict[str, Any]], refusals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The prompts, and as such what the person said to these calls, in their order."""
    remarks = [(r, r["remark"]) for r in refusals if r["remark"]]
    said = [{**r, "text": text, "brief": pasted.gist(text, 30), "question": "", "standing": False} for r, text in remarks]
    return sorted([*prompts, *said], key=lambda p: int(p["line"]))


def _likeness(name: str, given: dict[str, Any]) -> str:
    """What two calls have in common that do the same: a file, or a command up to its message; plans are all alike.

    What a call was given is redacted.
    """
    command = given.get("command", "")
    ahead = one_line(QUOTATION.split(command)[0])
    what = ahead or given.get("file_path", "")
    known = what or name in {"ExitPlanMode", "AskUserQuestion"}
    return cuts.head(f"{_kind(name)} {what}", 300) if known else ""


def _kind(name: str) -> str:
    return "Edit" if name in EDITORS else name


def answered(state: State, record: dict[str, Any], output: str, result: dict[str, Any]) -> None:
    """Claude's questions with the person's answers."""
    _answers(state, record, obj(result.get("answers")) or dict(ANSWER.findall(output)))


def _answers(state: State, record: dict[str, Any], found: dict[str, Any]) -> None:
    for question, given in found.items():
        chosen = ", ".join(map(string, given)) if isinstance(given, list) else string(given)
        state.keep("answers", record, cut(redact(chosen), 60, 400), question=cut(redact(question), 40, 240))


def planned(state: State, record: dict[str, Any], given: dict[str, Any], result: dict[str, Any], output: str) -> None:
    """A plan that was approved."""
    plan = given.get("plan") or string(result.get("plan"))
    saved = PLAN_FILE.search(output)
    file = string(result.get("filePath")) or (saved[1] if saved else "")
    state.keep("plans", record, cut(redact(plan.strip().split("\n")[0]).lstrip("# "), 30, 200), file=redact(file))
