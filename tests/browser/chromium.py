"""The Chromium that is installed, and axe-core, fetched once into the tests' cache."""

import functools
import os
import shutil

from client import clients

AXE = "axe-core@4.14.1"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> str:
    """Empty where there is none."""
    return os.environ.get("CTXHOOKS_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")


@functools.cache
def axe() -> str:
    """Its source; an UnavailableError without a network and without a cache."""
    return (clients.kept(AXE, clients.fetch_from_npm) / "package" / "axe.min.js").read_text(encoding="utf-8")


def absence() -> str:
    """Why there is no browser to test with."""
    if not executable():
        return "no Chromium: run tests/chromium (as root, on Debian), or name one in CTXHOOKS_TEST_CHROMIUM"
    try:
        axe()
    except clients.UnavailableError as e:
        return f"axe-core cannot be had: {e}"
    return ""
