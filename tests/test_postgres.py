"""A fleet on one real PostgreSQL: agents that wait, are killed, and lose their server; no handoff is lost, none is taken twice."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from database import Database, started
from test_sync import pal

from ctxhooks.sync.items import make_item
from ctxhooks.sync.stores.postgres import PostgresStore

AGENTS, PACKAGES = 16, 40


@pytest.fixture
def database() -> Iterator[Database]:
    made = started()
    yield made
    made.close()


def send(store: PostgresStore, *names: str) -> None:
    handoffs = {n: {"id": n, "to_agent": "builder", "task": {"next": f"do {n}"}} for n in names}
    groups = {f"handoff/{n}": [make_item("handoff", n, handoff, "/none")] for n, handoff in handoffs.items()}
    assert set(store.put(groups, {})) == set(groups)


def agent(tmp_path: Path, url: str, number: int, timeout: float) -> "subprocess.Popen[str]":
    root = tmp_path / f"agent{number}"
    root.mkdir(exist_ok=True)
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    words = ["handoff", "wait", "--agent", "builder", "--timeout", str(timeout), "--to", url, "--json", "--project", str(root)]
    return subprocess.Popen(
        [sys.executable, "-m", "ctxhooks", *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root
    )


def given(process: "subprocess.Popen[str]") -> str:
    """The id of the package that it printed; empty where it ended without one."""
    out, _ = process.communicate(timeout=120)
    return str(json.loads(out)["handoff"]["id"]) if out.endswith("\n") else ""


def test_an_agent_is_given_the_next_handoff_as_soon_as_it_is_sent(database: Database, tmp_path: Path) -> None:
    store = PostgresStore(database.url)
    assert store.list() == {}
    waiting = agent(tmp_path, database.url, 0, 60)
    time.sleep(3)
    sent = time.monotonic()
    send(store, "h1")
    assert given(waiting) == "h1"
    assert time.monotonic() - sent < 4  # it was told: without a word it would have looked again after five seconds


def test_no_handoff_means_a_plain_answer(database: Database, tmp_path: Path) -> None:
    said = pal(tmp_path, "handoff", "wait", "--agent", "builder", "--timeout", "0.1", "--to", database.url, code=1)
    assert "No handoff to builder came within 0.1 seconds." in said


def test_sixteen_agents_and_one_handoff(database: Database, tmp_path: Path) -> None:
    send(PostgresStore(database.url), "h1")
    agents = [agent(tmp_path, database.url, n, 2) for n in range(AGENTS)]
    assert sorted(map(given, agents)) == [""] * (AGENTS - 1) + ["h1"]


def test_with_kills_and_a_restarted_server_none_is_lost_and_none_taken_twice(database: Database, tmp_path: Path) -> None:
    store, names = PostgresStore(database.url), [f"h{n:02d}" for n in range(PACKAGES)]
    send(store, *names)
    got: list[str] = []
    for number in range(3):
        agents = [agent(tmp_path, database.url, n, 30) for n in range(AGENTS)]
        time.sleep(1)
        for process in agents[:6]:  # at any moment: while it starts, asks, waits or answers
            time.sleep(random.random() / 2)
            process.kill()
        if number == 1:
            database.stop()
            time.sleep(1)
            database.start()
        if number == 2:  # there are fewer packages left than agents
            time.sleep(6)
            for process in agents:
                process.kill()
        got += filter(None, map(given, agents))
    store = PostgresStore(database.url)
    assert set(store.list()) == {f"handoff/{name}" for name in names}
    for name in set(names) - set(got):  # taken by one that was killed before it could say so, or still waiting
        store.release(name)
    while name := store.take("builder", f"last {len(got)}"):
        got.append(name.removeprefix("handoff/"))
    assert sorted(got) == names


def test_an_answer_that_was_lost_with_its_connection_is_given_again(database: Database) -> None:
    store = PostgresStore(database.url)
    send(store, "h1", "h2")
    assert [store.take("builder", "me"), store.take("builder", "me"), store.take("builder", "other")] == ["handoff/h1"] * 2 + ["handoff/h2"]
    assert store.take("builder", "me", ["handoff/h1"]) == ""


def test_tables_are_made_once_by_many_that_begin_at_once(database: Database, tmp_path: Path) -> None:
    agents = [agent(tmp_path, database.url, n, 0.1) for n in range(8)]
    assert [given(process) for process in agents] == [""] * 8
    assert PostgresStore(database.url).list() == {}


def test_the_sender_is_the_database_user_whatever_is_written(database: Database) -> None:
    store = PostgresStore(database.url)
    send(store, "h1")
    store._ask(lambda db: db.execute("UPDATE pal_groups SET sender = 'somebody', version = DEFAULT"))
    assert [sent.sender for sent in store.get(["handoff/h1"], {})] == ["postgres"]


def test_a_password_is_not_kept() -> None:
    from ctxhooks.sync.stores.addresses import name

    assert name("", "postgresql://me:s3cret@db.example:5432/fleet?password=x&sslmode=require") == (
        "postgresql://me@db.example:5432/fleet?sslmode=require"
    )
