"""What a conversation needs to know to carry on another's work: spec, phase, steps, the next one."""

from ctxhooks.model.session import Session
from ctxhooks.render.catalog import say
from ctxhooks.tokens.estimate import estimate
from ctxhooks.transcript.records import one_line

TOKENS = 600
AMOUNTS = ((10, 20, 20, 300), (5, 12, 10, 200), (2, 6, 4, 100), (0, 2, 0, 100), (0, 0, 0, 60))  # completed, pending, artifacts; characters


def text(session: Session, language: str) -> str:
    """Facts, in at most TOKENS tokens."""
    return next((said for amount in AMOUNTS if estimate(said := _text(session, language, amount)) <= TOKENS), "")


def worth_telling(session: Session) -> bool:
    """Whether there is more to it than that it began."""
    work = session.work
    return bool(work.spec or work.phases or work.pending or work.completed)


def _text(session: Session, language: str, amount: tuple[int, int, int, int]) -> str:
    def told(key: str, **values: object) -> str:
        return say(language, f"session_{key}", **values)

    def listed(key: str, items: tuple[str, ...], most: int) -> list[str]:
        if not items or not most:
            return []
        more = [told("more", n=len(items) - most)] if len(items) > most else []
        return [told(key, n=len(items)), *(f"- {short(item)}" for item in items[:most]), *(f"- {m}" for m in more)]

    def short(item: str) -> str:
        item = one_line(item)
        return item if len(item) <= longest else item[: longest - 1] + "…"

    work, use = session.work, session.window
    completed, pending, artifacts, longest = amount
    lines = [told("title", id=session.id[:8]), told("updated", time=session.updated)]
    lines += [told("spec", spec=short(work.spec))] if work.spec else []
    lines.append(told("phase", phase=say(language, f"session_phase_{work.phase}")))
    lines += [told("use", used=use.used, total=use.total, percent=use.percent)] if use.total else []
    lines += [told("next", step=short(work.next))] if work.next else []
    lines += listed("pending", work.pending, pending) + listed("completed", work.completed[::-1], completed)
    return "\n".join([*lines, *listed("artifacts", work.artifacts[::-1], artifacts)]) + "\n"
