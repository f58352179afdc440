"""The clients as a fixture: fetched, or the reason why not."""

import functools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import clients
from .plays import Play


@functools.cache
def absence(version: str) -> str:
    """Why the client is not there; asked once, for without a network each try takes its time."""
    try:
        clients.command(version)
    except clients.UnavailableError as e:
        return f"client {version} cannot be had: {e}"
    return ""


@pytest.fixture(params=clients.VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return had(request.param)


@pytest.fixture
def play(request: pytest.FixtureRequest, version: str, tmp_path: Path) -> Iterator[Play]:
    """A play in a world that the test's module has `prepared`."""
    made = Play(version, tmp_path / "world", request.module.prepared)
    yield made
    made.api.close()


def had(version: str) -> str:
    """The version; the test is skipped, or fails where everything must run, when that client cannot be had."""
    if reason := absence(version):
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return version
