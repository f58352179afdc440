"""The client's rule of imports as a judge of texts: the parsers that the clients hold, in one Node process."""

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from client import clients

VERSIONS = ("4.3.0", "9.1.6", "15.0.12", "17.0.1")  # of marked; each is asked with and without GitHub's additions
SCRIPT = Path(__file__).with_suffix(".mjs")

# Each makes some client import p.md, as it stands.
IMPORTS = (
    "see @p.md",
    "[x](y)@p.md",
    "![a](b)@p.md",
    "\\!@p.md",
    "\\\\@p.md",
    "\\`@p.md `",
    "`x`@p.md",
    "**b**@p.md",
    "<b>@p.md",
    "mail a@b.cc@p.md",
    "- `npm add @p.md `",  # in a list not even code protects
    "> @p.md",
    "# @p.md",
    "```\n```\n@p.md",
    "- ```\n@p.md\n```",
    "<!-- a --> @<!-- -->p.md",
    '[a]: b "\n```\nx"\n@p.md\n```',
    "x\u00a0@p.md",
)


def marked(version: str) -> Path:
    return clients.kept(f"marked-{version}", lambda _, into: clients.fetch_from_npm(f"marked@{version}", into))


class Judge:
    """Tells which paths a client would import from each of some texts."""

    def __init__(self) -> None:
        folders = [str(marked(version) / "package") for version in VERSIONS]
        command = [clients.node(), "--no-warnings", str(SCRIPT), *folders]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def imports(self, texts: Sequence[str]) -> list[list[str]]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(texts) + "\n")
        self._process.stdin.flush()
        answers: list[list[str]] = json.loads(self._process.stdout.readline())
        return answers

    def close(self) -> None:
        self._process.communicate()


@contextmanager
def judging() -> Iterator[Judge]:
    """Skips the test where Node or the parsers cannot be had; in CI that is a failure."""
    try:
        judge = Judge()
    except clients.UnavailableError as e:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(e))
    try:
        yield judge
    finally:
        judge.close()
