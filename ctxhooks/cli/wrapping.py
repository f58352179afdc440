"""Lines that break between words, at the width of the terminal, where a letter of Korean takes two columns."""

import shutil
import textwrap
import unicodedata
from typing import Any

import click.formatting

FILL = "\0"  # stands behind a wide letter while lines are measured


def widened(text: str) -> str:
    """As many characters as the text takes columns."""
    return text if text.isascii() else "".join(c + FILL if unicodedata.east_asian_width(c) in "WF" else c for c in text)


def wrapped(text: str) -> str:
    """For the terminal: each line keeps its indentation; a word that is longer than a line, such as a path, stays whole."""
    width = shutil.get_terminal_size().columns
    return "\n".join(_fill(line, width) for line in text.split("\n"))


def _fill(line: str, width: int) -> str:
    indent = line[: len(line) - len(line.lstrip(" "))]
    filled = textwrap.fill(widened(line), width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return filled.replace(FILL, "")


def measure_help() -> None:
    """From here on Click's help measures columns too; it counts characters."""
    formatting: Any = click.formatting
    count, wrap = formatting.term_len, formatting.wrap_text

    def fill(text: str, *args: Any, **options: Any) -> str:
        return str(wrap(widened(text), *args, **options)).replace(FILL, "")

    formatting.term_len = lambda text: count(widened(text))
    formatting.wrap_text = fill
