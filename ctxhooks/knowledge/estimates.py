"""What the texts under a path would cost, at each level of detail."""

import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.knowledge import levels, library, summaries
from ctxhooks.knowledge.library import ENDINGS
from ctxhooks.model.document import LEVELS
from ctxhooks.model.settings import Settings


class Estimate(NamedTuple):
    """`tokens` by level; only the last one for what is no Markdown."""

    name: str
    tokens: tuple[int, ...]


def estimates(project: Project, settings: Settings, path: str, count: Callable[[str], int]) -> Iterator[Estimate]:
    """An estimate of every text at the path or below it; what is hidden, no text, or over 1 MB is left out."""
    for found in _files(path):
        doc = library.read(summaries.file(project, found))
        if doc is None or "\0" in doc.text:
            continue
        if found.lower().endswith(ENDINGS):
            made = [r.tokens for r in levels.renditions(doc.title, doc.text, doc.summary, count, settings.language)]
            yield Estimate(found, tuple(next(filter(None, made[level:]), 0) for level in LEVELS))
        else:
            yield Estimate(found, (0, 0, 0, count(doc.text)))


def _files(path: str) -> Iterator[str]:
    if not os.path.isdir(path):
        yield path
    for folder, names in files.walk(path):
        yield from (os.path.join(folder, n) for n in names)
