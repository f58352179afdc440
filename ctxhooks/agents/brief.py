"""The project in about 100 tokens: its name, what it is, what is worked on, and the phase."""

import json
import os
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.knowledge import extract, levels, library, summaries
from ctxhooks.light.contexts import suppress
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import Settings
from ctxhooks.phases.archiving import phase_of
from ctxhooks.ports import registry
from ctxhooks.render.templates import render
from ctxhooks.trust.redact import redact

PACKAGES: tuple[tuple[str, Callable[[str], Any], str], ...] = (
    ("pyproject.toml", tomllib.loads, "project"),
    ("package.json", json.loads, ""),
    ("Cargo.toml", tomllib.loads, "package"),
)
TOKENS, WHAT = 100, 50
LETTERS = 12  # of a name that is one endless word
READMES = ("README.md", "readme.md", "Readme.md", "README.markdown", "README.txt", "README.rst", "README")


def brief(project: Project, settings: Settings, count: Callable[[str], int]) -> str:
    """What does not fit is left out from the end; the name alone is cut."""
    name, what = map(redact, described(project))
    short = levels.fit(name, levels.LINE_TOKENS, count) or name[:LETTERS]
    known: dict[str, Any] = {"name": short, "what": "", "port": "", "more": 0, "phase": ""}
    text = render("brief", settings.language, **known)
    for more in ({"what": levels.fit(what, WHAT, count)}, *_work(project, settings)):
        tried = render("brief", settings.language, **known | more)
        if count(tried) <= TOKENS:
            text, known = tried, known | more
    return text.rstrip("\n")


def described(project: Project) -> tuple[str, str]:
    """Its name and what it is: from its package's metadata, else from its README, else the folder's name."""
    candidates = [*_packages(project), *_readme(project), (os.path.basename(project.root) or project.root, "")]
    return next(name for name, _ in candidates if name), next((what for _, what in candidates if what), "")


def _packages(project: Project) -> Iterator[tuple[str, str]]:
    for name, load, table in PACKAGES:
        with suppress(ValueError, RecursionError, OSError, CtxhooksError):
            found = load((files.read(project.path(name), library.LARGEST) or b"").decode())
            about = found.get(table) if table and isinstance(found, dict) else found
            if isinstance(about, dict):
                yield _line(about.get("name")), _line(about.get("description"))


def _readme(project: Project) -> Iterator[tuple[str, str]]:
    for name in READMES:
        with suppress(OSError, CtxhooksError):
            if doc := library.read(summaries.file(project, project.path(name))):
                title = extract.flat(doc.title)
                yield title, doc.summary or extract.lead(extract.blocks(extract.units(doc.text)), title)


def _work(project: Project, settings: Settings) -> Iterator[dict[str, Any]]:
    active = registry.active(project, settings)
    for _, port in active[-1:]:
        yield {"port": redact(f"{port.id}, {port.title}, {port.progress}%"), "more": len(active) - 1}
    yield {"phase": redact(next((p for _, port in reversed(active) if (p := phase_of(port.path))), ""))}


def _line(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
