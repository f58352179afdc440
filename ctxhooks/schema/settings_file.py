"""What a person writes into `.pal/config.yaml`, as pydantic models: every value is checked, and told of by its line."""

from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.plain import record
from ctxhooks.model.settings import HANDOFFS, Folders, Settings, agent_name
from ctxhooks.schema import plain_yaml


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Shares(_Strict):
    @model_validator(mode="after")
    def _whole(self) -> "_Shares":
        if abs((total := sum(self.model_dump().values())) - 100) > 0.01:
            raise ValueError(f"the shares must add up to 100, not {total:g}")
        return self


class RecoverFile(_Strict):
    prompt_tokens: int = Field(2500, ge=200, le=10_000)
    rule_tokens: int = Field(1500, ge=0, le=10_000)


class CheckpointsFile(_Strict):
    keep: int = Field(20, ge=1, le=1000)
    days: int = Field(30, ge=1, le=3650)


class AllocationFile(_Shares):
    port_spec: int = Field(40, ge=0, le=100)
    conventions: int = Field(25, ge=0, le=100)
    recent_changes: int = Field(15, ge=0, le=100)
    related_docs: int = Field(15, ge=0, le=100)
    session_info: int = Field(5, ge=0, le=100)


class MinimumFile(_Strict):
    port_spec: int = Field(2000, ge=0)
    conventions: int = Field(1000, ge=0)


class ContextFile(_Strict):
    token_budget: int = Field(15_000, ge=500, le=200_000)
    allocation: AllocationFile = AllocationFile()
    minimum: MinimumFile = MinimumFile()
    strategy: Literal["priority", "fifo", "recent"] = "priority"

    @model_validator(mode="after")
    def _room(self) -> "ContextFile":
        least = self.minimum.port_spec + self.minimum.conventions
        if "minimum" in self.model_fields_set and least > self.token_budget:
            raise ValueError(f"the minimums are {least} tokens, over the token_budget of {self.token_budget}")
        return self


def _inside(folder: str) -> str:
    if folder.startswith(("/", "~", "\\")) or ":" in folder or ".." in folder.replace("\\", "/").split("/") or not folder.strip():
        raise ValueError("has to be a folder inside the project, such as 'ports'")
    return folder.replace("\\", "/").strip("/")


Folder = Annotated[str, AfterValidator(_inside)]


class FoldersFile(_Strict):
    ports: tuple[Folder, ...] = Field(Folders().ports, min_length=1)
    conventions: tuple[Folder, ...] = Field(Folders().conventions, min_length=1)
    documents: tuple[Folder, ...] = Folders().documents


class ThresholdsFile(_Strict):
    normal: int = Field(60, ge=1, le=100)
    warning: int = Field(75, ge=1, le=100)
    critical: int = Field(85, ge=1, le=100)
    emergency: int = Field(95, ge=1, le=100)

    @model_validator(mode="after")
    def _rising(self) -> "ThresholdsFile":
        levels = list(self.model_dump().values())
        if levels != sorted(set(levels)):
            raise ValueError("normal, warning, critical and emergency must rise")
        return self


class SharesFile(_Shares):
    system: float = Field(7.5, ge=0, le=100)
    conversation: float = Field(40.0, ge=0, le=100)
    reference: float = Field(25.0, ge=0, le=100)
    reserve: float = Field(27.5, ge=0, le=100)


class ClearWhenFile(_Strict):
    spec_created: bool = True
    tokens: int = Field(150_000, ge=0)
    messages: int = Field(50, ge=0)
    phase_changed: bool = True
    model_changed: bool = True


class WindowFile(_Strict):
    size: int = Field(0, ge=0, le=100_000_000)
    thresholds: ThresholdsFile = ThresholdsFile()
    allocation: SharesFile = SharesFile()
    clear: ClearWhenFile = ClearWhenFile()


class PersistenceFile(_Strict):
    auto_save: bool = True
    interval: int = Field(60, ge=0, le=86_400)
    critical_only: bool = False


AgentName = Annotated[
    str, BeforeValidator(lambda said: agent_name(said) if isinstance(said, str) else said), Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
]


class HandoffFile(_Strict):
    minimum_tokens: int = Field(30_000, ge=0, le=10_000_000)
    allowed: dict[AgentName, tuple[AgentName, ...]] = Field(default_factory=lambda: dict(HANDOFFS))


class AgentSharesFile(_Shares):
    current_task: int = Field(40, ge=0, le=100)
    summaries: int = Field(30, ge=0, le=100)
    shared: int = Field(20, ge=0, le=100)
    history: int = Field(10, ge=0, le=100)


class AgentsFile(_Strict):
    token_budget: int = Field(15_000, ge=500, le=200_000)
    budgets: dict[AgentName, Annotated[int, Field(ge=500, le=200_000)]] = {}
    allocation: AgentSharesFile = AgentSharesFile()


class SettingsFile(_Strict):
    """`.pal/config.yaml`, every key optional."""

    language: Literal["en", "ko", "ru"] = "en"
    target: Literal["CLAUDE.md", "CLAUDE.local.md", ".claude/CLAUDE.md"] = "CLAUDE.md"
    recovery: RecoverFile = RecoverFile()
    checkpoints: CheckpointsFile = CheckpointsFile()
    context: ContextFile = ContextFile()
    folders: FoldersFile = FoldersFile()
    user: str = Field("", max_length=100)
    window: WindowFile = WindowFile()
    session: PersistenceFile = PersistenceFile()
    handoff: HandoffFile = HandoffFile()
    agents: AgentsFile = AgentsFile()


def settings_from_yaml(data: bytes, path: str, default: Settings) -> Settings:
    try:
        given, tree = plain_yaml.load(data)
    except plain_yaml.NotYamlError as e:
        raise CtxhooksError("config-not-yaml", path=path, line=e.line, what=e.what) from None
    try:
        given = {} if given is None else given
        checked = SettingsFile.model_validate({"language": default.language, **given} if isinstance(given, dict) else given)
    except ValidationError as e:
        first = e.errors(include_url=False)[0]
        where = [str(part) for part in first["loc"]]
        raise CtxhooksError("config-wrong", path=path, line=_line(tree, where), option=".".join(where), what=first["msg"]) from None
    return record(Settings, checked.model_dump(mode="json"))


def _line(node: Any, where: list[str]) -> int:
    """The line of an option in the file, counted from 1; that of the option around it where it is not there."""
    line = node.start_mark.line + 1 if node else 1
    for name in where:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        found = next(((key, value) for key, value in pairs if key.value == name), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line
