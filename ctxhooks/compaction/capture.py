"""Takes a checkpoint of a session as it is now, and settles what becomes of it."""

from collections.abc import Sequence

from ctxhooks.compaction import file_state
from ctxhooks.compaction.catch_up import PATIENCE, Session, catch_up
from ctxhooks.disk import files, git, log
from ctxhooks.disk.project import Project
from ctxhooks.model.checkpoint import ActivePort, Checkpoint, Git, Recovery
from ctxhooks.model.facts import Fact
from ctxhooks.model.settings import Settings
from ctxhooks.store import checkpoints, working
from ctxhooks.transcript import agents, distill
from ctxhooks.transcript.fold import Fold
from ctxhooks.trust.redact import redact

COMPACTION = frozenset({"manual", "auto"})
AT_THE_END = 0.6  # seconds for reading; at the end of a session all hooks share 1.5 s


def build(project: Project, session_id: str, session: Session, trigger: str) -> Checkpoint:
    fold = session.fold
    facts = distill.facts(fold, project.root)
    tasks = distill.tasks(fold)
    edited = {distill.relative(path, project.root): f for path, f in fold.data["files"].items()}
    return Checkpoint(
        id=checkpoints.new_id(project, session_id),
        session_id=session_id,
        began=fold.data["began"],
        created_at=checkpoints.moment(project.now),
        trigger=trigger,
        client=fold.data["client"],
        stretch=fold.data["stretch"],
        tokens_used=fold.data["tokens"],
        loaded_docs=tuple(f.key for f in facts if f.kind == "document"),
        recent_changes=file_state.changes(facts, edited, project.root),
        pending_tasks=tuple(t for t in tasks if t.status in distill.OPEN),
        completed_tasks=sum(t.status == "completed" for t in tasks),
        facts=facts,
        git=_git(project, trigger),
        transcript=session.place,
    )


def _port(project: Project, settings: Settings, session_id: str) -> ActivePort:
    """The one that this session started last, else the last one of all."""
    active = working.read(project).ports
    if not active:
        return ActivePort()
    from ctxhooks.ports import registry

    mine = [a for a in active if a.session == session_id] or active
    port = registry.or_bare(project, settings, mine[-1].id)
    current = next((redact(task.text) for task in port.tasks if not task.done), "")
    return ActivePort(port.id, redact(port.title), port.progress, current, tuple(redact(task.text) for task in port.tasks if task.done))


def _git(project: Project, trigger: str) -> Git:
    """Of what the end of a session leaves git has its share too: a checkpoint without its word is better than none."""
    said = git.status(project.root, 0.5 if trigger == "session_end" else git.PATIENCE)
    return said._replace(branch=redact(said.branch))


def take(project: Project, settings: Settings, session_id: str, transcript: str, trigger: str) -> Checkpoint | None:
    """One checkpoint for each compaction, however often the client announces it.

    None for a compaction that is a subagent's, and for a transcript that takes longer to read than there is time: what was read is kept.
    """
    with files.locked(project.lock(f"session-{session_id}")):
        session = catch_up(project, session_id, transcript, AT_THE_END if trigger == "session_end" else PATIENCE)
        if not session.whole or (trigger in COMPACTION and agents.compacts(session.fold, transcript, trigger)):
            return None
        last = checkpoints.newest(project, session_id)
        if last and last.transcript == session.place and (last.trigger in COMPACTION) == (trigger in COMPACTION):
            return last
        port = _port(project, settings, session_id)
        taken = build(project, session_id, session, trigger)._replace(previous=last.id if last else "", port_id=port.id, active_port=port)
        replaced = last if last and last.stretch == taken.stretch and last.trigger in COMPACTION and trigger in COMPACTION else None
        if replaced:
            taken = taken._replace(previous=replaced.previous)
        checkpoints.save(project, taken)
        if replaced:
            checkpoints.drop(project, replaced.id)
        session.saved(project, session_id)
        checkpoints.prune(project, session_id, settings.checkpoints.keep, settings.checkpoints.days)
        return taken


def owe(project: Project, checkpoint: Checkpoint) -> None:
    """From now on the session is owed what the compaction loses."""
    with log.noted(project, checkpoint.trigger):
        files.write(project.owed(checkpoint.session_id), checkpoint.id.encode())


def forgive(project: Project, session_id: str) -> None:
    with log.noted(project, "forgive"):
        files.remove(project.owed(session_id))


def called_off(checkpoint: Checkpoint, fold: Fold) -> bool:
    """Whether the conversation went on without the compaction that the checkpoint was taken for."""
    return bool(fold.data["stretch"] <= checkpoint.stretch and fold.data["answered"] > checkpoint.transcript.line)


def owed(project: Project, session_id: str) -> Checkpoint | None:
    """The checkpoint whose facts the session is owed; a broken one is passed over for the newest sound one."""
    id_ = None
    with log.noted(project, "owed"):
        id_ = files.read(project.owed(session_id))
    if id_ is None:
        return None
    return next((c for c in checkpoints.sound(project, session_id) if c.id <= id_.decode("ascii", "replace")), None)


def settled(checkpoint: Checkpoint, channels: Sequence[tuple[str, Sequence[Fact]]], lost: Sequence[Fact]) -> Checkpoint:
    """Scored: each fact counts for the first channel that holds it; the summary is one of them."""
    delivered: dict[str, str] = {}
    for channel, facts in channels:
        for f in facts:
            delivered.setdefault(f.id, channel)
    by_summary = sum(channel == "summary" for channel in delivered.values())
    all_ids = {f.id for f in checkpoint.facts}
    still = {f.id for f in lost} - delivered.keys()
    score = {"facts": len(all_ids), "summary": by_summary, "given_back": len(delivered) - by_summary, "lost": len(still)}
    texts = tuple(f"{f.kind}: {f.text}" for f in lost if f.id in still)
    return checkpoint._replace(recovery=Recovery(score, texts, {k: v for k, v in delivered.items() if v != "summary"}))
