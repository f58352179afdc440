"""Real compactions through installed hooks, scored from the outside by a program that shares no code with them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

SHARED = ROOT.parent / "shared"
REPLAY = SHARED / "recovery" / "replay.py"
TRANSCRIPTS = sorted(p for p in (SHARED / "corpus").glob("*.jsonl") if ".agent-" not in p.name)


def replayed(settings: Path, transcripts: list[Path]) -> dict[str, Any]:
    argv = [sys.executable, str(REPLAY), "--json", "--settings", str(settings), *map(str, transcripts)]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    assert done.stderr == ""
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def test_what_the_summaries_lost_comes_back(tmp_path: Path) -> None:
    if not (REPLAY.is_file() and TRANSCRIPTS):
        assert os.environ.get("CI", "").lower() not in ("true", "1"), f"{SHARED} is missing, and CI has to have it"
        pytest.skip(f"no real transcripts in {SHARED}")
    subprocess.run([sys.executable, "-m", "ctxhooks", "install", "--project", str(tmp_path)], check=True, capture_output=True, cwd=ROOT)
    found = replayed(tmp_path / ".claude/settings.json", TRANSCRIPTS)
    print(found)
    assert found["compactions"] >= 15
    assert found["with"] >= 0.91
    assert found["worst"] >= 0.79
    assert found["max_start_units"] <= 10_000
    assert found["median_units"] <= 4_000
