"""`pal view --serve`: on loopback alone, under its own path and names alone; follows the session, and ends with Ctrl-C."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from conftest import ROOT, Scene, Talk, worked

from ctxhooks.view.web import server

from .conftest import Open


@contextmanager
def served(scene: Scene) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    argv = [sys.executable, "-m", "ctxhooks", "view", str(scene.transcript), "--serve", "--project", str(scene.root)]
    env = {**os.environ, "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8", "HOME": str(scene.root)}
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=env) as running:
        try:
            assert running.stdout
            yield running.stdout.readline().split()[0], running
        finally:
            running.kill()


@pytest.fixture
def talk(scene: Scene) -> Talk:
    made = worked(Talk(cwd=str(scene.root))).compacted()
    scene.write(made)
    return made


def ask(url: str, path: str | None = None, **headers: str) -> tuple[int, str]:
    at = urlsplit(url)
    connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=30)
    connection.request("GET", path or at.path, headers=headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def test_it_answers_to_its_own_path_and_name_alone(scene: Scene, talk: Talk) -> None:
    with served(scene) as (url, running):
        at = urlsplit(url)
        assert at.hostname == "127.0.0.1"
        assert len(at.path) > 30
        assert ask(url)[0] == 200
        assert "Load tides" in ask(url, Host=f"localhost:{at.port}")[1]
        for path in ("/", "/favicon.ico", at.path.rstrip("/"), at.path + "x", at.path + "../../../etc/passwd"):
            assert ask(url, path) == (404, "")
        for host in ("evil.example", f"evil.example:{at.port}", "127.0.0.1", "127.0.0.1:1", ""):
            assert ask(url, Host=host) == (403, "")
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0
        assert running.stderr
        assert running.stderr.read() == ""


def test_it_binds_loopback_alone_and_a_new_path_each_time() -> None:
    one, two = (server.Served(lambda *_: "", lambda: "") for _ in range(2))
    assert one.path != two.path
    with server.server(one) as running:
        assert running.server_address[0] == "127.0.0.1"


def test_the_page_follows_the_session(open_page: Open, scene: Scene, talk: Talk) -> None:
    with served(scene) as (url, running):
        seen = open_page(url)
        page = seen.page
        assert page.locator("details.compaction").count() == 1
        page.locator("button[data-value=task]").first.click()
        since = len(talk.records)
        scene.append(worked(talk).compacted(), since)
        page.locator("details.compaction").nth(1).wait_for(timeout=30_000)
        assert page.locator("button[data-value=task]").first.get_attribute("aria-pressed") == "true"
        assert all(asked.startswith(url) for asked in seen.requests)
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0
