"""Ports by their specs and their state: found, checked, started, ended."""

import os
from collections.abc import Callable, Iterator
from unicodedata import normalize

from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import NamedTuple
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.port import STATUSES, Active, Port
from ctxhooks.model.settings import Settings
from ctxhooks.model.times import moment
from ctxhooks.ports import port_spec, spec_edit
from ctxhooks.store import working
from ctxhooks.trust.redact import redact

ID = pattern(r"[^\W_][\w.-]{0,99}")
DEVICE = pattern(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)  # what Windows takes for a device, whatever its ending
GENERATED = pattern(r"dependencies|related-\d+|(?:conv|pal)-.*", re.IGNORECASE)  # names of other rules of ours
LONGEST = 200  # bytes of an id: its file's name has an ending, and a second one while it is written
LARGEST = 1 << 20  # bytes of a spec


class Spec(NamedTuple):
    """A spec's file with what was read of it; `error` says why it could not be read."""

    path: str
    port: Port
    error: CtxhooksError | None = None


def plain_name(name: str) -> str:
    """The name, composed, when it can be a file's in a folder of ours."""
    name = normalize("NFC", name)
    if not ID.fullmatch(name) or name.endswith(".") or len(name.encode()) > LONGEST:
        raise CtxhooksError("port-bad-id", id=name[:80])
    if DEVICE.fullmatch(name):
        raise CtxhooksError("port-reserved", id=name)
    return name


def checked(id_: str) -> str:
    """The id of a port, composed; it becomes the name of a rule, beside the other rules of ours."""
    if GENERATED.fullmatch(id_ := plain_name(id_)):
        raise CtxhooksError("port-reserved", id=id_)
    return id_


def specs(project: Project, settings: Settings) -> Iterator[Spec]:
    """All specs, by folder and name; of two with one id the first counts."""
    seen = set()
    for path in _files(project, settings):
        spec = _read(project, path)
        if spec.port.id not in seen:
            seen.add(spec.port.id)
            yield spec


def find(project: Project, settings: Settings, id_: str) -> Port:
    """The port of this id; a CtxhooksError where there is none, or where its spec cannot be read."""
    id_ = checked(id_)
    named = (_read(project, path) for path in _files(project, settings) if _stem(path) == id_)
    found = next((s for s in named if s.port.id == id_), None) or next((s for s in specs(project, settings) if s.port.id == id_), None)
    if found is None:
        raise CtxhooksError("no-port", id=id_, folders=", ".join(settings.folders.ports))
    if found.error:
        raise found.error
    return found.port


def dependency_cycle(project: Project, settings: Settings, id_: str) -> list[str]:
    """The dependencies that lead from a port back to itself; empty if none do."""
    known = {s.port.id: s.port.depends_on for s in specs(project, settings)}
    seen: set[str] = set()
    ways = [[id_]]
    while ways:
        way = ways.pop()
        for next_id in known.get(way[-1], ()):
            if next_id == id_:
                return [*way, id_]
            if next_id not in seen:
                seen.add(next_id)
                ways.append([*way, next_id])
    return []


def start(project: Project, settings: Settings, id_: str, session: str) -> Port:
    """Makes a port active; the caller holds the lock and loads what it needs."""
    port = find(project, settings, id_)
    now = working.read(project)
    if twin := next((a for a in now.ports if a.id.casefold() == id_.casefold()), None):
        raise CtxhooksError("port-active" if twin.id == id_ else "port-twin", id=id_, other=twin.id, since=twin.since)
    if way := dependency_cycle(project, settings, id_):
        raise CtxhooksError("port-circle", id=id_, way=" → ".join(way))
    working.write(project, now._replace(ports=(*now.ports, Active(id_, moment(project.now), session))))
    return port


def end(project: Project, id_: str) -> Active:
    """Makes a port inactive; its spec may be gone."""
    now = working.read(project)
    mine = next((a for a in now.ports if a.id == id_), None)
    if mine is None:
        if not now.ports:
            raise CtxhooksError("no-active-port")
        raise CtxhooksError("port-not-active", id=id_[:80], active=", ".join(a.id for a in now.ports))
    rest = tuple(a for a in now.ports if a.id != id_)
    working.write(project, now._replace(ports=rest, pinned=now.pinned if rest else ()))
    return mine


def only_active(project: Project) -> str:
    """The id of the only active port; a CtxhooksError if there are none or several."""
    ids = [a.id for a in working.read(project).ports]
    if len(ids) != 1:
        raise CtxhooksError("port-which" if ids else "port-none-active", active=", ".join(ids))
    return ids[0]


def active(project: Project, settings: Settings) -> list[tuple[Active, Port]]:
    """The active ports with their specs; one whose spec is gone or broken has only its id."""
    now = working.read(project).ports
    return [(a, find_or_bare(project, settings, a.id)) for a in now]


def find_or_bare(project: Project, settings: Settings, id_: str) -> Port:
    """The port; only its id where its spec is gone or broken."""
    try:
        return find(project, settings, id_)
    except CtxhooksError:
        return Port(id_)


def status(port: Port, running: bool) -> str:
    """The status that a person sees: `running` while it is active, else the one in its spec."""
    return "running" if running else port.status


def set_status(project: Project, port: Port, value: str) -> bool:
    """Writes the status into the spec; False if it said so already. Only on the user's own command: a spec is theirs."""
    if value not in STATUSES:
        raise CtxhooksError("port-bad-status", status=value, allowed=", ".join(STATUSES))
    return _rewrite(project, port, lambda text: spec_edit.set_status(text, value))


def tick(project: Project, port: Port, number: int, done: bool) -> bool:
    """Ticks or clears the box of task `number`, counted from 1, in the spec; False when it stood like this already."""
    return _rewrite(project, port, lambda text: spec_edit.tick(text, number, done))


def create(project: Project, settings: Settings, id_: str, title: str) -> str:
    """The path of the new spec, in the first configured folder that exists, else in the first."""
    id_ = checked(id_)
    twin = next((s for s in specs(project, settings) if s.port.id.casefold() == id_.casefold()), None)
    folder = next((f for f in settings.folders.ports if os.path.isdir(project.path(f))), settings.folders.ports[0])
    path = twin.path if twin else project.path(folder, f"{id_}.md")
    if os.path.lexists(path):
        raise CtxhooksError("port-exists", id=id_, path=path)
    files.write(path, spec_edit.new(id_, title, settings.language).encode())
    return path


def delete(project: Project, port: Port) -> str:
    """Moves the spec out of the way, to where it is now."""
    if any(a.id == port.id for a in working.read(project).ports):
        raise CtxhooksError("port-still-active", id=port.id)
    path = project.own("archive", "ports", f"{port.id}-{moment(project.now).replace(':', '')}.md")
    files.write(path, files.read(port.path) or b"")
    files.remove(port.path)
    return path


def _rewrite(project: Project, port: Port, change: Callable[[str], str]) -> bool:
    path = files.inside(project.root, port.path)
    return files.edit(path, lambda old: change((old or b"").decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape"))


def _files(project: Project, settings: Settings) -> Iterator[str]:
    for name in settings.folders.ports:
        for folder, names in files.walk(project.path(*name.split("/"))):
            specs = (n for n in names if n.endswith(".md") and not n.startswith("_") and n.lower() != "readme.md")
            yield from (os.path.join(folder, n) for n in specs)


def _read(project: Project, path: str) -> Spec:
    try:
        data = files.read(files.inside(project.root, path), LARGEST)
        if data is None:
            raise CtxhooksError("no-plain-file", path=path)
        port = port_spec.parse(redact(data.decode("utf-8", "replace")), path)
        return Spec(path, port._replace(id=normalize("NFC", port.id)))
    except CtxhooksError as e:
        return Spec(path, Port(path=path, id=_stem(path)), e)
    except OSError as e:
        return Spec(path, Port(path=path, id=_stem(path)), CtxhooksError("unreadable", path=path, what=e.strerror))


def _stem(path: str) -> str:
    return normalize("NFC", os.path.splitext(os.path.basename(path))[0])
