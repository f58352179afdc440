"""The published JSON Schemas: one for each kind of file that people and programs read or write, made from the definitions."""

import json
from functools import reduce
from operator import or_
from typing import Any

from pydantic import TypeAdapter

from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.handoff import Handoff
from ctxhooks.model.session import Session
from ctxhooks.model.settings import Settings
from ctxhooks.schema.contract import INPUT, OUTPUTS
from ctxhooks.schema.models import Strict, Tolerant, model_of

_OUTPUTS: Any = reduce(or_, OUTPUTS.values())
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, str]:
    """File name to JSON text, which ends in a newline."""
    made: dict[str, tuple[str, dict[str, Any]]] = {
        "config": ("ctxhooks settings: .pal/config.yaml", model_of(Settings, Strict).model_json_schema()),
        "checkpoint": ("A checkpoint: .pal/checkpoints/ID.json", model_of(Checkpoint, Tolerant).model_json_schema()),
        "session": ("A session: .pal/sessions/ID.json", model_of(Session, Tolerant).model_json_schema()),
        "handoff": ("A handoff: .pal/handoffs/ID.json", model_of(Handoff, Tolerant).model_json_schema()),
        "hook-input": ("What Claude Code sends to a hook", INPUT.json_schema()),
        "hook-output": ("What a hook may answer", TypeAdapter(_OUTPUTS).json_schema()),
    }
    return {
        f"{name}.schema.json": json.dumps({"$schema": DIALECT, **schema, "title": title}, indent=2, ensure_ascii=False) + "\n"
        for name, (title, schema) in made.items()
    }
