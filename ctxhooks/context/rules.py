"""Generated rules under .claude/rules: ours are marked, and nothing else there is ever touched."""

import os
import re

from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import TARGETS
from ctxhooks.store import files
from ctxhooks.store.project import RULES, Project

RECOVERED = "pal-recovered.md"
MARK = "<!-- ctxhooks: generated"
IGNORED = b"# ctxhooks: generated; what ctxhooks writes here stays out of git\n/.gitignore\n/pal-*.md\n"
SCOPED = re.compile(r"\ufeff?---[ \t]*\r?\n(?:(?!---).*\n)*?paths:")
LARGEST = 1 << 20


def recovered_path(project: Project) -> str:
    """For reading; `write` makes sure that it is inside the project."""
    return os.path.join(project.root, RULES, RECOVERED)


def write(project: Project, name: str, text: str) -> None:
    """An empty text removes the rule; a file of that name that is not ours is left alone."""
    path = project.path(RULES, name)
    files.sweep(path)
    old = files.read(path)
    ours = old.startswith(MARK.encode()) if old is not None else not os.path.lexists(path)
    if not text:
        if ours:
            files.remove(path)
        return
    if not ours:
        raise CtxhooksError("not-ours", path=path)
    _ignore(project)
    files.write(path, text.encode("utf-8", "replace"))


def take_out(project: Project) -> None:
    """Our rule and our list of what git ignores."""
    write(project, RECOVERED, "")
    path = project.path(RULES, ".gitignore")
    if files.read(path) == IGNORED:
        files.remove(path)


def _ignore(project: Project) -> None:
    path = project.path(RULES, ".gitignore")
    if not os.path.lexists(path):
        files.write(path, IGNORED)


def owner(project: Project) -> str:
    """The session that the recovered rule belongs to; empty where there is none of ours."""
    text = (files.read(recovered_path(project)) or b"").decode("utf-8", "replace")
    found = re.match(re.escape(MARK) + r"[^\n]*\bsession=(\S+)", text)
    return found[1] if found else ""


def in_context(project: Project, *, recovered: bool = False) -> str:
    """What the client reads from the project's files after a compaction: its CLAUDE files and the rules without a scope.

    Of these the recovered rule only where it is asked for.
    """
    folder = os.path.join(project.root, RULES)  # only read: it may well be a link to rules that are shared
    names = sorted(n for n in os.listdir(folder) if n.endswith(".md") and (recovered or n != RECOVERED)) if os.path.isdir(folder) else []
    paths = [os.path.join(project.root, *target.split("/")) for target in TARGETS] + [os.path.join(folder, n) for n in names]
    return "\n".join(t for t in map(_text, paths) if not SCOPED.match(t))


def _text(path: str) -> str:
    """Empty for what cannot be read: the client does not read it either."""
    try:
        return (files.read(path, LARGEST) or b"").decode("utf-8", "replace")
    except OSError:
        return ""
