"""What one agent hands to another: only what the next one needs, no larger than it can take, and checked."""

from collections.abc import Callable, Iterator

from ctxhooks.compaction.catch_up import catch_up
from ctxhooks.disk.project import Project
from ctxhooks.light import re
from ctxhooks.light.contexts import suppress
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import NamedTuple
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.facts import Fact
from ctxhooks.model.handoff import HandedRecovery, HandedSession, HandedTask, Handoff
from ctxhooks.model.replies import CAP, units
from ctxhooks.model.session import PHASES, Session, WorkState
from ctxhooks.model.settings import Settings, agent_name
from ctxhooks.model.times import moment
from ctxhooks.render.catalog import say
from ctxhooks.render.templates import render
from ctxhooks.sessions import conversation, window_use
from ctxhooks.store import checkpoints, handoffs, working
from ctxhooks.transcript import distill, reader
from ctxhooks.trust.redact import redact

LONGEST, REFERENCE = 1000, 300  # characters of a field, and of a reference
LINES = 20
TALK = pattern(r'"(?:type|role)"\s*:\s*"(?:assistant|user|tool_result)"')
SPEAKER = pattern(r"^(?:Human|User|Assistant):", re.MULTILINE)
MOST = {"completed": 20, "artifacts": 30}
# What is given up first when there is little room: history, what is done, artifacts.
SHARES = (0.3, 0.2, 0.1, 0.05)
ROOM = 2  # a package may take one in so many of the tokens that there are

Count = Callable[[str], int]


class Wanted(NamedTuple):
    """What the caller asks for; `tokens` are those that the next agent has, 0: a whole window."""

    from_agent: str
    to_agent: str
    next: str = ""
    decisions: tuple[str, ...] = ()
    blocking: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    tokens: int = 0
    history: bool = True


def create(project: Project, settings: Settings, wanted: Wanted, session: Session, count: Count) -> Handoff:
    """Makes and saves a package. A CtxhooksError for agents that may not work together, a field that holds too much, too few tokens."""
    one, other = agent_name(wanted.from_agent), agent_name(wanted.to_agent)
    allowed = settings.handoff.allowed.get(one, ())
    if other not in allowed:
        raise CtxhooksError("handoff-not-allowed", from_agent=one[:80], to_agent=other[:80], allowed=", ".join(allowed) or "–")
    _refuse(wanted)
    last = checkpoints.newest(project, session.id)
    available = wanted.tokens or window_use.size(settings.window, session.model)
    bare = Handoff(
        id=handoffs.new_id(project, other),
        created=moment(project.now),
        from_agent=one,
        to_agent=other,
        session=HandedSession(session.id, session.model, last.transcript.line if last else 0, available, settings.language),
        task=_task(wanted, session.work.spec or _active(project), session.work, _facts(project, session, last)),
        recovery=HandedRecovery(last.id if last else "", settings.recovery.prompt_tokens, can_fork=reader.size(session.transcript) > 0),
    )
    history = session.transcript if wanted.history else ""
    made = _sized(project, settings, bare, history, count)
    handoffs.save(project, made)
    return made


def _facts(project: Project, session: Session, last: Checkpoint | None) -> tuple[Fact, ...]:
    """The facts in the transcript now; those of the last checkpoint where it cannot be read."""
    if session.id and reader.size(session.transcript):
        return distill.facts(catch_up(project, session.id, session.transcript).fold, project.root)
    return last.facts if last else ()


def _refuse(wanted: Wanted) -> None:
    """Refuses a conversation or a whole file in a field of the package."""
    texts = [("next", wanted.next), *(("decision", d) for d in wanted.decisions), *(("blocking", b) for b in wanted.blocking)]
    for field, text in texts:
        lines = text.count("\n") + 1
        if len(text) > LONGEST or lines > LINES:
            raise CtxhooksError("handoff-too-much", field=field, why=f"{len(text)} > {LONGEST}" if lines <= LINES else f"{lines} > {LINES}")
        if TALK.search(text) or len(SPEAKER.findall(text)) > 1:
            raise CtxhooksError("handoff-conversation", field=field)
    for name in wanted.artifacts:
        if len(name) > REFERENCE or "\n" in name:
            raise CtxhooksError("handoff-too-much", field="artifact", why=f"{len(name)} > {REFERENCE}")


def _active(project: Project) -> str:
    """The port that was started last, for a package that is made without a session; empty where none is active."""
    ports = working.read(project).ports
    return ports[-1].id if ports else ""


def _task(wanted: Wanted, spec: str, work: WorkState, facts: tuple[Fact, ...]) -> HandedTask:
    decisions = [*wanted.decisions, *(f.text for f in facts if f.kind in ("decision", "constraint"))]
    blocking = [*wanted.blocking, *(f"{f.text} — {f.detail}" if f.detail else f.text for f in facts if f.kind == "failing")]
    return HandedTask(
        spec=spec,
        phase=work.phase,
        completed=work.completed[-MOST["completed"] :],
        next=redact(wanted.next) or work.next,
        decisions=_once(decisions),
        blocking=_once(blocking),
        artifacts=_once([*wanted.artifacts, *work.artifacts])[: MOST["artifacts"]],
    )


def _once(texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (" ".join(redact(t).split()) for t in texts))))


def _sized(project: Project, settings: Settings, bare: Handoff, transcript: str, count: Count) -> Handoff:
    """Whole where the next agent has enough tokens; else as small as it must be. Spec, next step, decisions and what blocks always stay."""
    available = bare.session.available
    room = min(settings.agents.budgets.get(bare.to_agent, settings.agents.token_budget), available // ROOM)
    for task in _tasks(project, settings, bare, transcript, room, count):
        made = _counted(settings, bare._replace(task=task), count)
        if made.tokens <= room:
            break
    else:
        made = _counted(settings, bare._replace(task=bare.task._replace(completed=(), artifacts=())), count)
        if made.tokens > available // ROOM:
            raise CtxhooksError("handoff-too-few", have=available, need=made.tokens * ROOM)
    if available >= settings.handoff.minimum_tokens:
        return made
    whole = _full(project, settings, bare, transcript, count)
    return made._replace(compressed=max(0, 100 - made.tokens * 100 // max(1, whole)))


def _tasks(  # noqa: PLR0913, PLR0917  what is handed over, and how much of it
    project: Project, settings: Settings, bare: Handoff, transcript: str, room: int, count: Count
) -> Iterator[HandedTask]:
    """The task with less and less of its history, and at last without any and with a few artifacts."""
    task, left = bare.task, max(0, room - _cost(settings, bare, count))
    if reader.size(transcript):
        for share in SHARES:
            yield task._replace(history=conversation.summarise(transcript, project.root, settings.language, count, share, left).text)
    else:
        yield task
    yield task._replace(completed=(), artifacts=task.artifacts[:5])


def _full(project: Project, settings: Settings, bare: Handoff, transcript: str, count: Count) -> int:
    """Tokens of what would be handed over with room for all of it."""
    history = conversation.summarise(transcript, project.root, settings.language, count).tokens if reader.size(transcript) else 0
    return _cost(settings, bare, count) + history


def _cost(settings: Settings, handoff: Handoff, count: Count) -> int:
    return count(text(handoff, settings.language))


def _counted(settings: Settings, handoff: Handoff, count: Count) -> Handoff:
    return handoff._replace(tokens=_cost(settings, handoff, count))


def text(handoff: Handoff, language: str) -> str:
    """What the next agent reads."""
    task, agents = handoff.task, {"from_agent": handoff.from_agent, "to_agent": handoff.to_agent}
    phase = task.phase if task.phase in PHASES else ""
    return render("handoff", language, **agents, task=task, phase=phase, history=task.history.strip())


def waiting(project: Project, agent: str) -> Handoff | None:
    """The newest sound package for an agent that was made here and that nobody has taken yet."""
    taken, here = handoffs.accepted(project), handoffs.made_here(project)
    for id_ in handoffs.ids(project):
        if id_ in here and id_ not in taken:
            with suppress(CtxhooksError):
                package = handoffs.load(project, id_)
                if package.to_agent == agent_name(agent):
                    return package
    return None


def injected_text(handoff: Handoff, language: str) -> str:
    """What a hook gives the agent, in at most CAP UTF-16 units: without the history where that is too much, else cut at a line."""
    body = text(handoff, language)
    if units(body) > CAP:
        body = text(handoff._replace(task=handoff.task._replace(history="")), language)
    more = say(language, "handoff_more", id=handoff.id)
    lines = body.split("\n")
    while units(body) > CAP:
        lines.pop()
        body = "\n".join([*lines, more]) + "\n"
    return body
