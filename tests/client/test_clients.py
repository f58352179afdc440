"""The cache of clients: each fetched once, whole or not at all."""

import threading
import time
from pathlib import Path

import pytest

from . import clients


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return clients.cache()


def test_two_that_ask_at_once_fetch_once(cache: Path) -> None:
    fetched = []

    def fetch(name: str, into: Path) -> None:
        fetched.append(name)
        (into / "first").write_text("1")
        time.sleep(0.2)
        (into / "second").write_text("2")

    seen: list[list[str]] = []
    askers = [threading.Thread(target=lambda: seen.append(sorted(p.name for p in clients.kept("a", fetch).iterdir()))) for _ in range(3)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert seen == [["first", "second"]] * 3
    assert fetched == ["a"]


def test_a_fetch_that_fails_leaves_nothing_and_is_tried_again(cache: Path) -> None:
    def broken(name: str, into: Path) -> None:
        (into / "half").write_text("1")
        raise clients.UnavailableError("no network")

    with pytest.raises(clients.UnavailableError):
        clients.kept("a", broken)
    assert [path.name for path in cache.iterdir()] == ["a.lock"]
    assert list(clients.kept("a", lambda _, into: (into / "whole").touch()).iterdir()) == [cache / "a" / "whole"]
