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

from faults import broken, hostile, leaks, machine, odd, races, stops  # noqa: E402
from faults.operations import OPERATIONS  # noqa: E402
from faults.sound import Tried  # noqa: E402


def everything(long: bool) -> dict[str, dict[str, list[Tried]]]:
    """By heading and column."""
    stopped = {"at a write": [t for o in OPERATIONS for t in stops.tried(o, None if long else 6)]}
    if stops.can_trace():
        stopped["at a system call"] = [t for o in OPERATIONS for t in stops.at_calls(o, None if long else 2)]
    return {
        "Stopped": stopped,
        "Broken files": {"faults": list(broken.tried(40 if long else 2))},
        "At once": {"faults": list(races.tried(64, 16, 10.0) if long else races.tried())},
        "Odd clocks and names": {"faults": list(odd.tried())},
        "Hostile projects": {"faults": list(hostile.tried())},
        "The machine, and texts that act": {"faults": list(machine.tried(3_600 if long else 300))},
        "Secrets": {"faults": list(leaks.tried())},
    }


def table(heading: str, columns: dict[str, list[Tried]]) -> None:
    counts = [Counter(t.what for t in tried) for tried in columns.values()]
    hurts = Counter(t.what for tried in columns.values() for t in tried if t.hurt)
    print(f"\n### {heading}\n\n| what | {' | '.join(columns)} | that hurt |\n|---|{'---:|' * (len(columns) + 1)}")
    for what in dict.fromkeys(what for count in counts for what in count):
        print(f"| {what} | {' | '.join(str(count[what]) for count in counts)} | {hurts[what]} |")


def main() -> None:
    long = "--long" in sys.argv[1:]
    started = time.monotonic()
    hurt = []
    for heading, columns in everything(long).items():
        table(heading, columns)
        hurt += [t for tried in columns.values() for t in tried if t.hurt]
    taken, whole = leaks.mistakes()
    print(f"\nOf {whole:,} characters of harmless text {taken} were taken for a secret ({taken / whole:.4%}).")
    print(f"{time.monotonic() - started:.0f} seconds.")
    for t in hurt:
        print(f"\n{t.what}, {t.how}:", *t.hurt, sep="\n  ")
    sys.exit(bool(hurt))


if __name__ == "__main__":
    main()
