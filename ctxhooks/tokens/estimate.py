"""How many tokens a text costs Claude, some 4% off: bytes by class, and pairs of neighbours, counted and weighed.

A class is a letter: l lower case, u upper case, d digit, n newline, p ASCII punctuation, a blank for all other ASCII; beyond ASCII a
script, by a character's first byte: a accented Latin, g Greek, y Cyrillic, x Indic, Thai and such, s symbols, k kana, c Han,
h Hangul, f full width, e emoji, o the others. The weights are fitted by tools/fit_tokens.py.
"""

from functools import lru_cache

from ctxhooks.light.patterns import pattern

PLAIN = (
    b"n",
    b"p",
    b"l",
    b"u",
    b"d",
    b" u",
    b"pl",
    b"pu",
    b"lu",
    b"nu",
    b"n ",
    b"pd",
    b"p ",
    b"ld",
    b"l ",
    b" d",
    b"  ",
    b"lp",
    b"ln",
    b"nd",
)
RULES = tuple(4 * bytes([c]) for c in b"-=#*_.")
WIDE = (b"a", b"g", b"y", b"o", b"x", b"s", b"k", b"c", b"h", b"f", b"e", b"py", b"h ", b"hp")
DASHES = b"\xe2\x80"  # dashes and curly quotes are not like other symbols: counted in the text itself
WEIGHTS = {
    "v3": (
        1.29, 0.32, 0.05, 0.23, 0.27, 0.38, 0.93, 1.36, 0.92, 1.48, 0.67, 1.53, 0.92, 1.70, 0.77, 1.42, 0.15, 0.53, 0.91, 0.74,
        0.25, 1.32, 0.43, 2.47, 0.78, 0.44, 0.79, 0.92, 0.39, 0.77, 1.04, 0.95, 2.82, 4.55, 2.40, 1.31, 1.30, 1.02,
    ),
    "v4": (
        1.13, 0.57, 0.21, 0.66, 0.26, 0.84, 0.93, 1.34, 1.10, 1.99, 0.29, 1.33, 0.74, 1.69, 0.43, 1.49, 0.15, 0.15, 0.80, 0.82,
        0.59, 1.93, 0.56, 2.62, 0.78, 0.45, 0.80, 0.92, 0.50, 0.78, 1.06, 0.94, 2.47, 4.39, 2.21, 1.33, 1.31, 1.63,
    ),
}  # fmt: skip
RUNS = (
    (b" ", 10), (b"n", 1), (b" ", 22), (b"p", 15), (b"d", 10), (b"p", 7), (b"u", 26), (b"p", 6), (b"l", 26), (b"p", 4), (b" ", 65),
    (b"o", 2), (b"s", 1), (b"a", 8), (b"o", 2), (b"g", 3), (b"y", 5), (b"o", 11), (b"x", 2), (b"s", 1), (b"k", 1), (b"c", 6), (b"h", 4),
    (b"o", 1), (b"f", 1), (b"e", 16),
)  # fmt: skip
CLASSES = b"".join(kind * bytes_ for kind, bytes_ in RUNS)
CONSONANTS = bytes(ord("r") if chr(b) in "bcdfghjklmnpqrstvwxz" else b for b in range(256))
CONTINUED = bytes(range(0x80, 0xC0))  # the bytes of a character after its first

# Two neighbours as one byte, the first in its lower half: to count bytes takes a fifth of the time that it takes to count pairs.
_NUMBERS = bytes(max(b"\0nplud ".find(kind), 0) for kind in range(256))
_PAIRS = {pair: _NUMBERS[pair[1]] << 4 | _NUMBERS[pair[0]] for pair in PLAIN if len({*pair}) == 2}
_NO_PAIRS = bytes({*range(256)} - {*_PAIRS.values()})

NEW_NAME = pattern(r"(?:opus|sonnet|haiku)-(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)")
OLD_NAME = pattern(r"claude-3(?:[-.]\d)?-(?:opus|sonnet|haiku)")


def _pairs(classes: bytes) -> bytes:
    """Those of _PAIRS that stand in the text, made by shifting all of it at once, as one large number."""
    numbers = int.from_bytes(classes.translate(_NUMBERS), "big")
    return (numbers << 4 | numbers >> 8).to_bytes(len(classes), "big").translate(None, _NO_PAIRS)


def features(text: str) -> list[int]:
    """What the weights are for, in their order; only the first of them where the text is ASCII.

    An empty line costs no more than the end of a line, and a ruled line little. Four consonants in a row are in hardly any word,
    but in hashes, modes and abbreviations.
    """
    data = text.encode("utf-8", "replace")
    classes = data.translate(CLASSES, CONTINUED)
    pairs, rarer = _pairs(classes), classes.translate(None, b"l ")  # of most texts a quarter
    where = {b"l": classes, b"  ": classes}
    lines, marks, *found = (pairs.count(_PAIRS[f]) if f in _PAIRS else where.get(f, rarer).count(f) for f in PLAIN)
    rules = sum(map(data.count, RULES))
    unspoken = data.translate(CONSONANTS).count(b"rrrr")
    found = [lines - classes.count(b"nn"), marks - 4 * rules, *found, rules, unspoken, data.count(b"\t")]
    if not text.isascii():
        wide = rarer.translate(None, b"npud")
        found += [*((wide if len(f) == 1 else classes).count(f) if f.strip(b"p ") in wide else 0 for f in WIDE), data.count(DASHES)]
    return found


def estimate(text: str, family: str = "v4") -> int:
    """Tokens, rounded up."""
    return int(sum(w * n for w, n in zip(WEIGHTS[family], features(text), strict=False)) + 0.999)


@lru_cache(maxsize=4)
def family(model: str) -> str:
    """The tokenizer of a model, by its id: v3 up to Claude 4.6, else v4, whose counts are the higher ones."""
    if OLD_NAME.search(model):
        return "v3"
    named = NEW_NAME.search(model)
    return "v3" if named and (4, 0) <= (int(named[1]), int(named[2] or 0)) < (4, 7) else "v4"
