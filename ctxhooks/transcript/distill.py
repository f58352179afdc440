"""From a fold to facts: what someone who carries on needs, the most important first."""

from ctxhooks.light.typing import Any
from ctxhooks.model.checkpoint import Task
from ctxhooks.model.facts import KINDS, OLDER, Fact
from ctxhooks.transcript.files import looks, names
from ctxhooks.transcript.files.paths import is_scratch, relative
from ctxhooks.transcript.fold import Fold
from ctxhooks.transcript.found import Found, fact_of
from ctxhooks.transcript.language import said_facts
from ctxhooks.transcript.records import cut
from ctxhooks.transcript.shell import command_facts
from ctxhooks.transcript.state import OPEN, last_commit

# How many of a kind are kept: since the last compaction, and from before it.
MOST = {
    "request": (16, 1), "constraint": (14, 6), "answer": (12, 4), "plan": (1, 1), "decision": (6, 4), "commit": (5, 2), "refusal": (5, 1),
    "pull_request": (2, 1), "file": (20, 2), "failing": (5, 1), "command": (12, 0), "done": (1, 0), "outside": (5, 0), "read": (12, 4),
    "outward": (12, 4), "background": (8, 0), "failed_before": (3, 0),
}  # fmt: skip
WHOLE = frozenset({"task", "background", "command"})  # of the whole session: they never age
REMOVED = "removed"  # what was done to a file that is gone, which is told of every one
CLOSE = 4  # files that come with what was changed in them
TARGETS = 20  # of an outward action


def tasks(fold: Fold) -> list[Task]:
    """Every task of the session, in its order; a client that has both kinds of list uses one of them at a time."""
    listed = [(str(n), t) for n, t in enumerate(fold.data["todos"], 1)] + list(fold.data["tasks"].items())
    return [Task(n, t["title"], t["status"]) for n, t in listed if t["title"]]


def facts(fold: Fold, root: str) -> tuple[Fact, ...]:
    """All facts, by priority; `root` is the project's, for paths."""
    data = fold.data
    reads = [fact_of("read", x.text, "\n".join(x.keys), "", x.mark, earlier=x.earlier) for x in looks.lines(data, root)]
    shell = [*command_facts.failures(data, root), *command_facts.commands(data, root)]
    found = [*_tasks(fold), *shell, *said_facts.facts(data, root), *_files(data, root), *reads, *_background(data), *_outward(data)]
    found += [fact_of("commit", c["text"], c["text"], c["subject"], c) for c in data["commits"]]
    found += [fact_of("pull_request", p["text"], p["text"], "", p) for p in data["pull_requests"]]
    found += [fact_of("outside", relative(p, root), relative(p, root), "", m) for p, m in data["outside"].items()]
    chosen = _with_names(_chosen(found, data["compaction_index"]), data, root)
    return tuple(sorted(chosen, key=lambda f: f.priority))


def _text(facts: list[Fact]) -> str:
    return "\n".join(f"{f.text} {f.detail}" for f in facts)


def _with_names(facts: list[Fact], data: dict[str, Any], root: str) -> list[Fact]:
    """The edited files among the facts with the names that the work on them turns around, less those that another fact tells.

    Not those of files that are committed, but for the latest, nor of scratch files: work on them is most likely over.
    """
    paths = {relative(path, root): path for path in data["files"]}
    committed = last_commit(data)
    files = [f.key for f in facts if f.kind == "file" and (f.detail or f.evidence.line > committed) and not is_scratch(paths[f.key], root)]
    told = names.chosen(data, {paths[key]: key for key in files}, _text(facts))
    details = {key: f"{data['files'][paths[key]]['action']} ({', '.join(listed)})" for key, listed in told.items()}
    named = [f._replace(detail=details.get(f.key, f.detail)) if f.kind == "file" else f for f in facts]
    return [f._replace(earlier=True) if f.kind == "file" and f.detail in {"", REMOVED} else f for f in named]


def _chosen(found: list[Found], compaction_index: int) -> list[Fact]:
    """The newest of each kind, the newest first, those from before the last compaction behind all others; open tasks never age."""
    out: list[Fact] = []
    for kind in KINDS:
        mine = [(f, s) for f, s in found if f.kind == kind]
        now = [f for f, s in mine if s == compaction_index or kind in WHOLE]
        ago = [f._replace(priority=f.priority + OLDER) for f, s in mine if s != compaction_index and kind not in WHOLE]
        new, old = MOST.get(kind, (len(now), 0))
        out += now if kind == "task" else [*now[::-1][:new], *ago[::-1][:old]]
    return out


def _tasks(fold: Fold) -> list[Found]:
    marked = [*fold.data["todos"], *fold.data["tasks"].values()]
    listed = [t for t in marked if t["title"]]
    ordered = [t for status in OPEN for t in listed if t["status"] == status]
    found = [fact_of("task", t["title"], t["title"][:120], t["status"], t) for t in ordered]
    done = [t for t in listed if t["status"] == "completed"] if found else []
    return found + [fact_of("done", t["title"], t["title"][:120], "", t) for t in done]


def _files(data: dict[str, Any], root: str) -> list[Found]:
    """Those worked on last with what was done to them, the others by their path alone.

    Committed ones are among the last only where no other was edited since.
    """
    plans = {p["file"] for p in data["plans"]}  # they are facts of their own
    committed = last_commit(data)
    files = [(p, f) for p, f in data["files"].items() if p not in plans]
    latest = [(p, f) for p, f in files if not is_scratch(p, root)][-CLOSE:]
    close = {p for p, f in latest if f["line"] > committed} or {p for p, _ in latest}
    told = [(p, f["action"] if p in close or f["action"] == REMOVED else "", f) for p, f in files]
    return [fact_of("file", relative(p, root), relative(p, root), action, f) for p, action, f in told]


def _background(data: dict[str, Any]) -> list[Found]:
    """What still runs: shells and agents, by the ids that the client knows them by."""
    running = {
        **{i: {**s, "text": cut(s["command"], 30, 140)} for i, s in data["shells"].items() if not s.get("over")},
        **data["background"],
    }
    current = {name: r for name, r in running.items() if r["compaction_index"] == data["compaction_index"] or r.get("asked")}
    return [fact_of("background", f"{r['text']} [{name}]", name, "", r) for name, r in current.items()]


def _outward(data: dict[str, Any]) -> list[Found]:
    """Many of one kind make one line, with all of their targets.

    No push behind which something was committed: it has to be done again.
    """
    committed = last_commit(data)
    forms: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for action in data["outward"]:
        forms.setdefault((action["form"], action["compaction_index"]), []).append(action)
    found = []
    for (form, _), actions in forms.items():
        targets = [a["target"] for a in actions if a["target"]][-TARGETS:]
        if form == "git push" and set(targets) <= {a["target"] for a in data["outward"] if a["form"].startswith("git push ")}:
            continue  # it is kept with its remote
        if form.startswith("git push") and actions[-1]["line"] < committed:
            continue
        text = f"{form}: {', '.join(targets)}" if targets else form
        found.append(fact_of("outward", text, "\n".join(targets) or form, "", actions[-1]))
    return sorted(found, key=lambda pair: pair[0].evidence.line)
