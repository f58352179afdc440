"""What a conversation needs to know to carry on another's work: spec, phase, steps, the next one."""

from ctxhooks.model.session import Session
from ctxhooks.render.templates import render
from ctxhooks.tokens.estimate import estimate
from ctxhooks.transcript.records import one_line

TOKENS = 600
AMOUNTS = ((10, 20, 20, 300), (5, 12, 10, 200), (2, 6, 4, 100), (0, 2, 0, 100), (0, 0, 0, 60))  # completed, pending, artifacts; characters


def text(session: Session, language: str) -> str:
    """Facts, in at most TOKENS tokens."""
    return next((fitted for amount in AMOUNTS if estimate(fitted := _text(session, language, amount)) <= TOKENS), "")


def has_progress(session: Session) -> bool:
    """Whether there is more to it than that it began."""
    work = session.work
    return bool(work.spec or work.phases or work.pending or work.completed)


def _text(session: Session, language: str, amount: tuple[int, int, int, int]) -> str:
    def short(items: tuple[str, ...], most: int) -> list[str]:
        lines = map(one_line, items[:most])
        return [line if len(line) <= longest else line[: longest - 1] + "…" for line in lines]

    work = session.work
    completed, pending, artifacts, longest = amount
    return render(
        "session",
        language,
        id=session.id[:8],
        updated=session.updated,
        use=session.window,
        work=work,
        spec="".join(short((work.spec,), 1)),
        next="".join(short((work.next,), 1)),
        pending=short(work.pending, pending),
        completed=short(work.completed[::-1], completed),
        artifacts=short(work.artifacts[::-1], artifacts),
    )
