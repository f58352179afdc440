"""The client waits for its user: time to bring the section up to date."""

from ctxhooks.compaction import build
from ctxhooks.compaction.catch_up import catch_up
from ctxhooks.disk import log
from ctxhooks.disk.project import Project
from ctxhooks.loading import section, section_file
from ctxhooks.model.events import Event
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import Settings
from ctxhooks.setup import clients


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    """Brings the section up to date where there is one and the client reads what SessionStart says."""
    session = catch_up(project, event.session_id, event.transcript_path)
    if section_file.held(project, settings) is None:
        return SILENCE
    now = build.checkpoint(project, settings, event.session_id, session, "notification")
    if clients.reads_session_start(now.client) and section.update(project, settings, now):
        log.write(project, "Notification", f"{event.notification_type or 'notification'}: section refreshed")
    return SILENCE
