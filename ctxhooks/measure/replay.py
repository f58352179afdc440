"""Sends a compaction of a transcript through the real handlers, in a scratch project, and returns what came of it."""

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from ctxhooks.disk.project import ID, Project
from ctxhooks.entry import answer
from ctxhooks.loading import rules
from ctxhooks.measure.gold import Compaction
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.store import checkpoints

HOOKS = ("pre-compact", "session-start", "post-compact", "user-prompt-submit")


class Replayed(NamedTuple):
    """What each hook injected, what stands in the files that Claude reads, and the seconds that each hook's handler took.

    `checkpoint` is the one that was taken, with its score; None where the hooks took the compaction for a subagent's.
    """

    steer: str
    prompt: str
    disk: str
    late: str
    seconds: dict[str, float]
    checkpoint: Checkpoint | None = None

    @property
    def given(self) -> str:
        """All that the model is given by the hooks."""
        return "\n".join((self.prompt, self.disk, self.late))


def _id(compaction: Compaction) -> str:
    """The session's id; a name in its place if the transcript holds something else there, such as a path."""
    return compaction.session if ID.fullmatch(compaction.session) else "session"


@contextmanager
def _scratch(transcript: Path, compaction: Compaction) -> Iterator[tuple[Path, Path]]:
    """A project without the user's files, and the session as it was ahead of the compaction, moved there."""
    with tempfile.TemporaryDirectory(prefix="ctxhooks-") as folder:
        project, session = Path(folder, "project").resolve(), Path(folder, f"{_id(compaction)}.jsonl")
        project.mkdir()
        if shutil.which("git"):
            subprocess.run(["git", "init", "--quiet", str(project)], check=False, capture_output=True)
        old, new = (json.dumps(path).strip('"').encode() for path in (compaction.cwd or "/nowhere", str(project)))
        with transcript.open("rb") as source:
            session.write_bytes(source.read(compaction.offset).replace(old, new))
        for needle in compaction.needles:
            if needle.kind == "file" and not needle.text.startswith("/") and ".." not in needle.text:
                place = project / needle.text
                with suppress(OSError, ValueError):  # a name that this system has no room for
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.touch()
        yield project, session


def replay(transcript: Path, compaction: Compaction, language: str) -> Replayed:
    """Runs a compaction's hooks in this process, on a scratch project with the transcript up to there."""
    outputs, took = {}, {}
    with _scratch(transcript, compaction) as (project, session):
        env = {"CLAUDE_PROJECT_DIR": str(project), "LANG": language}
        common = {"session_id": _id(compaction), "transcript_path": str(session), "cwd": str(project)}
        more = {"trigger": compaction.trigger, "source": "compact", "compact_summary": compaction.summary, "prompt": "Go on"}
        for hook in HOOKS:
            start = time.perf_counter()
            out = answer(hook, json.dumps({**common, **more}).encode(), env, time.time())
            took[hook] = time.perf_counter() - start
            outputs[hook] = json.loads(out)["hookSpecificOutput"]["additionalContext"] if out.startswith("{") else out
        here = Project(str(project), time.time())
        disk = rules.in_context(here, recovered=True)
        taken = checkpoints.newest(here)
    texts = (outputs["pre-compact"], outputs["session-start"], disk, outputs["user-prompt-submit"])
    steer, prompt, disk, late = (text.replace(str(project), compaction.cwd) for text in texts)
    return Replayed(steer, prompt, disk, late, took, _moved(taken, str(project), compaction.cwd))


def _moved(checkpoint: Checkpoint | None, scratch: str, home: str) -> Checkpoint | None:
    """The checkpoint as it would have been where the session took place."""
    if checkpoint is None:
        return None

    def anew(text: str) -> str:
        return text.replace(scratch, home)

    facts = tuple(f._replace(text=anew(f.text), key=anew(f.key), detail=anew(f.detail)) for f in checkpoint.facts)
    channels = checkpoint.recovery.delivered
    delivered = {new.id: channels[old.id] for old, new in zip(checkpoint.facts, facts, strict=True) if old.id in channels}
    lost = tuple(map(anew, checkpoint.recovery.lost))
    return checkpoint._replace(
        facts=facts,
        recovery=checkpoint.recovery._replace(lost=lost, delivered=delivered),
        recovery_prompt=anew(checkpoint.recovery_prompt),
        recovery_context=anew(checkpoint.recovery_context),
    )
