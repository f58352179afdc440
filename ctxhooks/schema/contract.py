"""What the client sends to a hook and takes from one, as pydantic models: the contract that payloads and answers are held to."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model

from ctxhooks.model.events import COMMON, FIELDS, Event
from ctxhooks.model.replies import CAP, WITH_NOTICE, units
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


def _output(event: str, name: str) -> type[BaseModel]:
    """What a hook of this event may answer: context for the model and, where the client shows one, a message to the user."""
    fields: dict[str, Any] = {"additionalContext": (str, Field(min_length=1)), "hookEventName": (Literal[event], ...)}
    context = create_model(f"{name}Context", __base__=_Output, **fields)
    if event not in WITH_NOTICE:
        return create_model(f"{name}Output", __base__=_Output, hookSpecificOutput=(context, ...))
    return create_model(f"{name}Output", __base__=_Output, systemMessage=(str, ""), hookSpecificOutput=(context | None, None))


OUTPUTS: Mapping[str, type[Any]] = {
    "SessionStart": _output("SessionStart", "SessionStart"),
    "UserPromptSubmit": _output("UserPromptSubmit", "UserPrompt"),
    "SubagentStart": _output("SubagentStart", "Subagent"),
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
