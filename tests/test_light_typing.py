"""The NamedTuple that hooks use behaves as the one of `typing`."""

import inspect
import pickle
import subprocess
import sys
import typing
from collections.abc import Callable
from typing import Any

import pytest
from conftest import ROOT

from ctxhooks.light import typing as light_typing
from ctxhooks.model.checkpoint import Git

CALLS: list[Callable[[Any], Any]] = [
    lambda kind: kind(),
    lambda kind: kind(1),
    lambda kind: kind(1, "x", (2,)),
    lambda kind: kind(b="x", a=1),
    lambda kind: kind(1, b="x"),
    lambda kind: kind(1, 2, 3, 4),
    lambda kind: kind(1, a=2),
    lambda kind: kind(1, z=2),
    lambda kind: kind(1)._replace(b="y"),
    lambda kind: kind(1)._asdict(),
    lambda kind: kind._make([1, "x", (2,)]),
    lambda kind: type(kind._make((1, "x", ()))) is kind,
    lambda kind: repr(kind(1)),
    lambda kind: kind(1).double,
    lambda kind: kind(1) == (1, "b", ()),
    lambda kind: hash(kind(1)) == hash((1, "b", ())),
    lambda kind: [*kind(1)],
    lambda kind: kind(1).__dict__,
    lambda kind: setattr(kind(1), "a", 2),
    lambda kind: setattr(kind(1), "z", 2),
    lambda kind: (kind._fields, kind._field_defaults, kind.__annotations__, kind.__doc__),
    lambda kind: [(p.name, p.kind, p.default) for p in inspect.signature(kind).parameters.values()],
    lambda kind: kind.a.__doc__ and isinstance(kind(1), kind),
]


def record(base: Any) -> Any:
    """One class over either of the two."""

    class Record(base):
        """A record."""

        a: int
        b: str = "b"
        c: tuple[int, ...] = ()

        @property
        def double(self) -> int:
            return self.a * 2

    return Record


Ours, Theirs = record(light_typing.NamedTuple), record(typing.NamedTuple)


def answer(call: Callable[[Any], Any], kind: Any) -> Any:
    try:
        return call(kind)
    except (TypeError, AttributeError) as e:
        return type(e)


@pytest.mark.parametrize("number", range(len(CALLS)))
def test_it_does_as_the_real_one(number: int) -> None:
    ours, theirs = (answer(CALLS[number], kind) for kind in (Ours, Theirs))
    assert ours == theirs


@pytest.mark.parametrize("kind", [Ours, Theirs])
def test_a_field_that_is_not_there_is_not_replaced(kind: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        kind(1)._replace(z=1)


def test_it_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(Git("main"))) == Git("main")  # noqa: S301 - what was just made


def test_no_hook_imports_what_it_has_a_light_form_of() -> None:
    names = sorted(path.stem for path in (ROOT / "ctxhooks/handlers").glob("[a-z]*.py"))
    load = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n" + "\n".join(f"import ctxhooks.handlers.{name}" for name in names)
    show = "print(sorted({'typing', 'contextlib', 'importlib', 'json', 're', 'subprocess'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", f"{load}\n{show}"], capture_output=True, check=True)
    assert done.stdout == b"[]\n"
