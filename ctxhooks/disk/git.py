"""What git says of a project, without touching it."""

import os

from ctxhooks.model.checkpoint import Git

PATIENCE = 3.0  # seconds; a repository that needs longer is told of by its branch in the transcript alone


def status(root: str, patience: float = PATIENCE) -> Git:
    """Branch, commit and the number of changed tracked files; empty outside a repository. Takes no lock, runs no hook."""
    import subprocess

    command = ["git", "-c", "core.fsmonitor=false", "status", "--porcelain=v2", "--branch", "--untracked-files=no"]
    env = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(command, cwd=root, env=env, capture_output=True, timeout=patience, check=True, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        return Git()
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    said = {key: value for key, _, value in (line[2:].partition(" ") for line in lines if line.startswith("# "))}
    return Git(
        said.get("branch.head", ""), said.get("branch.oid", "(").partition("(")[0][:12], sum(not line.startswith("#") for line in lines)
    )
