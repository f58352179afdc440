"""What hooks take in place of `contextlib` behaves as that does."""

import contextlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from ctxhooks.light import contexts as light_contexts

CONTEXTS = [contextlib, light_contexts]


@pytest.mark.parametrize("module", CONTEXTS)
def test_suppress(module: Any) -> None:
    with module.suppress(OSError, ValueError):
        raise FileNotFoundError
    with module.suppress():
        pass
    with pytest.raises(KeyError), module.suppress(OSError):
        raise KeyError


def managed(module: ModuleType, *caught: type[BaseException], fails: BaseException | None = None) -> tuple[list[str], Any]:
    did: list[str] = []

    @module.contextmanager  # type: ignore[untyped-decorator]
    def steps(name: str) -> Iterator[str]:
        did.append(f"enter {name}")
        try:
            yield name
        except caught as e:
            did.append(type(e).__name__)
        finally:
            did.append("leave")
        if fails:
            raise fails

    return did, steps("x")


@pytest.mark.parametrize("module", CONTEXTS)
def test_a_context_is_entered_and_left(module: ModuleType) -> None:
    did, context = managed(module)
    with context as name:
        did.append(name)
    assert did == ["enter x", "x", "leave"]


@pytest.mark.parametrize("module", CONTEXTS)
def test_an_error_is_raised_where_the_generator_stopped(module: ModuleType) -> None:
    did, context = managed(module, ValueError)
    with context:
        raise ValueError
    assert did == ["enter x", "ValueError", "leave"]
    did, context = managed(module, ValueError)
    error = KeyError("k")
    with pytest.raises(KeyError) as raised, context:
        raise error
    assert raised.value is error
    assert did == ["enter x", "leave"]


@pytest.mark.parametrize("module", CONTEXTS)
def test_an_error_of_its_own_takes_the_place_of_the_first(module: ModuleType) -> None:
    _, context = managed(module, ValueError, fails=KeyError("own"))
    with pytest.raises(KeyError, match="own"), context:
        raise ValueError


@pytest.mark.parametrize("module", CONTEXTS)
def test_a_generator_stops_once(module: ModuleType) -> None:
    @module.contextmanager  # type: ignore[untyped-decorator]
    def twice() -> Iterator[None]:
        yield
        yield

    with pytest.raises(RuntimeError), twice():
        pass
