"""Alerts as a window fills: once at each level, to the person and to Claude, and again only once use has fallen."""

from collections import Counter

from ctxhooks.compaction import capture
from ctxhooks.compaction.catch_up import catch_up
from ctxhooks.disk import log
from ctxhooks.disk.project import Project
from ctxhooks.light.typing import NamedTuple
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.events import Event
from ctxhooks.model.facts import KINDS
from ctxhooks.model.replies import SILENCE, Reply
from ctxhooks.model.settings import Settings
from ctxhooks.model.window import Watched
from ctxhooks.render.catalog import catalog, say
from ctxhooks.render.templates import render
from ctxhooks.sessions import window_use
from ctxhooks.store import reported
from ctxhooks.store import window as store
from ctxhooks.transcript import tail
from ctxhooks.transcript.files.paths import relative
from ctxhooks.transcript.fold import Fold
from ctxhooks.transcript.records import one_line

TRIGGER = "pre_compression"


class Reading(NamedTuple):
    """Tokens in use, the window's size, where the tokens are known from, the model that answered last, and the transcript."""

    tokens: int
    total: int
    source: str
    model: str
    transcript: str


def alert(project: Project, settings: Settings, event: Event, model: str = "", phase: str = "") -> Reply:
    """Takes a reading, and alerts where it crosses a level.

    `model` is the client's name for it, `phase` the session's; empty where not known.
    """
    before, read, now = take_reading(project, settings, event, model, phase)
    if not now.crossed or now.level not in window_use.ALERTED:
        return SILENCE
    saved: Checkpoint | None = None
    with log.noted(project, TRIGGER):
        if now.level != "warning":
            saved = capture.take(project, settings, event.session_id, event.transcript_path, TRIGGER)
    fold = catch_up(project, event.session_id, event.transcript_path).fold
    text = _text(settings, now, signs(fold, before, read, written(project, settings, fold), phase), saved)
    return Reply(text, text)


def take_reading(project: Project, settings: Settings, event: Event, model: str, phase: str) -> tuple[Watched, Reading, window_use.Update]:
    """Takes a reading and keeps it: what was known before, the reading, and the level it comes to.

    By itself it alerts nobody: behind a compaction the transcript may still tell how full the window was ahead of it.
    """
    before = store.read(project, event.session_id)
    read = reading(project, settings, event, before, model)
    now = window_use.update(settings.window, before.alerted, read.tokens, read.total, read.source)
    _keep(project, settings, event.session_id, _next(settings, before, read, now, phase), now)
    return before, read, now


def _next(settings: Settings, before: Watched, read: Reading, now: window_use.Update, phase: str) -> Watched:
    """What is kept of the window; model and phase are taken anew if use has fallen."""
    began = (read.model, phase) if now.fell or not before.alerted else (before.model or read.model, before.phase or phase)
    most = max(before.most, read.tokens)
    settings_used = (settings.window.size, settings.window.thresholds.warning, settings.window.thresholds.critical)
    return Watched(now.level, most, *began, read.tokens, read.total, read.source, read.transcript, *settings_used)


def _keep(project: Project, settings: Settings, session: str, watched: Watched, now: window_use.Update) -> None:
    store.write(project, session, watched, window_use.limits(settings.window.thresholds, now.level, now.use.total))
    with log.noted(project, TRIGGER):
        store.log(project, session, now.source, f"{now.use.used}/{now.use.total} {now.use.percent}% {now.level}")


def reading(project: Project, settings: Settings, event: Event, before: Watched, model: str = "") -> Reading:
    """The window's use by the transcript's end; where that names none, as the client reported it, else by the whole transcript."""
    source = "transcript"
    tokens, answers = tail.newest(event.transcript_path)
    known, reported_size = reported.read(project.root, event.session_id)
    if tokens == tail.UNKNOWN and known:
        tokens, source = known, "statusline"
    elif tokens == tail.UNKNOWN:
        fold = catch_up(project, event.session_id, event.transcript_path).fold
        tokens, answers = fold.data["tokens"], fold.data["usage"]["model"]
    total = window_use.size(settings.window, model, tokens, reported_size, before.most)
    return Reading(tokens, total, source, answers, event.transcript_path)


def signs(fold: Fold, before: Watched, read: Reading, spec: str, phase: str = "") -> window_use.Signs:
    """What speaks for clearing the conversation, from what was read of it and what was known before."""
    return window_use.Signs(spec, read.tokens, fold.data["messages"], (before.phase, phase), (before.model, read.model))


def written(project: Project, settings: Settings, fold: Fold) -> str:
    """The port's spec that was written last since the window began to fill, by its path; empty where there is none."""
    new = [
        path
        for path, f in fold.data["files"].items()
        if f["action"] == "created" and f["compaction_index"] == fold.data["compaction_index"]
    ]
    paths = [one_line(relative(path, project.root)) for path in new if path.endswith(".md")]
    return next((p for p in reversed(paths) if p.startswith(tuple(f"{folder}/" for folder in settings.folders.ports))), "")


def reasons(settings: Settings, signs: window_use.Signs) -> list[str]:
    """Why it is time to clear, in words."""
    return [say(settings.language, f"window_why_{key}", **values) for key, values in window_use.when_to_clear(settings.window.clear, signs)]


def advice(settings: Settings, used: int, total: int) -> list[str]:
    """Sentences of advice for this use of the window, in the settings' language."""
    return [say(settings.language, f"window_hint_{hint}") for hint in window_use.hints(used, total)]


def _text(settings: Settings, now: window_use.Update, signs: window_use.Signs, saved: Checkpoint | None) -> str:
    """The alert's text; in an emergency it says what clearing costs in place of advice."""
    last = now.level == "emergency"
    return render(
        "alert",
        settings.language,
        level=now.level,
        use=now.use,
        back=settings.context.token_budget + settings.recovery.prompt_tokens if last else 0,
        hints=[] if last else advice(settings, now.use.used, now.use.total),
        saved=saved.id if saved else "",
        counts=_counts(saved, settings.language) if saved else [],
        reasons=reasons(settings, signs),
    ).rstrip("\n")


def _counts(saved: Checkpoint, language: str) -> list[str]:
    found, t = Counter(f.kind for f in saved.facts), catalog(language)
    return [f"{t['kind_' + kind]}: {found[kind]}" for kind in KINDS if found[kind]] or ["–"]
