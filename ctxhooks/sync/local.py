"""What this working copy has to share: things that were made here, and nothing that came from elsewhere."""

import os
from collections.abc import Iterator

from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.store import archive, checkpoints, handoffs, sessions, tags
from ctxhooks.sync.items import SharedItem, SharedPhase, SharedTag, make_item

ADOPTED = "adopted"  # the trigger of a checkpoint that came from elsewhere


def stamps(project: Project) -> dict[str, str]:
    """A stamp for each group, which changes whenever one of its files does. Cheap: only names, sizes and times are looked at."""
    found: dict[str, list[str]] = {}
    owners = {checkpoints.tag(id_): id_ for id_ in sessions.ids(project)}
    for name in checkpoints.names(project):
        if owner := owners.get(name[19:27]):
            found.setdefault(f"session/{owner}", []).append(_stamp(os.path.join(project.checkpoints(), name)))
    for id_ in owners.values():
        found.setdefault(f"session/{id_}", []).append(_stamp(sessions.path(project, id_)))
    here = handoffs.made_here(project)
    for id_ in handoffs.ids(project):
        if id_ in here:
            found[f"handoff/{id_}"] = [_stamp(handoffs.path(project, id_))]
    for name in archive.names(project):
        found[f"phase/{name}"] = [_stamp(archive.path(project, name, part)) for part in (archive.CHECKPOINT, archive.SUMMARY)]
    for name in tags.names(project):
        found[f"tag/{name}"] = [_stamp(tags.path(project, name))]
    return {group: " ".join(sorted(parts)) for group, parts in found.items()}


def _stamp(path: str) -> str:
    try:
        state = os.stat(path)
    except OSError:
        return ""
    return f"{state.st_size}:{state.st_ctime_ns}"


def items(project: Project, group: str) -> Iterator[SharedItem]:
    """The items of a group that were made here, as they travel."""
    kind, _, id_ = group.partition("/")
    if kind == "session":
        yield from _session(project, id_)
    elif kind == "handoff":
        yield make_item(kind, id_, handoffs.load(project, id_), project.root)
    elif kind == "phase":
        summary = files.read(archive.path(project, id_, archive.SUMMARY)) or b""
        yield make_item(kind, id_, SharedPhase(archive.read(project, id_), summary.decode("utf-8", "replace")), project.root)
    elif kind == "tag":
        yield make_item(kind, id_, SharedTag(tags.get(project, id_)), project.root)


def _session(project: Project, id_: str) -> Iterator[SharedItem]:
    """The session and its checkpoints, without the path of the transcript."""
    group = f"session/{id_}"
    if session := sessions.load(project, id_):
        yield make_item("session", id_, session._replace(transcript=""), project.root)
        for checkpoint in checkpoints.sound(project, id_):
            if checkpoint.trigger != ADOPTED:
                bare = checkpoint._replace(transcript=checkpoint.transcript._replace(path=""))
                yield make_item("checkpoint", checkpoint.id, bare, project.root, group)
