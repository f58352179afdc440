"""From a fold to facts: what someone who carries on needs, the most important first."""

from typing import Any

from ctxhooks.model.checkpoint import Task
from ctxhooks.model.facts import KINDS, OLDER, Evidence, Fact
from ctxhooks.transcript.fold import Fold
from ctxhooks.transcript.records import cut

OPEN = ("in_progress", "pending")
# How many of a kind are told: of this stretch, and of those before it.
MOST = {
    "request": (15, 3), "constraint": (14, 6), "answer": (12, 4), "plan": (1, 1), "decision": (6, 4), "commit": (5, 2), "refusal": (5, 2),
    "pull_request": (2, 1), "file": (20, 5), "failing": (5, 3), "command": (5, 0), "done": (3, 0), "outside": (5, 0), "document": (8, 0),
}  # fmt: skip
OFTEN = 3  # runs that make a command a usual one


def tasks(fold: Fold) -> list[Task]:
    """Every task of the session, in its order; a client that has both kinds of list uses one of them at a time."""
    listed = [(str(n), t) for n, t in enumerate(fold.data["todos"], 1)] + list(fold.data["tasks"].items())
    return [Task(n, t["title"], t["status"]) for n, t in listed if t["title"]]


def relative(path: str, root: str) -> str:
    """As it is seen from the project's root; a path outside it stays whole."""
    return path.removeprefix(root.rstrip("/") + "/")


def facts(fold: Fold, root: str) -> tuple[Fact, ...]:
    """All of them, by priority; `root` is the project's, for paths."""
    data = fold.data
    found = [*_tasks(fold), *_failing(data), *_said(data), *_files(data, root), *_commands(data)]
    found += [_fact("commit", c["text"], c["text"], c["subject"], c) for c in data["commits"]]
    found += [_fact("pull_request", p["text"], p["text"], "", p) for p in data["pull_requests"]]
    found += [_fact("outside", relative(p, root), relative(p, root), "", m) for p, m in data["outside"].items()]
    found += [_fact("document", relative(p, root), relative(p, root), "", m) for p, m in data["documents"].items()]
    return tuple(sorted(_chosen(found, data["stretch"]), key=lambda f: f.priority))


def _fact(kind: str, text: str, key: str, detail: str, mark: dict[str, Any]) -> tuple[Fact, int]:
    flat = " ".join(text.splitlines())  # a file's name can hold line breaks
    return Fact(kind, flat, key, detail, Evidence(mark["uuid"], mark["line"]), mark["time"], KINDS.index(kind)), mark["stretch"]


def _chosen(found: list[tuple[Fact, int]], stretch: int) -> list[Fact]:
    """The newest of each kind, the newest first, those of an earlier stretch behind all others; open tasks never age."""
    out: list[Fact] = []
    for kind in KINDS:
        mine = [(f, s) for f, s in found if f.kind == kind]
        now = [f for f, s in mine if s == stretch or kind == "task"]
        ago = [f._replace(priority=f.priority + OLDER) for f, s in mine if s != stretch and kind != "task"]
        new, old = MOST.get(kind, (len(now), 0))
        out += now if kind == "task" else [*now[::-1][:new], *ago[::-1][:old]]
    return out


def _tasks(fold: Fold) -> list[tuple[Fact, int]]:
    marked = [*fold.data["todos"], *fold.data["tasks"].values()]
    listed = [t for t in marked if t["title"]]
    ordered = [t for status in OPEN for t in listed if t["status"] == status]
    found = [_fact("task", t["title"], t["title"][:120], t["status"], t) for t in ordered]
    return found + [_fact("done", t["title"], t["title"][:120], "", t) for t in listed if t["status"] == "completed"]


def _failing(data: dict[str, Any]) -> list[tuple[Fact, int]]:
    found = []
    for command, f in data["failing"].items():
        line = command.split("\n")[0]
        found.append(
            _fact(
                "failing",
                cut(command, 40, 200),
                line[:60] + "\n" + cut(f["first"], 8, 160).removesuffix(" …"),
                " / ".join(filter(None, (f["first"], f["named"]))),
                f,
            )
        )
    return found


def _said(data: dict[str, Any]) -> list[tuple[Fact, int]]:
    """What the person said: the newest request and what stands for the whole session at length, others by their beginning."""
    prompts = data["prompts"]
    found: list[tuple[Fact, int]] = []
    for n, p in enumerate(prompts, 1):
        text = p["text"] if n == len(prompts) or p["standing"] else p["brief"]
        found.append(_fact("request", text, _answer(p, 14), p["question"], p))
    found += [_fact("constraint", c["text"], _words(c["text"], 12), "", c) for c in data["constraints"]]
    found += [_fact("answer", a["text"], _answer(a, 12), a["question"], a) for a in data["answers"]]
    found += [_fact("refusal", r["text"], r["text"][:60], r["why"], r) for r in data["refusals"]]
    found += [_fact("plan", p["text"], _words(p["text"], 12), p["file"], p) for p in data["plans"]]
    return found + [_fact("decision", d["text"], _words(d["text"], 12), "", d) for d in data["decisions"]]


def _answer(a: dict[str, Any], words: int) -> str:
    """A short answer says nothing without its question."""
    said = _words(a["text"], words)
    return said if len(said.split()) > 2 or not a["question"] else said + "\n" + _words(a["question"], 12)


def _words(text: str, n: int) -> str:
    """A key: never longer than the shortest way its text is told."""
    return cut(text, n, 200).removesuffix(" …")


def _files(data: dict[str, Any], root: str) -> list[tuple[Fact, int]]:
    found = []
    for path, f in data["files"].items():
        change = f"{f['action']} +{f['added']} −{f['removed']}" + (f" ({', '.join(f['symbols'][:4])})" if f["symbols"] else "")
        found.append(_fact("file", relative(path, root), relative(path, root), change, f))
    return found


def _commands(data: dict[str, Any]) -> list[tuple[Fact, int]]:
    often = sorted(((n, c) for c, n in data["commands"].items() if n >= OFTEN), key=lambda pair: -pair[0])[: MOST["command"][0]]
    mark = {"uuid": "", "line": data["line"], "time": "", "stretch": data["stretch"]}
    return [_fact("command", cut(c, 40, 200), c.split("\n")[0][:60], f"{n}×", mark) for n, c in reversed(often)]
