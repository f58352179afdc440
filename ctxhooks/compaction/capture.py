"""Takes a checkpoint of a session as it is now, where one is due."""

from ctxhooks.compaction import build
from ctxhooks.compaction.catch_up import PATIENCE, catch_up
from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.model.checkpoint import COMPACTION, Checkpoint
from ctxhooks.model.settings import Settings
from ctxhooks.store import checkpoints
from ctxhooks.transcript import agents

AT_THE_END = 0.6  # seconds for reading; at the end of a session all hooks share 1.5 s


def take(project: Project, settings: Settings, session_id: str, transcript: str, trigger: str) -> Checkpoint | None:
    """One checkpoint for each compaction, however often the client announces it.

    None for a compaction that is a subagent's. Of a transcript that takes longer to read than there is time a compaction is given what was
    read, the newest among it; at any other event the answer is None, and a later one goes on.
    """
    with files.locked(project.lock(f"session-{session_id}")):
        progress = catch_up(project, session_id, transcript, AT_THE_END if trigger == "session_end" else PATIENCE)
        announces = trigger in COMPACTION
        if agents.compacts(progress.fold, transcript, trigger) if announces else not progress.whole:
            return None
        last = checkpoints.newest(project, session_id)
        if last and last.transcript == progress.place and (last.trigger in COMPACTION) == announces:
            return last
        taken = build.checkpoint(project, settings, session_id, progress, trigger)
        # A compaction that was announced and never came is replaced by the next announcement.
        again = last if announces and last and last.trigger in COMPACTION and last.compaction_index == taken.compaction_index else None
        taken = taken._replace(previous=again.previous if again else last.id if last else "")
        checkpoints.save(project, taken, instead_of=again.id if again else "")
        if progress.whole:
            progress.mark_saved(project, session_id)
        checkpoints.prune(project, session_id, settings.checkpoints.keep, settings.checkpoints.days)
        return taken
