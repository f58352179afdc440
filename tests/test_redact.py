"""Secrets give way to marks, everything else stays; the samples are put together here, so that none stands in this file."""

import json
import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import ALNUM, HEX, tokens
from secret_contexts import Context, contexts, left

from ctxhooks.transcript.records import cut, one_line
from ctxhooks.trust import redact as module
from ctxhooks.trust.plain import Folded, shown
from ctxhooks.trust.redact import redact

KINDS = ("anchors", "token_anchors")
FOLDER = Path(module.__file__).parent
BY_ANCHOR = json.loads((FOLDER / "secret_anchors.json").read_text())
RULES = [json.loads(line) for line in (FOLDER / "secret_rules.jsonl").read_text().splitlines()]
ANCHORS = [anchor for kind in KINDS for anchor in BY_ANCHOR[kind]]
rng = random.Random(7)


def of(length: int, alphabet: str = ALNUM) -> str:
    return "".join(rng.choices(alphabet, k=length))


TOKENS = tokens()
SENTENCES = ("{}", "my key is {}, use it", "Use `{}`.", "(see {})", '{{"x": "{}"}}', "first {}\nthen that")


def hidden(text: str) -> str:
    """`text` with what stands between « and » redacted."""
    before, secret, after = re.split("[«»]", text)
    clean = redact(before + secret + after)
    assert clean.startswith(before), clean
    assert clean.endswith(after), clean
    return clean[len(before) : len(clean) - len(after)]


@pytest.mark.parametrize("name", TOKENS)
def test_tokens_go_wherever_they_stand(name: str) -> None:
    for sentence in SENTENCES:
        before, after = sentence.format("\0").split("\0")
        mark = hidden(f"{before}«{TOKENS[name]}»{after}")
        assert re.fullmatch(r"(\d+:|discord.com/api/webhooks/\d+/)?\[redacted: [\w-]+\]", mark)


AWS = "wJalr" + "XUtnFEMI/K7MD" + "ENG/bPxRfiCY" + of(10)


@pytest.mark.parametrize(
    "text",
    [
        "GITHUB_TOKEN=«abc»",
        "(GITHUB_TOKEN=«abc»)",
        "API_KEY: «hunter»",
        "DB_PASS=«p@ss,w0rd»",
        'password = "«hello world»"',
        'password = "«it\\"s»"',
        "password=«hunter2», then",
        "password=«swordfish»",
        "password: «swordfish»",
        "**Password:** «hunter22»",
        "export FOO_SECRET='«x y z»'",
        "export FOO_SECRET=«swordfish»",
        '"api_key": "«abcd»"',
        '\\"api_key\\": \\"«abcd-e»\\"',
        'apiKey: "«abc»"',
        'token: str = "«abc»"',
        'config["token"] = "«abc-d»"',
        "TWILIO_AUTH_TOKEN=«" + of(32, HEX) + "»",
        f"aws_secret_access_key = «{AWS}»",
        f"AWS_SECRET_ACCESS_KEY={chr(34)}«{AWS}»{chr(34)}",
        "?access_token=«abcdef123456»&x=1",
        "deploy --api-key «abcd1234» now",
        "x-api-key: «abcdef123»",
        "curl -u me:«pw1» http://localhost",
        "https://user:«pass»@host/x",
        "postgres://me:«pa@ss»@db:5432/x",
        "redis://:«pass»@host",
        "git clone https://«" + of(30) + "1»@host/x.git",
        "Authorization: Bearer «abc.def-ghijk»",
        "-H 'Authorization: Basic «dXNlcjpwYXNz»' x",
        '"authorization": "token «abcdefgh»"',
        "bearer «" + of(20) + "1» was refused",
    ],
)
def test_what_stands_behind_a_name_or_in_an_address_goes(text: str) -> None:
    assert re.fullmatch(r"\[redacted: [\w-]+\]", hidden(text))


CONTEXTS = list(contexts())
MISSED = (  # what is known to come through
    '"NoncompliantDBPassword": {⏎  "Description": "Database password",⏎  "Type": "String",⏎  "Default": "«w»"⏎}',
    "my_password={{h}o)p«p»",
    'fooapikeyfoo "«p»";',
)


@pytest.mark.parametrize("context", [c for c in CONTEXTS if c.secrets and c.shape not in MISSED], ids=lambda c: c.shape)
def test_secrets_go_in_the_contexts_that_scanners_test(context: Context) -> None:
    clean = redact(context.text)
    assert not [secret for secret in context.secrets if left(clean, secret)], clean
    assert redact(clean) == clean


@pytest.mark.parametrize("context", [c for c in CONTEXTS if not c.secrets], ids=lambda c: c.shape)
def test_what_scanners_hold_for_harmless_stays(context: Context) -> None:
    assert redact(context.text) == context.text


def test_at_least_95_of_100_formats_are_found() -> None:
    assert len(MISSED) / len({c.shape for c in CONTEXTS if c.secrets}) < 0.05


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


HIDDEN_IN = {
    "grep's colours": "{0}\x1b[01;31m\x1b[K{1}\x1b[m\x1b[K{2}",
    "a title": "{0}\x1b]0;title\x07{1}{2}",
    "a link": "{0}\x1b]8;;http://x\x1b\\{1}\x1b]8;;\x1b\\{2}",
    "an eight-bit sequence": "{0}\x9b1m{1}{2}",
    "a character set": "{0}\x1b(B{1}\x1b7{2}",
    "control characters": "{0}\x00{1}\x0f{2}",
    "a character struck over": "{0}x\x08{1}{2}",
    "invisible characters": "{0}\u200b{1}\u2060{2}\ufeff",
    "a line continuation": "{0}\\\n{1}\\\r\n{2}",
    "an escape written out": "{0}\\u001b[31m{1}\\x1b[0m{2}",
}


@pytest.mark.parametrize("how", HIDDEN_IN)
@pytest.mark.parametrize("name", ["github p", "anthropic", "jwt"])
def test_a_token_that_is_cut_apart_is_found(how: str, name: str) -> None:
    token = TOKENS[name]
    text = HIDDEN_IN[how].format(token[:7], token[7:15], token[15:])
    for clean in (redact(f"see {text} there"), one_line(redact(f"see {text}")), cut(redact(f"see {text}"), 9, 99)):
        assert token[:12] not in one_line(clean).replace("\u200b", "")
        assert token[15:25] not in clean


def test_characters_written_otherwise_are_read() -> None:
    assert redact(wide(TOKENS["github p"])) == "[redacted: github-pat]"
    assert redact("password\\x3dhunter22") == "password\\x3d[redacted: secret]"
    assert redact("api_key%3Dabcd1234") == "api_key%3D[redacted: secret]"
    assert redact("“password”： “hunter 22”") == "“password”： “[redacted: secret]”"
    assert redact("&quot;token&quot;: &quot;abc1def2&quot;") == "&quot;token&quot;: &quot;[redacted: secret]&quot;"


def test_only_terminal_escapes_are_taken_from_harmless_text() -> None:
    for text in ("a\\x3db \u200b“x” ｆｕｌｌ %3D &amp; \\\n next", "caf\u00e9\tх\r\n한글"):
        assert redact(text) == text
    assert redact("\x1b[1mbold\x1b[0m \x1b]0;t\x07x N\x08Na\x08a") == "bold x Na"


@given(st.lists(st.sampled_from(["a", "\u200b", "＝", "\\x3d", "&amp;", "%3D", "“", "\\\n", "\\", "%", "&"])).map("".join))
def test_what_is_folded_leads_back_to_the_text(text: str) -> None:
    folded = Folded(text)
    spans = [folded.span(at, at + 1) for at in range(len(folded.text))]
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    assert all(Folded(text[start:end]).text in (char, text[start:end]) for (start, end), char in zip(spans, folded.text, strict=True))


@given(st.text(st.characters()))
def test_what_a_terminal_swallows_is_swallowed_once(text: str) -> None:
    assert "\x1b" not in shown(text)


@pytest.mark.parametrize(
    "token",
    [
        *(of(length) + "4f7Q" for length in (20, 24, 32, 43, 64)),  # of no service that a rule knows
        *(of(length, "abcdefghijklmnopqrstuvwxyz0123456789") + "4f7q2x" for length in (20, 32)),
        of(22) + "7dQ4-" + of(20) + "_" + of(22),
        "tv" + "ly-dev-" + of(24) + "4f7Q",  # of a service that a rule knows by what stands ahead, whatever the length
        "sq" + "p_" + of(40, HEX),
        "np" + "m_" + of(50) + "4f7Q",
        "wa" + "ka_01234567-0b2c-4a6e-8f1a-0c5e7a9b1d3f",
    ],
)
def test_a_token_without_a_known_form_goes_where_it_stands_alone(token: str) -> None:
    for sentence in (*SENTENCES, "a\\n{}", "a\\x0a{}\\n", "a\\033{}", "%0A{}", "it is {}.", "x={}&y=1"):
        assert token[:12] not in redact(sentence.format(token)), sentence


@pytest.mark.parametrize(
    "text",
    [
        "toolu_01A09q90qw90lq917835lq9 and req_011CSHoEeqs5C35K2UUqR7Fy",
        '"requestId": "a011CSHoEeqs5C35K2UUqR7Fy"',
        "https://docs.example.invalid/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit",
        "sizeEndCentDir64Locator, maxGradleVersionForJavaPre17, getHTTP2ServerPushV2Settings",
        "integrity sha512-" + of(86) + "==",
        "golang.org/x/mod v0.1.0 h1:" + of(43) + "=",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + of(31) + " me@example.org",
        "_ZN4llvm11PassManager3runERNS_6ModuleE8a7b6c5d4e3f2a1b",
        "dist/assets/index-D4cB7xQ9ZkP2mN8v.js",
        "layer 4f66ad9a0b2c4a6e8f1a0c5e7a9b1d3f4f66ad9a0b2c4a6e8f1a0c5e7a9b1d3f",
        "test_utf8_encode_html5_parser2_with_2024_rules_v3",
    ],
)
def test_ids_digests_and_names_are_no_tokens(text: str) -> None:
    assert redact(text) == text


BODY = "MIIEow" + of(58) + "\n" + of(64) + "\n" + of(30) + "=="


@pytest.mark.parametrize("kind", ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "])
def test_private_keys_go_whole_cut_off_or_escaped(kind: str) -> None:
    begin, end = f"-----BEGIN {kind}PRIVATE " + "KEY-----\n", f"\n-----END {kind}PRIVATE " + "KEY-----"
    assert redact(f"see {begin}{BODY}{end} there") == "see [redacted: private-key] there"
    assert redact(f"see {begin}{BODY[:100]}") == "see [redacted: private-key]"
    escaped = (begin + BODY + end).replace("\n", "\\n")
    assert redact(f'{{"key": "{escaped}\\n"}}') == '{"key": "[redacted: private-key]\\n"}'
    assert redact(f"see {begin}{BODY[:50]}xXxX{BODY[50:]}\n...{end} there") == "see [redacted: private-key] there"
    assert redact(begin) == begin


@pytest.mark.parametrize(
    "text",
    [
        "token_budget: 15000",
        "max_tokens=4096",
        "MAX_TOKEN=4096",
        "csrf_token: str",
        "csrf_token: str | None = None",
        "the password is asked",
        "Password: required",
        "password: string;",
        "token = get_token()",
        "token = await self.client.fetch1()",
        "password=password, user=user",
        "password=args.password",
        "PWD=/home/me/project2",
        "API_KEY: the key that opens it",
        "if token == 'abc'",
        "api_key=$OPENAI_KEY",
        'api_key="$OPENAI_KEY"',
        "api_key: ${{ secrets.X1 }}",
        "password: ${DB_PASSWORD:-x}",
        "apiKey: process.env.API_KEY_1",
        'api_key=os.environ["X1"]',
        'api_key=os.getenv("X1")',
        "token=<token>",
        'token: "<your token>"',
        "SECRET=xxx",
        'SECRET="********"',
        "token: sk-ant-...",
        "password: changeme",
        'password=""',
        "TOKEN=",
        "secret_key: {{ vault.key1 }}",
        "https://user:${TOKEN}@host",
        "https://<user>:<password>@host",
        "http://localhost:3000/a@b",
        "git@github.com:someone/something.git",
        "Authorization: Bearer $TOKEN",
        "Authorization: Bearer <token>",
        "commit 1f87ce5b35a45ee6fdd480bcd1846bd724daa0b9",
        "id 014df517-39d1-4453-b7b3-9930c563627c",
        "ctxhooks/transcript/secret_rules.json and src/token/reader2.py:14",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB",
        "sha256:" + "ab12" * 16,
        "task-runner-with-a-rather-long-name-in-it-2",
        "-----BEGIN PRIVATE KEY----- is how a key begins",
    ],
)
def test_what_only_looks_like_a_secret_stays(text: str) -> None:
    assert redact(text) == text


def test_a_secret_inside_a_value_takes_the_rest_of_the_value_with_it() -> None:
    assert redact(f'API_KEY="a-{TOKENS["github p"]}-z"') == 'API_KEY="[redacted: github-pat]"'
    assert redact("TOKEN=abc[redacted: github-pat]") == "TOKEN=[redacted: secret]"


def test_every_regex_compiles_and_every_anchor_is_lower_case() -> None:
    for name, regex, entropy, group, back, doubt, behind in RULES:
        assert re.compile(regex, re.ASCII).groups >= group, name
        assert entropy < 5, name
        assert back <= 36, name
        assert re.compile(behind, re.ASCII), name
        assert doubt in range(len(module._NO_SECRET)), name
        assert re.fullmatch(module._MARKED, f"[redacted: {name}]"), name
    assert {number for kind in KINDS for numbers in BY_ANCHOR[kind].values() for number in numbers} == set(range(len(RULES)))
    assert all(anchor == anchor.lower() for anchor in ANCHORS)
    assert "Permission is hereby granted" in BY_ANCHOR["licence"]


def test_only_one_character_grows_when_lowered() -> None:
    assert [char for char in map(chr, range(0x110000)) if len(char.lower()) != 1] == ["\u0130"]
    assert redact("İİ " + TOKENS["npm"] + " İ") == "İİ [redacted: npm-access-token] İ"


PIECES = [*TOKENS.values(), *ANCHORS, "[redacted: npm]", "[redacted: ", "TOKEN=", 'password: "', '"', "\\n", "://a:", "@"]
soup = st.lists(st.one_of(st.sampled_from(PIECES), st.text(st.characters(), max_size=12), st.sampled_from(" =:\n'.,;$<"))).map("".join)


@settings(deadline=None)
@given(soup)
def test_twice_is_once(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@settings(deadline=None)
@given(st.text(st.characters()))
def test_any_text_is_taken(text: str) -> None:
    """Lone surrogates too."""
    redact(text)


def seconds(text: str) -> float:
    """Of the processor, the best of two: others use it as well."""

    def once() -> float:
        start = time.process_time()
        redact(text)
        return time.process_time() - start

    return min(once(), once())


HOSTILE = [
    " ".join(ANCHORS),
    "=".join(ANCHORS),
    "glp" + "at-",
    "sk-" + "ant-",
    "sq0" + "atp-",
    "xo" + "xd-",
    "://a:",
    'token="',
    "TOKEN=;",
    "password: ",
    "curl -u a",
    "--token=",
    "ey" + "Jaaaaaaaaaaaa.",
    "-----BEGIN PRIVATE " + "KEY-----",
    "[redacted: ",
    "-----END PRIVATE " + "KEY-----\n",
    "cookie: a=1;",
    "<token>",
    "token: |\n",
    'token = """',
    "password is ",
    "пароль ",
    "mysql -u",
    "echo a|",
    "login a password ",
    "?key=a1",
    "eyJaaaaaaaa\n",
    "\\x3d",
    "&quot;",
    "\u200b",
    "a1",
    "aB3x" * 50 + " ",
    "aB3x/",
    "tv" + "ly-",
    "\\x0a",
    "\x1b]",
    "\x1b[",
    "a\x08",
    "a",
    "-",
    "\\",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_time_grows_with_the_length_alone(piece: str) -> None:
    small, large = (piece * (size // len(piece) + 1) for size in (20_000, 200_000))
    assert seconds(large) < 25 * max(seconds(small), 0.005)
