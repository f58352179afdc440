"""Replaces each secret in a text with a mark that says what stood there: `[redacted: github-pat]`."""

import math
import os
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from ctxhooks.light import json, re
from ctxhooks.light.patterns import compiled
from ctxhooks.trust import random_tokens
from ctxhooks.trust.plain import Folded, shown

_MARK = "[redacted: "
_MARKED = r"\[redacted: [\w.-]+\]"

# What stands where a secret could stand and is none: a placeholder; …
_PLACEHOLDER = r"<.* | .{0,20}x{3,} | .*x{6}.* | .{0,60}(?:\*{3}|\.{3}|…|•{3}).{0,60} | (.)\1*"
# … behind a name or in an address also a reference, a template, a type, a word that says there is no value; …
_REFERENCE = r"""
    \${1,2}[A-Za-z_]\w*(?![\w!@\#^&*-]).* | .*(?:\$\{|\$\(|\{\{|\#\{|%\().* | %\w+%.* | %[sdr]
    | [\d.]+\.[\d.]+ | [a-z_][\w.]*\(.* | \{(?![\w+/=-]{20,}\}).* | \[.* | @\w+@
    | (?:process|import|os|self|this|cls|env|secrets|vars|config|settings|args|options|request)\.\w.*
    | (?:str|string|bytes|int|integer|float|bool|boolean|number|any|unknown|never|void|object|optional|text|varchar|char|uuid
        |none|null|nil|undefined|true|false|yes|no|on|off|required|missing|invalid|empty|unset|default|hidden|redacted)(?![\w-]).*
    | (?-i:[A-Z][A-Z0-9]*_(?:[A-Z0-9]+_)*(?:PASS(?:WORD)?|TOKEN|KEY|SECRET))
    | (?:your|insert|enter|change|replace|example|placeholder|dummy|todo)(?:[-_ ]?\w+)*
"""
# … and where no quotes stand around it also a name in code, a path or an address.
_CODE = r"""
    (?:[a-z_]+\d{0,2}(?:_[a-z_]+\d{0,2})*\.)+[a-z_]+\d{0,2}(?:_\w*)?
    | [./~]*(?:[\w@.-]+/)+[\w@-]+\.\w{1,5} | [.~]?/[\w.-]+(?:/[\w.-]+)+ | \w+:.*
    | !\w+(?:\ .*)? | [a-z][\w.-]*-v?\d+(?:\.\d+)+ | [\w.]*(?:pass|pwd|secret|token|credential)[\w.]*
"""
_NO_SECRET = (_PLACEHOLDER, f"{_PLACEHOLDER}|{_REFERENCE}", f"{_PLACEHOLDER}|{_REFERENCE}|{_CODE}")

SHORT = 4_000  # characters
_LONG_RUN = r"[A-Za-z0-9_-]{20}"  # all that a rule with an anchor for tokens finds holds it, and few texts do
WORD = 4  # bytes of a number, as a memory view reads them
SHARED = ("q~", "$", "sk", "a3")

# name, regex, least entropy, the secret's group, characters before the anchor (fewer than 0: the secret stands there, and is read
# backwards), which of _NO_SECRET holds, and what has to follow the anchor: a cheap look before the large regex is compiled
_Rule = tuple[str, str, float, int, int, int, str]


def _beside(name: str) -> bytes:
    with open(os.path.join(os.path.dirname(__file__), name), "rb") as f:
        return f.read()


@cache
def _by_anchor() -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """The numbers of the rules that each anchor begins, of those for any text and of those for texts with a long run of characters."""
    data = json.loads(_beside("secret_anchors.json"))
    return data["anchors"], data["token_anchors"]


@cache
def _lines() -> list[bytes]:
    """The rules as they are written, by their numbers: a text needs few of them, and to parse all would take longer than to redact it."""
    return _beside("secret_rules.jsonl").splitlines()


@cache
def _rule(number: int) -> _Rule:
    rule: _Rule = json.loads(_lines()[number])
    return rule


@cache
def _compiled(regex: str, flags: int = re.ASCII) -> re.Pattern[str]:
    return compiled(regex, flags)


def _entropy(value: str) -> float:
    """Shannon's bits a character."""
    shares = [value.count(char) / len(value) for char in set(value)]
    return -sum(share * math.log2(share) for share in shares)


def _secret(found: re.Match[str], group: int, entropy: float, doubt: int) -> tuple[int, int] | None:
    group = group if found[group] is not None else found.lastindex or 0
    value = found[group]
    if entropy and _entropy(value) < entropy:
        return None
    none = _compiled(_NO_SECRET[doubt], re.ASCII | re.IGNORECASE | re.VERBOSE | re.DOTALL).fullmatch(value)
    return None if none else found.span(group)


def _places(low: str, anchor: str, behind: str) -> list[int]:
    """Where the anchor stands, and `behind` follows it."""
    found, at, follows = [], low.find(anchor), _compiled(behind).match
    while at >= 0:
        if not behind or follows(low, at):
            found.append(at)
        at = low.find(anchor, at + 1)
    return found


def _spans(text: str, places: list[int], rule: _Rule) -> Iterator[tuple[int, int]]:
    _, regex, entropy, group, back, doubt, _ = rule
    done = 0
    for at in places:
        if at < done:
            continue
        found = _compiled(regex).match(text, max(at - back, 0))
        span = _secret(found, group, entropy, doubt) if found else None
        if span:
            yield span
        # A long value is not looked into again, even when it was refused: this keeps the time linear.
        done = found.end() if found and (span or found.end() - at > 200) else 0


def _ahead(text: str, places: list[int], rule: _Rule) -> Iterator[tuple[int, int]]:
    """What stands in front of the anchor, where its own beginning was cut off."""
    for at in places:
        found = _compiled(rule[1]).match(text[max(at + rule[4], 0) : at][::-1])
        if found:
            yield at - found.end(), at


def _anywhere(text: str, rule: _Rule) -> Iterator[tuple[int, int]]:
    for found in _compiled(rule[1]).finditer(text):
        if span := _secret(found, rule[3], rule[2], rule[5]):
            yield span


def _found(text: str, low: str, anchor: str, numbers: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    places: dict[str, list[int]] = {}
    for number in numbers:
        rule = _rule(number)
        if not anchor:
            spans = _anywhere(text, rule)
        else:
            if rule[6] not in places:
                places[rule[6]] = _places(low, anchor, rule[6])
            spans = (_ahead if rule[4] < 0 else _spans)(text, places[rule[6]], rule)
        yield from ((*span, number) for span in spans)


@cache
def _by_start() -> tuple[dict[int, list[tuple[str, int]]], frozenset[int]]:
    """The anchors by their first four bytes, read as a number, each with its last four; and all of those numbers."""
    anchors = {a: data for a in {**_by_anchor()[0], **_by_anchor()[1]} if len(data := a.encode()) >= WORD}
    starts = memoryview(b"".join([data[:WORD] for data in anchors.values()])).cast("I")
    ends = memoryview(b"".join([data[-WORD:] for data in anchors.values()])).cast("I")
    found: dict[int, list[tuple[str, int]]] = {}
    for start, anchor, end in zip(starts, anchors, ends, strict=True):
        found.setdefault(start, []).append((anchor, end))
    return found, frozenset((*starts, *ends))


@cache
def _short() -> tuple[dict[str, list[str]], ...]:
    """The anchors of fewer bytes, by a part that some of them share: those for any text; and all, for texts with a long run."""
    anywhere, in_tokens = _by_anchor()
    found: tuple[dict[str, list[str]], ...] = ({}, {})
    for mine, anchors in zip(found, (anywhere, {**anywhere, **in_tokens}), strict=True):
        for anchor in anchors:
            if len(anchor) < WORD and len(anchor.encode()) < WORD:
                mine.setdefault(next((part for part in SHARED if part in anchor), anchor), []).append(anchor)
    return found


def _hits(text: str, low: str) -> Iterator[tuple[int, int, int]]:
    (anywhere, in_tokens), (starts, numbers) = _by_anchor(), _by_start()
    long_run = _compiled(_LONG_RUN).search(text)
    data = low.encode("utf-8", "replace")
    # Which fours of bytes a text holds tells sooner than a search for every anchor. Four copies, each a byte off, are all fours at once.
    fours = memoryview((data + b"\0" * ((1 - len(data)) % WORD)) * WORD).cast("I")
    held = numbers.intersection(fours)
    likely = [anchor for number in held for anchor, end in starts.get(number, ()) if end in held]
    likely += [anchor for part, anchors in _short()[bool(long_run)].items() if part in low for anchor in anchors]
    for anchor in likely:
        if anchor in low:
            yield from _found(text, low, anchor, (*anywhere.get(anchor, ()), *(in_tokens.get(anchor, ()) if long_run else ())))
    yield from ((*span, len(_lines())) for span in random_tokens.spans(text))


def _merged(spans: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Spans that overlap as one, with the lowest number of them."""
    merged: list[tuple[int, int, int]] = []
    for start, end, number in sorted(spans):
        if merged and start < merged[-1][1]:
            first, last, other = merged[-1]
            merged[-1] = (first, max(last, end), min(number, other))
        else:
            merged.append((start, end, number))
    return merged


def _clean(text: str) -> str:
    folded = Folded(text)
    # U+0130 alone grows when it is lowered; without it both strings have the same offsets.
    low = folded.text.replace("\u0130", "I").lower()
    hits = [(*folded.span(start, end), number) for start, end, number in _hits(folded.text, low) if start < end]
    if not hits:
        return text
    marks = {mark.span() for mark in _compiled(_MARKED).finditer(text)} if _MARK in text else set()
    drawn = len(_lines())
    out, done = [], 0
    for start, end, number in _merged(hits + [(*mark, drawn + 1) for mark in marks]):
        if number <= drawn and (start, end) not in marks:
            out += [text[done:start], f"{_MARK}{_rule(number)[0] if number < drawn else random_tokens.NAME}]"]
            done = end
    return "".join(out) + text[done:]


_done: set[int] = set()  # hashes of what came out of `redact`


def redact(text: str) -> str:
    """The text without its secrets and without terminal escapes, which could hide one; to be called before anything is cut off or joined.

    Marks stay, so a text that has none but them comes back as it is. Also found, and else left as it was: what stands in
    full-width or escaped characters, with invisible ones in it, or over a line continuation.
    """
    clean = _once(text)
    _done.add(hash(clean))
    return clean


def redact_each(texts: list[str]) -> list[str]:
    """Each of these texts redacted. All are looked at in one go, and one by one only where something is found."""
    joined = "\n".join(texts)
    if _once(joined) != joined:
        return [redact(text) for text in texts]
    _done.update(map(hash, texts))
    return texts


def is_redacted(text: str) -> bool:
    """Whether the text, as it is, came out of `redact` in this process."""
    return hash(text) in _done


def _redacted(text: str) -> str:
    text = shown(text)
    # What a mark stands beside can look different without the secret: again until nothing is found.
    while (clean := _clean(text)) != text:
        text = clean
    return text


def _once(text: str) -> str:
    return _redacted(text) if len(text) > SHORT else _remembered(text)


_remembered = lru_cache(maxsize=512)(_redacted)  # a command is seen when it is given, and when it was run; a file at each edit
