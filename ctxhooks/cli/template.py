"""`pal template`: a person's own copies of the templates that texts are made from."""

import os
from pathlib import Path

import click

from ctxhooks.cli.base import data, echo, json_option, on_project, t
from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.render import own_templates
from ctxhooks.render.catalog import shipped
from ctxhooks.render.own_templates import ENDING


@click.command("template", help=t("help_template"))
@click.argument("name", default="")
@on_project
@json_option
def command(name: str, where: Project, as_json: bool) -> None:
    """Copies a template to edit, and checks all copies: exit code 1 when one cannot be used."""
    from ctxhooks.render import compiling

    folders = own_templates.folders(os.environ, where.root)
    if folders is None:
        raise CtxhooksError("template-no-folder")
    if name:
        _start(folders, name.removesuffix(ENDING))
    found = list(compiling.compile_own(folders))
    if as_json:
        data([checked._asdict() for checked in found])
        return
    if not name:
        echo(t("template_names", names=", ".join(_names())))
    for checked in found:
        echo(t("template_wrong" if checked.problem else "template_used", **checked._asdict()))
    if any(checked.problem for checked in found):
        raise SystemExit(1)


def _start(folders: own_templates.TemplateFolders, name: str) -> None:
    """A copy of ours, unless there is one."""
    if name not in _names():
        raise CtxhooksError("no-template", name=name, names=", ".join(_names()))
    path = folders.source(name + ENDING)
    if not os.path.exists(path):
        files.write(path, Path(shipped("templates"), name + ENDING).read_bytes())
        echo(t("template_started", path=path))


def _names() -> list[str]:
    return sorted(path.name.removesuffix(ENDING) for path in Path(shipped("templates")).glob(f"*{ENDING}"))
