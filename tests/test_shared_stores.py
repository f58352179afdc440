"""One contract for every shared store: list, get, put, claim, remove."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import git
from database import started

from ctxhooks.sync.items import SharedItem, SharedStore, make_item
from ctxhooks.sync.stores.folder import FolderStore
from ctxhooks.sync.stores.git_store import GitStore
from ctxhooks.sync.stores.postgres import PostgresStore

Opener = Callable[[str], SharedStore]


def opener_of(kind: str, tmp_path: Path) -> Opener:
    """Opens the one store as the machine of that name does."""
    if kind == "folder":
        (tmp_path / "shared").mkdir()
        return lambda _: FolderStore(str(tmp_path / "shared"))
    hashes = f"--object-format={kind.partition('-')[2] or 'sha1'}"
    git(tmp_path, "init", "-q", "--bare", hashes, "shared.git")

    def opened(machine: str) -> SharedStore:
        clone = tmp_path / machine
        if not clone.exists():
            git(tmp_path, "init", "-q", hashes, machine)
            git(clone, "remote", "add", "origin", str(tmp_path / "shared.git"))
            git(clone, "config", "user.name", machine)
            git(clone, "config", "user.email", f"{machine}@example.invalid")
        return GitStore(str(clone), "origin")

    return opened


@pytest.fixture(params=["folder", "git", "git-sha256", "postgres"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    if request.param == "postgres":
        made = started()
        yield lambda _: PostgresStore(made.url)
        made.close()
    else:
        yield opener_of(request.param, tmp_path)


def session(name: str = "s1", *checkpoints: str, text: str = "") -> list[SharedItem]:
    group = f"session/{name}"
    made = [make_item("checkpoint", c, {"id": c, "session_id": name, "trigger": text}, "/none", group) for c in checkpoints]
    return [make_item("session", name, {"id": name}, "/none"), *made]


def bodies(store: SharedStore, *groups: str) -> dict[str, bytes]:
    return {f"{sent.item.group} {sent.item.path}": sent.item.data for sent in store.get(groups, {})}


def test_what_one_puts_another_gets(opened: Opener) -> None:
    one, other = opened("one"), opened("other")
    assert one.list() == {}
    items = session("s1", "c1", "c2.x")
    done = one.put({"session/s1": items}, {})
    assert one.list() == done == other.list()
    assert bodies(other, "session/s1") == {f"session/s1 {i.path}": i.data for i in items}
    sent = next(iter(other.get(["session/s1"], {})))
    assert (sent.sender != "", sent.time[:2], sent.version) == (True, "20", done["session/s1"])


def test_a_group_is_replaced_as_a_whole(opened: Opener) -> None:
    one, other = opened("one"), opened("other")
    first = one.put({"session/s1": session("s1", "c1", "c2"), "tag/t": [make_item("tag", "t", {"text": "a"}, "/none")]}, {})
    assert set(bodies(other, *other.list())) == {"session/s1 session.json", "session/s1 checkpoints/c1.json",
                                                 "session/s1 checkpoints/c2.json", "tag/t tag.json"}  # fmt: skip
    second = one.put({"session/s1": session("s1", "c2", "c3")}, first)
    there = other.list()
    assert there == first | second
    assert there["session/s1"] != first["session/s1"]
    assert set(bodies(other, "session/s1")) == {f"session/s1 {i.path}" for i in session("s1", "c2", "c3")}


def test_a_group_that_somebody_else_has_changed_is_not_overwritten(opened: Opener) -> None:
    one, other = opened("one"), opened("other")
    first = one.put({"session/s1": session("s1", "c1")}, {})
    assert other.put({"session/s1": session("s1", "c2")}, {}) == {}
    assert other.put({"session/s1": session("s1", "c2", text="longer")}, first) != {}
    assert one.put({"session/s1": session("s1", "c3", text="other")}, first) == {}
    assert "session/s1 checkpoints/c2.json" in bodies(one, *one.list())


def test_one_of_sixteen_agents_gets_a_handoff_and_the_others_learn_which(opened: Opener) -> None:
    opened("one").put({"handoff/h1": [make_item("handoff", "h1", {"id": "h1"}, "/none")]}, {})
    agents = [f"agent{n}" for n in range(16)]
    stores = [opened(f"machine{n % 4}") for n in range(16)]
    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(lambda store, agent: store.claim("h1", agent), stores, agents))
    winners = [agent for agent, who in zip(agents, said, strict=True) if who == agent]
    assert len(winners) == 1
    assert all(who.startswith(winners[0]) for who in said)
    assert set(opened("one").list()) == {"handoff/h1"}


def test_what_is_removed_is_gone_but_not_what_was_changed_since(opened: Opener) -> None:
    one = opened("one")
    first = one.put({"session/s1": session("s1", "c1"), "session/s2": session("s2", "c1")}, {})
    one.put({"session/s2": session("s2", "c1", text="changed")}, first)
    one.remove(first)
    assert set(opened("other").list()) == {"session/s2"}


def test_a_handoff_that_was_given_back_can_be_taken_again(opened: Opener) -> None:
    one, other = opened("one"), opened("other")
    one.put({"handoff/h1": [make_item("handoff", "h1", {"id": "h1"}, "/none")]}, {})
    assert one.claim("h1", "a") == "a"
    assert other.claim("h1", "b") != "b"
    other.release("h1")
    assert other.claim("h1", "b") == "b"
