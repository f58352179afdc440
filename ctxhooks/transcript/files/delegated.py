"""What agents were sent to do or to look into, each with the names that its task and its report are about."""

from ctxhooks.light.typing import Any
from ctxhooks.transcript.files import names
from ctxhooks.transcript.records import cut, string, text
from ctxhooks.transcript.state import State
from ctxhooks.trust.redact import redact

KEPT = 24  # names of a task and its report
MOST, NAMES = 3, 7  # agents, and names of each, that are told


def noted(state: State, record: dict[str, Any], tool: str, given: dict[str, Any], result: dict[str, Any]) -> None:
    """An agent has reported, or was launched and will."""
    found = names.counted(string(result.get("prompt"))) + names.counted(text(result.get("content")))
    about = redact(cut(given.get("description", ""), 20, 100))
    if about and found:
        best = [name for name, _ in found.most_common(KEPT)]
        state.name("delegated", f"{tool} “{about}”", {"names": best, **state.mark(record)})


def told(data: dict[str, Any], said: str) -> list[tuple[str, list[str], dict[str, Any]]]:
    """The latest since the last compaction, the newest first, each with those of its names that are not `said` yet, and its mark."""
    found: list[tuple[str, list[str], dict[str, Any]]] = []
    for agent, d in reversed(data["delegated"].items()):
        new = [name for name in d["names"] if not names.stands(name, said)][:NAMES]
        if new and len(found) < MOST and d["compaction_index"] == data["compaction_index"]:
            found.append((agent, new, d))
            said += " ".join(["", *new])
    return found
