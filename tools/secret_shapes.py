"""Reads secret_shapes.toml: the shapes of secrets that a scanner for files leaves out."""

import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

_DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_WORDS = _DATA["words"]


class Rule(NamedTuple):
    """The fields are explained at the head of the TOML file."""

    id: str
    anchors: list[str]
    regex: str
    entropy: float = 0
    group: int = 0
    back: int = 0
    doubt: int = 0
    behind: str = ""


def _lookbehinds(words: list[str]) -> str:
    """For words of each length, with a sign behind them or none."""
    same = [[word for word in words if len(word) == length] for length in sorted({len(word) for word in words})]
    return "|".join(f"(?<={'|'.join(group)})|(?<={'|'.join(f'{word}[_ -]' for word in group)})" for group in same)


FRAGMENTS = {"KEYED": _lookbehinds(_WORDS["key_of"].split()), **_DATA["fragments"]}


def _filled(text: str) -> str:
    return re.sub(r"<<(\w+)>>", lambda name: _filled(FRAGMENTS[name[1]]), text)


def _rule(row: dict[str, Any]) -> Rule:
    anchors = _WORDS["in_name"] if row["anchors"] == "in_name" else row["anchors"]
    return Rule(**row | {"anchors": anchors, "regex": _filled(row["regex"]), "behind": _filled(row.get("behind", ""))})


def prefixed(listed: list[str]) -> Rule:
    """The rule for a token behind a service's own beginning; `listed` are the anchors of the other scanner's rules."""
    own = (start for start in listed if start[-1:] in ("_", "-", ".") and not re.fullmatch(_WORDS["no_prefix"], start))
    known = sorted({*_WORDS["prefixes"].split(), *own})
    starts = "|".join(re.escape(start) for start in known)
    drawn = r"(?=(?:[A-Za-z_.=-]{0,60}\d){2})(?=[\w.=-]{0,99}[A-Za-z0-9]{12})[\w=-]{16,400}(?:[.%][\w=-]{4,400}){0,8}"
    return Rule("token", known, rf"(?i){FRAGMENTS['BEGINS']}(?:{starts}){drawn}", 2.5, behind=r"[\w.=~-]{20}")


SHAPES = [_rule(row) for row in _DATA["shapes"]["rules"]]
