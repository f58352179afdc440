"""The templates: compiled they give what jinja2 itself gives, whatever is in the texts, and what is wrong in one is told with its line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import jinja2
import pytest
from conftest import NOW, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from test_recovery import checkpoints, facts, languages, words

from ctxhooks.agents import handing_over
from ctxhooks.knowledge import conventions
from ctxhooks.knowledge.composing import TextPart
from ctxhooks.knowledge.conventions import Convention, Example, Rule
from ctxhooks.loading import section
from ctxhooks.model.checkpoint import Checkpoint, FileChange
from ctxhooks.model.facts import KINDS, Fact
from ctxhooks.model.handoff import HandedTask, Handoff
from ctxhooks.model.loaded import Loaded, LoadedItem
from ctxhooks.model.port import STATUSES, Port, SpecTask
from ctxhooks.model.session import PHASES, Session, Use, WorkState
from ctxhooks.model.settings import LANGUAGES, Allocation, Persistence, Settings
from ctxhooks.ports import spec_edit
from ctxhooks.render import compiling, port_text, recovery_text, runtime, section_text
from ctxhooks.render.catalog import catalog
from ctxhooks.render.own_templates import ENDING
from ctxhooks.render.section_text import View
from ctxhooks.render.templates import render
from ctxhooks.sessions import resumption

TEMPLATES = ROOT / "templates"
COMPILED = ROOT / "ctxhooks" / "render" / "compiled"
NAMES = sorted(path.name.removesuffix(ENDING) for path in TEMPLATES.glob(f"*{ENDING}"))
WHOLE = [name for name in NAMES if not name.startswith("_")]


@cache
def environment(language: str) -> jinja2.Environment:
    made = compiling.environment()
    made.loader = jinja2.FileSystemLoader(TEMPLATES)
    made.globals["t"] = catalog(language)
    return made


def jinja(name: str, language: str, values: dict[str, Any]) -> str:
    """As jinja2 renders it, without our runtime."""
    return environment(language).get_template(name).render(**values)


@contextmanager
def both_ways() -> Iterator[set[str]]:
    """Each text is rendered both ways; the names of those that were."""
    names: set[str] = set()
    ours = runtime.Template.render
    language = {id(catalog(name)): name for name in LANGUAGES}

    def both(template: runtime.Template, /, **values: Any) -> str:
        text = ours(template, **values)
        assert text == jinja(template._name, language[id(template._environment._phrases)], values)
        names.add(template._name.removesuffix(ENDING))
        return text

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runtime.Template, "render", both)
        yield names


def test_the_modules_that_ship_are_those_of_the_templates() -> None:
    """When it fails: python tools/compile_templates.py."""
    assert {path.stem for path in COMPILED.glob("*.py")} - {"__init__"} == set(NAMES)
    for name in NAMES:
        assert (COMPILED / f"{name}.py").read_text() == compiling.module(TEMPLATES / f"{name}{ENDING}")


@given(checkpoints, facts(10), languages, st.integers(0, 3000))
@settings(max_examples=50)
def around_a_compaction(checkpoint: Checkpoint, found: list[Fact], language: str, tokens: int) -> None:
    for write in (recovery_text.prompt, recovery_text.briefing, recovery_text.recovered):
        write(checkpoint, found, language, tokens)
    recovery_text.steer(found, language)
    for fact in found:
        recovery_text.line(fact, language)


lines = words.map(lambda text: " ".join(text.split()))
texts = st.just("") | words
tasks = st.lists(st.builds(SpecTask, text=lines, done=st.booleans(), heading=st.sampled_from(["", "a", "b"])), max_size=5).map(tuple)
ports = st.builds(Port, lines, lines, st.sampled_from(STATUSES), goal=texts, description=texts, decisions=texts, notes=texts, tasks=tasks)
categories = st.sampled_from(Allocation._fields)
item = st.builds(LoadedItem, categories, lines, rule=st.sampled_from(["", "a.md"]), tokens=st.integers(0, 9999))
items = st.lists(item, max_size=6).map(tuple)
moments = st.sampled_from(["", "2026-09-21T14:10:00Z", "2026-09-20T14:10:00Z"])
dated = st.lists(st.builds(Fact, st.sampled_from(["task", "file"]), lines, detail=texts, time=moments), max_size=6).map(tuple)
views = st.builds(View, checkpoints, st.lists(ports, max_size=2).map(tuple), st.builds(Loaded, items, st.just(15_000)), st.just(NOW))
examples = st.lists(st.builds(Example, st.sampled_from(["good", "bad", "example"]), words, texts), max_size=3).map(tuple)
rules = st.lists(st.builds(Rule, texts, lines, texts, examples), max_size=3).map(tuple)


@given(views, dated, languages, st.sampled_from(section.AMOUNTS))
@settings(max_examples=50)
def the_section(view: View, found: tuple[Fact, ...], language: str, amount: tuple[int, int, int]) -> None:
    section_text.text(view, Settings(language=language), found, amount)


@given(ports, st.lists(st.tuples(ports, texts), max_size=3), st.builds(Convention, lines, lines, texts, rules, examples, texts), languages)
@settings(max_examples=50)
def of_ports(port: Port, others: list[tuple[Port, str]], convention: Convention, language: str) -> None:
    port_text.whole(port, "ports/a.md", language)
    port_text.brief(port, language)
    port_text.dependencies(others, language)
    spec_edit.new(port.id, port.title, language)
    conventions.rendered(convention, language)
    conventions.brief(convention, language)


@given(items, items, st.lists(lines, max_size=3), languages)
@settings(max_examples=50)
def announced(gone: tuple[LoadedItem, ...], rest: tuple[LoadedItem, ...], whole: list[str], language: str) -> None:
    render("rules_loaded", language, gone=gone, whole=whole, rest=rest, folder="rules")


few = st.lists(lines, max_size=3).map(tuple)
sessions = st.builds(
    Session,
    lines,
    updated=lines,
    window=st.builds(Use, st.sampled_from([0, 200_000]), st.integers(0, 200_000)),
    work=st.builds(WorkState, texts, st.sampled_from(PHASES), few, few, few),
    persistence=st.just(Persistence()),
)
handed = st.builds(HandedTask, texts, st.sampled_from([*PHASES, "?"]), few, texts, few, few, few, texts)
packages = st.builds(Handoff, from_agent=lines, to_agent=lines, task=handed)
costs = st.lists(st.tuples(lines, st.integers(0, 99) | lines), max_size=3)
groups = st.lists(st.tuples(st.sampled_from(KINDS), few), max_size=3)
parts = st.lists(st.builds(TextPart, st.just(0), texts, few, st.sampled_from(["", ", "]), code=st.booleans()), max_size=4)
changes = st.lists(st.builds(FileChange, lines, lines, st.integers(0, 9), st.integers(0, 9), few), max_size=3)


@given(sessions, packages, st.lists(st.tuples(lines, few), max_size=3), languages, st.booleans())
@settings(max_examples=50)
def of_sessions(session: Session, package: Handoff, talk: list[tuple[str, tuple[str, ...]]], language: str, last: bool) -> None:
    resumption.text(session, language)
    handing_over.text(package, language)
    render("conversation", language, groups=talk)
    some = {"hints": session.work.pending, "saved": session.work.spec, "counts": session.work.completed, "reasons": session.work.artifacts}
    render("alert", language, level="warning", use=session.window, back=17_500 if last else 0, **some)


@given(costs, costs, few, groups, parts, changes, texts, lines, languages)
@settings(max_examples=50)
def for_agents(  # noqa: PLR0917  one of each kind of value
    taken: list[tuple[str, Any]],
    left: list[tuple[str, Any]],
    missing: tuple[str, ...],
    groups: list[tuple[str, tuple[str, ...]]],
    parts: list[TextPart],
    changes: list[FileChange],
    text: str,
    name: str,
    language: str,
) -> None:
    rest = {"taken": taken, "cut": left, "left": left, "missing": missing, "documents": [(n, text) for n, _ in taken]}
    render("task_context", language, agent=name, task="review", total=15_000, **rest)
    render("summary", language, title=name, parts=parts, tail=text)
    render("points", language, lead=text, points=missing)
    render("link", language, text=text, path=name)
    render("changes", language, changes=changes)
    render("history", language, groups=groups)
    render("brief", language, name=name, what=text, port=text, more=len(missing), phase=text)
    render("tag", language, name=name, path=text, text=text)


def test_compiled_templates_give_what_jinja_gives() -> None:
    with both_ways() as names:
        for check in (around_a_compaction, the_section, of_ports, announced, of_sessions, for_agents):
            check()
    assert names == set(WHOLE)


@pytest.mark.parametrize("name", WHOLE)
def test_a_value_that_is_not_given_is_an_error_in_both(name: str) -> None:
    with pytest.raises(runtime.UndefinedError):
        render(name, "en")
    with pytest.raises((jinja2.UndefinedError, runtime.UndefinedError)):  # the latter from a filter of ours
        jinja(f"{name}{ENDING}", "en", {})


def run(source: str, **values: Any) -> str:
    """A template that is none of ours, compiled."""
    names: dict[str, Any] = {}
    exec(compiling.compiled(source, "x.md.j2"), names)  # noqa: S102
    return runtime.Template(runtime.Environment({"hello": "Hello, {name}"}, dict), "x.md.j2", names["root"]).render(**values)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ t.hello|fill(name=who) }}", "Hello, <b>"),
        ("{% for x in items if x %}{{ loop.index }}{{ x }}{{ '' if loop.last else ', ' }}{% endfor %}", "1a, 2b"),
        ("{% macro m(a, b='c') %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{{ m(1, b=2) }}", "1c12"),
        ("{% set x, y = 'a' ~ who, '' %}{{ x|enclosed('(', ')') }}{{ y|enclosed('(', ')') }}", "(a<b>)"),
        ("{{ items|join('-') }}{{ items|length + 1 }}{{ items[0] }}{{ not items }}", "a--b4aFalse"),
    ],
)
def test_what_a_template_may_use(source: str, said: str) -> None:
    assert run(source, who="<b>", items=["a", "", "b"]) == said


@pytest.mark.parametrize(
    "source",
    [
        *("{{ nothing }}", "{{ t.nothing }}", "{{ fact.nothing }}", "{{ fact._fields }}", "{{ fact._replace }}", "{{ text.format }}"),
        *("{{ fact.count(1) }}", "{{ text() }}", "{{ items.append }}", "{{ items[7] }}", "{{ text['upper'] }}", "{{ fact.__class__ }}"),
        *(
            "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}",
            "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}",
            "{{ t.hello|fill(name=items) }}",
        ),
    ],
)
def test_a_missing_or_forbidden_name_is_an_error(source: str) -> None:
    with pytest.raises(runtime.UndefinedError):
        run(source, fact=Fact("task", "x"), text="x", items=[1])


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("a\n{% if x %}", "Unexpected end of template"),
        ("a\n{{ x|upper }}", "no filter 'upper'"),
        ("a\n{{ x is defined }}", "Test is not supported"),
        ("a\n{% include 'b' %}", "Include is not supported"),
        ("a\n{{ 1 if x }}", "an inline if needs an else"),
        ("a\n{% for x in y recursive %}{% endfor %}", "recursive"),
        ("a\n{% macro m() %}{{ caller() }}{% endmacro %}", "'caller' is not supported"),
    ],
)
def test_an_unsupported_tag_is_an_error_with_its_line(source: str, what: str) -> None:
    with pytest.raises(jinja2.TemplateSyntaxError, match=re.escape(what)) as caught:
        compiling.compiled(source, "x.md.j2")
    assert caught.value.lineno == 2
