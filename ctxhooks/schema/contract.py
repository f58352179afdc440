"""What the client sends to a hook and takes from one, as pydantic models: the contract that payloads and answers are held to."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from ctxhooks.model.replies import CAP, units


class _Input(BaseModel):
    """Unknown fields are passed over, as newer clients add some."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    session_id: str
    transcript_path: str = ""
    cwd: str = ""
    agent_id: str = ""


class SessionStartInput(_Input):
    hook_event_name: Literal["SessionStart"]
    source: str = "startup"


class PreCompactInput(_Input):
    hook_event_name: Literal["PreCompact"]
    trigger: str = "auto"
    custom_instructions: str | None = None


class PostCompactInput(_Input):
    hook_event_name: Literal["PostCompact"]
    trigger: str = "auto"
    compact_summary: str = ""


class NotificationInput(_Input):
    hook_event_name: Literal["Notification"]
    message: str = ""
    notification_type: str = ""


class UserPromptSubmitInput(_Input):
    hook_event_name: Literal["UserPromptSubmit"]
    prompt: str = ""


class SessionEndInput(_Input):
    hook_event_name: Literal["SessionEnd"]
    reason: str = ""


class StopInput(_Input):
    hook_event_name: Literal["Stop"]
    last_assistant_message: str = ""


class SubagentStartInput(_Input):
    hook_event_name: Literal["SubagentStart"]
    agent_type: str


class SubagentStopInput(_Input):
    hook_event_name: Literal["SubagentStop"]
    agent_type: str = ""
    agent_transcript_path: str = ""
    last_assistant_message: str = ""


_OfSession = SessionStartInput | UserPromptSubmitInput | StopInput | NotificationInput | SessionEndInput
INPUT: TypeAdapter[Any] = TypeAdapter(
    Annotated[
        _OfSession | PreCompactInput | PostCompactInput | SubagentStartInput | SubagentStopInput,
        Field(discriminator="hook_event_name"),
    ]
)


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
    hookSpecificOutput: SessionStartContext  # noqa: N815


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
        said = OUTPUTS[event].model_validate_json(stdout)
        if said.hookSpecificOutput and units(said.hookSpecificOutput.additionalContext) > CAP:
            raise ValueError(f"{event}: more than {CAP} units")
    elif event != "PreCompact" or stdout.lstrip().startswith("{"):
        raise ValueError(f"{event} has to be silent")
