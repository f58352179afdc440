"""A page in headless Chromium, with everything that it says, asks for, or opens noted."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from . import chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if reason := chromium.absence():
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.executable(), chromium_sandbox=False)
        yield launched
        launched.close()


@dataclass
class Seen:
    """A page, and what must stay empty while it is used: `trouble` on its console, `dialogs`, `requests` beyond the page itself."""

    page: Page
    trouble: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def quiet(self) -> None:
        assert (self.trouble, self.dialogs) == ([], [])


Open = Callable[..., Seen]


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.setenv("HOME", str(tmp_path))
    contexts = []

    def show(url: str, width: int = 1280, **options: Any) -> Seen:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        seen = Seen(context.new_page())
        seen.page.on("console", lambda said: seen.trouble.append(said.text))
        seen.page.on("pageerror", lambda error: seen.trouble.append(str(error)))
        seen.page.on("request", lambda asked: seen.requests.append(asked.url))
        seen.page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
        seen.page.goto(url)
        return seen

    yield show
    for context in contexts:
        context.close()
