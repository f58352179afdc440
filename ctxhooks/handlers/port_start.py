"""A port starts: its spec and what it needs come into context."""

from ctxhooks.context import telling, work
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.events import Event
from ctxhooks.model.replies import Reply
from ctxhooks.model.settings import Settings
from ctxhooks.store.project import Project


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    if not event.port_id:
        raise CtxhooksError("port-not-named")
    change = work.start(project, settings, event.port_id, event.session_id)
    return Reply(telling.started(change, settings.language))
