"""A port starts or ends, and what stands in Claude's context follows."""

import os

from ctxhooks.disk import files, log
from ctxhooks.disk.project import Project
from ctxhooks.knowledge import library
from ctxhooks.light.contexts import suppress
from ctxhooks.light.typing import NamedTuple
from ctxhooks.loading import rules, section, syncing
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.loaded import Loaded, LoadedItem
from ctxhooks.model.port import Port
from ctxhooks.model.settings import Settings
from ctxhooks.ports import registry, status_note
from ctxhooks.store import checkpoints, loaded, working


class PortChange(NamedTuple):
    """The port, and what is loaded now."""

    port: Port
    outcome: syncing.Synced


def start(project: Project, settings: Settings, id_: str, session: str = "") -> PortChange:
    """Activates a port for a session and syncs the rules and the CLAUDE.md section.

    A CtxhooksError where there is no such port, it is active already, or its dependencies lead back to it.
    """
    with files.locked(project.lock("ports")):
        port = registry.start(project, settings, id_, session)
        return PortChange(port, update_context(project, settings, checkpoints.newest(project)))


def end(project: Project, settings: Settings, id_: str) -> PortChange:
    """Deactivates a port and syncs the rules and the CLAUDE.md section. A CtxhooksError where it is not active."""
    with files.locked(project.lock("ports")):
        ended = registry.end(project, id_)
        return PortChange(Port(ended.id), update_context(project, settings, checkpoints.newest(project)))


def load(project: Project, settings: Settings, name: str) -> LoadedItem:
    """Asks for a document, convention or port by name, ahead of all others; one that is larger than the budget comes in brief."""
    with files.locked(project.lock("ports")):
        now, before = working.read(project), loaded.read(project)
        asked = next((i.name for i in before.documents if i.name == name), "") or library.find(project, settings, name).name
        working.write(project, now._replace(pinned=(*(p for p in now.pinned if p != asked), asked)))
        there = update_context(project, settings, checkpoints.newest(project)).loaded
        return next((i for i in there.documents if i.name == asked), LoadedItem(name=asked))


def unload(project: Project, settings: Settings, name: str) -> str:
    """No longer asks for it, by whatever name `load` takes, or the end of its path; the name that it had."""
    with files.locked(project.lock("ports")):
        now = working.read(project)
        asked = next((p for p in now.pinned if p == name or p.endswith("/" + name)), "") or _named(project, settings, name)
        if asked not in now.pinned:
            raise CtxhooksError("not-loaded" if now.pinned else "none-loaded", name=name, pinned=", ".join(now.pinned))
        working.write(project, now._replace(pinned=tuple(p for p in now.pinned if p != asked)))
        update_context(project, settings, checkpoints.newest(project))
        return asked


def _named(project: Project, settings: Settings, name: str) -> str:
    with suppress(CtxhooksError):
        return library.find(project, settings, name).name
    return ""


def reload(
    project: Project, settings: Settings, last: Checkpoint | None, *, reserved: int | None = None, force: bool | None = None
) -> syncing.Synced:
    """Syncs rules and section with what is active now, under the lock `ports`; see `update_context` for the arguments."""
    with files.locked(project.lock("ports")):
        return update_context(project, settings, last, reserved=reserved, force=force)


def settle(project: Project, settings: Settings, last: Checkpoint | None, event: str, reserved: int = 0) -> None:
    """For a hook: brings rules and section up to date. A failure is logged, and keeps nothing else from being done."""
    with log.noted(project, event):
        if idle(project):
            section.update(project, settings, last)
        else:
            reload(project, settings, last, reserved=reserved)


def idle(project: Project) -> bool:
    """Whether nothing is active, and nothing is left of what was."""
    left = any(name not in rules.KEPT for name in rules.names(project))
    return not (left or os.path.exists(working.path(project)) or os.path.exists(loaded.path(project)))


def update_context(
    project: Project, settings: Settings, last: Checkpoint | None, *, reserved: int | None = None, force: bool | None = None
) -> syncing.Synced:
    """Rules first, then the section, which names them; the caller holds the lock. With `force` false the section is kept where edited."""
    outcome = syncing.sync(
        project, settings, lambda there: section.texts(project, settings, last, there), reserved=reserved, force=bool(force)
    )
    kept = force is False and section.edited(project, settings)
    outcome = outcome._replace(section=None if kept else section.update(project, settings, last))
    if not outcome.loaded.documents:
        loaded.write(project, Loaded())  # last of all: until then it shows that something is left to be put right
    status_note.note(project, settings)
    return outcome
