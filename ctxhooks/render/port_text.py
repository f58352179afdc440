"""A port as Claude reads it: all of its spec that counts, that in brief, and what it depends on."""

from collections.abc import Iterator, Sequence

from ctxhooks.model.port import Port
from ctxhooks.render.catalog import catalog, joined


def whole(port: Port, spec: str, language: str) -> str:
    """`spec` is the path where the rest stands; tasks are told with the headings that they stand under, where there are several."""
    t = catalog(language)
    title = port.title if port.id in port.title else f"{t['port']} {port.id}: {port.title}"
    return joined(
        [f"# {title}"],
        _headed(t["spec_goal"], port.goal),
        _headed(t["spec_description"], port.description),
        [f"## {t['spec_tasks']} ({port.done}/{len(port.tasks)})", *_tasks(port)] if port.tasks else [],
        _headed(t["spec_decisions"], port.decisions),
        _headed(t["spec_notes"], port.notes),
        [
            f"- `pal port task {port.id} N --done`: {t['command_task']}",
            f"- `pal port end {port.id}`: {t['command_end']}",
            f"- {spec}: {t['spec_whole']}",
        ],
    )


def _headed(heading: str, text: str) -> list[str]:
    return [f"## {heading}", text] if text else []


def _tasks(port: Port) -> Iterator[str]:
    grouped = len({task.heading for task in port.tasks}) > 1
    above = None
    for n, task in enumerate(port.tasks, 1):
        if grouped and task.heading != above:
            above = task.heading
            yield f"\n### {above}"
        yield f"- [{'x' if task.done else ' '}] {n}. {task.text}"


def brief(port: Port, language: str) -> str:
    done = f"{catalog(language)['spec_tasks']} ({port.done}/{len(port.tasks)})"
    return joined(
        [port.goal or port.description or port.title],
        [done, *(f"- [ ] {task.text}" for task in port.tasks if not task.done)] if port.tasks else [],
        [port.decisions] if port.decisions else [],
    )


def dependencies(told: Sequence[tuple[Port, str]], language: str) -> str:
    """Each port with what is told of it."""
    t = catalog(language)
    lists = ([f"## {p.id}{f': {p.title}' if p.title else ''} ({t['status_' + p.status]})", text] for p, text in told)
    return joined([f"# {t['dependencies']}"], *(filter(None, lines) for lines in lists))
