"""What the client sends to a hook and takes from one, as pydantic models: the contract that payloads and answers are held to."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model

from ctxhooks.model.events import COMMON, FIELDS, Event
from ctxhooks.model.replies import CAP, units
from ctxhooks.schema.models import Tolerant


def _input(event: str) -> type[BaseModel]:
    """Every client sends the event's name and the session; what else a version lacks is empty, and `null` where it says so."""
    types, defaults = Event.__annotations__, Event._field_defaults
    fields: dict[str, Any] = {"session_id": (str, ...), "hook_event_name": (Literal[event], ...)}
    fields |= {name: (types[name] | None, defaults[name]) for name in (*COMMON, *FIELDS[event])}
    return create_model(f"{event}Input", __base__=Tolerant, **fields)


_INPUTS: Any = reduce(or_, map(_input, FIELDS))
INPUT: TypeAdapter[Any] = TypeAdapter(Annotated[_INPUTS, Field(discriminator="hook_event_name")])


class _Output(BaseModel):
    """The client's own schema takes no other field."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Context(_Output):
    additionalContext: str = Field(min_length=1)  # noqa: N815  the client's own name


class SessionStartContext(_Context):
    hookEventName: Literal["SessionStart"]  # noqa: N815


class UserPromptContext(_Context):
    hookEventName: Literal["UserPromptSubmit"]  # noqa: N815


class SessionStartOutput(_Output):
    systemMessage: str = ""  # noqa: N815
    hookSpecificOutput: SessionStartContext | None = None  # noqa: N815


class SubagentContext(_Context):
    hookEventName: Literal["SubagentStart"]  # noqa: N815


class UserPromptOutput(_Output):
    systemMessage: str = ""  # noqa: N815
    hookSpecificOutput: UserPromptContext | None = None  # noqa: N815


class SubagentOutput(_Output):
    hookSpecificOutput: SubagentContext  # noqa: N815


OUTPUTS: Mapping[str, type[SessionStartOutput] | type[UserPromptOutput] | type[SubagentOutput]] = {
    "SessionStart": SessionStartOutput,
    "UserPromptSubmit": UserPromptOutput,
    "SubagentStart": SubagentOutput,
}


def check_output(event: str, stdout: str) -> None:
    """A ValueError for anything that the client would not take from a hook of this event without a complaint."""
    if not stdout:
        return
    if event in OUTPUTS:
        output = OUTPUTS[event].model_validate_json(stdout)
        if output.hookSpecificOutput and units(output.hookSpecificOutput.additionalContext) > CAP:
            raise ValueError(f"{event}: more than {CAP} units")
    elif event not in ("PreCompact", "SessionCompact") or stdout.lstrip().startswith("{"):
        raise ValueError(f"{event} has to be silent")
