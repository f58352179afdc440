"""Compiles a Jinja2 template to Python code that runs on our own runtime, and says what in it is wrong.

Used while ctxhooks is developed, and by `pal` for a template of a person's own; no hook imports it, nor jinja2.
"""

import re
from pathlib import Path

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from ctxhooks.render import runtime

ENDING = ".md.j2"
HEADER = re.compile(r"from jinja2\.runtime import ([\w, ]+)\n")
UNLESS_FILTER = re.compile(r"( *)try:\n +(t_\d+ = environment\.filters\[.*\])\n\1except KeyError:\n(?:\1 +.*\n){3}")
# What a template may use: without inheritance, includes, tests and what changes values, so that the runtime stays small.
ALLOWED = {"Template", "Output", "TemplateData", "Name", "Const", "Getattr", "Getitem", "For", "If", "Macro", "Call", "Keyword", "Filter"}
ALLOWED |= {"Import", "FromImport", "Assign", "Compare", "Operand", "And", "Or", "Not", "Neg", "CondExpr", "Concat", "Add", "Sub", "Mul"}
ALLOWED |= {"FloorDiv", "Mod", "Tuple", "List", "Dict", "Pair"}
RESERVED = frozenset({"caller", "kwargs", "varargs", "self", "super"})


def environment() -> SandboxedEnvironment:
    """Without escaping: the texts are Markdown for a model, and what comes from others is made harmless before it gets here."""
    made = SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    made.filters, made.tests, made.globals = dict(runtime.FILTERS), {}, {}
    return made


def compiled(source: str, name: str) -> str:
    """Python code with a function `root`. A TemplateSyntaxError tells the line of what is wrong or not supported."""
    made = environment()
    tree = made.parse(source, name)
    for node in tree.find_all(nodes.Node):
        if problem := _problem(node):
            raise TemplateSyntaxError(problem, node.lineno, name)
    code = str(made.compile(tree, name, name, raw=True))
    code = UNLESS_FILTER.sub(r"\1\2\n", code)
    code = code.replace("    cond_expr_undefined = Undefined\n", "").replace("environment=environment", "environment=None")
    head = HEADER.match(code)
    if head is None:
        raise TemplateSyntaxError("this version of jinja2 is not known", 1, name)
    body = code[head.end() :]
    used = [n for n in head[1].split(", ") if re.search(rf"\b{n}\b", body)]
    return f"from ctxhooks.render.runtime import {', '.join(used)}\n{body}" if used else body


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


def write_all(templates: Path, into: Path) -> None:
    """The modules that ship."""
    for path in sorted(templates.glob(f"*{ENDING}")):
        target = into / f"{path.name.removesuffix(ENDING)}.py"
        target.write_text(module(path), encoding="utf-8")


def module(path: Path) -> str:
    mark = f'"""Generated from templates/{path.name} by tools/compile_templates.py. Do not edit."""\n\n'
    return mark + compiled(path.read_text(encoding="utf-8"), path.name) + "\n"
