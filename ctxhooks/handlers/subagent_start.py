"""A subagent starts: the package that waits for it, else in short what the session works on."""

from ctxhooks.context import handoffs, resumption
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.events import Event
from ctxhooks.model.replies import CAP, SILENCE, Reply, units
from ctxhooks.model.settings import Settings
from ctxhooks.store import handoffs as store
from ctxhooks.store import sessions
from ctxhooks.store.project import Project


def handle(event: Event, project: Project, settings: Settings) -> Reply:
    """One package goes to one subagent, also where two start at once."""
    while (package := handoffs.waiting(project, event.agent_type)) is not None:
        try:
            store.accept(project, package.id, event.agent_id)
        except CtxhooksError:
            continue  # another was quicker
        said = handoffs.text(package, settings.language)
        return Reply(
            said if units(said) <= CAP else handoffs.text(package._replace(task=package.task._replace(history="")), settings.language)
        )
    session = sessions.load(project, event.session_id)
    told = resumption.text(session, settings.language) if session and resumption.worth_telling(session) else ""
    return Reply(told) if told else SILENCE
