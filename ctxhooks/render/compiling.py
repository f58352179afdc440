"""Compiles a Jinja2 template to Python code that runs on our own runtime, and says what in it is wrong.

Used while ctxhooks is developed, and by `pal` for a person's own templates; no hook imports it, nor jinja2.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jinja2 import StrictUndefined, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import SandboxedEnvironment

from ctxhooks.disk import files
from ctxhooks.render import runtime
from ctxhooks.render.catalog import catalog, shipped
from ctxhooks.render.own_templates import ENDING, TemplateFolders, stamp

WORD = re.compile(r"\w+")
HEADER = re.compile(r"from jinja2\.runtime import ([\w, ]+)\n")
UNLESS_FILTER = re.compile(r"^( *)try:\n +(t_\d+ = environment\.filters\[.*\])\n\1except KeyError:\n(?:\1 +.*\n){3}", re.MULTILINE)
# What a template may use: without inheritance, includes, tests and what changes values, so that the runtime stays small.
ALLOWED = {"Template", "Output", "TemplateData", "Name", "Const", "Getattr", "Getitem", "For", "If", "Macro", "Call", "Keyword", "Filter"}
ALLOWED |= {"Import", "FromImport", "Assign", "Compare", "Operand", "And", "Or", "Not", "Neg", "CondExpr", "Concat", "Add", "Sub", "Mul"}
ALLOWED |= {"FloorDiv", "Mod", "Tuple", "List", "Dict", "Pair"}
RESERVED = frozenset({"caller", "kwargs", "varargs", "self", "super"})


def environment() -> SandboxedEnvironment:
    """Jinja2's environment. It escapes nothing: the texts are Markdown for a model, and what others wrote is made harmless before."""
    made = SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    made.filters, made.tests, made.globals = dict(runtime.FILTERS), {}, {}
    return made


def compiled(source: str, name: str) -> str:
    """Python code with a function `root`. A TemplateSyntaxError names the line of what is wrong or not supported."""
    made = environment()
    tree = made.parse(source, name)
    for node in tree.find_all(nodes.Node):
        if problem := _problem(node):
            raise TemplateSyntaxError(problem, node.lineno, name)
    code = str(made.compile(tree, name, name, raw=True))
    head = HEADER.match(code)
    if head is None:
        raise TemplateSyntaxError("this version of jinja2 is not known", 1, name)
    # Lines keep their numbers, by which `debug_info` finds those of the template.
    body = UNLESS_FILTER.sub(r"\1\2" + "\n" * 6, code[head.end() :])
    body = body.replace("    cond_expr_undefined = Undefined\n", "\n").replace("environment=environment", "environment=None")
    words = set(WORD.findall(body))
    used = [n for n in head[1].split(", ") if n in words]
    return f"from ctxhooks.render.runtime import {', '.join(used)}\n{body}\n"


def _problem(node: nodes.Node) -> str:
    kind = type(node).__name__
    if kind not in ALLOWED:
        return f"{kind} is not supported"
    if isinstance(node, nodes.Filter) and node.name not in runtime.FILTERS:
        return f"there is no filter {node.name!r}"
    if isinstance(node, nodes.Name) and node.name in RESERVED:
        return f"{node.name!r} is not supported"
    if isinstance(node, nodes.CondExpr) and node.expr2 is None:
        return "an inline if needs an else"
    if isinstance(node, nodes.For) and node.recursive:
        return "a recursive loop is not supported"
    return ""


def module(path: Path) -> str:
    """The marked module of a template that ships."""
    mark = f"  # generated from templates/{path.name} by tools/compile_templates.py: do not edit\n"
    return compiled(path.read_text(encoding="utf-8"), path.name).replace("\n", mark, 1)


class Checked(NamedTuple):
    """A template of a person's own; `problem` is empty where it was compiled."""

    path: str
    line: int = 0
    problem: str = ""


def compile_own(found: TemplateFolders) -> Iterator[Checked]:
    """Compiles each template in the person's folder for the hooks; one with a mistake is not, and the one that ships stays in use."""
    for path in sorted(Path(found.sources).glob(f"*{ENDING}")):
        try:
            source = path.read_text(encoding="utf-8")
            code = compiled(source, path.name)
            _check(source, path.name)
            files.write(found.module(path.name), f"{code}# {stamp(found, path.name)}\n".encode())
            yield Checked(str(path))
        except TemplateSyntaxError as e:
            yield Checked(str(path), e.lineno, (e.message or "").rstrip("."))
        except UnicodeDecodeError as e:
            yield Checked(str(path), 1, str(e))


def _check(source: str, name: str) -> None:
    """Names and phrases that there are not, which jinja2 itself would find only as it renders."""
    ours = Path(shipped("templates"), name)
    if not ours.is_file():
        raise TemplateSyntaxError("ctxhooks has no template of this name", 1, name)
    tree = environment().parse(source, name)
    known = meta.find_undeclared_variables(environment().parse(ours.read_text(encoding="utf-8"))) | {"t"}
    unknown = meta.find_undeclared_variables(tree) - known
    for node in tree.find_all((nodes.Name, nodes.Getattr)):
        if isinstance(node, nodes.Name) and node.name in unknown:
            raise TemplateSyntaxError(f"{node.name!r} is undefined; there are: {', '.join(sorted(known))}", node.lineno, name)
        if isinstance(node, nodes.Getattr) and node.node == nodes.Name("t", "load") and node.attr not in catalog("en"):
            raise TemplateSyntaxError(f"there is no phrase {node.attr!r}", node.lineno, name)
