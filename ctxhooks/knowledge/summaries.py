"""A document in at most 200 tokens, by extraction: what it is about, what it decides, what it depends on, what comes next, where it stands.

What is essential (see `extract`) stands in it, or is counted beside the link. One that a person wrote takes the place of ours.
"""

import os
import posixpath
from collections.abc import Callable
from functools import partial
from typing import NamedTuple
from urllib.parse import quote

from ctxhooks.disk import files, owner_key, sealed
from ctxhooks.disk.project import Project
from ctxhooks.disk.sha256 import hexdigest
from ctxhooks.knowledge import extract, library
from ctxhooks.knowledge.composing import Composed, TextPart, compose, missing_counts, not_held
from ctxhooks.knowledge.extract import Essentials, Unit
from ctxhooks.knowledge.levels import LINE_TOKENS, SUMMARY_TOKENS, fit
from ctxhooks.knowledge.library import Doc, File
from ctxhooks.light.patterns import pattern
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.json_values import plain, record
from ctxhooks.model.settings import Settings
from ctxhooks.ports import port_spec
from ctxhooks.render import markdown
from ctxhooks.render.catalog import say
from ctxhooks.render.templates import render
from ctxhooks.trust.redact import redact

VERSION = 1  # of how a summary is made; one that was kept from another version is made anew
FOLDER = "summaries"
POINTS, STEPS = 5, 3  # at most
SHORT = 24  # tokens of what need not come in full
ODD = pattern(r"[\s()<>%\\\[\]#?\x00-\x1f\x7f]")
SAMPLE = "Tides, 조수 표, приливы; " * 100  # by which a counter is known
HEAD = 20_000  # characters in which a document's head stands
LINK = 100  # tokens; a link that costs more would leave no room

Count = Callable[[str], int]
Tail = Callable[[Essentials], str]


class Summary(NamedTuple):
    """`full` is what the document costs, `needed` how many essentials it has, `missing` those that the text does not hold in full;
    `by_hand` is the file, or the document itself, in whose head a person wrote it."""

    name: str = ""
    title: str = ""
    text: str = ""
    tokens: int = 0
    full: int = 0
    needed: int = 0
    missing: Essentials = Essentials()
    by_hand: str = ""
    digest: str = ""


def named(project: Project, settings: Settings, given: str) -> File:
    """The file of this path, else the document of this name."""
    path = os.path.abspath(given)
    return file(project, path if os.path.isfile(path) else os.path.join(project.root, library.find(project, settings, given).name))


def file(project: Project, path: str) -> File:
    """The file as the library knows it: its name from the project's root, its size and time."""
    state = os.stat(path)
    return File(os.path.relpath(path, project.root).replace(os.sep, "/"), path, state.st_size, state.st_mtime_ns)


def document(project: Project, settings: Settings, of: File, count: Count) -> Summary:
    """The document's summary; from the cache if document, wording and counter are what they were."""
    doc = library.read(of)
    if doc is None or "\0" in doc.text:
        raise CtxhooksError("no-text", path=of.name)
    written, hand = by_hand(project, doc)
    digest = _digest(VERSION, doc.name, files.read(of.path, library.LARGEST), hand, settings.language, count(SAMPLE))
    kept = project.own("state", FOLDER, f"{_digest(doc.name)[:16]}.json")
    known = record(Summary, sealed.read(kept, owner_key.key(project))) if os.path.exists(kept) else Summary()
    if known.digest == digest:
        return known
    depends, units = _depends(of), extract.units(redact(doc.text))
    needed = extract.essentials(units)
    tail = partial(_tail, doc.name, language=settings.language, count=count)
    made = _written(hand, needed, tail, count) if hand else _extracted(doc, units, needed, depends, tail, settings.language, count)
    text = made.text
    summary = Summary(doc.name, redact(doc.title), text, count(text), count(doc.text), sum(map(len, needed)), made.missing, written, digest)
    if os.path.isdir(os.path.join(project.root, ".pal")):
        project.ready()
        sealed.write(kept, plain(summary), owner_key.key(project))
    return summary


def essentials(doc: Doc) -> Essentials:
    """Decisions and files that the document names, without secrets."""
    return extract.essentials(extract.units(redact(doc.text)))


def link(name: str) -> str:
    """A path as the target of a Markdown link."""
    return ODD.sub(lambda found: quote(found[0]), name)


def _extracted(  # noqa: PLR0913, PLR0917  what a document holds, and the form of its summary
    doc: Doc, units: list[Unit], needed: Essentials, depends: tuple[str, ...], tail: Tail, language: str, count: Count
) -> Composed:
    blocks = list(extract.blocks(units))
    title = extract.flat(redact(doc.title))
    lead = extract.lead(blocks, title)
    short = [fit(d, SHORT, count) for d in needed.decisions]
    todo, every = extract.boxes(units)
    steps = todo or extract.under(units, extract.NEXT)
    done = [say(language, "progress", done=every - len(todo), all=every)] if every else []
    ahead = [*done, *(fit(s, SHORT, count) for s in steps)]
    apart = [h for h in extract.headed(blocks, title, lead) if not (extract.NEXT.match(h) or extract.DEPENDS.match(h))]
    t = {key: say(language, f"summary_{key}") for key in ("decisions", "files", "depends", "next")}
    parts = (
        TextPart(2, t["decisions"], needed.decisions, cheapest=True),
        TextPart(0, "", [fit(lead, LINE_TOKENS, count)], " "),
        TextPart(5, t["next"], ahead, "; ", 1 + len(done)),
        TextPart(3, t["files"], needed.files, ", ", code=True),
        TextPart(2, t["decisions"], short),
        TextPart(5, t["next"], ahead, "; ", STEPS - 1),
        TextPart(4, t["depends"], [fit(d, SHORT, count) for d in (*depends, *extract.under(units, extract.DEPENDS))], ", "),
        TextPart(1, "", [fit(p, LINE_TOKENS, count) for p in apart], most=POINTS),
    )
    text = partial(render, "summary", language, title=fit(title, LINE_TOKENS, count))
    return compose(text, parts, needed, tail, SUMMARY_TOKENS, count)


def _written(hand: str, needed: Essentials, tail: Tail, count: Count) -> Composed:
    """What a person wrote, cut where it is too long."""
    for room in range(SUMMARY_TOKENS, 0, -5):
        body = fit(hand, room, count)
        missing = not_held(needed, body)
        text = f"{body}\n\n{tail(missing)}".strip()
        if count(text) <= SUMMARY_TOKENS:
            return Composed(text, missing)
    return Composed(tail(needed), needed)


def _tail(name: str, missing: Essentials, language: str, count: Count) -> str:
    target = link(name)
    known = render("link", language, text=say(language, "summary_link"), path=target)
    rest = missing_counts(language, missing)
    return (known if count(known) <= LINK else say(language, "summary_full")) + (f" ({rest})" if rest else "")


def _depends(file: File) -> tuple[str, ...]:
    """What the document's head names."""
    try:
        text = (files.read(file.path, library.LARGEST) or b"").decode("utf-8-sig", "replace")
        return tuple(map(redact, port_spec.parse(text[:HEAD], file.name).depends_on))
    except CtxhooksError:
        return ()


def by_hand(project: Project, doc: Doc) -> tuple[str, str]:
    """The file that holds a person's own summary, and its text; empty if there is none.

    It is named after the document's path, or its name, under `.pal/summaries`; else the summary is in the document's front matter.
    """
    stem = posixpath.splitext(doc.name)[0]
    for name in dict.fromkeys((stem, posixpath.basename(stem))):
        if not name.startswith("../"):
            data = files.read(project.path(".pal", FOLDER, f"{name}.md"), library.LARGEST)
            text = _body((data or b"").decode("utf-8-sig", "replace"))
            if text:
                return f".pal/{FOLDER}/{name}.md", text
    return (doc.name, redact(doc.summary)) if doc.summary else ("", "")


def _body(text: str) -> str:
    try:
        skip = markdown.front_matter(text)[1]
    except CtxhooksError:
        skip = 0
    return redact(text.replace("\r\n", "\n").split("\n", skip)[skip].strip())


def _digest(*values: object) -> str:
    return hexdigest(repr(values).encode("utf-8", "replace"))
