"""Fuzzes what ctxhooks reads, guided by coverage. Needs atheris beside the development packages: `python -m pip install atheris`.

    python tools/fuzz.py TARGET [SECONDS]

The inputs that reached something new go into tests/faults/corpus/TARGET, the shortest of them.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests/faults/corpus"
LARGEST = 6000  # bytes of an input
MOST = 48  # inputs that are kept


def run(name: str, *options: str) -> None:
    """In this process, which libFuzzer ends."""
    import atheris

    sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]
    with atheris.instrument_imports(include=["ctxhooks"]):
        from faults.targets import TARGETS
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


def main() -> None:
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]
    from faults.targets import seeds

    name, seconds = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "60"
    kept = CORPUS / name.replace(" ", "-")
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as found:
        options = [f"-max_total_time={seconds}", f"-max_len={LARGEST}", "-timeout=20", "-print_final_stats=1", found, str(kept)]
        for n, seed in enumerate(seeds(name)):
            Path(found, f"seed{n}").write_bytes(seed)
        done = subprocess.run([sys.executable, __file__, "--in-here", name, *options], check=False)
        for new in (p for p in Path(found).iterdir() if not p.name.startswith("seed")):
            (kept / new.name[:12]).write_bytes(new.read_bytes())
    for more in sorted(kept.iterdir(), key=lambda p: p.stat().st_size)[MOST:]:
        more.unlink()
    sys.exit(done.returncode)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--in-here"]:
        os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
        run(*sys.argv[2:])
    elif len(sys.argv) > 1:
        main()
    else:
        sys.exit(__doc__)
