"""The last step of every text, taken where it is written or injected: what it may become in that place, whoever it came from.

Each function takes any text, in linear time, and may be applied again.
"""

import re
from collections.abc import Collection
from typing import Any

from ctxhooks.model.patterns import pattern
from ctxhooks.trust.redact import redact

# Orders to a terminal, and what no reader sees: other control characters, directions of writing, zero widths, tags.
_HIDDEN = pattern(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[ -/]*[0-~])?"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_BREAK = pattern(r"\r\n?")

# A comment, which the client would take out of a memory file, and the tags in which it wraps its own messages to the model.
_WRAPPER = pattern(
    r"<(?=!--|/?(?:system-reminder|task-notification|teammate-message|local-command-\w+|command-\w+|user-prompt-submit-hook)\b)",
    re.IGNORECASE,
)

# The client imports `@path` behind white space and at the start of any piece that Markdown makes of the text, in lists even inside code.
# A piece starts nowhere behind a letter or a digit, unless these end an address: `a@b.cc@path`.
_AT = pattern(r"(?<!\\)(?:(?<![A-Za-z0-9])|(?=\\))(\\*)@(?=\S)")
_AT_AGAIN = pattern(r"(?<=@)([\w.+-]*[A-Za-z0-9])@(?=\S)")


def context(text: str) -> str:
    """What a hook says to Claude: nothing hidden, no secret, no end of the place in which the client puts it."""
    return _WRAPPER.sub(r"<\\", clean(text))


def memory(text: str, imports: Collection[str] = (), there: str = "") -> str:
    """What a memory file may hold: the same, and no import but those of the paths in `imports` at the end of a line.

    `there` is what the file holds, which came through here: no secret is looked for in the same text again.
    """
    safe = without_imports(_WRAPPER.sub(r"<\\", visible(text)), imports)
    return safe if safe == there else without_imports(context(text), imports)


def without_imports(text: str, imports: Collection[str] = ()) -> str:
    """With a backslash ahead of every `@` that could begin an import, whatever the Markdown around it."""
    if "@" not in text:
        return text
    if not imports:
        return _AT_AGAIN.sub(r"\1\\@", _AT.sub(_escaped, text))
    own = tuple(f" @{path}" for path in imports)
    return "\n".join(_line(line, next((end for end in own if line.endswith(end)), "")) for line in text.split("\n"))


def _line(line: str, own: str) -> str:
    return without_imports(line.removesuffix(own)) + own


def _escaped(found: re.Match[str]) -> str:
    """An odd number of backslashes ahead of the sign, of which the last is the one that counts."""
    return found[0] if len(found[1]) % 2 else f"{found[1]}\\@"


def clean(text: str) -> str:
    """What a person is shown: nothing hidden, no secret."""
    return redact(visible(text))


def kept(value: Any) -> Any:
    """What a file of ours may hold as JSON: the same for each string. Where nothing is hidden in it, it was redacted where it was read."""
    if isinstance(value, str):
        return clean(value) if _HIDDEN.search(value) else value
    if isinstance(value, dict):
        return {kept(k): kept(v) for k, v in value.items()}
    return [kept(v) for v in value] if isinstance(value, (list, tuple)) else value


def visible(text: str) -> str:
    """Without what gives a terminal orders or hides from a reader; every line break is a `\\n`."""
    return _HIDDEN.sub("", _BREAK.sub("\n", text))


def line(text: str) -> str:
    """What the log may hold: one line, without secrets."""
    return " ".join(clean(text).split())
