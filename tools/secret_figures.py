"""How many secrets are found, and how much harmless text is taken for one, on lists and texts that others wrote.

    python tools/secret_figures.py [FOLDER …]    # FOLDERs of harmless text beside Python's own sources and this repository

The formats: tests/secret_contexts.txt, which has the shapes of five scanners' test data; and texts drawn from the rules of
CredSweeper (MIT), which is downloaded for it (`pip download`) and plays no part in how ctxhooks finds anything.
"""

import json
import re
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from hypothesis.errors import HypothesisException  # noqa: E402
from secret_contexts import contexts, left  # noqa: E402

from ctxhooks.trust.redact import redact  # noqa: E402

SCANNER = "credsweeper==1.19.5"
SAMPLES = 20  # of each rule
SEEDS = range(20)
SHORTEST = 12  # characters of a secret; CredSweeper asks a model about shorter ones
NO_SECRETS = r"UUID|Domain|S3 Bucket|Nonce|Salt|DOC_|_PAIR|_TRIPLE|Client ID|App ID|Multi|JWK|JSON Web Key"
BLOCK = re.compile(r"^- name: (.+)\n(?:.*\n)*?  type: (\w+)\n  values:\n((?:    - .*\n)+)", re.MULTILINE)


def rules() -> Iterator[tuple[str, str]]:
    """Name and regex of those that know a format by its shape."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", folder, SCANNER], check=True)
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as archive:
            text = archive.read("credsweeper/rules/config.yaml").decode()
    for name, kind, values in BLOCK.findall(text):
        if kind == "pattern" and not re.search(NO_SECRETS, name):
            yield from ((name, value) for value in re.findall(r"^    - (.*)$", values, re.MULTILINE))


def drawn(regex: str) -> list[tuple[str, str]]:
    """Texts that match, and the secret in each."""
    found: list[tuple[str, str]] = []
    alphabet = st.characters(min_codepoint=32, max_codepoint=126)

    @seed(7)
    @settings(max_examples=SAMPLES * 3, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.from_regex(re.compile(regex, re.ASCII), alphabet=alphabet))
    def draw(text: str) -> None:
        match = re.search(regex, text)
        if match and len(match["value"]) >= SHORTEST and len(set(match["value"])) > SHORTEST * 0.6:
            found.append((match[0], match["value"]))

    draw()
    return found[-SAMPLES:]


PLACES = ("see {} there", 'TOKEN="{}"', "export SERVICE_API_KEY={}", '{{"secret": "{}"}}', "curl -H 'Authorization: Bearer {}' x")


def scanner() -> None:
    """Tokens alone in a sentence and where tokens stand; what a rule wants around its secret (`curl -u`, `-Password`) stands around it."""
    alone: Counter[str] = Counter()
    placed = formats = texts = 0
    for name, regex in rules():
        try:
            samples = drawn(regex)
        except HypothesisException as e:
            print(f"  {name}: no texts ({e})")
            continue
        formats, texts = formats + bool(samples), texts + len(samples)
        bad = [t for t, v in samples if v in redact(f"see {t} there")]
        alone[name] += len(bad)
        placed += sum(v in redact(PLACES[n % len(PLACES)].format(v)) for n, (_, v) in enumerate(samples, 1))
        if bad:
            print(f"  {name}: {len(bad)} of {len(samples)}, as {json.dumps(bad[0][:160])}")
    print(
        f"{SCANNER}: {texts} texts of {formats} rules; {1 - sum(alone.values()) / texts:.1%} found as they are, {1 - placed / texts:.1%} where tokens stand"
    )


def held() -> None:
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    found = [context for number in SEEDS for context in contexts(number)]
    for c in found:
        clean = redact(c.text)
        if c.secrets:
            missed[c.shape] += any(left(clean, secret) for secret in c.secrets)
        else:
            wrong[c.shape] += clean != c.text
    for what, counts in (("missed", missed), ("taken for one", wrong)):
        for shape, times in counts.items():
            if times:
                print(f"  {what} in {times} of {len(SEEDS)}: {shape}")
        print(f"{len(counts)} shapes, {what}: {sum(counts.values()) / len(SEEDS) / len(counts):.1%}")


def harmless(folders: list[str]) -> None:
    stdlib = Path(sysconfig.get_path("stdlib"))
    sources = [p for p in stdlib.rglob("*.py") if not {"test", "tests", "site-packages", "dist-packages"} & set(p.parts)]
    own = [p for pattern in ("README.md", "docs/*.md", "ctxhooks/**/*.py") for p in ROOT.glob(pattern)]
    for what, files in (
        ("Python's sources", sources),
        ("this repository", own),
        *((f, [p for p in Path(f).rglob("*") if p.is_file()]) for f in folders),
    ):
        size = taken = 0
        marks: Counter[str] = Counter()
        for path in files:
            text = path.read_text(encoding="utf-8", errors="replace")
            for line in text.split("\n"):
                clean = redact(line)
                size += len(line) + 1
                if "[redacted: " in clean and clean != line:
                    taken += max(len(line) - len(clean), 0) + 20
                    marks[line.strip()[:150]] += 1
        print(f"{what}: {len(files)} files, {size:,} characters, {taken} taken in {sum(marks.values())} lines ({taken / max(size, 1):.4%})")
        for line in sorted(marks)[:25]:
            print("   ", line)


if __name__ == "__main__":
    held()
    scanner()
    harmless(sys.argv[1:])
