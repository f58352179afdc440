"""Stands between a client and its hooks: sees what each was given and what it answered, also where the client keeps silent."""

import json
import shlex
from pathlib import Path
from typing import Any, NamedTuple

# A client runs it with the command as its one argument, for hooks and for its Bash tool; hooks alone are given the project's folder.
SCRIPT = """#!/bin/sh
[ -n "$CLAUDE_PROJECT_DIR" ] || exec bash -c "$1"
seen={folder}/$$
cat >"$seen.part"
: >"$seen.stdout" >"$seen.stderr"
mv "$seen.part" "$seen.given"
sh -c "$1" <"$seen.given" >"$seen.stdout" 2>"$seen.stderr"
code=$?
cat "$seen.stdout"
cat "$seen.stderr" >&2
echo $code >"$seen.code" && mv "$seen.code" "$seen.exit"
exit $code
"""


class HookRun(NamedTuple):
    given: dict[str, Any]
    stdout: str
    stderr: str
    exit: int | None  # None: it was ended before it was done

    @property
    def event(self) -> str:
        return str(self.given.get("hook_event_name", ""))  # the status line is given none

    @property
    def failed(self) -> bool:
        return self.exit != 0 or bool(self.stderr)


def station(folder: Path) -> Path:
    """Writes the witness; its path is for the client's CLAUDE_CODE_SHELL_PREFIX."""
    folder.mkdir()
    script = folder / "witness"
    script.write_text(SCRIPT.replace("{folder}", shlex.quote(str(folder))))
    script.chmod(0o755)
    return script


def hook_runs(folder: Path) -> list[HookRun]:
    """All hooks that were run, in the order in which they were given their input."""
    return [_hook_run(given) for given in sorted(folder.glob("*.given"), key=lambda path: path.stat().st_mtime_ns)]


def _hook_run(given: Path) -> HookRun:
    done = given.with_suffix(".exit")
    return HookRun(
        json.loads(given.read_text()),
        given.with_suffix(".stdout").read_text(),
        given.with_suffix(".stderr").read_text(),
        int(done.read_text()) if done.exists() else None,
    )
