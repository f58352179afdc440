"""What git says of a project, without touching it, and without running anything that the project names.

A repository's own configuration can name programs: a monitor, hooks, filters, transports. Whoever unpacks an archive has not chosen them.
"""

import os
import time

from ctxhooks.model.checkpoint import Git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from io import FileIO

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
    env = {k: v for k, v in os.environ.items() if k in KEPT or not k.startswith("GIT_")} | ENVIRONMENT
    command = ["git", "-C", root, *(word for option in (*OPTIONS, *options) for word in ("-c", option)), *args]
    try:
        return (_spawned if hasattr(os, "posix_spawnp") else _by_subprocess)(command, env, max(0.0, patience))
    except (OSError, ValueError):
        return None


def _spawned(command: list[str], env: dict[str, str], patience: float) -> bytes | None:
    """As `subprocess` would: a hook takes as long to import that as git takes to answer."""
    until = time.monotonic() + patience
    out, into = os.pipe()
    null = os.devnull
    ends = (os.POSIX_SPAWN_OPEN, 0, null, os.O_RDONLY, 0), (os.POSIX_SPAWN_DUP2, into, 1), (os.POSIX_SPAWN_OPEN, 2, null, os.O_WRONLY, 0)
    with open(out, "rb", 0) as file:
        try:
            process = os.posix_spawnp(command[0], command, env, file_actions=ends, setpgroup=0)
        finally:
            os.close(into)
        code = None
        try:
            output = _read(file, until)
            code = _exit_code(process, until) if output is not None else None
        finally:
            if code is None:
                kill_group(process)
                os.waitpid(process, 0)
    return output if code == 0 else None


def _read(file: "FileIO", until: float) -> bytes | None:
    """All that is written into the pipe; None where its end does not come in time."""
    from select import select

    found = b""
    while select([file], [], [], max(0.0, until - time.monotonic()))[0]:
        if not (more := file.read(1 << 16)):
            return found
        found += more
    return None


def _exit_code(process: int, until: float) -> int | None:
    """None where it does not end in time; 0 where the system keeps no exit codes, since the client has told it so."""
    while True:
        try:
            ended, status = os.waitpid(process, os.WNOHANG)
        except ChildProcessError:
            return 0
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            return None
        time.sleep(0.0005)


def _by_subprocess(command: list[str], env: dict[str, str], patience: float) -> bytes | None:
    import subprocess

    try:
        done = subprocess.run(
            command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None


def kill_group(group: int) -> None:
    """Ends a process that leads a group, with all that it has started."""
    import signal

    from ctxhooks.light.contexts import suppress

    with suppress(OSError):
        os.killpg(group, signal.SIGKILL)
