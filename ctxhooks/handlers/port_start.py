"""A port starts: its spec and what it needs come into context."""

from ctxhooks.disk.project import Project
from ctxhooks.loading import activation, messages
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.events import Event
from ctxhooks.model.replies import Reply
from ctxhooks.model.settings import Settings


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    """Starts the named port; a CtxhooksError where none is named."""
    if not event.port_id:
        raise CtxhooksError("port-not-named")
    change = activation.start(project, settings, event.port_id, event.session_id)
    return Reply(messages.started(change, settings.language))
