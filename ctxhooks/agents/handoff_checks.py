"""Checks of the handoffs that are stored."""

import os
from collections.abc import Iterator

from ctxhooks.disk import digests
from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.handoff import Handoff
from ctxhooks.model.settings import Settings
from ctxhooks.ports import registry
from ctxhooks.render.catalog import say
from ctxhooks.store import checkpoints, handoffs


def every(project: Project) -> Iterator[tuple[str, Handoff | None]]:
    """Each id with its package, the oldest first; None for one that was changed."""
    for id_ in reversed(handoffs.ids(project)):
        try:
            yield id_, handoffs.load(project, id_)
        except CtxhooksError:
            yield id_, None


def lacking(project: Project, settings: Settings, package: Handoff) -> Iterator[str]:
    """What the next agent needs and this package does not give."""
    spec = package.task.spec
    if not spec or not (digests.exists(os.path.join(project.root, spec)) or _is_port(project, settings, spec)):
        yield say(settings.language, "quality_needs_spec" if spec else "quality_names_no_spec", spec=spec)
    if not package.task.next:
        yield say(settings.language, "quality_needs_next")
    if package.recovery.checkpoint and f"{package.recovery.checkpoint}.json" not in checkpoints.names(project):
        yield say(settings.language, "quality_needs_checkpoint", id=package.recovery.checkpoint)
    if package.tokens * 2 > package.session.available:
        yield say(settings.language, "quality_needs_tokens", tokens=package.session.available, least=settings.handoff.minimum_tokens)


def _is_port(project: Project, settings: Settings, name: str) -> bool:
    try:
        return bool(registry.find(project, settings, name))
    except CtxhooksError:
        return False
