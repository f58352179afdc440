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


class Thresholds(NamedTuple):
    """How full the model's window is, in percent, where each level begins."""

    normal: int = 60
    warning: int = 75
    critical: int = 85
    emergency: int = 95


class Shares(NamedTuple):
    """What the window is meant for, in percent."""

    system: float = 7.5
    conversation: float = 40.0
    reference: float = 25.0
    reserve: float = 27.5


class ClearWhen(NamedTuple):
    """Reasons to clear; false or 0 switches one off."""

    spec_created: bool = True
    tokens: int = 150_000
    messages: int = 50
    phase_changed: bool = True
    model_changed: bool = True


class Window(NamedTuple):
    """The model's window; `size` in tokens, where what the client says is not to be believed."""

    size: int = 0
    thresholds: Thresholds = Thresholds()
    allocation: Shares = Shares()
    clear: ClearWhen = ClearWhen()


class Persistence(NamedTuple):
    """When a session is saved: at every hook or only at its ends, at most once in `interval` seconds, all of it or what matters."""

    auto_save: bool = True
    interval: int = 60
    critical_only: bool = False


HANDOFFS: dict[str, tuple[str, ...]] = {
    "spec-builder": ("implementer", "backend", "frontend"),
    "implementer": ("quality-gate", "docs"),
    "backend": ("frontend", "quality-gate", "docs"),
    "frontend": ("quality-gate", "docs"),
    "quality-gate": ("docs",),
}


def agent_name(said: str) -> str:
    """As the settings hold it: `Quality Gate` and `quality_gate` are `quality-gate`."""
    return "-".join(said.lower().replace("_", " ").split())


class Handoff(NamedTuple):
    """Who may hand over to whom, and how many tokens the next agent must have."""

    minimum_tokens: int = 30_000
    allowed: dict[str, tuple[str, ...]] = HANDOFFS


class AgentShares(NamedTuple):
    """What an agent's budget is for, in percent."""

    current_task: int = 40
    summaries: int = 30
    shared: int = 20
    history: int = 10


class Agents(NamedTuple):
    """Tokens that an agent is given to begin with; `budgets` by an agent's name."""

    token_budget: int = 15_000
    budgets: dict[str, int] = {}
    allocation: AgentShares = AgentShares()


class Settings(NamedTuple):
    language: str = "en"
    target: str = "CLAUDE.md"
    recovery: Recover = Recover()
    checkpoints: Checkpoints = Checkpoints()
    context: Context = Context()
    folders: Folders = Folders()
    user: str = ""
    window: Window = Window()
    session: Persistence = Persistence()
    handoff: Handoff = Handoff()
    agents: Agents = Agents()
