"""Completed phases on disk: `.pal/archive/NAME/` with a checkpoint as YAML, the phase summary, and the documents under `files`."""

import hashlib
import os

from ctxhooks.disk import files, sealed
from ctxhooks.disk.project import Project
from ctxhooks.light.contexts import suppress
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.json_values import plain, record
from ctxhooks.model.phase import Phase
from ctxhooks.trust import sinks

CHECKPOINT, SUMMARY, FILES = "checkpoint.yaml", "summary.md", "files"
OURS = ((".git",), (".pal", "archive"), (".pal", "state"), (".pal", "checkpoints"))  # no document of a phase is there
LARGEST = 8 << 20


def path(project: Project, name: str, *parts: str) -> str:
    """The path of something of a completed phase, inside `.pal/archive/NAME`."""
    return project.own("archive", name, *parts)


def names(project: Project) -> list[str]:
    """The completed phases' names, sorted; a folder without a checkpoint is none."""
    folder = project.own("archive")
    return [n for n in files.names(folder) if os.path.isfile(os.path.join(folder, n, CHECKPOINT))]


def read(project: Project, name: str) -> Phase:
    """The phase as it was completed; a CtxhooksError where there is none, or where its checkpoint is no YAML."""
    from ctxhooks.schema.plain_yaml import NotYamlError, load

    where = path(project, name, CHECKPOINT)
    data = files.read(where, LARGEST)
    if data is None:
        raise CtxhooksError("phase-none", name=name)
    try:
        return record(Phase, load(data)[0])
    except NotYamlError as e:
        raise CtxhooksError("phase-not-yaml", path=where, line=e.line, what=e.what) from None


def write(project: Project, name: str, phase: Phase, summary: str = "") -> Phase:
    """Writes the checkpoint, and the summary if one is given; the phase, with the summary's digest."""
    import yaml

    if summary:
        files.write(path(project, name, SUMMARY), sinks.clean(summary).encode("utf-8", "replace"))
        phase = phase._replace(summary=digest(path(project, name, SUMMARY)))
    text = yaml.safe_dump(sealed.clean(plain(phase)), allow_unicode=True, sort_keys=False, width=1000)
    files.write(path(project, name, CHECKPOINT), text.encode("utf-8", "replace"))
    return phase


def digest(path: str) -> str:
    """SHA-256 of the file's bytes; empty where there is no plain file."""
    try:
        with open(path, "rb") as f:
            return hashlib.file_digest(f, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""


def place(project: Project, name: str) -> str:
    """The path of a document in the project; a CtxhooksError for a place outside of it, or in a folder of ours."""
    parts = tuple(name.split("/"))
    if os.path.isabs(name) or ".." in parts or any(parts[: len(of)] == of for of in OURS):
        raise CtxhooksError("phase-bad-path", path=name)
    return project.path(*parts)


def move(source: str, target: str) -> None:
    """Moves a file with its bytes, mode and times; a CtxhooksError if something is there."""
    if os.path.lexists(target):
        raise CtxhooksError("phase-in-the-way", path=target)
    files.make_folder(os.path.dirname(target))
    os.rename(source, target)


def discard(project: Project, name: str, phase: Phase) -> None:
    """Removes what was written for a phase that is open again; a summary that a person has edited stays."""
    if digest(path(project, name, SUMMARY)) == phase.summary:
        files.remove(path(project, name, SUMMARY))
    files.remove(path(project, name, CHECKPOINT))
    for folder, _, _ in os.walk(path(project, name), topdown=False):
        with suppress(OSError):  # not empty
            os.rmdir(folder)
    with suppress(OSError):
        os.rmdir(project.own("archive"))
