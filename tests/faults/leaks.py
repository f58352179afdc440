"""Made-up secrets in every place where text comes in: none may be found in any file that was written, nor in anything that was said."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from conftest import NOW, ROOT, Scene, Talk
from made_up import tokens
from secret_contexts import contexts

from ctxhooks.knowledge import library
from ctxhooks.loading import activation
from ctxhooks.model.settings import Settings
from ctxhooks.store import index
from ctxhooks.trust.redact import redact

from .operations import lay_out
from .sound import Tried, scene_in

MADE_UP = ("test_redact.py", "made_up.py", "secret_contexts.py")
KINDS = 5  # secrets of each format
HARMLESS = ("README.md", "docs/*.md", "ctxhooks/**/*.py", "templates/**/*.json", "tests/*.py")


def secrets() -> dict[str, str]:
    return {f"{kind} {n}": secret for n in range(KINDS) for kind, secret in tokens(100 + n).items()}


def _answers(talk: Talk, s: str) -> Talk:
    return talk.tool("AskUserQuestion", {"questions": []}, f'"Which key?"="{s}"', {"answers": {f"Which key, {s}?": f"this one: {s}"}})


PLACES: tuple[Callable[[Talk, str], Talk], ...] = (
    lambda talk, s: talk.prompt(f"Never print {s} again, please."),
    lambda talk, s: talk.says(f"Decision: the service uses {s} from now on."),
    lambda talk, s: talk.bash(f"curl -H 'Authorization: Bearer {s}' https://example.invalid", "ok"),
    lambda talk, s: talk.bash(f"make check-{talk.count}", f"Exit code 2\nerror: {s} was refused", bad=True),
    lambda talk, s: talk.edit(f"{talk.cwd}/a{talk.count}.py", " def f():", f'-    key = "{s}"', "+    key = None", before=f"key = {s}"),
    lambda talk, s: talk.todos((f"Rotate {s}", "in_progress"), ("Another", "pending")),
    lambda talk, s: talk.task(talk.count, f"Replace {s}"),
    lambda talk, s: talk.bash(f"git commit -m 'Use {s}'", f"[main 1a2b3c4] Use {s}\n 1 file changed"),
    lambda talk, s: talk.tool("ExitPlanMode", {"plan": f"# Plan with {s}\n\n1. Use {s}"}, "User has approved your plan."),
    _answers,
    lambda talk, s: talk.tool("Read", {"file_path": f"/docs/{s[:60]}.md"}, f"It is {s}."),
    lambda talk, s: talk.record("user", message={"role": "user", "content": f"Use {s}."}, gitBranch=f"fix-{s}"),
)


def coloured(secret: str) -> str:
    """As `grep --color` prints it where a part of it was looked for."""
    return f"{secret[:9]}\x1b[01;31m\x1b[K{secret[9:15]}\x1b[m\x1b[K{secret[15:]}"


def in_context() -> list[tuple[str, str]]:
    """Texts with a secret that only its surroundings tell, each with the secret."""
    told = [c for c in contexts() if "fooapikey" not in c.text]  # which is known to be missed
    return [(c.text, secret) for c in told for secret in c.secrets if len(secret) > 9 and "\n" not in secret]


def _talked(scene: Scene, known: dict[str, str]) -> Talk:
    """Each stands in one of the places: they take turns."""
    talk = Talk(cwd=str(scene.root))
    for n, secret in enumerate(known.values()):
        PLACES[n % len(PLACES)](talk, coloured(secret) if n // len(PLACES) % 2 else secret)
    for n, (text, _) in enumerate(in_context()):
        if n % 2:
            talk.prompt(f"Never do this again:\n{text}\n")
        else:
            talk.bash(f"make {n}", f"Exit code 2\nerror: {text}", bad=True)
    return talk.says("Well.", tokens=150_000)


def _written_by_hand(scene: Scene, known: dict[str, str]) -> None:
    every = list(known.values())
    text = "\n\n".join(f"The key of service {n} is {secret} as of today." for n, secret in enumerate(every))
    (scene.root / "docs/keys.md").write_text(f"# Tide tables and keys\n\n{text}\n")
    (scene.root / "conventions/units.md").write_text(f"# Units\n\n{text[:4000]}\n")
    tasks = "".join(f"- [ ] Rotate {secret}\n" for secret in every)
    head = "# Tide tables\n\n> Port ID: tides\n> Conventions: units\n\n## Goal"
    (scene.root / "ports/tides.md").write_text(f"{head}\n{text[-3000:]}\n\n{tasks}")


def told() -> Iterator[Tried]:
    known = secrets()
    with scene_in("secrets-") as scene:
        lay_out(scene)
        _written_by_hand(scene, known)
        before = {p: p.read_bytes() for p in scene.root.rglob("*") if p.is_file()}
        said = [str(activation.start(scene.project(), Settings(), "tides").outcome)]
        talk = _talked(scene, known)
        scene.write(talk)
        since = len(talk.records)
        said += [scene.ask("session-start", source="startup"), *scene.compact(json.dumps(list(known.values())), way="ask")]
        talk.compacted("\n".join(known.values()))
        scene.append(talk, since)
        said += [scene.ask("session-start", now=NOW + 9, source="resume"), scene.ask("notification", now=NOW + 10)]
        there, _ = library.listed(scene.project(), Settings())
        said += [m.name for m in index.matches(scene.project(), library.source(there), ["keys"], ())]
        scene.ask("session-end", now=NOW + 11, reason="exit")
        written = {p: p.read_bytes() for p in scene.root.rglob("*") if p.is_file()}
        texts = {str(p.relative_to(scene.root)): data for p, data in written.items() if before.get(p) != data}
        texts["what was said"] = "\n".join(said).encode()
        assert len(texts) > 8, "next to nothing was written"
        every = {**known, **dict(in_context())}
        held = ((name, kind) for name, data in texts.items() for kind, secret in every.items() if secret.encode() in data)
        found = tuple(f"{name}: {kind}" for name, kind in held)
        what = f"{len(known)} secrets of {len(tokens())} formats, {len(every) - len(known)} in a context"
        yield Tried(what, f"{len(texts)} texts", found)


def mistakes() -> tuple[int, int]:
    """Characters of harmless text that were taken for a secret, and all of them."""
    files = sorted({p for pattern in HARMLESS for p in Path(ROOT).glob(pattern) if p.name not in MADE_UP})
    texts = [p.read_text(encoding="utf-8") for p in files]
    taken = sum(max(0, len(t) - len(redact(t))) for t in texts)
    return taken, sum(map(len, texts))


def tried() -> Iterator[Tried]:
    yield from told()
