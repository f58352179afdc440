"""A port as Claude reads it: all of its spec that counts, that in brief, and what it depends on."""

from collections.abc import Sequence
from itertools import groupby

from ctxhooks.model.port import Port
from ctxhooks.render.templates import render


def whole(port: Port, spec: str, language: str) -> str:
    """`spec` is the path where the rest stands; tasks come under the headings that they stand under, where there are several."""
    grouped = len({task.heading for task in port.tasks}) > 1
    groups = groupby(enumerate(port.tasks, 1), lambda numbered: numbered[1].heading if grouped else "")
    return render("port", language, port=port, spec=spec, groups=[(heading, list(tasks)) for heading, tasks in groups])


def brief(port: Port, language: str) -> str:
    """What it is for, its open tasks and its decisions."""
    return render("port_brief", language, port=port)


def dependencies(described: Sequence[tuple[Port, str]], language: str) -> str:
    """Each port with its summary."""
    return render("dependencies", language, ports=[(port, text.strip("\n")) for port, text in described])
