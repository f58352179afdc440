"""Changes to a port's spec: a box, the status, or a whole new one. Nothing else in the text is changed."""

from ctxhooks.light import json, re
from ctxhooks.light.patterns import pattern
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.ports.port_spec import QUOTE, TASK, head_fields, opens_section, parse
from ctxhooks.ports.spec_words import FIELD, name_of
from ctxhooks.render import markdown
from ctxhooks.render.templates import render

VALUE = pattern(r"([\s*`]*+)([^*`]*[^*`\s])([*`]*)(.*)", re.DOTALL)


def tick(text: str, number: int, done: bool) -> str:
    """The text with this task's box ticked or not; tasks count from 1."""
    tasks = parse(text, "").tasks
    if not 1 <= number <= len(tasks):
        raise CtxhooksError("no-task", number=number, all=len(tasks))
    rows = text.split("\n")
    at = tasks[number - 1].line - 1
    if box := TASK.match(rows[at]):
        rows[at] = f"{rows[at][: box.start(1)]}{'x' if done else ' '}{rows[at][box.end(1) :]}"
    return "\n".join(rows)


def set_status(text: str, status: str) -> str:
    """The text with this status in its head; a head that names none is given a line for it."""
    _, skip = markdown.front_matter(text)
    rows = text.split("\n")
    end = "\r" if rows[0].endswith("\r") else ""
    if skip:
        return "\n".join(_in_front(rows, skip, status, end))
    lines = list(markdown.lines(text))
    head = list(head_fields(lines))
    if field := next((f for f in head if f.name == "status"), None):
        row, (start, stop) = rows[field.line - 1], field.span
        old = VALUE.match(field.value)
        value = f"{old[1]}{status}{old[3]}{' ' * (old[4] != '')}" if old else f" {status} "
        rows[field.line - 1] = (row[:start] + value + row[stop:].rstrip("\r")).rstrip(" ") + "\r" * row.endswith("\r")
    elif head:
        quoted = QUOTE.match(rows[head[-1].line - 1])
        _insert(rows, head[-1].line, [f"> Status: {status}" if quoted else f"| Status | {status} |"], end)
    else:
        title = next((0 if opens_section(line) else line.number for line in lines if line.level), 0)
        _insert(rows, title, ["", f"> Status: {status}"] if title else [f"> Status: {status}", ""], end)
    return "\n".join(rows)


def _insert(rows: list[str], at: int, new: list[str], end: str) -> None:
    """Inserts rows, with line ends as the others have them; the last line of the text has none."""
    if at == len(rows):
        rows[-1] += end
        rows += [row + end for row in new[:-1]] + new[-1:]
    else:
        rows[at:at] = [row + end for row in new]


def new(id_: str, title: str, language: str) -> str:
    """The text of a spec to be filled in."""
    title = " ".join(title.split())
    return render("spec", language, id=id_, title=title, quoted=json.dumps(title, ensure_ascii=False))


def _in_front(rows: list[str], skip: int, status: str, end: str) -> list[str]:
    for i, row in reversed(list(enumerate(rows[1 : skip - 1], 1))):  # of two the last one counts
        key, colon, value = row.partition(":")
        if colon and key == key.lstrip() and name_of(FIELD, key.strip(" \"'")) == "status":
            comment = re.search(r"(?<![ \t])[ \t]++#.*$", value.rstrip("\r"))
            return [*rows[:i], f"{key}: {status}{comment[0] if comment else ''}{end}", *rows[i + 1 :]]
    return [*rows[: skip - 1], f"status: {status}{end}", *rows[skip - 1 :]]
