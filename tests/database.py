"""A real PostgreSQL for the tests: Debian's programs, a cluster of its own in a temporary folder, reached through a socket there."""

import glob
import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec

import pytest

SECONDS = 60


def programs() -> str:
    """The folder that holds initdb and pg_ctl; empty where there is none."""
    found = shutil.which("initdb")
    folders = [os.path.dirname(found)] if found else sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    return folders[-1] if folders else ""


class Database:
    """As root it runs as Debian's user `postgres`, for the server refuses root."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="pg-", dir="/tmp")
        self.url = f"postgresql://postgres@/postgres?host={self.folder}"
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", f"{self.folder}/data", "-U", "postgres", "-A", "trust", "--no-sync")
        self.start()

    def _run(self, name: str, *args: str) -> None:
        command = [os.path.join(programs(), name), *args]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, cwd="/", timeout=SECONDS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off"
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-o", options, "-w", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "-w", "stop")

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)


def started() -> Database:
    """A new cluster; the test is skipped, or fails where everything must run, when there are no programs for one."""
    missing = "no PostgreSQL here: see tests/postgres" if not programs() else "no psycopg here" if not find_spec("psycopg") else ""
    if missing and os.environ.get("CI") == "true":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    return Database()
