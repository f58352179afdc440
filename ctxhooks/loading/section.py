"""The section, the one channel that every client has, in a rule or in CLAUDE.md: the work, what is loaded, what has just changed."""

from zlib import crc32

from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.loading import section_file
from ctxhooks.model.checkpoint import ActivePort, Checkpoint
from ctxhooks.model.loaded import Loaded
from ctxhooks.model.settings import Settings
from ctxhooks.model.times import seconds
from ctxhooks.ports import registry
from ctxhooks.render import recovery_text, section_text
from ctxhooks.render.section_text import Amount, View
from ctxhooks.setup import clients
from ctxhooks.store import loaded
from ctxhooks.tokens import counting
from ctxhooks.trust import sinks

# How much of what can be many, from all to next to nothing. What is loaded is always listed.
AMOUNTS = (Amount(12, 10, 6), Amount(6, 6, 4), Amount(3, 3, 2), Amount(0, 1, 1), Amount(0, 0, 0))


def view(project: Project, settings: Settings, checkpoint: Checkpoint | None, there: Loaded | None = None) -> View:
    """What the section is made from. Leaves out a checkpoint's port where it has ended since; `there` stands in for what is loaded now."""
    active = tuple(port for _, port in registry.active(project, settings))
    known, checkpoint = checkpoint, checkpoint or Checkpoint()
    if checkpoint.port_id not in {port.id for port in active}:
        checkpoint = checkpoint._replace(port_id="", active_port=ActivePort())  # which has ended since
    return View(checkpoint, active, there or loaded.read(project), project.now, section_file.imports_rules(project, known))


def texts(project: Project, settings: Settings, checkpoint: Checkpoint | None, there: Loaded | None = None) -> tuple[str, str]:
    """Splits the section into the recent changes and the rest, which are two categories of the budget.

    `there` stands in for what is loaded now.
    """
    settings = settings._replace(target=section_file.place(project, settings, checkpoint))
    whole, rest = _fitted(project, settings, view(project, settings, checkpoint, there))
    start = next((i for i, (one, other) in enumerate(zip(whole, rest, strict=False)) if one != other), len(rest))
    return whole[start : start + len(whole) - len(rest)], rest


def _fitted(project: Project, settings: Settings, v: View) -> tuple[str, str]:
    """The section, and the section without changes."""
    count = counting.counter(project)
    facts = v.checkpoint.facts if clients.reads_session_start(v.checkpoint.client) else ()
    recovery = ""
    if facts != v.checkpoint.facts:
        recovery = recovery_text.prompt(v.checkpoint, v.checkpoint.facts, settings.language, settings.recovery.prompt_tokens)
    most = _limit(settings, v.loaded)
    for amount in AMOUNTS:
        text = section_text.text(v, settings, facts, amount)
        if count(sinks.without_imports(text)) <= most:
            break
    bare = section_text.text(v, settings, facts, amount._replace(changes=0))
    return "\n".join(filter(None, (recovery, text))), "\n".join(filter(None, (recovery, bare)))


def _limit(settings: Settings, there: Loaded) -> int:
    """Tokens: the two shares that the section is made of, or what the rules have left of the budget."""
    share = settings.context.allocation
    most = settings.context.token_budget * (share.session_info + share.recent_changes) // 100
    return max(0, min(most, there.total - there.reserved - there.used)) if there.documents else most


def update(project: Project, settings: Settings, checkpoint: Checkpoint | None) -> bool:
    """Writes the section anew when something other than the clock has changed; True when it did."""
    where = section_file.place(project, settings, checkpoint)
    settings = settings._replace(target=where)  # its imports are relative to the file that holds it
    now = view(project, settings, checkpoint)
    # As it was when the newest thing in it happened: the same text as long as nothing else does.
    happened = max((seconds(f.time) for f in now.checkpoint.facts if f.kind == "file"), default=seconds(now.checkpoint.began))
    timeless = _mark(_fitted(project, settings, now._replace(now=happened))[0])
    known = (files.read(_record(project)) or b"").split()
    there = section_file.text(project, where)
    if there is not None and known == [timeless, _mark(there)]:
        return False
    changed = section_file.put(project, where, _fitted(project, settings, now)[0])
    files.write(_record(project), b"%b %b" % (timeless, _mark(section_file.text(project, where) or "")))
    return changed


def edited(project: Project, settings: Settings) -> bool:
    """Whether somebody else has changed the section since it was written last; where that is not known, no."""
    known, there = (files.read(_record(project)) or b"").split(), section_file.held(project, settings)
    return there is not None and len(known) == 2 and known[1] != _mark(there)


def _record(project: Project) -> str:
    return project.own("state", "section")


def _mark(text: str) -> bytes:
    return b"%08x" % crc32(text.encode("utf-8", "replace"))
