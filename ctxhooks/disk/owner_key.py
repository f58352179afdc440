"""The user's key for a working copy, kept in the user's own folder: what it sealed did not come with the project.

A key that lies in the project can be brought by an archive, and with it whatever it has sealed. The first versions kept it in `.git`; that
one is taken over once, and only with a proof: a cursor that it sealed knows how a transcript in Claude Code's own folder begins and ends,
which nobody else has seen. Times and owners of files prove nothing: an archive's are whatever it says, or those of its unpacking.
"""

import os

from ctxhooks.disk import files, log, sealed
from ctxhooks.disk.project import Project
from ctxhooks.disk.sha256 import hexdigest
from ctxhooks.light.contexts import suppress
from ctxhooks.model.errors import CtxhooksError

FORMER = "ctxhooks-key"  # in `.git`
SIZE = 32  # bytes
ROOT = ".root"  # the file beside a key that names its working copy
UNPROVEN = f"{FORMER} in .git is not trusted, since nothing shows that it was made here; what it has sealed stays where it is, unused"
SHORTEST = 64  # bytes of a transcript; what is known of less may have been guessed


def path(project: Project) -> str:
    """The key's file, named after the working copy's real path; empty if the user's folder for keys is missing or inside the project."""
    root = os.path.realpath(project.root)
    inside = os.path.join(os.path.realpath(project.keys), "").startswith(os.path.join(root, ""))
    return os.path.join(project.keys, hexdigest(os.fsencode(root))[:32]) if project.keys and not inside else ""


def key(project: Project) -> bytes:
    """Made on first use; empty where none can be kept: there a seal is a checksum, which anybody can make."""
    try:
        where = path(project)
        return (_read(where) or _made(project, where)) if where else b""
    except (OSError, CtxhooksError):
        return b""


def working_copies(keys: str) -> list[str]:
    """The folders of all working copies that have a key among `keys`, as far as they are still there."""
    found = (os.fsdecode(files.read(os.path.join(keys, name)) or b"") for name in files.names(keys) if name.endswith(ROOT))
    return [root for root in found if os.path.isdir(root)]


def forget(project: Project) -> None:
    """Removes the key: what it sealed is foreign from now on. The folder goes with the last key."""
    where = path(project)
    for name in (where, where + ROOT) if where else ():
        files.remove(name)
    with suppress(OSError):  # another project's key lies there
        for folder in (project.keys, os.path.dirname(project.keys)):
            os.rmdir(folder)


def _made(project: Project, where: str) -> bytes:
    files.make_folder(project.keys)
    os.chmod(project.keys, 0o700)
    with files.locked(f"{where}.lock", wait=1.0):
        files.sweep(where)
        if not _read(where):
            former = _former(project.root)
            proven = former if former and _proven(project, former) else b""
            files.write(where + ROOT, os.fsencode(os.path.realpath(project.root)), mode=0o600)
            files.write(where, proven or os.urandom(SIZE), mode=0o600)
            if former and not proven:
                with log.noted(project, "Key"):
                    log.write(project, "Key", UNPROVEN)
    files.remove(f"{where}.lock")
    return _read(where)


def _read(where: str) -> bytes:
    """The key in this file; empty for what is no whole key. A link, which somebody else has put there, is an error."""
    if os.path.islink(where):
        raise CtxhooksError("outside-project", path=where)
    found = files.read(where, SIZE) or b""
    return found if len(found) == SIZE else b""


def _former(folder: str) -> bytes:
    """The key in the `.git` of the repository around `folder`. It is only read, so that it does not matter where a `.git` file leads."""
    git = os.path.join(folder, ".git")
    if link := files.read(git, 4096):
        git = os.path.join(folder, os.fsdecode(link.removeprefix(b"gitdir:").strip()))
    if os.path.isdir(git):
        former = os.path.join(git, FORMER)
        return b"" if os.path.islink(former) else _read(former)
    above = os.path.dirname(folder)
    return _former(above) if above != folder else b""


def _proven(project: Project, former: bytes) -> bool:
    folder = project.own("state", "cursors")
    cursors = (os.path.join(folder, name) for name in files.names(folder) if name.endswith(".json"))
    return any(_knows(project, sealed.read(path, former) or {}) for path in cursors)


def _knows(project: Project, cursor: "dict[str, object]") -> bool:
    """Whether a cursor knows a transcript of the client's, as far as it says it was read."""
    from ctxhooks.disk.digests import ends

    transcript, offset = cursor.get("path"), cursor.get("offset")
    if not isinstance(transcript, str) or not isinstance(offset, int) or offset < SHORTEST or not project.transcripts:
        return False
    real, folder = os.path.realpath(transcript), os.path.realpath(project.transcripts)
    inside = folder in (os.path.dirname(real), os.path.dirname(os.path.dirname(real)))
    if not inside or real.startswith(os.path.join(project.root, "")) or not os.path.isfile(real):
        return False
    with open(real, "rb") as file:
        return cursor.get("digest") == ends(file, offset)
