"""How many secrets are found, and how much harmless text is taken for one, on lists and texts that others wrote.

    python tools/secret_figures.py [FOLDER …]    # FOLDERs of harmless text beside Python's own sources and this repository

The formats: tests/secret_contexts.txt, which has the shapes of five scanners' test data; and texts drawn from the rules of CredSweeper
(MIT) and detect-secrets (Apache 2.0), which are downloaded for it and play no part in how ctxhooks finds anything. Half of these rules,
by a checksum of their names, may be looked at when our own are made better: their misses are printed. The other half is held out.
"""

import importlib
import json
import re
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from hypothesis.errors import HypothesisException  # noqa: E402
from secret_contexts import contexts, left  # noqa: E402

from ctxhooks.trust.redact import redact  # noqa: E402

CREDSWEEPER, DETECT_SECRETS = "credsweeper==1.19.5", "detect-secrets==1.5.0"
SAMPLES = 20  # of each rule
SEEDS = range(20)
SHORTEST = 12  # characters of a secret; CredSweeper asks a model about shorter ones
NO_SECRETS = r"Public IP|Private Key \d|UUID|Domain|S3 Bucket|Nonce|Salt|DOC_|_PAIR|_TRIPLE|Client ID|App ID|Multi|JWK|JSON Web Key"
BLOCK = re.compile(r"^- name: (.+)\n(?:.*\n)*?  type: (\w+)\n  values:\n((?:    - .*\n)+)", re.MULTILINE)


class Listed(NamedTuple):
    """A scanner's rule; the secret is the group of this name, or the longest group."""

    name: str
    regex: "re.Pattern[str]"
    group: str = ""

    @property
    def held_out(self) -> bool:
        return bool(zlib.crc32(self.name.encode()) % 2)


def _wheel(package: str, folder: str) -> Path:
    subprocess.run(["pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", folder, package], check=True)
    return next(Path(folder).glob(f"{package.partition('==')[0].replace('-', '_')}*.whl"))


def of_credsweeper(wheel: Path) -> Iterator[Listed]:
    """Those that know a format by its shape."""
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read("credsweeper/rules/config.yaml").decode()
    for name, kind, values in BLOCK.findall(text):
        if kind == "pattern":
            yield from (Listed(name, re.compile(value, re.ASCII), "value") for value in re.findall(r"^    - (.*)$", values, re.MULTILINE))


def of_detect_secrets(wheel: Path) -> Iterator[Listed]:
    """Its plugins' patterns; those of plugins that ask a service while they are loaded are left out."""
    sys.path.append(str(wheel))
    sys.modules.setdefault("requests", ModuleType("requests"))
    with zipfile.ZipFile(wheel) as archive:
        names = [Path(name).stem for name in archive.namelist() if re.fullmatch(r"detect_secrets/plugins/[a-z]\w+\.py", name)]
    for name in names:
        try:
            plugin = importlib.import_module(f"detect_secrets.plugins.{name}")
        except AttributeError:
            continue
        for kind in vars(plugin).values():
            patterns = getattr(kind, "denylist", ()) if getattr(kind, "__module__", "") == plugin.__name__ else ()
            if not isinstance(patterns, property):
                yield from (Listed(f"{kind.secret_type} {n}", pattern) for n, pattern in enumerate(patterns))


def drawn(rule: Listed) -> list[tuple[str, str]]:
    """Texts that match, and the secret in each."""
    found: list[tuple[str, str]] = []
    alphabet = st.characters(min_codepoint=32, max_codepoint=126)

    @seed(7)
    @settings(max_examples=SAMPLES * 3, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.from_regex(rule.regex, alphabet=alphabet))
    def draw(text: str) -> None:
        match = rule.regex.search(text)
        if match:
            secret = match[rule.group] if rule.group else max([*filter(None, match.groups())] or [match[0]], key=len).strip(" \"=:")
            if len(secret) >= SHORTEST and len(set(secret)) > SHORTEST * 0.6:
                found.append((match[0], secret))

    draw()
    return found[-SAMPLES:]


PLACES = ("see {} there", 'TOKEN="{}"', "export SERVICE_API_KEY={}", '{{"secret": "{}"}}', "curl -H 'Authorization: Bearer {}' x")


class Count(NamedTuple):
    formats: int = 0
    texts: int = 0
    alone: int = 0
    placed: int = 0

    def __str__(self) -> str:
        share = f"{1 - self.alone / self.texts:.1%} found as they are, {1 - self.placed / self.texts:.1%} where tokens stand"
        return f"{self.texts} texts of {self.formats} rules; {share}"


def scanner(package: str, listed: Iterator[Listed]) -> None:
    """Tokens alone in a sentence and where tokens stand; what a rule wants around its secret (`curl -u`, `-Password`) stands around it."""
    halves = {False: Count(), True: Count()}
    for rule in listed:
        if re.search(NO_SECRETS, rule.name):
            continue
        try:
            samples = drawn(rule)
        except HypothesisException as e:
            print(f"  {rule.name}: no texts ({e})")
            continue
        bad = [text for text, secret in samples if secret in redact(f"see {text} there")]
        placed = sum(secret in redact(PLACES[n % len(PLACES)].format(secret)) for n, (_, secret) in enumerate(samples, 1))
        old = halves[rule.held_out]
        halves[rule.held_out] = Count(old.formats + bool(samples), old.texts + len(samples), old.alone + len(bad), old.placed + placed)
        if bad and not rule.held_out:
            print(f"  {rule.name}: {len(bad)} of {len(samples)}, as {json.dumps(bad[0][:160])}")
    for held_out, count in halves.items():
        print(f"{package}, {'held out' if held_out else 'looked at'}: {count}")


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
    with tempfile.TemporaryDirectory() as folder:
        scanner(CREDSWEEPER, of_credsweeper(_wheel(CREDSWEEPER, folder)))
        scanner(DETECT_SECRETS, of_detect_secrets(_wheel(DETECT_SECRETS, folder)))
    harmless(sys.argv[1:])
