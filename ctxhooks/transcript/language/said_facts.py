"""The facts of what people said: requests, constraints, answers, refusals, plans, decisions."""

from ctxhooks.light.typing import Any
from ctxhooks.transcript.files.paths import relative
from ctxhooks.transcript.found import Found, fact_of
from ctxhooks.transcript.language import people, requests
from ctxhooks.transcript.records import cut
from ctxhooks.transcript.state import OPEN, last_commit


def facts(data: dict[str, Any], root: str) -> list[Found]:
    """The person's words."""
    committed = last_commit(data)
    newest = max((p["line"] for p in data["prompts"]), default=0)
    prompts = people.with_remarks(data["prompts"], [r for r in data["refusals"] if r["line"] > newest])
    asked = requests.told(prompts, committed)
    found = _last_of_each([fact_of("request", r.text, _answer(r.mark, 14), r.question, r.mark, earlier=r.earlier) for r in asked])
    found += [fact_of("constraint", c["text"], _words(c["text"], 12), "", c) for c in data["constraints"]]
    for a in data["answers"]:
        over = a["line"] < committed or requests.is_question(a["text"])
        found.append(fact_of("answer", cut(a["text"], 60, 400), _answer(a, 12), cut(a["question"], 14, 90), a, earlier=over))
    now = data["compaction_index"]
    meant = [r for r in data["refusals"] if r["compaction_index"] == now or not people.DENIED.match(r["why"])]  # later a reason says more
    refused = [(_from_root(r["text"], root), r) for r in meant]
    found += [fact_of("refusal", cut(text, 20, 120), text[:60], r["why"], r) for text, r in refused]
    going_on = any(t["status"] in OPEN for t in [*data["todos"], *data["tasks"].values()])
    plans = [p for p in data["plans"] if going_on or p["compaction_index"] == now]  # of others nobody knows what is left
    found += [fact_of("plan", p["text"], _words(p["text"], 12), p["file"], p) for p in plans]
    return found + [fact_of("decision", d["text"], _words(d["text"], 12), "", d) for d in data["decisions"]]


def _last_of_each(found: list[Found]) -> list[Found]:
    """Of what says the same the last: a prompt that was interrupted is sent again."""
    return list({fact.key: (fact, of) for fact, of in reversed(found)}.values())[::-1]


def _from_root(call: str, root: str) -> str:
    """What a tool was to do to a file, by the file's path from the project's root."""
    name, colon, path = call.partition(": ")
    return call if name == "Bash" else name + colon + relative(path, root)


def _answer(a: dict[str, Any], words: int) -> str:
    """A short answer says nothing without its question."""
    text = _words(a["text"], words)
    return text if len(text.split()) > 2 or not a["question"] else text + "\n" + _words(a["question"], 12)


def _words(text: str, n: int) -> str:
    """A key: never longer than the shortest form of its text."""
    return cut(text, n, 200).removesuffix(" …")
