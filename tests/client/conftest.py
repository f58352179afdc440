"""The clients as a fixture: fetched, or the reason why not."""

import functools
import os

import pytest

from . import clients


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


def had(version: str) -> str:
    """The version; the test is skipped, or fails where everything must run, when that client cannot be had."""
    if reason := absence(version):
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return version
