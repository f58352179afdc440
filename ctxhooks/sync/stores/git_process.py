"""git with a remote: limited in time, in what it may write and in what is read of it, and running nothing that the repository names.

A remote's address and how it is reached (ssh, credentials) are taken as `git fetch` takes them: the user has asked for the network.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ctxhooks.disk import git
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.trust import cuts

if TYPE_CHECKING:
    from subprocess import Popen

PATIENCE = 120.0  # seconds
MOST_OUTPUT = 64 << 20  # bytes
PROTOCOLS = ("file", "git", "http", "https", "ssh")
# A program of the repository's own configuration is not run to check a signature; those that everybody has are.
OPTIONS = (
    *(option for option in git.OPTIONS if not option.startswith(("protocol.", "core.askPass"))),
    "protocol.allow=never",
    *(f"protocol.{name}.allow=always" for name in PROTOCOLS),
    "gpg.program=gpg",
    "gpg.ssh.program=ssh-keygen",
    "gpg.x509.program=gpgsm",
    "transfer.fsckObjects=true",
    "fetch.unpackLimit=1",
    "fetch.writeCommitGraph=false",
    "submodule.recurse=false",
    "push.gpgSign=false",
    "push.followTags=false",
    "gc.auto=0",
    "maintenance.auto=false",
)
WHO = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
KEPT = (*git.KEPT, *WHO, "GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS")


class Done(NamedTuple):
    code: int
    out: bytes
    errors: str  # what stands on stderr


def run(
    root: str,
    *args: str,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    most_file: int = 0,
    patience: float = PATIENCE,
) -> Done:
    """What git prints, whatever its exit code; a CtxhooksError if it takes over `patience` seconds or prints over MOST_OUTPUT bytes.

    It may write no file of more than `most_file` bytes (0: no limit). None of its processes is left behind.
    """
    import subprocess
    import tempfile

    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        given.write(stdin)
        given.seek(0)
        try:
            command, kept = _command(args, most_file), _environment(env or {})
            process = subprocess.Popen(command, cwd=root, env=kept, stdin=given, stdout=out, stderr=errors, start_new_session=True)
        except (OSError, ValueError) as e:
            raise CtxhooksError("sync-no-git", what=str(e)) from e
        with process:
            _wait(process, patience)
        if os.fstat(out.fileno()).st_size > MOST_OUTPUT:
            raise CtxhooksError("sync-too-much", most=MOST_OUTPUT >> 20)
        out.seek(0)
        errors.seek(0)
        return Done(process.returncode, out.read(), errors.read(4000).decode("utf-8", "replace"))


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k in KEPT or not k.startswith("GIT_")} | git.ENVIRONMENT | dict(more)


def _wait(process: "Popen[bytes]", patience: float) -> None:
    """Waits for its end. If it takes too long, or this process is interrupted, everything that it started is killed."""
    from subprocess import TimeoutExpired

    try:
        process.wait(timeout=patience)
    except BaseException as e:
        git.kill_group(process.pid)
        if isinstance(e, TimeoutExpired):
            raise CtxhooksError("sync-too-slow", seconds=int(patience)) from None
        raise


def _command(args: Sequence[str], most_file: int) -> list[str]:
    """The limit is a shell's, in blocks of 512 bytes; what git prints counts as well, since it goes into a file."""
    command = ["git", *(word for option in OPTIONS for word in ("-c", option)), *args]
    limit = max(most_file or MOST_OUTPUT * 4, MOST_OUTPUT + 512) // 512
    return [shutil.which("sh") or "/bin/sh", "-c", f'ulimit -f {limit}; exec "$@"', "sh", *command]


def output(root: str, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> bytes:
    """What git prints; an error with its own words where it fails."""
    done = run(root, *args, stdin=stdin, env=env)
    if done.code:
        raise failed(done)
    return done.out


def failed(done: Done) -> CtxhooksError:
    """The error with git's own words."""
    return CtxhooksError("sync-git-failed", what=cuts.tail(" ".join(done.errors.split()), 400) or str(done.code))
