"""Every view at two widths, light and dark: nothing on the console, nothing wider than the screen, usable with the keyboard alone."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import SAMPLES, Scene, Talk, worked
from playwright.sync_api import Page
from test_view import hostile

from ctxhooks.cli import main

from . import chromium
from .conftest import Open

RECORDED = SAMPLES / "2.1.329/session.jsonl"
VIEWS = ("session", "project", "projects", "hostile")
SERIOUS = {"serious", "critical"}


def pal(*args: object) -> str:
    done = CliRunner().invoke(main, [str(a) for a in args])
    assert done.exit_code == 0, done.output
    return done.output


def made(view: str, scene: Scene, tmp_path: Path, language: str = "en") -> str:
    """The address of a page."""
    what: list[object] = [RECORDED]
    if view == "hostile":
        scene.write(hostile(Talk(cwd=str(scene.root))))
        what = [scene.transcript, RECORDED]
    elif view == "project":
        talk = worked(Talk(cwd=str(scene.root)))
        scene.write(talk)
        scene.compact(way="ask")
        scene.write(talk.compacted())
        what = [scene.transcript, RECORDED]
    elif view == "projects":
        for n in range(3):
            folder = tmp_path / "many" / f"-home-user-project-{n}"
            folder.mkdir(parents=True)
            (folder / "a.jsonl").write_bytes(worked(Talk(cwd=f"/home/user/project/{n}")).compacted().bytes())
        what = [tmp_path / "many", "--replay"]
    pal("view", *what, "--project", scene.root, "--lang", language, "--out", tmp_path / "page.html")
    return (tmp_path / "page.html").as_uri()


@pytest.mark.parametrize(("width", "scheme"), tuple(product([1280, 390], ["light", "dark"])))
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_sound(*, open_page: Open, scene: Scene, tmp_path: Path, view: str, width: int, scheme: str) -> None:
    seen = open_page(made(view, scene, tmp_path), width, color_scheme=scheme)
    page = seen.page
    for c in page.query_selector_all("details"):
        c.evaluate("element => { element.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(chromium.axe())
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    bad = [(v["id"], v["help"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found["violations"] if v["impact"] in SERIOUS]
    assert bad == []
    assert len(seen.requests) == 1, seen.requests
    seen.quiet()


@pytest.mark.parametrize("language", ["ko", "ru"])
def test_longer_words_fit_as_well(open_page: Open, scene: Scene, tmp_path: Path, language: str) -> None:
    seen = open_page(made("project", scene, tmp_path, language), 390)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert seen.page.evaluate("document.documentElement.lang") == language
    seen.quiet()


def test_an_attack_in_a_transcript_stays_text(open_page: Open, scene: Scene, tmp_path: Path) -> None:
    seen = open_page(made("hostile", scene, tmp_path))
    page = seen.page
    for element in page.query_selector_all("button, summary, a[href^='#']"):
        element.evaluate("element => element.click && element.click()")
    assert page.locator("text=<script>alert(1)</script>").count() > 3
    assert page.locator("script").count() == 1
    assert page.locator("img, iframe, object, embed, link[rel=stylesheet], form").count() == 0
    assert page.evaluate("document.querySelectorAll('[onerror],[onclick],[onload]').length") == 0
    seen.quiet()


def test_even_a_script_that_got_in_would_not_run(open_page: Open, scene: Scene, tmp_path: Path) -> None:
    address = made("session", scene, tmp_path)
    path = tmp_path / "page.html"
    path.write_text(path.read_text().replace("<footer>", "<img src=x onerror=alert(1)><script>alert(2)</script><footer>"))
    seen = open_page(address)
    assert seen.dialogs == []
    assert any("Content Security Policy" in said for said in seen.trouble)


def walked(page: Page) -> Iterator[str]:
    """Every stop of the Tab key: its tag, its class, and what it filters by. Each has to show that it has the focus."""
    stop = "[e.tagName, e.className.baseVal ?? e.className, e.dataset.value || ''].join('.')"
    for _ in range(200):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(f"(e => [{stop}, getComputedStyle(e).outlineStyle])(document.activeElement)")
        if name.startswith("BODY"):
            return
        assert outline != "none", f"no visible focus on {name}"
        yield name


def test_it_is_used_with_the_keyboard_alone(open_page: Open, scene: Scene, tmp_path: Path) -> None:
    seen = open_page(made("project", scene, tmp_path))
    page = seen.page
    stops = list(walked(page))
    assert stops[0] == "A.skip."
    assert {"BUTTON.chip.task", "BUTTON.chip.prompt", "DIV.text."} <= set(stops)
    assert any(stop.startswith("SUMMARY") for stop in stops)

    rows = page.locator("section[data-filtered]").first.locator("tr[data-kind]:visible")
    everything = rows.count()
    kind, outcome = (page.locator(f"button[data-value={value}]").first for value in ("task", "prompt"))
    kind.press("Space")
    assert 0 < rows.count() < everything
    assert {row.get_attribute("data-kind") for row in rows.all()} == {"task"}
    outcome.press("Enter")
    assert {row.get_attribute("data-outcome") for row in rows.all()} == {"prompt"}
    kind.press("Space")
    outcome.press("Enter")
    assert rows.count() == everything
    page.locator("summary").first.focus()
    before = page.evaluate("document.activeElement.parentElement.open")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open") != before
    seen.quiet()


def test_a_mark_in_the_chart_leads_to_its_compaction(open_page: Open, scene: Scene, tmp_path: Path) -> None:
    talk = worked(worked(Talk()).compacted()).compacted()
    scene.write(talk)
    pal("view", scene.transcript, "--project", scene.root, "--out", tmp_path / "page.html")
    page = open_page((tmp_path / "page.html").as_uri()).page
    second = page.locator("#s1c2")
    assert not second.evaluate("element => element.open")
    page.locator("svg a[href='#s1c2']").focus()
    page.keyboard.press("Enter")
    page.locator("#s1c2[open]").wait_for()
    assert second.is_visible()


def test_it_reads_without_its_script(open_page: Open, scene: Scene, tmp_path: Path) -> None:
    page = open_page(made("project", scene, tmp_path), java_script_enabled=False).page
    assert page.locator("[data-filters]").first.is_hidden()
    assert page.locator("tr[data-kind]").first.is_visible()
