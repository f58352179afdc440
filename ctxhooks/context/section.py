"""The section in CLAUDE.md, the one channel that every client has."""

import os

from ctxhooks.context import claude_md, recovery
from ctxhooks.context.texts import render
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import TARGETS, Settings
from ctxhooks.store import clients, files, log
from ctxhooks.store.project import Project

# From this version on what SessionStart says after a compaction reaches the model; for older ones the section has to hold it all.
SESSION_START_REACHES = (2, 0, 30)


def reads_session_start(client: str) -> bool:
    """An unknown version counts as new."""
    known = clients.version(client[:40])
    return not known or known >= SESSION_START_REACHES


def is_read_again(checkpoint: Checkpoint) -> bool:
    """Whether the client reads CLAUDE.md anew after this compaction: the oldest do so only after `/compact`."""
    return reads_session_start(checkpoint.client) or checkpoint.trigger == "manual"


def body(checkpoint: Checkpoint, settings: Settings) -> str:
    """Empty when there is nothing to say."""
    if reads_session_start(checkpoint.client):
        tasks = [f.text for f in checkpoint.facts if f.kind == "task"]
        changed = [f.text for f in checkpoint.facts if f.kind == "file" and not os.path.isabs(f.text)][:5][::-1]
        return render("section", settings.language, c=checkpoint, tasks=tasks, changed=changed) if tasks or changed else ""
    return recovery.prompt(checkpoint, checkpoint.facts, settings.language, settings.recovery.prompt_tokens)


def held(project: Project, settings: Settings) -> str | None:
    """What stands in the section now; None where there is no section."""
    target = _target(project, settings)
    old = files.read(target)
    return None if old is None else claude_md.body(old, target)


def refresh(project: Project, settings: Settings, checkpoint: Checkpoint, event: str) -> None:
    """As the checkpoint has it. A file that must not be written is noted; what else is given back does not wait for it."""
    try:
        write(project, settings, body(checkpoint, settings))
    except (CtxhooksError, OSError) as e:
        log.write(project, event, f"{type(e).__name__}: {e}")


def write(project: Project, settings: Settings, said: str) -> bool:
    """Puts `said` between the markers; without markers yet only when there is something to say. True when the file changed."""
    target = _target(project, settings)
    with files.locked(project.lock("section")):
        files.sweep(target)
        old = files.read(target)
        if old is None and os.path.exists(target):
            raise CtxhooksError("no-plain-file", path=target)
        if not said and (old is None or claude_md.body(old, target) is None):
            return False
        return files.edit(target, lambda now: claude_md.put(now, said, target))


def take_out(project: Project) -> list[str]:
    """Leaves every target as it was before there was a section in it; the paths of those that had one."""
    had = []
    for target in TARGETS:
        path = project.path(*target.split("/"))
        old = files.read(path)
        if old is not None and claude_md.body(old, path) is not None:
            left = claude_md.take_out(old, path)
            _ = files.remove(path) if left is None else files.write(path, left)
            had.append(path)
    return had


def _target(project: Project, settings: Settings) -> str:
    if settings.target not in TARGETS:
        raise CtxhooksError("bad-target", target=settings.target, allowed=", ".join(TARGETS))
    return project.path(*settings.target.split("/"))
