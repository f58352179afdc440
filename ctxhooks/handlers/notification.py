"""The client waits for its user: time to bring the section up to date."""

from ctxhooks.context import saving, section
from ctxhooks.model.events import Event
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import Settings
from ctxhooks.store import clients, log
from ctxhooks.store.project import Project
from ctxhooks.transcript.session import catch_up


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    session = catch_up(project, event.session_id, event.transcript_path)
    if section.held(project, settings) is None:
        return SILENCE
    now = saving.build(project, event.session_id, session, "notification")
    if clients.reads_session_start(now.client) and section.update(project, settings, now):
        log.write(project, "Notification", f"{event.notification_type or 'notification'}: section refreshed")
    return SILENCE
