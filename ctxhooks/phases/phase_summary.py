"""A phase in at most 500 tokens: what was decided, which files it is about, what is left to do, and where its documents are."""

from collections.abc import Callable, Mapping
from functools import partial

from ctxhooks.disk.project import Project
from ctxhooks.knowledge import extract, levels, library, summaries
from ctxhooks.knowledge.composing import TextPart, compose, missing_counts
from ctxhooks.knowledge.extract import Essentials
from ctxhooks.model.phase import ArchivedDocument, Phase
from ctxhooks.model.settings import Settings
from ctxhooks.model.times import moment
from ctxhooks.render.catalog import say
from ctxhooks.render.templates import render
from ctxhooks.store import archive, checkpoints
from ctxhooks.trust.redact import redact

TOKENS = 500
Count = Callable[[str], int]


def checkpoint(project: Project, settings: Settings, name: str, inside: Mapping[str, str], count: Count) -> tuple[Phase, str]:
    """The checkpoint of a phase, and its summary; `inside` are the paths of its files, by their names."""
    docs = {n: _doc(project, path) for n, path in inside.items()}
    texts = [doc for doc in docs.values() if doc]
    units = [extract.units(redact(doc.text)) for doc in texts]
    needed = [extract.essentials(u) for u in units]
    every = Essentials(
        tuple(dict.fromkeys(d for n in needed for d in n.decisions)), tuple(dict.fromkeys(f for n in needed for f in n.files))
    )
    pending = [task for u in units for task in extract.boxes(u)[0]]
    done = sum(extract.boxes(u)[1] for u in units) - len(pending)
    lines = [_line(name, doc, settings.language, count) for doc in texts]
    summary = _summary(name, lines, every, (pending, done), settings.language, count)
    kept = tuple(ArchivedDocument(n, archive.digest(inside[n]), count(doc.text) if doc else 0) for n, doc in docs.items())
    newest = checkpoints.newest(project)
    return Phase(
        phase=name,
        completed=moment(project.now),
        checkpoint=newest.id if newest else "",
        decisions=every.decisions,
        pending=tuple(pending),
        documents=kept,
    ), summary


def _summary(  # noqa: PLR0913, PLR0917  what the phase holds, and the form of its summary
    name: str, lines: list[str], needed: Essentials, tasks: tuple[list[str], int], language: str, count: Count
) -> str:
    pending, done = tasks
    t = {key: say(language, f"summary_{key}") for key in ("decisions", "files", "next", "documents")}
    ahead = [say(language, "progress", done=done, all=done + len(pending))] * bool(done or pending)
    ahead += [levels.fit(p, summaries.SHORT, count) for p in pending]
    parts = (
        TextPart(0, t["decisions"], needed.decisions, cheapest=True),
        TextPart(3, t["documents"], lines, most=5),
        TextPart(2, t["next"], ahead, "; ", 3),
        TextPart(1, t["files"], needed.files, ", ", code=True),
        TextPart(0, t["decisions"], [levels.fit(d, summaries.SHORT, count) for d in needed.decisions]),
        TextPart(3, t["documents"], lines),
        TextPart(2, t["next"], ahead, "; ", 5),
    )

    def tail(missing: Essentials) -> str:
        rest = missing_counts(language, missing)
        path = summaries.link(f".pal/archive/{name}/")
        return render("link", language, text=say(language, "summary_archive"), path=path) + (f" ({rest})" if rest else "")

    head = levels.fit(say(language, "summary_phase", name=name), levels.PARAGRAPH_TOKENS, count)
    return compose(partial(render, "summary", language, title=head), parts, needed, tail, TOKENS, count).text + "\n"


def _line(name: str, doc: library.Doc, language: str, count: Count) -> str:
    """The document's line, with a link to where it stands in the archive."""
    text = redact(doc.text)
    body = levels.renditions(redact(doc.title), text, redact(doc.summary), count, language)[0].text or extract.flat(redact(doc.title))
    short = levels.fit(body, levels.LINE_TOKENS, count).replace("[", "(").replace("]", ")")
    return render("link", language, text=short, path=summaries.link(f".pal/archive/{name}/files/{doc.name}"))


def _doc(project: Project, path: str) -> library.Doc | None:
    """The document; None for what is no text."""
    doc = library.read(summaries.file(project, path))
    return None if doc is None or "\0" in doc.text else doc
