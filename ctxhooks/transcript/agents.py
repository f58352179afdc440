"""Whose compaction it is, for clients that don't say: the main conversation's, or a subagent's inside it."""

import os

from ctxhooks.disk.project import ID
from ctxhooks.transcript import reader
from ctxhooks.transcript.fold import Fold

TAIL = 256 << 10  # bytes of a subagent's transcript that are looked at


def compacts(fold: Fold, transcript: str, trigger: str) -> bool:
    """A subagent, not the main conversation.

    The main conversation cannot compact while it waits for an agent. One in the background compacts by itself, with a fuller
    context than the main conversation's.
    """
    if trigger != "auto":
        return False
    waiting = bool(fold.data["agents"])
    folder = os.path.join(os.path.splitext(transcript)[0], "subagents")
    used = [_tokens(os.path.join(folder, f"agent-{agent}.jsonl")) for agent in fold.data["background"] if ID.fullmatch(agent)]
    return waiting or max(used, default=0) > 2 * fold.data["tokens"]


def _tokens(path: str) -> int:
    """Tokens in an agent's context, from the end of its transcript; 0 where there is none."""
    try:
        with open(path, "rb") as file:
            agent = Fold()
            for line in reader.records(file, max(0, reader.size(path) - TAIL)):
                agent.add({**line.record, "isSidechain": False})
    except OSError:
        return 0
    tokens: int = agent.data["tokens"]
    return tokens
