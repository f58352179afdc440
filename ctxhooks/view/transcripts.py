"""Which transcripts are meant: by a session's id, by a file, by a folder, or those of a project."""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from ctxhooks.disk.project import ID, transcripts_folder
from ctxhooks.model.errors import CtxhooksError

ELSE = re.compile(r"[^a-zA-Z0-9]")
LONGEST = 200  # characters of a folder's name; the client cuts a longer one and appends a hash


def _kept(env: Mapping[str, str]) -> Path:
    """Where the client keeps transcripts, in a folder for each project; what is no folder where there is no home."""
    return Path(transcripts_folder(env) or os.devnull)


def is_folder_of(folder: Path, root: str) -> bool:
    """Whether the client would keep the transcripts of this project in a folder of this name."""
    name = ELSE.sub("-", root)
    return folder.name == name if len(name) <= LONGEST else folder.name.startswith(name[:LONGEST] + "-")


def is_home_of(transcript: Path, root: str, env: Mapping[str, str]) -> bool:
    """Whether the client itself keeps the transcript as one of the project at `root`, and that project has a `.pal`."""
    folder = transcript.resolve().parent
    known = folder.parent == _kept(env).resolve() and is_folder_of(folder, root)
    return known and os.path.isabs(root) and os.path.isdir(os.path.join(root, ".pal"))


def of_project(env: Mapping[str, str], root: str) -> list[Path]:
    """The newest first; none where the client has not been in this project."""
    home = _kept(env)
    folders = [f for f in home.iterdir() if is_folder_of(f, root)] if home.is_dir() else []
    return newest(p for f in folders for p in f.glob("*.jsonl"))


def newest(paths: Iterable[Path]) -> list[Path]:
    """Transcripts of conversations, the one that was written last first; those of subagents belong to one of them."""
    return sorted((p for p in paths if _is_conversation(p)), key=lambda p: -p.stat().st_mtime)


def _is_conversation(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not path.name.startswith("agent-") and ".agent-" not in path.name


def named(env: Mapping[str, str], root: str, what: str) -> Path:
    """A file, or the one session whose id begins like this: of this project first, then of all."""
    if Path(what).is_file():
        return Path(what)
    if ID.fullmatch(what):
        for found in (of_project(env, root), newest(_kept(env).glob("*/*.jsonl"))):
            mine = [p for p in found if p.stem.startswith(what)]
            if mine and (len(mine) == 1 or mine[0].stem == what):
                return mine[0]
    raise CtxhooksError("no-transcript", what=what)


def by_folder(folder: Path) -> list[tuple[Path, list[Path]]]:
    """Every folder below this one that holds conversations, with them; the one that was written to last first."""
    found: dict[Path, list[Path]] = {}
    for path in newest(p for p in folder.rglob("*.jsonl") if "subagents" not in p.parts):
        found.setdefault(path.parent, []).append(path)
    return list(found.items())
