"""A session begins, goes on and ends: saved from what its transcript holds, and from what a person adds."""

import os
from collections.abc import Callable, Sequence

from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.events import Event
from ctxhooks.model.session import PHASES, PhaseChange, Session, Step, User, WorkState
from ctxhooks.model.settings import Settings
from ctxhooks.model.times import moment
from ctxhooks.sessions import window_use
from ctxhooks.store import reported, sessions, working
from ctxhooks.transcript import distill, state
from ctxhooks.transcript.files.paths import relative
from ctxhooks.transcript.fold import Fold
from ctxhooks.transcript.records import one_line
from ctxhooks.trust.redact import redact

MOST = 100  # artifacts, steps, changes of phase
LONGEST = 300  # characters of a step
OPEN = frozenset({"initialization", "planning"})  # phases that may end by themselves


def begin(project: Project, settings: Settings, event: Event, follows: Session | None = None) -> Session:
    """Saves a session that starts or goes on; one that `follows` another takes over its work."""

    def change(session: Session) -> Session:
        work = follows.work if follows and not session.created else session.work
        return session._replace(
            model=event.model[:100] or session.model or (follows.model if follows else ""),
            created=session.created or moment(project.now),
            updated=moment(project.now),
            work=work,
            user=User(settings.language, settings.user),
            persistence=settings.session,
            transcript=event.transcript_path or session.transcript,
            follows=follows.id if follows else session.follows,
            ended="",
            reason="",
        )

    return sessions.update(project, event.session_id, change)


def save(project: Project, settings: Settings, id_: str, transcript: str, fold: Fold) -> Session:
    """Saves the session with what its transcript holds now."""

    def change(session: Session) -> Session:
        return _filled(project, settings, session._replace(transcript=transcript or session.transcript), fold)

    return sessions.update(project, id_, change, filled=True)


def end(project: Project, id_: str, reason: str, client: str = "") -> Session:
    """Saves when and why the session ended; one that is cleared is left for the next conversation."""
    done = sessions.update(project, id_, lambda s: s._replace(ended=moment(project.now), reason=reason[:100], updated=moment(project.now)))
    if reason == "clear":
        sessions.leave(project, id_, client)
    return done


def _filled(project: Project, settings: Settings, session: Session, fold: Fold) -> Session:
    d = fold.data
    known, reported_size = reported.read(project.root, session.id)
    used = d["tokens"] or known
    return session._replace(
        model=d["usage"]["model"] or session.model,
        created=session.created or d["began"] or moment(project.now),
        updated=moment(project.now),
        window=window_use.use(used, window_use.size(settings.window, session.model, used, reported_size)),
        work=_work(project, settings, session, fold),
        user=User(settings.language, settings.user),
        persistence=settings.session,
    )


def _work(project: Project, settings: Settings, session: Session, fold: Fold) -> WorkState:
    work, tasks = session.work, distill.tasks(fold)
    edited = [one_line(relative(path, project.root))[:LONGEST] for path in fold.data["files"]]
    active = [a.id for a in working.read(project).ports if a.session == session.id] or [a.id for a in working.read(project).ports]
    if not settings.session.critical_only:
        work = _with_artifacts(work, edited)
    now = "implementation" if edited else "planning" if fold.data["plans"] else ""
    if now and work.phase in OPEN and PHASES.index(now) > PHASES.index(work.phase) and now not in {c.phase for c in work.phases}:
        work = moved(work, now, project.now)
    order = ("completed", *state.OPEN)  # the step that Claude is at is the next one
    listed = tuple(Step(t.title, t.status == "completed") for status in order for t in tasks if t.status == status)
    return stepped(work._replace(spec=active[-1] if active else work.spec), listed if tasks else _inherited(session))


def _inherited(session: Session) -> tuple[Step, ...]:
    """A conversation that carries on another has no list of its own until Claude makes one."""
    mine = {step.text for step in session.work.added}
    steps = [*((t, True) for t in session.work.completed), *((t, False) for t in session.work.pending)]
    return tuple(Step(text, done) for text, done in steps if text not in mine)


def stepped(work: WorkState, listed: tuple[Step, ...]) -> WorkState:
    """The work with the steps of Claude's own list and those that were added, the newest MOST done and the first MOST pending."""
    every = {step.text: step for step in (*listed, *work.added)}.values()
    done, pending = (tuple(s.text for s in every if s.done == d) for d in (True, False))
    return work._replace(completed=done[-MOST:], pending=pending[:MOST])


def moved(work: WorkState, phase: str, now: float) -> WorkState:
    """The work in another phase, in order or not; a CtxhooksError for a name that is none of PHASES."""
    if phase not in PHASES:
        raise CtxhooksError("session-bad-phase", phase=phase[:80], allowed=", ".join(PHASES))
    changes = (*work.phases, PhaseChange(phase, moment(now)))[-MOST:]
    return work._replace(phase=phase, phases=changes)


def set_phase(project: Project, id_: str, phase: str) -> Session:
    """Moves the session into a phase; a CtxhooksError for a name that is none of PHASES."""
    return _changed(project, id_, lambda work: moved(work, phase, project.now))


def add_step(project: Project, id_: str, text: str) -> Session:
    """Adds a step, redacted and on one line; a CtxhooksError for an empty text."""
    step = Step(redact(one_line(text))[:LONGEST])
    if not step.text:
        raise CtxhooksError("session-no-step")
    return _changed(project, id_, lambda work: _with_added(work, step))


def finish_step(project: Project, id_: str, number: int) -> Session:
    """Marks a pending step as done; they count from 1."""

    def change(work: WorkState) -> WorkState:
        if not 1 <= number <= len(work.pending):
            raise CtxhooksError("session-no-such-step", number=number, all=len(work.pending))
        return _with_added(work, Step(work.pending[number - 1], done=True))

    return _changed(project, id_, change)


def _with_added(work: WorkState, step: Step) -> WorkState:
    rest = tuple(Step(t, d) for ts, d in ((work.completed, True), (work.pending, False)) for t in ts)
    added = (*(s for s in work.added if s.text != step.text), step)[-MOST:]
    return stepped(work._replace(added=added), tuple(s for s in rest if s.text not in {a.text for a in added}))


def add_artifact(project: Project, id_: str, name: str) -> Session:
    """Adds a file of the project's, by its path from the root."""
    found = os.path.relpath(os.path.realpath(project.path(name)), project.root)
    name = redact(one_line(found))[:LONGEST]

    def change(work: WorkState) -> WorkState:
        own, gone = ((*(a for a in listed if a != name),) for listed in (work.added_artifacts, work.removed_artifacts))
        return _with_artifacts(work._replace(added_artifacts=(*own, name)[-MOST:], removed_artifacts=gone))

    return _changed(project, id_, change)


def remove_artifact(project: Project, id_: str, name: str) -> Session:
    """Takes an artifact out for good, also where the transcript names it again; a CtxhooksError where it is not there."""

    def change(work: WorkState) -> WorkState:
        if name not in work.artifacts:
            raise CtxhooksError("session-no-artifact", name=name[:80])
        own = tuple(a for a in work.added_artifacts if a != name)
        return _with_artifacts(work._replace(added_artifacts=own, removed_artifacts=(*work.removed_artifacts, name)[-MOST:]))

    return _changed(project, id_, change)


def _with_artifacts(work: WorkState, edited: Sequence[str] = ()) -> WorkState:
    """The newest last; what a person added is kept ahead of all others, what one took out does not come back."""
    apart = {*work.added_artifacts, *work.removed_artifacts}
    found = [*(a for a in work.artifacts if a not in edited), *edited]
    return work._replace(artifacts=(*(a for a in found if a not in apart), *work.added_artifacts)[-MOST:])


def _changed(project: Project, id_: str, change: Callable[[WorkState], WorkState]) -> Session:
    return sessions.update(project, id_, lambda s: s._replace(work=change(s.work), updated=moment(project.now)))
