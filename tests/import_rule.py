"""The client's rule of imports as a judge of texts: the parsers that the clients hold, in one Node process.

python tests/import_rule.py 1000000    # so many made-up texts, each cleaned and judged; 45,000 a minute and more
"""

import atexit
import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from client import clients

from ctxhooks.trust import sinks

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

# What texts are made of.
PARTS = (
    *("@p.md", "@", "@./p", "@~/p", "@/p", "\\", "`", "```\n", "~~~\n", "\n", "\n\n", " ", "    ", "\t", "[x](y)", "![a](b)", "[", "]"),
    *("(", ")", "<!--", "-->", "<b>", "<div>\n", "> ", "- ", "1. ", "*", "**", "_", "~~", "a@b.cc", "a", "é", "한", "http://a.b/", "|"),
    *("|-|-|\n", "# ", "---\n", "[a]: b ", '"', "'", "&amp;", "!", "#", ".", "\r", "\u2028", "\xa0", "\u200b", "\x0c", "  \n", "<a@b.cc>"),
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


@cache
def judge() -> Judge:
    """One for all tests of a process, with which it ends. Where Node or the parsers cannot be had the test is skipped; in CI it fails."""
    try:
        made = Judge()
        atexit.register(made.close)
        return made
    except clients.UnavailableError as e:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(e))


def main(texts: int, batch: int = 2000) -> int:
    """The number of texts that still import something; each of them is printed."""
    rng, failed = random.Random(texts), 0
    for _ in range(0, texts, batch):
        made = ["".join(rng.choices(PARTS, k=rng.randint(1, 14))) for _ in range(batch)]
        for text, found in zip(made, judge().imports([sinks.memory(text) for text in made]), strict=True):
            if found:
                failed += 1
                print(found, repr(text))
    print(f"{texts} texts, {failed} imports")
    return failed


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]))))
