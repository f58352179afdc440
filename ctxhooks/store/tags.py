"""Tags on disk: `.pal/tags/ID.md` holds a tag's text, byte for byte."""

import os

from ctxhooks.disk import files, sealed
from ctxhooks.disk.project import ID, Project
from ctxhooks.disk.sha256 import hexdigest
from ctxhooks.light import json
from ctxhooks.light.typing import NamedTuple
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.json_values import object_in, plain, record
from ctxhooks.trust.redact import redact

PREFIX = "TAG-"
FOLDER, ENDING = ".pal/tags", ".md"
LARGEST = 8 << 20  # bytes
DIGEST = 16  # digits of an id that is made from the text


def bare(id_: str) -> str:
    """An id as it is given anywhere, as that of the file: `@TAG-auth`, `TAG-auth` and `auth` are one tag."""
    return id_.removeprefix("@").removeprefix(PREFIX)


def path(project: Project, id_: str) -> str:
    """Where the tag's text lies; the id with or without `TAG-`."""
    return project.named(FOLDER, bare(id_), ENDING)


def names(project: Project) -> list[str]:
    """The ids of all tags, without `TAG-`, sorted."""
    return sorted(n for f in files.names(project.own("tags")) if f.endswith(ENDING) and ID.fullmatch(n := f.removesuffix(ENDING)))


def find(project: Project, id_: str) -> str | None:
    """The tag's text; None if there is no such tag."""
    data = files.read(path(project, id_), LARGEST)
    return None if data is None else data.decode("utf-8", "replace")


def get(project: Project, id_: str) -> str:
    """The tag's text; a CtxhooksError where there is no such tag."""
    text = find(project, id_)
    if text is None:
        raise CtxhooksError("tag-none", id=bare(id_)[:80])
    return text


def put(project: Project, id_: str, text: str) -> bool:
    """Writes the tag's text without its secrets; False when it held just that already.

    A folder that is new ignores itself: what a person keeps for prompts is their own. Where a team has tags in git, it stays so.
    """
    if not os.path.isdir(project.own("tags")):
        project.ready("tags")
    return files.write(path(project, id_), redact(text).encode())


def content_id(text: str) -> str:
    """The id of the tag that is named after its text: a digest, so that the same text has the same one."""
    return hexdigest(text.encode())[:DIGEST]


class DeliveredTags(NamedTuple):
    """What a session was given: each tag with the id of its text, and the tokens of all."""

    tags: dict[str, str] = {}
    tokens: int = 0


def delivered(project: Project, session: str) -> DeliveredTags:
    """Which tags the session was given; nothing where the note is missing or cannot be read."""
    return record(DeliveredTags, object_in(files.read(_note(project, session))))


def note_delivered(project: Project, session: str, given: DeliveredTags) -> None:
    """Notes which tags the session has been given."""
    project.ready()
    files.write(_note(project, session), json.dumps(sealed.clean(plain(given))).encode())


def forget(project: Project, session: str) -> None:
    """Forgets what the session was given: after a compaction it is no longer in context."""
    files.remove(_note(project, session))


def _note(project: Project, session: str) -> str:
    return project.named(".pal/state/tagged", session, ".json")
