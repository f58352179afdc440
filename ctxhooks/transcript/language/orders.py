"""Whether an English sentence gives an order that binds: by where its words stand, not by which there are."""

from collections.abc import Callable, Mapping, Sequence

from ctxhooks.light.patterns import pattern

APOSTROPHES = str.maketrans("’´`", "'''")
TOKEN = pattern(r"[\w'’]+(?:-[\w'’]+)*|[^\w\s]")


def words(listed: str) -> frozenset[str]:
    """A space-separated list as a set."""
    return frozenset(listed.split())


# Ahead of an order: nothing, a mark, or one of these.
STARTERS = words(
    """and but so then also please pls just ok okay though however otherwise or absolutely definitely strictly remember kindly yes
    now done finished possible again ever instead you're"""
)
# Words about oneself or in passing: "don't think so", "never mind".
IDLE = words(
    """think know understand see care like remember believe mind worry hesitate get want need have feel recall bother again seen
    been had got came went was were did saw ran made knew happened"""
)
SUBJECTS = words(
    """i it this that these those there he she they the a an we if when while why how what which who because since as although my
    your our its their"""
)
GUESSES = words("""a an the some something someone because due why that wrong broken missing there here it his her my our""")
ORDERS = words(
    """use prefer keep write put call run make do return store log read take go build add pass name commit push work treat stick
    leave"""
)
TOUCHING = pattern(
    r"(?:touch|chang|break|add|alter|remov|modify|ask|commit|push|edit|rewrit|renam|delet|us|tell|mov|format)ing|co-author|any|a|my|prior|exception"
)


def ordered(sentence: str) -> bool:
    """`sentence` is one sentence without its quotations."""
    plain = sentence.lower().translate(APOSTROPHES).replace("do not", "don't").replace("dont ", "don't ").replace("should not", "shouldn't")
    tokens = TOKEN.findall(plain)
    return any(word in RULES and RULES[word](tokens, n) for n, word in enumerate(tokens))


def _at(tokens: Sequence[str], n: int) -> str:
    return tokens[n] if 0 <= n < len(tokens) else ""


def _starts(tokens: Sequence[str], n: int) -> bool:
    """Whether an order may begin at `n`: nobody stands ahead of it who does, or does not do, what follows."""
    before = _at(tokens, n - 1)
    return before in STARTERS or not before[:1].isalnum()


def _verb(word: str) -> bool:
    """Whether it can be ordered: no third person, no past, nothing idle."""
    reported = word.endswith("ed") or (word.endswith("s") and not word.endswith("ss"))
    return word[:1].isalpha() and word not in IDLE and (not reported or word in {"feed", "embed", "seed", "bypass"})


def _plain(tokens: Sequence[str], n: int) -> bool:
    before, after = _at(tokens, n - 1), _at(tokens, n + 1)
    contrasts = before == "," and tokens[0] in ORDERS  # "use tabs, never spaces"
    return ((_starts(tokens, n) or before in {"must", "should", "shall"}) and _verb(after)) or (contrasts and after[:1].isalnum())


def _negated(tokens: Sequence[str], n: int) -> bool:
    return _starts(tokens, n) and _verb(_at(tokens, n + 1))


def _must(tokens: Sequence[str], n: int) -> bool:
    """Not where it is a guess: "it must be the cache", "there must be a reason"."""
    before, after = _at(tokens, n - 1), _at(tokens, n + 1)
    guess = after == "be" and (before in SUBJECTS or _at(tokens, n + 2) in GUESSES)
    return before not in {"i", "there"} and after[:1].isalnum() and after not in {"have", "say", "admit"} and not guess


def _should_not(tokens: Sequence[str], n: int) -> bool:
    return _at(tokens, n - 1) in {"you", "we", "claude", "nobody"} and _verb(_at(tokens, n + 1))


def _sure(tokens: Sequence[str], n: int) -> bool:
    """Not in what is asked for once: "can you run it and make sure that it passes"."""
    asked = tokens[0] in {"can", "could", "would", "will"} and _at(tokens, 1) == "you"
    return not asked and _at(tokens, n - 1) in {"make", "be"} and _starts(tokens, n - 1)


def _order(tokens: Sequence[str], n: int) -> bool:
    return _starts(tokens, n) and _at(tokens, n + 1)[:1].isalnum()


def _only(tokens: Sequence[str], n: int) -> bool:
    return (_starts(tokens, n) and _at(tokens, n + 1) in ORDERS) or (_at(tokens, n - 1) in ORDERS and _starts(tokens, n - 1))


def _without(tokens: Sequence[str], n: int) -> bool:
    return tokens[0].partition("'")[0] not in SUBJECTS and bool(TOUCHING.fullmatch(_at(tokens, n + 1)))


def _rather(tokens: Sequence[str], n: int) -> bool:
    return tokens[0] in ORDERS and _at(tokens, n + 1) in {"of", "than"}


RULES: Mapping[str, Callable[[Sequence[str], int], bool]] = {
    "never": _plain, "always": _plain, "don't": _negated, "must": _must, "mustn't": _must, "shouldn't": _should_not, "sure": _sure,
    "ensure": _order, "avoid": _order, "only": _only, "without": _without, "instead": _rather, "rather": _rather,
}  # fmt: skip
