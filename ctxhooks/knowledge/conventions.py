"""Conventions: how a team wants things done, as Markdown or as YAML."""

import os
from collections.abc import Iterator, Sequence
from unicodedata import normalize

from ctxhooks.disk import files
from ctxhooks.disk.installed import site_packages
from ctxhooks.disk.project import Project
from ctxhooks.light import re
from ctxhooks.light.typing import Any, NamedTuple
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import Settings
from ctxhooks.render import markdown
from ctxhooks.render.templates import render
from ctxhooks.trust.redact import redact

LARGEST = 1 << 20  # bytes
ENDINGS = (".md", ".yaml", ".yml")
GRAVE = ("critical", "error", "must", "warning", "should", "info", "")


class Example(NamedTuple):
    """`kind` is good, bad or example."""

    kind: str
    text: str
    why: str = ""


class Rule(NamedTuple):
    id: str = ""
    description: str = ""
    severity: str = ""
    examples: tuple[Example, ...] = ()


class Convention(NamedTuple):
    """`text` is what Markdown says of it, without front matter; YAML says it in `rules`."""

    id: str = ""
    name: str = ""
    description: str = ""
    rules: tuple[Rule, ...] = ()
    examples: tuple[Example, ...] = ()
    text: str = ""
    path: str = ""


def find(project: Project, settings: Settings, name: str) -> Convention:
    """The convention with this file name in the configured folders or below them, else with this id in its file."""
    paths = list(_files(project, settings))
    for path in sorted(paths, key=lambda p: _stem(p) != name):
        convention = _read(project, path, strict=_stem(path) == name)
        if convention and name in (_stem(path), convention.id):
            return convention
    raise CtxhooksError("no-convention", name=name, folders=", ".join(settings.folders.conventions))


def _read(project: Project, path: str, *, strict: bool) -> Convention | None:
    try:
        data = files.read(files.inside(project.root, path), LARGEST)
        if data is None:
            raise CtxhooksError("no-plain-file", path=path)
        return parse(redact(data.decode("utf-8-sig", "replace").replace("\r\n", "\n")), path)
    except OSError as e:
        if strict:
            raise CtxhooksError("unreadable", path=path, what=e.strerror) from None
    except CtxhooksError:
        if strict:
            raise
    return None


def parse(text: str, path: str) -> Convention:
    """A convention from its Markdown or YAML; a CtxhooksError with the line for what is neither."""
    if not path.lower().endswith((".yaml", ".yml")):
        fields, skip = markdown.front_matter(text, path)
        body = text.split("\n", skip)[-1].strip("\n") if skip else text.strip("\n")
        heading = next((line.heading for line in markdown.lines(body) if line.heading), "")
        name = _as_text(fields.get("name")) or _as_text(fields.get("title")) or heading or _stem(path)
        return _with(fields, Convention(_stem(path), name, text=body, path=path))
    site_packages()
    from ctxhooks.schema.plain_yaml import NotYamlError, TextLoader, load

    try:
        fields, _ = load(text, TextLoader)
    except NotYamlError as e:
        raise CtxhooksError("convention-not-yaml", path=path, line=e.line, what=e.what) from None
    if not isinstance(fields, dict):
        raise CtxhooksError("convention-not-yaml", path=path, line=1, what="id, name, description, rules")
    return _with(fields, Convention(_stem(path), _as_text(fields.get("name")) or _stem(path), path=path))


class _Shown(NamedTuple):
    """An example: `code` where it is one line, else the `rows` of a fence that nothing in it closes."""

    kind: str
    why: str
    code: str = ""
    rows: tuple[str, ...] = ()


def rendered(convention: Convention, language: str) -> str:
    """The convention as Claude reads it; one in Markdown is its own text."""
    rules = [(rule, _shown(rule.examples)) for rule in convention.rules]
    return render("convention", language, convention=convention, rules=rules, own=_shown(convention.examples))


def _shown(examples: Sequence[Example]) -> list[_Shown]:
    return [_Shown(e.kind, e.why, **_code(e.text)) for e in examples]


def _code(text: str) -> dict[str, Any]:
    ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    if "\n" not in text and len(ticks) == 1:
        return {"code": text}
    fence = ticks.ljust(3, "`")
    return {"rows": (fence, *text.split("\n"), fence)}


def brief(convention: Convention, language: str) -> str:
    """The convention in brief, a line for each rule, the gravest first; empty for one in Markdown, which has none."""
    grave = sorted(convention.rules, key=lambda r: GRAVE.index(r.severity) if r.severity in GRAVE else len(GRAVE))
    return render("convention_brief", language, convention=convention, rules=grave).rstrip("\n")


def _with(fields: dict[str, Any], bare: Convention) -> Convention:
    rules = tuple(_rule(r) for r in _listed(fields.get("rules")))
    return bare._replace(
        id=_as_text(fields.get("id")) or bare.id,
        description=_as_text(fields.get("description")) or _as_text(fields.get("summary")),
        rules=tuple(r for r in rules if r != Rule()),
        examples=_examples(fields.get("examples")),
    )


def _rule(given: Any) -> Rule:
    if not isinstance(given, dict):
        return Rule(description=_as_text(given))
    id_, description, severity = (_as_text(given.get(k)) for k in ("id", "description", "severity"))
    return Rule(id_, description, severity, _examples(given.get("examples")))


def _examples(given: Any, kind: str = "example") -> tuple[Example, ...]:
    """A list of texts, or of code with a description, or such lists by `good` and `bad`."""
    if isinstance(given, dict) and "code" in given:
        return (Example(kind, _as_text(given["code"]), _as_text(given.get("description"))),)
    if isinstance(given, dict):
        return tuple(e for k, v in given.items() for e in _examples(v, str(k) if k in ("good", "bad") else kind))
    if isinstance(given, list):
        return tuple(e for item in given for e in _examples(item, kind))
    return (Example(kind, plain),) if (plain := _as_text(given)) else ()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _as_text(value: Any) -> str:
    return value.encode("utf-8", "replace").decode().strip() if isinstance(value, str) else ""


def _stem(path: str) -> str:
    return normalize("NFC", os.path.splitext(os.path.basename(path))[0])


def _files(project: Project, settings: Settings) -> Iterator[str]:
    for name in settings.folders.conventions:
        for folder, names in files.walk(project.path(*name.split("/"))):
            for ending in ENDINGS:
                yield from (os.path.join(folder, n) for n in names if n.lower().endswith(ending))
