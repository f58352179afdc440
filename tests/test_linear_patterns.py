"""Every regular expression of ours takes time in proportion to its input, whatever the input: one that does not is a way to stop a hook.

The patterns are found, not listed: those that stand in the modules once they are imported, and those written where they are used. Each is
run over input made for it, from its own parts: what leads up to a repetition, that repetition's body many times over, and an end that
does not fit.
"""

import ast
import re
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from types import FrameType, ModuleType
from typing import Any, NamedTuple

import pytest
from conftest import ROOT

from ctxhooks.light.patterns import LatePattern
from ctxhooks.trust.redact import redact

parser: Any = import_module("re._parser")
LENGTH = 40_000  # characters; a quadratic pattern takes some 10^9 steps for them
SECONDS = 0.25  # of processor time, of which a linear one takes a hundredth
ANCHORED = {"match", "fullmatch"}
EVERY = {"sub", "subn", "findall", "finditer", "split"}
SEARCHING = {"search", *EVERY}
FIXED = [
    " ",
    "\n",
    "\r\n",
    "\t",
    "a",
    "0",
    "A",
    "가",
    "-",
    "_",
    ".",
    "/",
    "\\",
    "`",
    "'",
    '"',
    "#",
    "@",
    ":",
    "=",
    "<",
    ">",
    "(",
    "[",
    "{",
    "*",
    ",",
]
FIXED += ["a ", "a.", "a-", "a\n", "\n\n ", " \n", "- ", "<!--", "```", "a=", "a/", '\\"', "[a](", "**", "x@", "a_", "A1", "a: "]
# It compiles what it is given: what modules hold is found there, and the secret rules are tried through `redact`.
MAKERS = {"ctxhooks.light.patterns.compiled"}


class Pattern(NamedTuple):
    name: str
    compiled: "re.Pattern[Any]"
    method: str


def _modules() -> Iterator[tuple[ModuleType, ast.Module]]:
    for path in sorted((ROOT / "ctxhooks").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[-1] != "__main__":
            yield import_module(".".join(parts).removesuffix(".__init__")), ast.parse(path.read_text())


def _inside(value: object, depth: int = 3) -> Iterator["re.Pattern[Any]"]:
    if isinstance(value, LatePattern):
        yield re.compile(*value._written)
    elif isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, (tuple, list, set, frozenset, dict)):
        for inner in (*value, *value.values()) if isinstance(value, dict) else value:
            yield from _inside(inner, depth - 1)
    elif depth and hasattr(value, "__wrapped__") and hasattr(value, "cache_info"):
        yield from _inside(value(), depth - 1) if not value.__wrapped__.__code__.co_argcount else ()  # type: ignore[operator, attr-defined]


def _uses(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The names on which a method of a pattern is called, with the method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ANCHORED | SEARCHING:
            on = node.value
            if isinstance(on, (ast.Name, ast.Attribute)):
                yield on.id if isinstance(on, ast.Name) else on.attr, node.attr


def _inline(module: ModuleType, tree: ast.Module) -> Iterator[Pattern]:
    """`re.sub(PATTERN, …)` and `re.compile` within functions; what is made of values known only there is refused."""
    functions = [f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and f"{module.__name__}.{f.name}" not in MAKERS]
    for call in dict.fromkeys(n for f in functions for n in ast.walk(f) if isinstance(n, ast.Call)):
        method, _, on = ast.unparse(call.func)[::-1].partition(".")
        if on == "er" and method[::-1] in ANCHORED | SEARCHING | {"compile"}:
            yield _written(module, call)


def _written(module: ModuleType, call: ast.Call) -> Pattern:
    assert isinstance(call.func, ast.Attribute)
    written, where = ast.unparse(call.args[0]), f"{module.__name__}:{call.lineno}"
    flags = next((ast.unparse(k.value) for k in call.keywords if k.arg == "flags"), "0")
    flags = next((ast.unparse(a) for a in call.args[1:] if ast.unparse(a).startswith("re.")), flags)
    try:
        compiled = re.compile(eval(written, vars(module)), eval(flags, vars(module)))  # noqa: S307
    except NameError:
        pytest.fail(f"{where}: the pattern {written} cannot be tried; make it where the module is loaded")
    return Pattern(where, compiled, "sub" if call.func.attr in EVERY else "search" if call.func.attr == "search" else "match")


def found() -> list[Pattern]:
    modules = list(_modules())
    uses = defaultdict(set)
    for _, tree in modules:
        for name, method in _uses(tree):
            uses[name].add(method)
    patterns: dict[int, Pattern] = {}
    for module, tree in modules:
        for name, value in list(vars(module).items()):
            for n, compiled in enumerate(_inside(value)):
                method = "sub" if uses[name] & EVERY or not uses[name] else "search" if "search" in uses[name] else "match"
                patterns.setdefault(id(compiled), Pattern(f"{module.__name__}.{name}{f'[{n}]' * (n > 0)}", compiled, method))
        for pattern in _inline(module, tree):
            patterns.setdefault(id(pattern.compiled), pattern)
    return list(patterns.values())


# Input made for a pattern


def _chars(node: Any) -> Iterator[str]:
    """Some characters that this node takes."""
    op, value = str(node[0]), node[1]
    if op == "LITERAL":
        yield chr(value)
    elif op == "RANGE":
        yield from {chr(value[0]), chr(value[1])}
    elif op == "CATEGORY":
        yield from {"CATEGORY_SPACE": " \n", "CATEGORY_DIGIT": "0", "CATEGORY_WORD": "a", "CATEGORY_NOT_SPACE": "a-"}.get(str(value), "-")
    elif op in ("ANY", "NOT_LITERAL"):
        yield from (c for c in "a- " if c != chr(value or 0))
    elif op == "IN" and str(value[0][0]) == "NEGATE":
        taken = {c for inner in value[1:] for c in _chars(inner)}
        yield from (c for c in "a -\n" if c not in taken)
    elif op == "IN":
        for inner in value:
            yield from _chars(inner)


def _texts(nodes: Any, most: int = 3) -> list[str]:
    """Up to so many texts that fit these nodes one after another, as far as that is easily told."""
    texts = [""]
    for node in nodes:
        texts = [text + more for more in (_one(node, most) or [""]) for text in texts][:most]
    return texts


def _one(node: Any, most: int) -> list[str]:
    op, value = str(node[0]), node[1]
    if op == "SUBPATTERN":
        return _texts(value[3], most)
    if op == "ATOMIC_GROUP":
        return _texts(value, most)
    if op == "BRANCH":
        return [text for branch in value[1] for text in _texts(branch, 1)][:most]
    if op in REPEATS:
        return [text * max(1, min(value[0], 100)) for text in _texts(value[2], most)]
    return list(islice(_chars(node), most))


REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


def _groups(op: str, value: Any) -> list[Any]:
    """What stands inside of a node that is no repetition."""
    if op == "BRANCH":
        return list(value[1])
    return [value[3]] if op == "SUBPATTERN" else [value] if op == "ATOMIC_GROUP" else [value[1]] if op.startswith("ASSERT") else []


def _pumps(nodes: Any, ahead: str = "") -> Iterator[tuple[str, str]]:
    """What leads up to a repetition, and what is to be repeated: its body, or everything up to it and through it."""
    nodes = list(nodes)
    for at, node in enumerate(nodes):
        op, value = str(node[0]), node[1]
        before = ahead + _texts(nodes[:at], 1)[0]
        for one in _groups(op, value):
            yield from _pumps(one, before)
        if op in REPEATS:
            yield from _pumps(value[2], before)
            if value[1] > 8:
                for body in _texts(value[2], 6):
                    yield before, body
                    yield before, before + body
                yield "", before


def inputs(pattern: "re.Pattern[Any]") -> dict[Any, None]:
    parsed = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    made = {(ahead, body, end) for ahead, body in _pumps(parsed) if body for end in ("", "\x00")}
    made |= {("", body, "\x00") for body in FIXED}
    texts = sorted(ahead + body * (LENGTH // len(body)) + end for ahead, body, end in made)
    return dict.fromkeys(t.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else t for t in texts)


# The clock


class SlowError(Exception):
    pass


def _ring(_: int, __: FrameType | None) -> None:
    raise SlowError


def takes_long(pattern: Pattern, text: Any) -> bool:
    """Whether the time of this process, not that of the machine, runs out: `re` lets a signal in."""
    nothing = text[:0]
    before = signal.signal(signal.SIGVTALRM, _ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        if pattern.method == "sub":
            pattern.compiled.sub(nothing, text)
        elif pattern.method == "search":
            pattern.compiled.search(text)
        else:
            pattern.compiled.match(text)
            pattern.compiled.fullmatch(text)
    except SlowError:
        return True
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return False


def slow_input(pattern: Pattern) -> str:
    """The beginning of an input that takes long; empty when there is none."""
    return next((repr(text[:40]) for text in inputs(pattern.compiled) if takes_long(pattern, text)), "")


def test_no_pattern_takes_longer_than_in_proportion_to_its_input() -> None:
    patterns = found()
    known = {"ctxhooks.transcript.shell.commits.MESSAGE", "ctxhooks.loading.claude_md._FENCE", "ctxhooks.ports.port_spec.FIELD"}
    assert known <= {
        p.name for p in patterns
    }
    assert {p.name: slow for p in patterns if (slow := slow_input(p))} == {}


@pytest.mark.parametrize(
    "pattern",
    [
        r"<analysis>.*?</analysis>",
        r"\s+$",
        r"(a+)+b",
        r"(?:\w+\s*)*:",
        r"#.*?(?:[ \t]+#+)?[ \t]*$",
        r"\d+(?:\.\d+)+",
        r"\[\[[^\]]*\]\]",
        r"x*x*y",
    ],
)
def test_a_pattern_that_takes_longer_is_found(pattern: str) -> None:
    assert slow_input(Pattern("", re.compile(pattern, re.DOTALL), "sub"))


@pytest.mark.parametrize("ahead", ["", "token=", "password: ", "https://", "Bearer "])
def test_redaction_takes_time_in_proportion_to_its_input(ahead: str) -> None:
    """Its rules are tried at their anchors alone, so it is the whole that is timed: how much four times as much takes."""
    for body in (*FIXED, "token=", "-----begin", "://a:", "<password>", "key: x "):
        part, whole = (_taken(ahead + body * (n // len(body))) for n in (20_000, 80_000))
        assert whole < max(0.5, 9 * part), (ahead, body)


def _taken(text: str) -> float:
    started = time.process_time()
    redact(text)
    return time.process_time() - started
