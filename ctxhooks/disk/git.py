"""What git says of a project, without touching it, and without running anything that the project names.

A repository's own configuration can name programs: a monitor, hooks, filters, transports. Whoever unpacks an archive has not chosen them.
"""

import os
import time

from ctxhooks.model.checkpoint import Git

PATIENCE = 3.0  # seconds; of a repository that needs longer only the branch in the transcript is known
# On the command line, which outweighs the repository's configuration. A partial clone fetches nothing where no protocol is allowed.
OPTIONS = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "core.askPass=", "protocol.allow=never", "safe.bareRepository=explicit")
ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
# Of git's own variables those that say where git lies and what the user has set; one that names another repository is left out.
KEPT = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH", "GIT_CEILING_DIRECTORIES")
FILTERS = ("config", "-z", "--name-only", "--get-regexp", r"^filter\.")


def status(root: str, patience: float = PATIENCE) -> Git:
    """Branch, commit and the number of changed tracked files; empty outside a repository and after `patience` seconds.

    Takes no lock. Filters do not run: a file of git-lfs whose time alone has changed counts as changed.
    """
    until = time.monotonic() + patience
    filters = {name.rpartition(b".")[0] for name in (run(root, *FILTERS, patience=patience) or b"").split(b"\0") if name}
    if any(b"=" in name for name in filters):
        return Git()  # a name that the command line cannot take stays in force
    unfiltered = [f"{os.fsdecode(name)}.{key}" for name in filters for key in ("clean=", "smudge=", "process=", "required=false")]
    command = ("status", "--porcelain=v2", "--branch", "--untracked-files=no", "--ignore-submodules=all")
    output = run(root, *command, options=unfiltered, patience=until - time.monotonic())
    lines = (output or b"").decode("utf-8", "replace").splitlines()
    head = {key: value for key, _, value in (line[2:].partition(" ") for line in lines if line.startswith("# "))}
    return Git(
        head.get("branch.head", ""), head.get("branch.oid", "(").partition("(")[0][:12], sum(not line.startswith("#") for line in lines)
    )


def run(root: str, *args: str, options: "list[str] | tuple[str, ...]" = (), patience: float = PATIENCE) -> bytes | None:
    """What git prints; None where it fails, is missing, or needs longer than `patience` seconds. None of its processes is left behind."""
    import subprocess

    env = {k: v for k, v in os.environ.items() if k in KEPT or not k.startswith("GIT_")} | ENVIRONMENT
    command = ["git", *(word for option in (*OPTIONS, *options) for word in ("-c", option)), *args]
    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, cwd=root, env=env, stdin=null, stdout=pipe, stderr=null, start_new_session=True)
    except (OSError, ValueError):
        return None
    with process:
        try:
            output, _ = process.communicate(timeout=max(0.0, patience))
        except subprocess.TimeoutExpired:
            kill_group(process.pid)
            return None
        except BaseException:
            kill_group(process.pid)
            raise
    return output if process.returncode == 0 else None


def kill_group(group: int) -> None:
    """Ends a process that leads a group, with all that it has started."""
    import signal

    from ctxhooks.model.light_contexts import suppress

    with suppress(OSError):
        os.killpg(group, signal.SIGKILL)
