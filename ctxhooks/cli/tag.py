"""`pal tag`: texts with a name, which `@TAG-ID` in a prompt brings in."""

import json
import sys
from typing import Any

import click

from ctxhooks.cli.base import Group, console, data, echo, harmless, json_option, on_project, shown, t
from ctxhooks.cli.tables import Column, print_list
from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.knowledge import tag_prompts as mentions
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.schema.plain_yaml import NotYamlError, load
from ctxhooks.store import tags
from ctxhooks.tokens.counting import counter
from ctxhooks.trust.redact import redact


@click.group(cls=Group, name="tag", help=t("help_tag"))
def command() -> None:
    """A tag is a text in `.pal/tags`; none is overwritten unasked."""


@command.command(help=t("help_tag_add"))
@click.argument("id_", metavar="ID")
@click.argument("source", metavar="FILE|-")
@click.option("--force", is_flag=True, help=t("help_tag_force"))
@on_project
def add(id_: str, source: str, force: bool, where: Project) -> None:
    """Keeps the text of a file, or of stdin, under a name; another text under that name stays unless `--force` is given."""
    raw = sys.stdin.buffer.read() if source == "-" else files.read(source, tags.LARGEST)
    if raw is None or b"\0" in raw or len(raw) > tags.LARGEST:
        raise CtxhooksError("no-text", path=source)
    text = raw.decode("utf-8", "replace")
    clean = redact(text)
    if not force and tags.find(where, id_) not in (None, clean):
        raise CtxhooksError("tag-there", id=tags.bare(id_), path=tags.path(where, id_))
    tags.put(where, id_, clean)
    echo(t("tag_added", id=tags.bare(id_), path=tags.path(where, id_)))
    if clean != text:
        echo(t("tag_redacted"), err=True)


@command.command(help=t("help_tag_show"))
@click.argument("id_", metavar="ID")
@on_project
@json_option
def show(id_: str, where: Project, as_json: bool) -> None:
    """Prints a tag's text, byte for byte where it is piped."""
    text = tags.get(where, id_)
    if as_json:
        data({"id": tags.bare(id_), "text": text, "tokens": counter(where)(text)})
    else:
        click.echo(harmless(text) if console().is_terminal else text.encode(), nl=False)


@command.command("list", help=t("help_tag_list"))
@on_project
@json_option
def list_tags(where: Project, as_json: bool) -> None:
    """Lists tags with their tokens and first words."""
    count = counter(where)
    texts = [(name, tags.get(where, name)) for name in tags.names(where)]
    if as_json:
        data([{"id": name, "tokens": count(text), "text": text} for name, text in texts])
        return
    columns = (Column(t("column_tag"), whole=True), Column(t("column_tag_tokens"), number=True), Column(t("column_tag_text")))
    rows = [(f"@{tags.PREFIX}{shown(name)}", f"{count(text):,}", f"[dim]{shown(' '.join(text.split())[:60])}[/]") for name, text in texts]
    print_list(columns, rows, t("tag_no_tags"))


@command.command(help=t("help_tag_minimal"))
@click.argument("source", metavar="FILE")
@click.option("--restore", is_flag=True, help=t("help_tag_restore"))
@on_project
def minimal(source: str, restore: bool, where: Project) -> None:
    """Prints the file with references for its long strings, which become tags; `--restore` puts them back."""
    value, as_json = _read(source)
    before = set(tags.names(where))
    try:
        made = (mentions.expanded if restore else mentions.minimal)(where, value)
        click.echo(_text(made, as_json=as_json), nl=False)
    except RecursionError:
        raise CtxhooksError("tag-no-data", path=source, what="…") from None
    if made_now := sorted(set(tags.names(where)) - before):
        echo(t("tag_written", names=", ".join(f"@{tags.PREFIX}{name}" for name in made_now), path=where.own("tags")), err=True)


def _read(source: str) -> tuple[Any, bool]:
    """The value, and whether it is JSON, else YAML."""
    raw = files.read(source, tags.LARGEST)
    if raw is None:
        raise CtxhooksError("no-text", path=source)
    try:
        return json.loads(raw), True
    except (ValueError, RecursionError):
        pass
    try:
        return load(raw)[0], False
    except NotYamlError as e:
        raise CtxhooksError("tag-no-data", path=source, what=e.what) from None


def _text(value: Any, *, as_json: bool) -> bytes:
    if as_json:
        return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogatepass")
    import yaml

    text: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    return text.encode("utf-8", "surrogatepass")
