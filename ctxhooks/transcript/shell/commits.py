"""Commits and pull requests, as a shell command and its output tell of them."""

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.transcript.shell import shell_syntax

MADE = pattern(r"^\[[^\]\n]*?\b([0-9a-f]{7,40})\] (.+)$", re.MULTILINE)
# The message's first line, for a commit that printed nothing: -m "…", -m '…', or a here-document inside "$(cat …)".
MESSAGE = pattern(
    r"\bgit\b(?>[^\n;&|]{0,200}?\bcommit\b)[^\n]{0,500}?(?:\s-\w*m\s*+|--message[ =])"
    r"(?:[\"']?\$\(cat <<-?[ \t]*+[\"']?\w++[\"']?[ \t]*+\r?\n\s*+([^\n]+)|\"([^\"\n]+)|'([^'\n]+))"
)
SHOWN = pattern(r"^(?:commit )?([0-9a-f]{7,40})(?: \([^)\n]*\))?(?: (\S[^\n]*))?$", re.MULTILINE)  # by `git log --oneline`, `git rev-parse`
ANCESTOR = pattern(r"(?:HEAD|@)(?:~(\d{0,2})|(\^{1,9}))")
PULL_REQUEST = pattern(r"https://[^\s/]{1,300}(?:/[^\s/]{1,100}){1,9}/(?:pull|merge_requests)/\d+")


def commits(command: str, output: str) -> list[tuple[str, str]]:
    """Hash and subject of each; a quiet commit has no hash, unless the line itself goes on to show it."""
    if "git " not in command or "commit" not in command:
        return MADE.findall(output) if "git " in command else []
    if made := MADE.findall(output):
        return made
    made = _made(command)
    if not made:
        return []
    shown = SHOWN.findall(output) if "git log" in command or "git show" in command or "rev-parse" in command else []
    return [(shown[0][0], shown[0][1] or made[-1])] if shown else [("", subject) for subject in made if subject]


def undone(command: str) -> int:
    """How many of the newest commits a line takes back or replaces: by `--amend`, or by a reset to one of HEAD's ancestors."""
    if "git " not in command or not ("--amend" in command or "reset" in command):
        return 0
    count = 0
    for call in shell_syntax.calls(command):
        if call.program == "git" and not call.conditional:
            behind = call.words[call.words.index("reset") + 1 :] if "reset" in call.words else ()
            bare = [w for w in behind if w == "--" or not w.startswith("--")]
            back = ANCESTOR.fullmatch(bare[0]) if len(bare) == 1 else None  # with paths it resets these alone
            count += "commit" in call.words[1:6] and "--amend" in call.words
            count += int(back[1] or len(back[2] or "^")) if back else 0
    return count


def _made(command: str) -> list[str]:
    """The subject of each commit that the line makes; empty where it does not stand there."""
    found: list[str] = []
    for call in shell_syntax.calls(command):
        if call.program == "git" and "commit" in call.words[1:6] and "--dry-run" not in call.words:
            subjects = [next(filter(None, parts)).strip() for parts in MESSAGE.findall(command)] if not call.body else []
            found += subjects[len(found) : len(found) + 1] or [call.body.strip().split("\n")[0]]
    return found


def pull_requests(command: str, output: str) -> list[str]:
    """The URLs that `gh pr create` or `glab mr create` printed; none for any other command."""
    created = "gh pr create" in command or "glab mr create" in command
    return PULL_REQUEST.findall(output) if created else []
