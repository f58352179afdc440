"""Completes a phase of the work: its documents go to the archive, a summary and a checkpoint stay, its ports end. And opens it again.

The documents and specs of a phase are those whose front matter says so (`phase: NAME`), and the files that are named.
"""

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ctxhooks.disk import files
from ctxhooks.disk.digests import exists
from ctxhooks.disk.project import Project
from ctxhooks.knowledge import library
from ctxhooks.loading import activation
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.phase import ArchivedDocument, Phase
from ctxhooks.model.port import Working
from ctxhooks.model.settings import Settings
from ctxhooks.phases import phase_summary
from ctxhooks.ports import registry
from ctxhooks.render import markdown
from ctxhooks.store import archive, checkpoints, working
from ctxhooks.tokens.counting import counter

KEYS = ("phase", "단계", "фаза", "этап")


class Reopened(NamedTuple):
    """Paths: put back; kept in the archive, as another file stands there now; put back, but changed in the archive; nowhere to be found."""

    back: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def phase_of(path: str) -> str:
    """What a document's front matter says, as a folder's name; empty for one that says nothing or cannot be read."""
    try:
        text = (files.read(path, library.LARGEST) or b"").decode("utf-8-sig", "replace")
        fields = markdown.front_matter(text.replace("\r\n", "\n"))[0]
    except (OSError, CtxhooksError):
        return ""
    value = next((fields[k] for k in KEYS if k in fields), "")
    return "-".join(value.split()) if isinstance(value, str) else ""


def found(project: Project, settings: Settings) -> dict[str, list[str]]:
    """The open phases, each with the files that name it."""
    there: dict[str, list[str]] = {}
    spelt: dict[str, str] = {}
    every = [f.path for f in library.listed(project, settings)[0].values()] + [s.path for s in registry.specs(project, settings)]
    for path in dict.fromkeys(map(os.path.realpath, every)):
        if phase := phase_of(path):
            there.setdefault(spelt.setdefault(phase.casefold(), phase), []).append(path)
    return there


def complete(project: Project, settings: Settings, name: str, named: Sequence[str] = ()) -> tuple[Phase, str]:
    """Moves the phase's documents into the archive; its checkpoint and its summary."""
    with files.locked(project.lock("ports")):
        name = registry.plain_name("-".join(name.split()))
        if any(n.casefold() == name.casefold() for n in archive.names(project)):
            raise CtxhooksError("phase-complete-already", name=name)
        inside = _members(project, settings, name, named)
        count = counter(project)
        before = working.read(project)
        phase, summary = phase_summary.checkpoint(project, settings, name, inside, count)
        mine = _working(project, settings, before, set(inside.values()))
        phase = phase._replace(working=mine)
        phase = archive.write(project, name, phase, summary)
        _move(project, name, phase.documents)
        rest = Working(tuple(p for p in before.ports if p not in mine.ports), tuple(p for p in before.pinned if p not in mine.pinned))
        _work_on(project, settings, before, rest)
        return phase, summary


def reopen(project: Project, settings: Settings, name: str) -> Reopened:
    """Opens a completed phase again: its documents go back to where they were, unless something stands there now."""
    with files.locked(project.lock("ports")):
        name = registry.plain_name("-".join(name.split()))
        name = next((n for n in archive.names(project) if n.casefold() == name.casefold()), name)
        phase = archive.read(project, name)
        done: dict[str, list[str]] = {what: [] for what in Reopened._fields}
        for kept in phase.documents:
            done[_put_back(project, name, kept)].append(kept.path)
        outcome = Reopened(*map(tuple, done.values()))
        stay = tuple(k for k in phase.documents if k.path in (*outcome.kept, *outcome.gone))
        if stay:
            archive.write(project, name, phase._replace(documents=stay, working=Working()))
        else:
            archive.discard(project, name, phase)
        now = working.read(project)
        more = tuple(p for p in phase.working.ports if p.id not in {a.id for a in now.ports})
        pinned = tuple(p for p in phase.working.pinned if p not in now.pinned)
        _work_on(project, settings, now, Working((*now.ports, *more), (*now.pinned, *pinned)))
        return outcome


def _members(project: Project, settings: Settings, name: str, named: Sequence[str]) -> dict[str, str]:
    """The phase's files: their real paths, by their names from the project's root."""
    every = [p for phase, paths in found(project, settings).items() if phase.casefold() == name.casefold() for p in paths]
    every += [os.path.abspath(p) for p in named]
    home = os.path.realpath(project.root)
    there = {}
    for path in every:
        real = os.path.realpath(files.inside(project.root, path))
        if not os.path.isfile(real):
            raise CtxhooksError("no-plain-file" if os.path.exists(real) else "no-text", path=path)
        name_ = os.path.relpath(real, home).replace(os.sep, "/")
        archive.place(project, name_)
        there[name_] = real
    if not there:
        raise CtxhooksError("phase-empty", name=name)
    return there


def _working(project: Project, settings: Settings, now: Working, paths: set[str]) -> Working:
    """What of these files is active or pinned."""
    mine = {a.id for a, port in registry.active(project, settings) if port.path and os.path.realpath(port.path) in paths}
    pinned = tuple(p for p in now.pinned if p in mine or os.path.realpath(os.path.join(project.root, *p.split("/"))) in paths)
    return Working(tuple(a for a in now.ports if a.id in mine), pinned)


def _work_on(project: Project, settings: Settings, before: Working, after: Working) -> None:
    if after != before:
        working.write(project, after)
        activation.update_context(project, settings, checkpoints.newest(project))


def _move(project: Project, name: str, documents: Sequence[ArchivedDocument]) -> None:
    """Moves all documents into the archive, or none."""
    done: list[ArchivedDocument] = []
    try:
        for kept in documents:
            archive.move(archive.place(project, kept.path), _archived(project, name, kept))
            done.append(kept)
    except (OSError, CtxhooksError):
        for kept in done:
            archive.move(_archived(project, name, kept), archive.place(project, kept.path))
        archive.discard(project, name, archive.read(project, name))
        raise


def _put_back(project: Project, name: str, kept: ArchivedDocument) -> str:
    """What became of it, in the words of Reopened."""
    source, target = _archived(project, name, kept), archive.place(project, kept.path)
    held, there = archive.digest(source), archive.digest(target)
    if not held:
        return "back" if there == kept.sha256 else "gone"
    if held == there:
        files.remove(source)
    elif exists(target):
        return "kept"
    else:
        archive.move(source, target)
    return "back" if held == kept.sha256 else "changed"


def _archived(project: Project, name: str, kept: ArchivedDocument) -> str:
    archive.place(project, kept.path)
    return archive.path(project, name, archive.FILES, *kept.path.split("/"))


def completed(project: Project) -> Iterator[tuple[str, Phase]]:
    """The archived phases, the newest first."""
    every = [(name, archive.read(project, name)) for name in archive.names(project)]
    yield from sorted(every, key=lambda x: x[1].completed, reverse=True)
