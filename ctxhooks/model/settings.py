"""Every setting, with its default."""

from typing import NamedTuple

LANGUAGES = ("en", "ko", "ru")
TARGETS = ("CLAUDE.md", "CLAUDE.local.md", ".claude/CLAUDE.md")


class Recover(NamedTuple):
    """Tokens for the recovery prompt and for the rule with what the summary lost; UTF-16 units are capped apart from this."""

    prompt_tokens: int = 2500
    rule_tokens: int = 1500


class Checkpoints(NamedTuple):
    """How many are kept for each session, and for how many days."""

    keep: int = 20
    days: int = 30


class Settings(NamedTuple):
    language: str = "en"
    target: str = "CLAUDE.md"
    recovery: Recover = Recover()
    checkpoints: Checkpoints = Checkpoints()
