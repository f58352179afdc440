"""A port ends: what only it needed leaves the context. Where just one is active, it need not be named."""

from ctxhooks.context import ports, telling, work
from ctxhooks.model.events import Event
from ctxhooks.model.replies import Reply
from ctxhooks.model.settings import Settings
from ctxhooks.store.project import Project


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    change = work.end(project, settings, event.port_id or ports.only(project))
    return Reply(telling.ended(change, settings.language))
