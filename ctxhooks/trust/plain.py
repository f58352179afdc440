"""Text as it reads: without what a terminal swallows, and with hidden, wide and escaped characters folded into plain ones."""

from functools import cache

from ctxhooks.light import re
from ctxhooks.light.patterns import compiled

# What a terminal takes for an order: strings (title, link, DCS), CSI, other escapes, a character that is struck over, control characters.
ESCAPES = (
    r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\r\n]*(?:\x07|\x1b\\|\x9c)"
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-Z\\^-~]|[^\x08\x1b\r\n]\x08|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_CONTROL = r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"

_HIDDEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0000-\U000e0fff"
)
_ALIKE = dict(zip("\u00a0\u2007\u202f\u3000“”„«»‘’‚‹›", "    \"\"\"\"\"'''''", strict=True))
_NAMED = {"quot": '"', "apos": "'", "amp": "&", "lt": "<", "gt": ">", "equals": "=", "colon": ":"}
_WRITTEN = (  # escaped, in plain characters
    r"(?<=[\\^])(?:\\{0,3}(?:x1b|u001b|033|e)|\[)\[[0-?]*[ -/]*[@-~]"  # an escape that was itself written out
    r"|(?<=\\)(?:\r?\n|\\{0,3}(?:(?:u200[b-f]|ufeff)|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,4})\}))|(?<=\\)([0-3][0-7]{2})"
    r"|(?<=%)([0-7][0-9a-fA-F])|(?<=&)(?:#(\d{2,3});|#x([2-7][0-9a-fA-F]);|([a-z]{2,6});)"
)
_FOLDED_ASCII = rf"[\\%&^](?:{_WRITTEN})"
_WIDE = rf"\uff01-\uff5e{''.join(_ALIKE)}"
_FOLDED = rf"[\\%&^{_HIDDEN}{_WIDE}](?:{_WRITTEN}|(?<![\\%&^]))"
# One of these stands in all that is written out in plain characters, or `%`, `^`, `&…;`.
_SIGNS = tuple("\\" + sign for sign in ("x", "u", "e", "0", "1", "2", "3", "[", "\\", "\n", "\r"))


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    return compiled(regex)


# What no reader sees beside these: line ends of other kinds, directions of writing, zero widths, tags. People write with joiners.
_UNSEEN = "[\x0b-\x0d\x85\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\U000e0000-\U000e007f]"


def is_plain(text: str) -> bool:
    """Whether all of it is printed as it stands: no control character, nothing invisible; cheap."""
    return text.replace("\n", " ").isprintable()


def shown(text: str) -> str:
    """The text without what a terminal would swallow; line ends and tabs stay."""
    return _compiled(ESCAPES).sub("", text) if not is_plain(text) and _compiled(_CONTROL).search(text) else text


def visible(text: str) -> str:
    """The text without what gives a terminal orders or hides from a reader; every line break is a `\\n`."""
    return text if is_plain(text) else _compiled(_UNSEEN).sub("", shown(_compiled(r"\r\n?").sub("\n", text)))


def _may_be_written_out(text: str) -> bool:
    """Whether plain characters may stand for others in it; cheap, as most texts hold none of the signs for that."""
    return "%" in text or "^" in text or ("&" in text and ";" in text) or ("\\" in text and any(sign in text for sign in _SIGNS))


class Folded:
    """`text` in plain characters, for finding alone; `span` leads back to the text that it was made from."""

    def __init__(self, text: str) -> None:
        self.text, self._starts, self._pieces = text, [0], [(0, 0)]
        plain = text.isascii()
        if plain and not _may_be_written_out(text):
            return
        out, size, done = [], 0, 0
        for found in _compiled(_FOLDED_ASCII if plain else _FOLDED).finditer(text):
            for piece, width in ((text[done : found.start()], 0), (_plain(found), found.end() - found.start())):
                if piece or width:
                    self._starts.append(size)
                    self._pieces.append((found.start() if width else done, width))
                out.append(piece)
                size += len(piece)
            done = found.end()
        if done:
            self._starts.append(size)
            self._pieces.append((done, 0))
            self.text = "".join(out) + text[done:]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded text's characters from `start` to `end` (more than none) stand in the first text."""
        return self._origin(start)[0], self._origin(end - 1)[1]

    def _origin(self, at: int) -> tuple[int, int]:
        from bisect import bisect_right

        number = bisect_right(self._starts, at) - 1
        start, width = self._pieces[number]
        return (start, start + width) if width else (start + at - self._starts[number], start + at - self._starts[number] + 1)


def _plain(found: re.Match[str]) -> str:
    sign = found[0]
    code = found[1] or found[2] or found[3] or found[5] or found[7]
    if code or found[4]:
        return chr(int(code, 16) if code else int(found[4], 8))
    if found[6]:
        return chr(int(found[6])) if 32 <= int(found[6]) < 127 else sign
    if found[8]:
        return _NAMED.get(found[8], sign)
    return _ALIKE.get(sign) or (chr(ord(sign) - 0xFEE0) if "\uff01" <= sign <= "\uff5e" else "")
