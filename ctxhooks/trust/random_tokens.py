"""Tokens that no rule knows: runs of characters in which letters and digits take turns too often for a word, a name or a path.

A name changes between lower case, upper case and digits a few times; what a generator drew changes at most of its characters.
"""

from collections.abc import Iterator

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern

NAME = "token"
LEAST, SHORT, LONG, MOST = 12, 16, 32, 200  # characters: in a row, at least; fewer than SHORT are few; of the whole, at most
# Least share of characters at which the kind changes; drawn at random it is 0.6, and 0.4 in one case.
TURNS, TURNS_OF_SHORT, TURNS_IN_ONE_CASE = 0.4, 0.5, 0.25

# Ids of the client's, of APIs and of GitHub's, mangled names, public keys, lines of encoded data.
_HARMLESS = pattern(
    r"(?:srv)?(?:toolu|msg|req|call|chatcmpl|resp|run|thread|batch|evt|file|task|session|agent)_|\w{0,6}_kwDO|MDQ6|sha\d{1,3}-"
    r"|_{0,3}(?:ZN|Z\d|R[Nv])|AAAA[A-Z]\w{0,9}3NzaC|(?=[A-Za-z0-9]*[+/])[A-Za-z0-9+/]{64}(?:[A-Za-z0-9+/]{12})?\Z",
    re.ASCII,
)
# A path, an address, a checksum, or a name that says what follows.
_BEFORE = pattern(
    r"(?:[/\\@#~]|sha\d{1,3}:|h1:|base64,|ssh-[a-z0-9]{2,9} |(?:[a-z]I[dD]|(?:\b|_)(?i:id|uuid|guid|etag|nonce|cursor|accessor|hash"
    r"|digest|public_?key|checksum|commit|revision|integrity|signature))s?[\"'`]?[ \t]{0,3}[:=][ \t]{0,3}[\"'`]?)\Z",
    re.ASCII,
)


_SIGN = pattern(r"[0-9][A-Za-z]")  # what each of them holds, and few other texts do
_PART = pattern(r"[A-Za-z0-9]{0,200}")
_WHOLE = pattern(r"[A-Za-z0-9_+/.-]{0,200}")
_HEXADECIMAL = pattern(r"[0-9a-f]+|[0-9A-F]+")  # a digest or an id
_MIXED_HEX = pattern(r"[0-9a-fA-F]+")  # neither
_TURN = pattern(r"(?=[a-z][A-Z0-9]|[A-Z][a-z0-9]|[0-9][A-Za-z])")
_ENCODED = pattern(r"[A-Za-z0-9+/]{40,}=*")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where they stand, in linear time."""
    done = 0
    for sign in _SIGN.finditer(text):
        if sign.start() < done:
            continue
        start, done = _extended(_PART, text, *sign.span())
        if done - start >= LEAST and _is_drawn(text[start:done]):
            start, done = _extended(_WHOLE, text, start, done)
            start += text[start - 1 : start] == "\\" and text[start] in "abfnrtv"
            if done - start <= MOST and _stands_alone(text, start, done):
                ending = text[done : done + 2]
                yield start, done + len(ending) - len(ending.lstrip("="))  # base64's


def _extended(kind: re.Pattern[str], text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the characters of this kind on both sides, as far as MOST."""
    ahead, behind = kind.match(text[max(start - MOST, 0) : start][::-1]), kind.match(text, end)
    return start - (ahead.end() if ahead else 0), behind.end() if behind else end


def _is_drawn(part: str) -> bool:
    one_case = part in (part.lower(), part.upper())
    least = TURNS_IN_ONE_CASE if one_case else TURNS_OF_SHORT if len(part) < SHORT else TURNS
    digits = sum(map(part.count, "0123456789"))
    if digits < 2 + one_case or (one_case and len(part) < SHORT) or _HEXADECIMAL.fullmatch(part):
        return False
    return len(_TURN.findall(part)) >= least * len(part) or (len(part) >= LONG and bool(_MIXED_HEX.fullmatch(part)))


def _stands_alone(text: str, start: int, end: int) -> bool:
    run = text[start:end].rstrip(".")
    if _HARMLESS.match(run) or _BEFORE.search(text[max(start - 40, 0) : start]):
        return False
    path = "/" in run and not _ENCODED.fullmatch(run)
    return not path and run[0] not in "/." and text[end : end + 1] not in ("(", "/")
