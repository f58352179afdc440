"""Generated rules under .claude/rules: each is marked as ours, and nothing else there is ever touched."""

import os
from collections.abc import Mapping
from zlib import crc32

from ctxhooks.disk import files
from ctxhooks.disk.project import RULES, Project
from ctxhooks.light.contexts import suppress
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import NamedTuple
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import TARGETS
from ctxhooks.trust import sinks

RECOVERED = "pal-recovered.md"
SECTION = "pal-context.md"
KEPT = (RECOVERED, SECTION)  # not of the documents that are loaded
MARK = pattern(rb"<!-- ctxhooks: generated; (\S+) ([0-9a-f]{8})(?: session=(\S+))? -->\n")
START = b"<!-- ctxhooks: generated; "
ABSENT, OURS, EDITED, FOREIGN = "absent", "ours", "edited", "foreign"
IGNORE = b"# ctxhooks: generated; what ctxhooks writes here stays out of git\n/.gitignore\n"
SCOPED = pattern(r"\ufeff?---[ \t]*\r?\n(?:(?!---).*\n)*?paths:")
LARGEST = 1 << 20


class RuleChanges(NamedTuple):
    """Names of rules: written anew, taken away, kept as a person has edited them; and why others could not be written."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    failed: tuple[CtxhooksError, ...] = ()


def stamped(name: str, text: str, session: str = "") -> bytes:
    """The rule's bytes: ahead of the text a comment, which the client takes out, with the name and a checksum of both."""
    body = text.encode("utf-8", "replace")
    owner = f" session={session}" if session else ""
    return f"<!-- ctxhooks: generated; {name} {_digest(name, body)}{owner} -->\n".encode() + body


def _digest(name: str, body: bytes) -> str:
    return f"{crc32(body, crc32(name.encode())):08x}"


def recovered_path(project: Project) -> str:
    """The path of the recovered rule, for reading; `write` makes sure that it is inside the project."""
    return os.path.join(project.root, RULES, RECOVERED)


def state(path: str) -> str:
    """Whose file this is: one that was copied from ours to another name is not ours."""
    try:
        data = files.read(path, LARGEST)
    except OSError:
        return FOREIGN
    if data is None:
        return FOREIGN if os.path.lexists(path) else ABSENT
    found = MARK.match(data)
    name = os.path.basename(path)
    if not found or found[1].decode("utf-8", "replace") != name:
        return FOREIGN
    return OURS if found[2].decode() == _digest(name, data[found.end() :]) else EDITED


def write(project: Project, name: str, text: str, session: str = "", *, force: bool = True) -> bool:
    """Writes a rule, or removes it if the text is empty; a CtxhooksError for a file of that name that is not ours. True if it changed.

    Without `force` a rule of ours that a person has edited is left alone as well. A rule imports nothing.
    """
    path = project.path(RULES, name)
    files.sweep(path)
    whose = state(path)
    if whose == EDITED and not force:
        return False
    if not text:
        return whose in (OURS, EDITED) and files.remove(path) and _ignore(project)
    if whose == FOREIGN:
        raise CtxhooksError("not-ours", path=path)
    _ignore(project, name)
    there = _text(path).partition("\n")[2] if whose == OURS else ""  # behind our mark
    return files.write(path, stamped(name, sinks.memory(text, (), there), session))


def reconcile(project: Project, wanted: Mapping[str, str], *, force: bool = False) -> RuleChanges:
    """Makes our rules just these, by name; the two in `KEPT` are none of them. What fails does not keep the others from being written."""
    written: list[str] = []
    removed: list[str] = []
    kept: list[str] = []
    failed: list[CtxhooksError] = []
    files.sweep(os.path.join(project.root, RULES, ""), (START, IGNORE))
    stale = [n for n in names(project) if n not in wanted and n not in KEPT]
    for name, text in [*((n, "") for n in stale), *wanted.items()]:
        path = os.path.join(project.root, RULES, name)
        try:
            if write(project, name, text, force=force):
                (written if text else removed).append(name)
            elif state(path) == EDITED:
                kept.append(name)
        except CtxhooksError as e:
            failed.append(e)
    if not wanted:
        with suppress(CtxhooksError):
            _ignore(project)  # which may have been all that was left to be done
    return RuleChanges(tuple(written), tuple(removed), tuple(kept), tuple(failed))


def names(project: Project) -> list[str]:
    """All rules of ours, edited or not."""
    folder = os.path.join(project.root, RULES)
    try:
        found = sorted(n for n in os.listdir(folder) if n.endswith(".md"))
    except OSError:
        return []
    return [n for n in found if state(os.path.join(folder, n)) in (OURS, EDITED)]


def take_out(project: Project) -> None:
    """Removes our rules and our list of what git ignores. Through a link out of the project nothing was written, and nothing is removed."""
    within = files.leads_inside(project.root, os.path.join(project.root, RULES))
    for name in names(project) if within else ():
        write(project, name, "")


def _ignore(project: Project, *more: str) -> bool:
    """Brings our list of what git ignores up to date, and removes it with the last rule.

    One of the user's own stays as it is: a new rule is excluded elsewhere then.
    """
    path = project.path(RULES, ".gitignore")
    files.sweep(path)
    old = files.read(path)
    if os.path.lexists(path) if old is None else not old.startswith(IGNORE):
        from ctxhooks.disk import exclude

        with suppress(CtxhooksError, OSError):
            exclude.add(project.root, *(f"{RULES}/{name}" for name in more if state(os.path.join(project.root, RULES, name)) == ABSENT))
        return True
    ours = sorted({*names(project), *more})
    if ours:
        files.write(path, IGNORE + "".join(f"/{name}\n" for name in ours).encode())
    else:
        files.remove(path)
    return True


def text(project: Project, name: str) -> str | None:
    """What a rule of ours says, also where a person has edited it; None where there is none."""
    path = os.path.join(project.root, RULES, name)
    data = files.read(path, LARGEST) if state(path) in (OURS, EDITED) else None
    return None if data is None else MARK.sub(b"", data, count=1).decode("utf-8", "replace")


def owner(project: Project) -> str:
    """The session that the recovered rule belongs to; empty where there is none of ours."""
    found = MARK.match(files.read(recovered_path(project)) or b"")
    return found[3].decode("utf-8", "replace") if found and found[3] else ""


def in_context(project: Project, *, recovered: bool = False) -> str:
    """What the client reads from the project's files after a compaction: its CLAUDE files and the rules without a scope.

    Of these the recovered rule only where it is asked for.
    """
    folder = os.path.join(project.root, RULES)  # only read: it may well be a link to rules that are shared
    found = [n for n in files.names(folder) if n.endswith(".md") and (recovered or n != RECOVERED)]
    paths = [os.path.join(project.root, *target.split("/")) for target in TARGETS] + [os.path.join(folder, n) for n in found]
    return "\n".join(t for t in map(_text, paths) if not SCOPED.match(t))


def _text(path: str) -> str:
    """The file's text; empty for what cannot be read: the client does not read it either."""
    try:
        return (files.read(path, LARGEST) or b"").decode("utf-8", "replace")
    except OSError:
        return ""
