"""Commits and pull requests, as a shell command and its output tell of them."""

import re

MADE = re.compile(r"^\[[^\]\n]*?\b([0-9a-f]{7,40})\] (.+)$", re.MULTILINE)
# The message's first line, for a commit that printed nothing: -m "…", -m '…', or a here-document inside "$(cat …)".
SAID = re.compile(
    r"\bgit\b(?>[^\n;&|]{0,200}?\bcommit\b)[^\n]{0,500}?(?:\s-\w*m\s*+|--message[ =])"
    r"(?:[\"']?\$\(cat <<-?[ \t]*+[\"']?\w++[\"']?[ \t]*+\r?\n\s*+([^\n]+)|\"([^\"\n]+)|'([^'\n]+))"
)
PULL_REQUEST = re.compile(r"https://[^\s/]{1,300}(?:/[^\s/]{1,100}){1,9}/(?:pull|merge_requests)/\d+")


def commits(command: str, output: str) -> list[tuple[str, str]]:
    """Hash and subject of each; a quiet commit has no hash."""
    if "git " not in command:
        return []
    said = SAID.findall(command) if "commit" in command else []
    return MADE.findall(output) or [("", next(filter(None, parts)).strip()) for parts in said]


def pull_requests(command: str, output: str) -> list[str]:
    created = "gh pr create" in command or "glab mr create" in command
    return PULL_REQUEST.findall(output) if created else []
