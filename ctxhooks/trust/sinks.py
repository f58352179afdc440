"""The last step of every text, taken where it is written or injected: what it may become in that place, whoever it came from.

Each function takes any text, in linear time, and may be applied again.
"""

from collections.abc import Collection

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any
from ctxhooks.model.json_values import mapped, strings
from ctxhooks.trust.plain import visible
from ctxhooks.trust.redact import is_redacted, redact

__all__ = ["clean", "context", "kept", "line", "memory", "visible", "without_imports"]

_ID = pattern(r"[0-9a-fTZ:. +-]*|[a-z_]{1,40}")  # digests, times and names of fields are no secrets

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
    return _WRAPPER.sub(_opened, clean(text))


def memory(text: str, imports: Collection[str] = (), there: str = "") -> str:
    """What a memory file may hold: the same, and no import but those of the paths in `imports` at the end of a line.

    `there` is what the file holds, which came through here: no secret is looked for in the same text again.
    """
    safe = without_imports(_WRAPPER.sub(_opened, visible(text)), imports)
    return safe if safe == there else without_imports(context(text), imports)


def _opened(_: re.Match[str]) -> str:
    """Functions in place of templates here: to read one of these imports `re`."""
    return "<\\"


def without_imports(text: str, imports: Collection[str] = ()) -> str:
    """The text with a backslash ahead of every `@` that could begin an import, whatever the Markdown around it."""
    if "@" not in text:
        return text
    if not imports:
        return _AT_AGAIN.sub(lambda found: f"{found[1]}\\@", _AT.sub(_escaped, text))
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


def kept(value: Any, known: Collection[str] = ()) -> Any:
    """What a file of ours may hold as JSON: in every string and every key nothing hidden and no secret. Those in `known` are so already.

    All that is new is looked at in one go; only where something is found are the strings looked at one by one.
    """
    new = [text for text in strings(value) if not (text in known or _ID.fullmatch(text) or (is_redacted(text) and visible(text) == text))]
    if not new or clean(joined := "\n".join(new)) == joined:
        return value
    found = {text: clean(text) for text in new}
    return mapped(value, lambda text: found.get(text, text))


def line(text: str) -> str:
    """What the log may hold: one line, without secrets."""
    return " ".join(clean(text).split())
