"""The pending recovery of a session: a file with the id of the checkpoint to recover from."""

from ctxhooks.disk import files, log
from ctxhooks.disk.project import Project
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.store import checkpoints

TYPE_CHECKING = False  # PostCompact reads no transcript
if TYPE_CHECKING:
    from ctxhooks.transcript.fold import Fold


def mark(project: Project, checkpoint: Checkpoint) -> None:
    """Marks the recovery from this checkpoint as pending. A file that cannot be written is logged."""
    with log.noted(project, checkpoint.trigger):
        files.write(project.pending(checkpoint.session_id), checkpoint.id.encode())


def clear(project: Project, session_id: str) -> None:
    """Notes that nothing is pending any more. A file that cannot be removed is logged."""
    with log.noted(project, "pending"):
        files.remove(project.pending(session_id))


def find(project: Project, session_id: str) -> Checkpoint | None:
    """The checkpoint to recover from; a broken one is passed over for the newest sound one before it."""
    id_ = None
    with log.noted(project, "pending"):
        id_ = files.read(project.pending(session_id))
    if id_ is None:
        return None
    return next((c for c in checkpoints.sound(project, session_id) if c.id <= id_.decode("ascii", "replace")), None)


def cancelled(checkpoint: Checkpoint, fold: "Fold") -> bool:
    """Whether the conversation went on without the compaction that the checkpoint was taken for."""
    return bool(fold.data["compaction_index"] <= checkpoint.compaction_index and fold.data["answered"] > checkpoint.transcript.line)
