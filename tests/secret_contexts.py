"""Reads tests/secret_contexts.txt: texts in which a made-up secret stands, and texts that only look like it."""

import base64
import random
import re
import string
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ALNUM = string.ascii_letters + string.digits
B64 = ALNUM + "+/"
WORDS = ("pineapple", "butterfly", "correcthorse", "mandolin", "windowsill", "trombone")


class Context(NamedTuple):
    source: str
    shape: str
    text: str
    secrets: tuple[str, ...]  # none: nothing in it is one


def made(kind: str, rng: random.Random) -> str:
    def of(length: int, alphabet: str = ALNUM) -> str:
        return "".join(rng.choices(alphabet, k=length - 2)) + rng.choice(string.ascii_lowercase) + rng.choice(string.digits)

    lines = "".join(of(64, B64) + "\n" for _ in range(3)) + of(30, B64) + "==\n"
    claims = base64.urlsafe_b64encode(b'{"sub":"%d"}' % rng.randrange(10**9)).decode().rstrip("=")
    return {
        "p": lambda: of(6) + rng.choice("!~^*_.") + of(4),
        "w": lambda: rng.choice(WORDS),
        "w2": lambda: rng.choice(WORDS) + "42",
        "t": lambda: of(26),
        "h": lambda: of(32, "0123456789abcdef")[:-2] + "a7",
        "b": lambda: base64.b64encode(rng.randbytes(30)).decode(),
        "u": lambda: str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "j": lambda: f"eyJhbGciOiJIUzI1NiJ9.{claims}.{of(43)}",
        "d": lambda: "wNjE4" + of(17) + "." + of(6) + "." + of(38),
        "k": lambda: lines,
        "k1": lambda: lines.split("\n")[0],
    }[kind]()


def contexts(seed: int = 7) -> Iterator[Context]:
    rng, source = random.Random(seed), ""
    for line in (Path(__file__).parent / "secret_contexts.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            source = line[3:].partition(",")[0]
        elif line and (source and not line.startswith("- ")):
            secrets: list[str] = []

            def fill(found: re.Match[str], secrets: list[str] = secrets) -> str:
                secrets.append(made(found[1], rng))
                return secrets[-1]

            text = re.sub("«(\\w+)»", fill, line.replace("⏎", "\n"))
            yield Context(source, line, text, tuple(secrets))
        elif line.startswith("- "):
            yield Context(source, line, line[2:].replace("⏎", "\n"), ())


def left(clean: str, secret: str) -> bool:
    """Whether any line of the secret still stands there, or half of it."""
    parts = [part for line in secret.split("\n") for part in (line, line[: len(line) // 2 + 1], line[len(line) // 2 :])]
    return any(len(part) > 3 and part in clean for part in parts)
