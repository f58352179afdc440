"""The recordings: complete for each client, and nothing of the machine in them that they were made on."""

import json
import re
from pathlib import Path

import pytest

from . import clients
from .record import SAMPLES

EVERYWHERE = {
    *("SessionStart-startup", "SessionStart-resume", "SessionStart-clear", "SessionStart-compact", "SessionStart-compact-agent"),
    *("PreCompact-manual", "PreCompact-auto", "PreCompact-auto-agent", "UserPromptSubmit", "Stop", "SubagentStop"),
    *("SessionEnd-clear", "SessionEnd-other"),
}
POST_COMPACT = {"PostCompact-manual", "PostCompact-auto", "PostCompact-auto-agent"}
STABLE_UUID = re.compile(r"00000000-0000-4000-8000-\d{12}")
ANY_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.mark.parametrize("version", clients.ALL)
def test_every_event_of_the_client_is_there(version: str) -> None:
    names = {path.stem for path in (SAMPLES / version).glob("*.json")}
    newer = POST_COMPACT if version in {"2.1.80", *clients.NATIVE} else set()
    assert (EVERYWHERE | newer) - names == set()
    assert [name for name in names if name.startswith("Notification")]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/*.json*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_sample_is_stable_small_and_of_no_machine(path: Path) -> None:
    text = path.read_text()
    assert len(text.encode()) < 150_000
    assert [uuid for uuid in ANY_UUID.findall(text) if not STABLE_UUID.fullmatch(uuid)] == []
    assert re.findall(r"/(?:tmp|root|work|Users)/|/home/(?!user)", text) == []
    for value in map(json.loads, text.splitlines() if path.suffix == ".jsonl" else [text]):
        assert isinstance(value, dict)
