"""`pal kb`: the project's documents, searched, listed and shown."""

from collections import Counter
from difflib import get_close_matches
from typing import Any

import click

from ctxhooks.cli.base import Group, console, data, json_option, on_project, progress, settings_of, shown, t
from ctxhooks.cli.tables import Column, print_list
from ctxhooks.disk.project import Project
from ctxhooks.knowledge import library
from ctxhooks.knowledge.library import Doc
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import Settings
from ctxhooks.store import index
from ctxhooks.store.folded_text import fold
from ctxhooks.tokens.counting import counter

ALL = "*"  # `--tags` without a value


@click.group(cls=Group, name="kb", help=t("help_kb"))
def command() -> None:
    """Its commands read the documents in the folders that the settings name."""


@command.command(help=t("help_kb_search"))
@click.argument("text", nargs=-1)
@click.option("--tags", default="", metavar="A,B", help=t("help_kb_tags"))
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help=t("help_kb_limit"))
@on_project
@json_option
def search(text: tuple[str, ...], tags: str, limit: int, where: Project, as_json: bool) -> None:
    """Searches names, titles, tags and texts; where no document has all words, those with most of them."""
    wanted, asked = " ".join(text), _split(tags)
    if not wanted.strip() and not asked:
        raise click.UsageError(t("kb_what"))
    there, _ = library.listed(where, settings_of(where))
    with progress(t("kb_reading")) as advance:
        hits = index.search(where, library.source(there, advance), wanted, asked, limit)
    if as_json:
        data([hit._asdict() for hit in hits])
        return
    out = console()
    if not hits:
        out.print(t("kb_nothing", text=shown(" ".join((wanted, *(f"#{tag}" for tag in asked))).strip())))
    elif hits[0].lacking:
        out.print(t("kb_partly"))
    for hit in hits:
        lacking = f" [yellow]−{shown(' −'.join(hit.lacking))}[/]" if hit.lacking else ""
        out.print(f"[bold]{shown(hit.name)}[/]  {shown(hit.title)}{_tagged(hit.tags)}{lacking}", emoji=False)
        out.print(f"  [dim]{shown(hit.excerpt)}[/]", emoji=False)


@command.command("list", help=t("help_kb_list"))
@click.option("--tags", is_flag=False, flag_value=ALL, default="", metavar="[A,B]", help=t("help_kb_list_tags"))
@on_project
@json_option
def list_documents(tags: str, where: Project, as_json: bool) -> None:
    """Lists documents with their tokens, or with a bare `--tags` the tags and how many documents each has."""
    settings = settings_of(where)
    asked = {fold(tag) for tag in _split(tags)} - {ALL}
    docs = [doc for doc in library.documents(where, settings) if asked <= {fold(tag) for tag in doc.tags}]
    if tags == ALL:
        counts = sorted(Counter(tag for doc in docs for tag in doc.tags).items(), key=lambda item: (-item[1], item[0]))
        _print([{"tag": tag, "documents": n} for tag, n in counts], ("tag", "documents"), t("kb_no_tags"), as_json=as_json)
        return
    count = counter(where)
    rows = [{**doc._asdict(), "tokens": count(doc.text)} for doc in docs]
    for row in rows:
        del row["text"]
    none = t("kb_none", folders=", ".join(settings.folders.documents))
    _print(rows, ("name", "title", "tags", "tokens"), none, as_json=as_json)
    if (large := library.listed(where, settings)[1]) and not as_json:
        console().print(t("kb_large", names=shown(", ".join(large))), emoji=False)


def _print(rows: list[dict[str, Any]], columns: tuple[str, ...], none: str, *, as_json: bool) -> None:
    if as_json:
        data(rows)
        return
    heads = [Column(t("column_kb_" + name), number=name in ("tokens", "documents")) for name in columns]
    print_list(heads, [tuple(_cell(name, row[name]) for name in columns) for row in rows], none)


def _cell(name: str, value: Any) -> str:
    if name == "tags":
        return _tagged(value).lstrip()
    return f"{value:,}" if isinstance(value, int) else shown(value)


@command.command(help=t("help_kb_show"))
@click.argument("name")
@on_project
@json_option
def show(name: str, where: Project, as_json: bool) -> None:
    """Shows a document; a name that is nobody's is answered with the nearest ones."""
    settings = settings_of(where)
    try:
        doc = library.find(where, settings, name)
    except CtxhooksError as e:
        near = _near(where, settings, name) if e.key == "no-document" else []
        if not near:
            raise
        raise CtxhooksError("no-document-near", name=name, names=", ".join(near)) from None
    tokens = counter(where)(doc.text)
    if as_json:
        data({**doc._asdict(), "tokens": tokens})
        return
    out = console()
    head = f"[bold]{shown(doc.title)}[/] [dim]{shown(doc.name)}, {t('kb_tokens', n=tokens)}[/]{_tagged(doc.tags)}"
    out.print(head, emoji=False)
    out.print("\n" + shown(doc.text), emoji=False)


def _near(project: Project, settings: Settings, name: str) -> list[str]:
    """Names of documents that are much like this one, or whose title is."""
    known: dict[str, Doc] = {}
    for doc in library.documents(project, settings):
        for alias in (doc.name, doc.name.rpartition("/")[2].rpartition(".")[0], doc.title):
            known.setdefault(fold(alias), doc)
    return list(dict.fromkeys(known[alias].name for alias in get_close_matches(fold(name), known)))


def _split(tags: str) -> list[str]:
    return [tag for part in tags.split(",") if (tag := part.strip().lstrip("#"))]


def _tagged(tags: tuple[str, ...]) -> str:
    return "".join(f" [cyan]#{shown(tag)}[/]" for tag in tags)
