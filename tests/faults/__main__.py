"""Throws everything at ctxhooks and prints what came of it, as docs/faults.md.

python tests/faults [--long]
"""

import os
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:1] = [str(HERE.parent), str(HERE.parent.parent)]  # instead of this folder, whose names are its own
os.environ["GIT_CONFIG_GLOBAL"] = os.devnull

from faults import broken, hostile, leaks, odd, races, stops  # noqa: E402
from faults.operations import OPERATIONS  # noqa: E402
from faults.sound import Tried  # noqa: E402


def everything(long: bool) -> dict[str, list[Tried]]:
    return {
        "Stopped at a write": [t for o in OPERATIONS for t in stops.tried(o, None if long else 6)],
        "Stopped at a system call": [t for o in OPERATIONS for t in stops.at_calls(o, None if long else 2)] if stops.can_trace() else [],
        "Broken files": list(broken.tried(40 if long else 2)),
        "At once": list(races.tried(64, 16, 10.0) if long else races.tried()),
        "Odd clocks and names": list(odd.tried()),
        "Hostile projects": list(hostile.tried()),
        "Secrets": list(leaks.tried()),
    }


def main() -> None:
    long = "--long" in sys.argv[1:]
    started = time.monotonic()
    hurt = []
    for heading, tried in everything(long).items():
        print(f"\n### {heading}\n\n| what | faults | that hurt |\n|---|---:|---:|")
        hurts = Counter(t.what for t in tried if t.hurt)
        for what, count in Counter(t.what for t in tried).items():
            print(f"| {what} | {count} | {hurts[what]} |")
        hurt += [t for t in tried if t.hurt]
    taken, whole = leaks.mistakes()
    print(f"\nOf {whole:,} characters of harmless text {taken} were taken for a secret ({taken / whole:.4%}).")
    print(f"{time.monotonic() - started:.0f} seconds.")
    for t in hurt:
        print(f"\n{t.what}, {t.how}:", *t.hurt, sep="\n  ")
    sys.exit(bool(hurt))


if __name__ == "__main__":
    main()
