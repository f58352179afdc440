"""Claude Code's versions: which hook events each of them knows, and which files it reads.

A client that finds an event it does not know in a settings file ignores that whole file, without a word.
"""

from ctxhooks.light.patterns import pattern

# Events and the first version that knows them.
SINCE = {
    "PreCompact": (1, 0, 48),
    "Notification": (1, 0, 0),
    "UserPromptSubmit": (1, 0, 54),
    "SessionStart": (1, 0, 62),
    "Stop": (1, 0, 38),
    "SubagentStop": (1, 0, 41),
    "SubagentStart": (2, 0, 43),
    "SessionEnd": (1, 0, 85),
    "PostCompact": (2, 1, 76),
}
SESSION_START_REACHES = (2, 0, 30)  # what it says after a compaction; for older ones the section in CLAUDE.md has to hold it all
RULES_READ = (2, 0, 64)  # .claude/rules/*.md
AGENTS_READ = (2, 1, 329)  # AGENTS.md; the first one that was seen to
# What PostCompact writes is in the very next request, after an automatic compaction too. Measured; 2.1.80 reads it one request later.
RULE_IN_TIME = (2, 1, 329)
EVERYWHERE = (1, 0, 85)  # what this version knows is safe in a settings file that is shared with others
DOTTED = pattern(r"(?<!\d)\d++(?:\.\d++)+")


def version(text: str) -> tuple[int, ...]:
    """The first dotted number in a text such as `2.1.80 (Claude Code)`; empty where there is none."""
    found = DOTTED.search(text)
    return tuple(map(int, found[0].split("."))) if found else ()


def _is_since(client: str, first: tuple[int, ...]) -> bool:
    """An unknown version counts as new."""
    known = version(client[:40])
    return not known or known >= first


def reads_session_start(client: str) -> bool:
    """Whether what SessionStart says after a compaction reaches the model; an unknown version counts as new."""
    return _is_since(client, SESSION_START_REACHES)


def reads_rules(client: str) -> bool:
    """Whether the client reads `.claude/rules`; an unknown version counts as new."""
    return _is_since(client, RULES_READ)


def reads_agents_md(client: str) -> bool:
    """Whether the client reads AGENTS.md; an unknown version counts as new."""
    return _is_since(client, AGENTS_READ)


def reads_memory_again(client: str, trigger: str) -> bool:
    """Whether CLAUDE.md is read anew after this compaction: the oldest do so only after `/compact`."""
    return reads_session_start(client) or trigger == "manual"


def reads_rule_in_time(client: str) -> bool:
    """Whether what PostCompact writes into a rule is in the very next request; an unknown version does not count."""
    return version(client[:40]) >= RULE_IN_TIME


def knows(client: tuple[int, ...], event: str) -> bool:
    """Whether a client of this version runs hooks for the event."""
    return client >= SINCE[event]
