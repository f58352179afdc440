"""A hook's input: the fields of all events, those that no handler reads among them."""

from ctxhooks.light.typing import NamedTuple


class Event(NamedTuple):
    """One event of the client; a field that the event or the client's version lacks is empty.

    `client` is the id of its process, which newer ones put into the environment; `summary_follows` says that a PostCompact hook of ours is
    in place, which is given the summary.
    """

    hook_event_name: str = ""
    session_id: str = ""
    transcript_path: str = ""
    cwd: str = ""
    agent_id: str = ""
    source: str = ""
    trigger: str = ""
    custom_instructions: str = ""
    compact_summary: str = ""
    prompt: str = ""
    reason: str = ""
    notification_type: str = ""
    message: str = ""
    port_id: str = ""
    model: str = ""
    agent_type: str = ""
    agent_transcript_path: str = ""
    last_assistant_message: str = ""
    client: str = ""
    summary_follows: bool = False


# The fields that each event has beside those of every event: session_id, transcript_path, cwd and agent_id.
FIELDS = {
    "SessionStart": ("source", "model"),
    "PreCompact": ("trigger", "custom_instructions"),
    "PostCompact": ("trigger", "compact_summary"),
    "Notification": ("message", "notification_type"),
    "UserPromptSubmit": ("prompt",),
    "SessionEnd": ("reason",),
    "Stop": ("last_assistant_message",),
    "SubagentStart": ("agent_type",),
    "SubagentStop": ("agent_type", "agent_transcript_path", "last_assistant_message"),
}
COMMON = ("transcript_path", "cwd", "agent_id")
