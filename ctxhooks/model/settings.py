"""Every setting: its type, its limits and its default, stated once."""

from ctxhooks.light.typing import Annotated, NamedTuple
from ctxhooks.model.limits import AtLeast, Between, InProject, OneOf, Shape

LANGUAGES = ("en", "ko", "ru")
LOCAL_TARGET = "CLAUDE.local.md"  # which git does not look at
TARGETS = ("CLAUDE.md", LOCAL_TARGET, ".claude/CLAUDE.md")
RULE, FULL = "rule", "full"
STRATEGIES = ("priority", "fifo", "recent")

Percent = Annotated[int, Between(0, 100)]
Share = Annotated[float, Between(0, 100)]
Threshold = Annotated[int, Between(1, 100)]
Budget = Annotated[int, Between(500, 200_000)]
Tokens = Annotated[int, Between()]
Folder = Annotated[str, InProject()]
AgentName = Annotated[str, Shape("^[a-z0-9][a-z0-9-]{0,63}$")]


class Recover(NamedTuple):
    """Tokens for the recovery prompt and for the rule with what the summary lost; UTF-16 units are capped apart from this."""

    prompt_tokens: Annotated[int, Between(200, 10_000)] = 2500
    rule_tokens: Annotated[int, Between(0, 10_000)] = 1500


class Checkpoints(NamedTuple):
    """How many are kept for each session, and for how many days."""

    keep: Annotated[int, Between(1, 1000)] = 20
    days: Annotated[int, Between(1, 3650)] = 30


class Allocation(NamedTuple):
    """Each category's share of the context budget, in percent."""

    port_spec: Percent = 40
    conventions: Percent = 25
    recent_changes: Percent = 15
    related_docs: Percent = 15
    session_info: Percent = 5


class Minimum(NamedTuple):
    """Tokens that a category is given before any other goes over its share."""

    port_spec: Tokens = 2000
    conventions: Tokens = 1000


class Context(NamedTuple):
    """The context budget, in tokens, and what becomes of it when more is wanted."""

    token_budget: Budget = 15_000
    allocation: Allocation = Allocation()
    minimum: Minimum = Minimum()
    strategy: Annotated[str, OneOf(STRATEGIES)] = "priority"


class Folders(NamedTuple):
    """Where specs, conventions and documents are looked for, from the project's root; the first that has a thing counts."""

    ports: Annotated[tuple[Folder, ...], AtLeast(1)] = (".pal/ports", "ports")
    conventions: Annotated[tuple[Folder, ...], AtLeast(1)] = (".pal/conventions", "conventions")
    documents: tuple[Folder, ...] = (".pal/docs", "docs")


class Thresholds(NamedTuple):
    """How full the model's window is, in percent, where each level begins."""

    normal: Threshold = 60
    warning: Threshold = 75
    critical: Threshold = 85
    emergency: Threshold = 95


class Shares(NamedTuple):
    """What the window is meant for, in percent."""

    system: Share = 7.5
    conversation: Share = 40.0
    reference: Share = 25.0
    reserve: Share = 27.5


class ClearWhen(NamedTuple):
    """Reasons to clear; false or 0 switches one off."""

    spec_created: bool = True
    tokens: Tokens = 150_000
    messages: Tokens = 50
    phase_changed: bool = True
    model_changed: bool = True


class Window(NamedTuple):
    """The model's window; `size` in tokens, where what the client says is not to be believed."""

    size: Annotated[int, Between(0, 100_000_000)] = 0
    thresholds: Thresholds = Thresholds()
    allocation: Shares = Shares()
    clear: ClearWhen = ClearWhen()


class Persistence(NamedTuple):
    """When a session is saved: at every hook or only at its ends, at most once in `interval` seconds, all of it or what matters."""

    auto_save: bool = True
    interval: Annotated[int, Between(0, 86_400)] = 60
    critical_only: bool = False


HANDOFFS: dict[str, tuple[str, ...]] = {
    "spec-builder": ("implementer", "backend", "frontend"),
    "implementer": ("quality-gate", "docs"),
    "backend": ("frontend", "quality-gate", "docs"),
    "frontend": ("quality-gate", "docs"),
    "quality-gate": ("docs",),
}


def agent_name(name: str) -> str:
    """As the settings hold it: `Quality Gate` and `quality_gate` are `quality-gate`."""
    return "-".join(name.lower().replace("_", " ").split())


class HandoffRules(NamedTuple):
    """Who may hand over to whom, and how many tokens the next agent must have."""

    minimum_tokens: Annotated[int, Between(0, 10_000_000)] = 30_000
    allowed: dict[AgentName, tuple[AgentName, ...]] = HANDOFFS


class AgentShares(NamedTuple):
    """What an agent's budget is for, in percent."""

    current_task: Percent = 40
    summaries: Percent = 30
    shared: Percent = 20
    history: Percent = 10


class Agents(NamedTuple):
    """Tokens that an agent is given to begin with; `budgets` by an agent's name."""

    token_budget: Budget = 15_000
    budgets: dict[AgentName, Budget] = {}
    allocation: AgentShares = AgentShares()


class Settings(NamedTuple):
    """`section` says where the section stands: in a rule that git ignores, or, in full, in the target, which git may well track."""

    language: Annotated[str, OneOf(LANGUAGES)] = "en"
    target: Annotated[str, OneOf(TARGETS)] = "CLAUDE.md"
    section: Annotated[str, OneOf((RULE, FULL))] = RULE
    recovery: Recover = Recover()
    checkpoints: Checkpoints = Checkpoints()
    context: Context = Context()
    folders: Folders = Folders()
    user: Annotated[str, Shape(longest=100)] = ""
    window: Window = Window()
    session: Persistence = Persistence()
    handoff: HandoffRules = HandoffRules()
    agents: Agents = Agents()
