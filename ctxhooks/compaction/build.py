"""A checkpoint of what was read of a session: its facts, its edited files with their digests, its port and its branch."""

from ctxhooks.compaction import file_state
from ctxhooks.compaction.catch_up import Progress
from ctxhooks.disk import git
from ctxhooks.disk.project import Project
from ctxhooks.model.checkpoint import ActivePort, Checkpoint, Git
from ctxhooks.model.settings import Settings
from ctxhooks.model.times import moment
from ctxhooks.store import checkpoints, working
from ctxhooks.transcript import distill, state
from ctxhooks.transcript.files import looks
from ctxhooks.transcript.files.paths import below, relative
from ctxhooks.trust.redact import redact

DOCUMENTS = (".md", ".mdx", ".rst", ".txt", ".adoc", ".pdf")
DOCUMENTS_KEPT = 10


def checkpoint(project: Project, settings: Settings, session_id: str, progress: Progress, trigger: str) -> Checkpoint:
    """The checkpoint, neither saved nor with a `previous` one: the caller decides on both."""
    port = _port(project, settings, session_id)
    fold = progress.fold
    facts = distill.facts(fold, project.root)
    tasks = distill.tasks(fold)
    edited = {relative(path, project.root): f for path, f in fold.data["files"].items()}
    return Checkpoint(
        id=checkpoints.new_id(project, session_id),
        session_id=session_id,
        began=fold.data["began"],
        created_at=moment(project.now),
        trigger=trigger,
        client=fold.data["client"],
        compaction_index=fold.data["compaction_index"],
        tokens_used=fold.data["tokens"],
        loaded_docs=tuple(p for p in looks.read_files(fold.data, project.root) if p.lower().endswith(DOCUMENTS))[-DOCUMENTS_KEPT:],
        recent_changes=file_state.changes(facts, edited, project.root),
        pending_tasks=tuple(t for t in tasks if t.status in state.OPEN),
        completed_tasks=sum(t.status == "completed" for t in tasks),
        facts=facts,
        git=_git(project, trigger),
        folder=below(fold.data["cwd"], project.root),
        transcript=progress.place,
        port_id=port.id,
        active_port=port,
    )


def _port(project: Project, settings: Settings, session_id: str) -> ActivePort:
    """The port that this session started last, else the last one of all."""
    active = working.read(project).ports
    if not active:
        return ActivePort()
    from ctxhooks.ports import registry

    mine = [a for a in active if a.session == session_id] or active
    port = registry.find_or_bare(project, settings, mine[-1].id)
    current = next((redact(task.text) for task in port.tasks if not task.done), "")
    return ActivePort(port.id, redact(port.title), port.progress, current, tuple(redact(task.text) for task in port.tasks if task.done))


def _git(project: Project, trigger: str) -> Git:
    """Limits git's time at the end of a session: a checkpoint without its answer is better than none."""
    status = git.status(project.root, 0.5 if trigger == "session_end" else git.PATIENCE)
    return status._replace(branch=redact(status.branch))
