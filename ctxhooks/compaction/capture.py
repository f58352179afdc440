"""Takes a checkpoint of a session as it is now, where one is due."""

from ctxhooks.compaction import build
from ctxhooks.compaction.catch_up import PATIENCE, catch_up
from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.settings import Settings
from ctxhooks.store import checkpoints
from ctxhooks.transcript import agents

COMPACTION = frozenset({"manual", "auto"})
AT_THE_END = 0.6  # seconds for reading; at the end of a session all hooks share 1.5 s


def take(project: Project, settings: Settings, session_id: str, transcript: str, trigger: str) -> Checkpoint | None:
    """One checkpoint for each compaction, however often the client announces it.

    None for a compaction that is a subagent's, and for a transcript that takes longer to read than there is time: what was read is kept.
    """
    with files.locked(project.lock(f"session-{session_id}")):
        progress = catch_up(project, session_id, transcript, AT_THE_END if trigger == "session_end" else PATIENCE)
        if not progress.whole or (trigger in COMPACTION and agents.compacts(progress.fold, transcript, trigger)):
            return None
        last = checkpoints.newest(project, session_id)
        announces = trigger in COMPACTION
        if last and last.transcript == progress.place and (last.trigger in COMPACTION) == announces:
            return last
        taken = build.checkpoint(project, settings, session_id, progress, trigger)
        # A compaction that was announced and never came is replaced by the next announcement.
        again = last if announces and last and last.trigger in COMPACTION and last.stretch == taken.stretch else None
        taken = taken._replace(previous=again.previous if again else last.id if last else "")
        checkpoints.save(project, taken, instead_of=again.id if again else "")
        progress.mark_saved(project, session_id)
        checkpoints.prune(project, session_id, settings.checkpoints.keep, settings.checkpoints.days)
        return taken
