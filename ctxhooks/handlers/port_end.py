"""A port ends: what only it needed leaves the context. Where just one is active, it need not be named."""

from ctxhooks.disk.project import Project
from ctxhooks.loading import activation, messages
from ctxhooks.model.events import Event
from ctxhooks.model.replies import Reply
from ctxhooks.model.settings import Settings
from ctxhooks.ports import registry


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    """Ends the named port, or the only active one; a CtxhooksError where several are, or none."""
    change = activation.end(project, settings, event.port_id or registry.only_active(project))
    return Reply(messages.ended(change, settings.language))
