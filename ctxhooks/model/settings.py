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


class Allocation(NamedTuple):
    """Each category's share of the context budget, in percent."""

    port_spec: int = 40
    conventions: int = 25
    recent_changes: int = 15
    related_docs: int = 15
    session_info: int = 5


class Minimum(NamedTuple):
    """Tokens that a category is given before any other goes over its share."""

    port_spec: int = 2000
    conventions: int = 1000


class Context(NamedTuple):
    """The context budget, in tokens, and what becomes of it when more is wanted."""

    token_budget: int = 15_000
    allocation: Allocation = Allocation()
    minimum: Minimum = Minimum()
    strategy: str = "priority"


class Folders(NamedTuple):
    """Where specs, conventions and documents are looked for, from the project's root; the first that has a thing counts."""

    ports: tuple[str, ...] = (".pal/ports", "ports")
    conventions: tuple[str, ...] = (".pal/conventions", "conventions")
    documents: tuple[str, ...] = (".pal/docs", "docs")


class Settings(NamedTuple):
    language: str = "en"
    target: str = "CLAUDE.md"
    recovery: Recover = Recover()
    checkpoints: Checkpoints = Checkpoints()
    context: Context = Context()
    folders: Folders = Folders()
