"""Makes the pictures in the documentation from recorded sessions, as the tools show them now: `python tools/make_pictures.py [FOLDER]`.

Needs Chromium and the dev group. The recorded session is played through the hooks in a scratch project, so that its page shows real
checkpoints.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import sync_playwright

from ctxhooks.entry import answer
from ctxhooks.measure.gold import compactions
from ctxhooks.view.transcripts import ELSE

ROOT = Path(__file__).resolve().parent.parent
RECORDED = ROOT / "tests/browser/harbour.jsonl"
OTHERS = sorted((ROOT / "tests/samples").glob("*/session.jsonl"))
HOOKS = ("pre-compact", "session-start", "post-compact", "user-prompt-submit")


class Picture(NamedTuple):
    """`at` is what the page is scrolled to."""

    name: str
    page: str
    width: int
    height: int
    colours: str
    at: str


PICTURES = tuple(Picture(*given) for given in (
    ("view-session", "session", 1280, 1000, "light", ""),
    ("view-facts", "session", 1280, 1000, "dark", "#s1kept"),
    ("view-summary", "session", 1280, 760, "light", "#s1c1 .pair"),
    ("view-narrow", "session", 390, 844, "light", ""),
    ("view-project", "project", 1280, 1000, "light", ""),
))  # fmt: skip


def main(into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        home = Path(folder).resolve()
        env = {**os.environ, "CLAUDE_CONFIG_DIR": str(home / "client"), "HOME": folder, "LANG": "C.UTF-8", "TZ": "UTC"}
        root = played(home, env)
        kept = transcripts(home, root)
        pages = {"session": home / "session.html", "project": home / "project.html"}
        pal(env, "view", kept.stem, "--project", root, "--out", pages["session"])
        pal(env, "view", kept.parent, "--replay", "--project", root, "--out", pages["project"])
        if "ctxhooks gave back" not in pages["session"].read_text():
            raise SystemExit("the page knows nothing of the checkpoints that were just taken")
        taken(pages, into)
        pal(env, "demo", RECORDED, "--svg", into / "recovery.svg")


def played(home: Path, env: dict[str, str]) -> Path:
    """The project behind it all, with a checkpoint for each compaction, taken and given back by the hooks themselves."""
    root = home / "harbour"
    subprocess.run(["git", "init", "--quiet", root], check=True)
    transcript = transcripts(home, root)
    data = transcript.read_bytes()
    for c in list(compactions(transcript)):
        for needle in c.needles:
            if needle.kind == "file":
                (root / needle.text).parent.mkdir(parents=True, exist_ok=True)
                (root / needle.text).touch()
        transcript.write_bytes(data[: c.offset])
        common = {"session_id": c.session, "transcript_path": str(transcript), "cwd": str(root), "trigger": c.trigger, "source": "compact"}
        told = json.dumps({**common, "compact_summary": c.summary, "prompt": "Go on"}).encode()
        for hook in HOOKS:
            answer(hook, told, {**env, "CLAUDE_PROJECT_DIR": str(root)}, time.time())
    return root


def transcripts(home: Path, root: Path) -> Path:
    """Lays the recorded sessions where the client would keep them; the one that was played."""
    folder = home / "client/projects" / ELSE.sub("-", str(root))
    mine = folder / f"{json.loads(RECORDED.read_text().splitlines()[0])['sessionId']}.jsonl"
    shutil.copytree(RECORDED.with_suffix(""), mine.with_suffix(""), dirs_exist_ok=True)
    for n, path in enumerate((*OTHERS, RECORDED)):
        here = folder / f"{n}.jsonl" if path != RECORDED else mine
        here.write_bytes(path.read_bytes().replace(b'"/project', json.dumps(str(root))[:-1].encode()))
    return mine


def pal(env: dict[str, str], *args: object) -> None:
    subprocess.run([sys.executable, "-m", "ctxhooks", *map(str, args)], env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def taken(pages: dict[str, Path], into: Path) -> None:
    executable: str = os.environ.get("CTXHOOKS_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, chromium_sandbox=False)
        for picture in PICTURES:
            shot(browser, picture, pages[picture.page], into)
        browser.close()


def shot(browser: Any, picture: Picture, page: Path, into: Path) -> None:
    size = {"width": picture.width, "height": picture.height}
    view = browser.new_page(viewport=size, color_scheme=picture.colours, reduced_motion="reduce")
    view.goto(page.as_uri())
    if picture.at:
        view.locator(picture.at).evaluate("element => element.scrollIntoView({block: 'start'})")
    view.screenshot(path=into / f"{picture.name}.png")
    view.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/pictures")
