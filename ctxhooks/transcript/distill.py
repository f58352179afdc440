"""From a fold to facts: what someone who carries on needs, the most important first."""

from ctxhooks.light.typing import Any
from ctxhooks.model.checkpoint import Task
from ctxhooks.model.facts import KINDS, OLDER, Evidence, Fact
from ctxhooks.transcript.files import looks, names
from ctxhooks.transcript.files.paths import below, is_scratch, relative
from ctxhooks.transcript.fold import Fold
from ctxhooks.transcript.language import people, requests
from ctxhooks.transcript.records import cut
from ctxhooks.transcript.shell import as_called

OPEN = ("in_progress", "pending")
# How many of a kind are kept: since the last compaction, and from before it.
MOST = {
    "request": (16, 1), "constraint": (14, 6), "answer": (12, 4), "plan": (1, 1), "decision": (6, 4), "commit": (5, 2), "refusal": (5, 1),
    "pull_request": (2, 1), "file": (20, 2), "failing": (5, 1), "command": (12, 0), "done": (1, 0), "outside": (5, 0), "read": (12, 4),
    "outward": (12, 4), "background": (8, 0), "failed_before": (3, 0),
}  # fmt: skip
WHOLE = frozenset({"task", "background", "command"})  # of the whole session: they never age
CLOSE = 4  # files that come with what was changed in them
TARGETS = 20  # of an outward action
AGAIN = 3  # runs of the very same line that make it one to be kept as it is
LONGEST = 120  # characters of such a line


def tasks(fold: Fold) -> list[Task]:
    """Every task of the session, in its order; a client that has both kinds of list uses one of them at a time."""
    listed = [(str(n), t) for n, t in enumerate(fold.data["todos"], 1)] + list(fold.data["tasks"].items())
    return [Task(n, t["title"], t["status"]) for n, t in listed if t["title"]]


def facts(fold: Fold, root: str) -> tuple[Fact, ...]:
    """All facts, by priority; `root` is the project's, for paths."""
    data = fold.data
    reads = [_earlier(_fact("read", line.text, "\n".join(line.keys), "", line.mark), line.earlier) for line in looks.lines(data, root)]
    found = [*_tasks(fold), *_failing(data, root), *_said(data, root), *_files(data, root), *reads, *_commands(data, root)]
    found += [*_background(data), *_outward(data)]
    found += [_fact("commit", c["text"], c["text"], c["subject"], c) for c in data["commits"]]
    found += [_fact("pull_request", p["text"], p["text"], "", p) for p in data["pull_requests"]]
    found += [_fact("outside", relative(p, root), relative(p, root), "", m) for p, m in data["outside"].items()]
    chosen = _with_names(_chosen(found, data["compaction_index"]), data, root)
    return tuple(sorted(chosen, key=lambda f: f.priority))


def _text(facts: list[Fact]) -> str:
    return "\n".join(f"{f.text} {f.detail}" for f in facts)


def _with_names(facts: list[Fact], data: dict[str, Any], root: str) -> list[Fact]:
    """The edited files among the facts with the names that the work on them turns around, less those that another fact tells.

    Not those of files that are committed, but for the latest, nor of scratch files: work on them is most likely over.
    """
    paths = {relative(path, root): path for path in data["files"]}
    committed = max((c["line"] for c in data["commits"]), default=0)
    files = [f.key for f in facts if f.kind == "file" and (f.detail or f.evidence.line > committed) and not is_scratch(paths[f.key], root)]
    told = names.chosen(data, {paths[key]: key for key in files}, _text(facts))
    details = {key: f"{data['files'][paths[key]]['action']} ({', '.join(listed)})" for key, listed in told.items()}
    named = [f._replace(detail=details.get(f.key, f.detail)) if f.kind == "file" else f for f in facts]
    return [f._replace(earlier=True) if f.kind == "file" and not f.detail else f for f in named]


def _fact(kind: str, text: str, key: str, detail: str, mark: dict[str, Any]) -> tuple[Fact, int]:
    flat = " ".join(text.splitlines())  # a file's name can hold line breaks
    return Fact(kind, flat, key, detail, Evidence(mark["uuid"], mark["line"]), mark["time"], KINDS.index(kind)), mark["compaction_index"]


def _earlier(found: tuple[Fact, int], earlier: bool) -> tuple[Fact, int]:
    return found[0]._replace(earlier=earlier), found[1]


def _chosen(found: list[tuple[Fact, int]], compaction_index: int) -> list[Fact]:
    """The newest of each kind, the newest first, those from before the last compaction behind all others; open tasks never age."""
    out: list[Fact] = []
    for kind in KINDS:
        mine = [(f, s) for f, s in found if f.kind == kind]
        now = [f for f, s in mine if s == compaction_index or kind in WHOLE]
        ago = [f._replace(priority=f.priority + OLDER) for f, s in mine if s != compaction_index and kind not in WHOLE]
        new, old = MOST.get(kind, (len(now), 0))
        out += now if kind == "task" else [*now[::-1][:new], *ago[::-1][:old]]
    return out


def _tasks(fold: Fold) -> list[tuple[Fact, int]]:
    marked = [*fold.data["todos"], *fold.data["tasks"].values()]
    listed = [t for t in marked if t["title"]]
    ordered = [t for status in OPEN for t in listed if t["status"] == status]
    found = [_fact("task", t["title"], t["title"][:120], t["status"], t) for t in ordered]
    done = [t for t in listed if t["status"] == "completed"] if found else []
    return found + [_fact("done", t["title"], t["title"][:120], "", t) for t in done]


def _failing(data: dict[str, Any], root: str) -> list[tuple[Fact, int]]:
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


def _failure(kind: str, command: str, f: dict[str, Any], root: str) -> tuple[Fact, int]:
    before = kind == "failed_before"
    wrong, more = cut(f["error"], 40, 120 if before and not f["left"] else 200), "" if before and not f["left"] else cut(f["more"], 40, 140)
    outline = as_called.outline(command, f["last"], f"{f['error']} {f['more']}", 110 if before else 150)
    shown = f["last"] if before and f["last"] and f["prepared"] and not below(f["place"], root) else outline
    first = shown.partition(" …")[0] if before else command.partition("\n")[0]
    key = first[:60] + "\n" + cut(wrong.removesuffix(" …"), 8, 160).removesuffix(" …")
    place = "" if before or command.startswith(("cd ", "pushd ")) else below(f["cwd"], root)
    return _earlier(_fact(kind, " && ".join([*_into(place), shown]), key, " / ".join(filter(None, (wrong, more))), f), before)


def _said(data: dict[str, Any], root: str) -> list[tuple[Fact, int]]:
    """The person's words."""
    committed = max((c["line"] for c in data["commits"]), default=0)
    found = [
        _earlier(_fact("request", r.text, _answer(r.mark, 14), r.question, r.mark), r.earlier)
        for r in requests.told(data["prompts"], committed)
    ]
    found = _last_of_each(found)
    found += [_fact("constraint", c["text"], _words(c["text"], 12), "", c) for c in data["constraints"]]
    answers = [(a, _fact("answer", cut(a["text"], 60, 400), _answer(a, 12), cut(a["question"], 14, 90), a)) for a in data["answers"]]
    found += [_earlier(fact, a["line"] < committed or requests.is_question(a["text"])) for a, fact in answers]
    now = data["compaction_index"]
    meant = [r for r in data["refusals"] if r["compaction_index"] == now or not people.DENIED.match(r["why"])]  # later a reason says more
    refused = [(_from_root(r["text"], root), r) for r in meant]
    found += [_fact("refusal", cut(text, 20, 120), text[:60], r["why"], r) for text, r in refused]
    going_on = any(t["status"] in OPEN for t in [*data["todos"], *data["tasks"].values()])
    plans = [p for p in data["plans"] if going_on or p["compaction_index"] == now]  # of others nobody knows what is left
    found += [_fact("plan", p["text"], _words(p["text"], 12), p["file"], p) for p in plans]
    return found + [_fact("decision", d["text"], _words(d["text"], 12), "", d) for d in data["decisions"]]


def _last_of_each(found: list[tuple[Fact, int]]) -> list[tuple[Fact, int]]:
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


def _files(data: dict[str, Any], root: str) -> list[tuple[Fact, int]]:
    """Those worked on last with what was done to them, the others by their path alone."""
    plans = {p["file"] for p in data["plans"]}  # they are facts of their own
    files = [(p, f) for p, f in data["files"].items() if p not in plans]
    close = {p for p, _ in [(p, f) for p, f in files if not is_scratch(p, root)][-CLOSE:]}
    return [_fact("file", relative(p, root), relative(p, root), f["action"] if p in close else "", f) for p, f in files]


def _commands(data: dict[str, Any], root: str) -> list[tuple[Fact, int]]:
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
            found[text] = _earlier(_fact("command", text, key, f"{w['n']}×" if w["n"] > 1 else "", mark), over)
    listed = list({f[0].text.replace("'", "").replace('"', ""): f for f in found.values()}.values())
    return [f for f in listed if not any(_has_more_options(other, f[0]) for other, _ in listed)][-MOST["command"][0] :]


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
    place, text = below(worked["place"], root), worked["text"]
    if len(text) > as_called.USUAL and worked["place"]:
        text = text.replace(worked["place"].rstrip("/") + "/", "")
    ahead = [*worked["setup"], *_into(place)] if "$" in place else [*_into(place), *worked["setup"]]  # the place may be given by a variable
    line = " && ".join([*ahead, text])
    return line if len(line) <= as_called.WHOLE else ""


def _into(place: str) -> list[str]:
    """The step into a folder; the client's shell is Bash on Windows too, which takes backslashes for escapes."""
    place = place.replace("\\", "/")
    return [f'cd "{place}"' if " " in place else f"cd {place}"] if place else []


def _background(data: dict[str, Any]) -> list[tuple[Fact, int]]:
    """What still runs: shells and agents, by the ids that the client knows them by."""
    running = {
        **{i: {**s, "text": cut(s["command"], 30, 140)} for i, s in data["shells"].items() if not s.get("over")},
        **data["background"],
    }
    current = {name: r for name, r in running.items() if r["compaction_index"] == data["compaction_index"] or r.get("asked")}
    return [_fact("background", f"{r['text']} [{name}]", name, "", r) for name, r in current.items()]


def _outward(data: dict[str, Any]) -> list[tuple[Fact, int]]:
    """Many of one kind make one line, with all of their targets."""
    forms: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for action in data["outward"]:
        forms.setdefault((action["form"], action["compaction_index"]), []).append(action)
    found = []
    for (form, _), actions in forms.items():
        targets = [a["target"] for a in actions if a["target"]][-TARGETS:]
        if form == "git push" and set(targets) <= {a["target"] for a in data["outward"] if a["form"].startswith("git push ")}:
            continue  # it is kept with its remote
        text = f"{form}: {', '.join(targets)}" if targets else form
        found.append(_fact("outward", text, "\n".join(targets) or form, "", actions[-1]))
    return sorted(found, key=lambda pair: pair[0].evidence.line)
