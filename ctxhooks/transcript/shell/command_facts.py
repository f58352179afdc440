"""The facts of what commands did: those that worked, and those that failed."""

from ctxhooks.light.typing import Any
from ctxhooks.model.facts import Fact
from ctxhooks.transcript.files.paths import below, is_scratch
from ctxhooks.transcript.found import Found, fact_of
from ctxhooks.transcript.records import cut
from ctxhooks.transcript.shell import as_called

AGAIN = 3  # runs of the very same line that make it one to be kept as it is
LONGEST = 120  # characters of such a line


def commands(data: dict[str, Any], root: str) -> list[Found]:
    """Those that worked, by how often and how lately: the ones that ran again and again, then of each of the others' kind the last.

    Most likely over is what was made up for the moment, and what neither checks the work nor ran since the last compaction.
    """
    made = {w["makes"] for w in data["worked"].values()} - {""}
    passing = [(key, w) for key, w in data["worked"].items() if not _fails_now(key, w, data)]
    worked = [(key, w) for key, w in passing if w["n"] >= AGAIN or not _is_one_off(w, made, root)]
    often = [(key, w) for key, w in worked if w["n"] > 1]
    often.sort(key=lambda pair: (pair[1]["n"] * (1.0 if pair[1]["compaction_index"] == data["compaction_index"] else 0.5), pair[1]["line"]))
    latest = {w["kind"]: w for _, w in sorted(often, key=lambda pair: pair[1]["line"])}
    once = {w["kind"]: (key, w) for key, w in worked if w["n"] == 1 and w["check"]}
    rest = [(key, w) for kind, (key, w) in once.items() if kind not in latest or _is_anew(w, latest[kind])]
    again = [(n, c) for c, n in data["commands"].items() if n >= AGAIN and len(c) <= LONGEST and "\n" not in c]
    found = {}
    for key, w in rest + often:
        usual = max(((n, c) for n, c in reversed(again) if as_called.is_called(key, c)), default=(0, ""), key=lambda pair: pair[0])[1]
        if text := usual or _line(w, root):
            over = _is_one_off(w, made, root) or (not w["check"] and w["compaction_index"] != data["compaction_index"])
            mark = {"uuid": "", "time": "", **w}
            found[text] = fact_of("command", text, key, f"{w['n']}×" if w["n"] > 1 else "", mark, earlier=over)
    listed = list({f[0].text.replace("'", "").replace('"', ""): f for f in found.values()}.values())
    return [f for f in listed if not any(_has_more_options(other, f[0]) for other, _ in listed)]


def _has_more_options(other: Fact, command: Fact) -> bool:
    """Whether the other ran later, and is the same but for options behind it."""
    more = other.key.removeprefix(f"{command.key} ").split() if other.key.startswith(f"{command.key} ") else []
    return bool(more) and all(word.startswith("-") for word in more) and other.evidence.line > command.evidence.line


def _fails_now(key: str, worked: dict[str, Any], data: dict[str, Any]) -> bool:
    """Whether a command has failed since, by itself."""
    failing = ((c, f) for c, f in data["failing"].items() if f["line"] > worked["line"] and len(f["left"]) == 1)
    return any(f["left"][0][-1] == worked["place"] and as_called.is_called(key, c) for c, f in failing)


def _is_one_off(worked: dict[str, Any], made: set[str], root: str) -> bool:
    """A script or a question made up for the moment, what runs in a scratch folder, or a program that a bare compiler call has `made`."""
    return worked["one_off"] or worked["program"] in made or is_scratch(worked["place"], root) or is_scratch(worked["program"], root)


def _is_anew(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether a command ran later than another of its kind, and was started in another way: with other variables, by another runner."""
    program = one["kind"].partition(" ")[0]
    return bool(one["line"] > other["line"] and one["text"].partition(program)[0] != other["text"].partition(program)[0])


def _line(worked: dict[str, Any], root: str) -> str:
    """As it can be called again from the project's root; empty where that takes too long a line."""
    text = worked["text"]
    if len(text) > as_called.USUAL and worked["place"]:
        text = text.replace(worked["place"].rstrip("/") + "/", "")
    steps, here = [], ""
    for step, there in [*worked["setup"], [text, worked["place"]]]:
        steps += [*_on(here, below(there, root), there), step]
        here = below(there, root)
    line = " && ".join(steps)
    return line if len(line) <= as_called.WHOLE else ""


def _on(first: str, place: str, absolute: str) -> list[str]:
    """The step from one folder below the root into another one, where they are two."""
    if place == first:
        return []
    return _into(place if not first else place.removeprefix(f"{first}/") if place.startswith(f"{first}/") else absolute)


def _into(place: str) -> list[str]:
    """The step into a folder; the client's shell is Bash on Windows too, which takes backslashes for escapes."""
    place = place.replace("\\", "/")
    return [f'cd "{place}"' if " " in place else f"cd {place}"] if place else []


def failures(data: dict[str, Any], root: str) -> list[Found]:
    """What fails; then what failed in its own spelling before another one passed, or was a try behind which work went on.

    Of those that read the same the last.
    """
    over = {c: f for c, f in data["failing"].items() if f["over"]}
    tries = {c: f for c, f in over.items() if all(any(is_scratch(place, root) for place in at) for at in f["at"])}
    kinds = [("failed_before", tries), ("failed_before", data["failed_before"]), ("failing", data["failing"])]
    found = [
        _failure(kind, command, f, root)
        for kind, listed in kinds
        for command, f in listed.items()
        if (f["error"] or kind == "failing") and (kind != "failing" or command not in tries)
    ]
    return list({(fact.kind, fact.key, fact.detail): (fact, of) for fact, of in found}.values())


def _failure(kind: str, command: str, f: dict[str, Any], root: str) -> Found:
    before = kind == "failed_before"
    wrong, more = cut(f["error"], 40, 120 if before and not f["left"] else 200), "" if before and not f["left"] else cut(f["more"], 40, 140)
    outline = as_called.outline(command, f["last"], f"{f['error']} {f['more']}", 110 if before else 150)
    shown = f["last"] if before and f["last"] and f["prepared"] and not below(f["place"], root) else outline
    first = shown.partition(" …")[0] if before else command.partition("\n")[0]
    key = first[:60] + "\n" + cut(wrong.removesuffix(" …"), 8, 160).removesuffix(" …")
    place = "" if before or command.startswith(("cd ", "pushd ")) else below(f["cwd"], root)
    return fact_of(kind, " && ".join([*_into(place), shown]), key, " / ".join(filter(None, (wrong, more))), f, earlier=before)
