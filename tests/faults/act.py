"""One operation on a scene that was prepared: `python tests/faults/act.py NAME PROJECT`."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:1] = [str(HERE.parent), str(HERE.parent.parent)]

from conftest import SESSION, Scene  # noqa: E402

from faults.operations import OPERATIONS  # noqa: E402

root = Path(sys.argv[2])
next(o for o in OPERATIONS if o.name == sys.argv[1]).act(Scene(root, root.parent / "transcripts" / f"{SESSION}.jsonl"))
