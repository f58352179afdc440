"""The pictures in the documentation: all of them there, shown somewhere, and of the size that they have when they are made now."""

import re
import subprocess
import sys
from pathlib import Path

from conftest import ROOT
from playwright.sync_api import Browser

PICTURES = ROOT / "docs/pictures"


def size(path: Path) -> tuple[int, int]:
    """Width and height of a PNG; of an SVG the numbers in its view box, without the fractions."""
    data = path.read_bytes()
    if path.suffix == ".png":
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    found = re.search(rb'viewBox="0 0 (\d+)[\d.]* (\d+)', data)
    assert found
    return int(found[1]), int(found[2])


def test_they_are_what_the_tools_show_now(browser: Browser, tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "tools/make_pictures.py"), str(tmp_path)], check=True)
    made, kept = ({p.name: p for p in folder.iterdir()} for folder in (tmp_path, PICTURES))
    assert made.keys() == kept.keys()
    documents = "".join(p.read_text() for p in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))
    for name, path in made.items():
        (width, height), (known_width, known_height) = size(path), size(kept[name])
        assert width == known_width, name
        # A terminal's picture ends with times, which may take a line more or less.
        assert abs(height - known_height) <= (50 if path.suffix == ".svg" else 0), name
        assert 1 / 2 < path.stat().st_size / kept[name].stat().st_size < 2, name
        assert f"pictures/{name}" in documents
