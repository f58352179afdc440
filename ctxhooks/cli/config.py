"""`pal config`: every setting, its value and where it comes from; one set, checked before it is written; a file opened."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click

from ctxhooks.cli.base import (
    Group,
    data,
    echo,
    failures,
    find_project,
    harmless,
    json_option,
    language,
    message,
    on_project,
    project_option,
    shown,
    t,
)
from ctxhooks.cli.tables import Column, print_table
from ctxhooks.disk import files
from ctxhooks.disk.project import Project
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.json_values import plain
from ctxhooks.model.settings import Settings
from ctxhooks.render.catalog import catalog
from ctxhooks.store import config

user_option = click.option("--user", is_flag=True, help=t("help_config_user"))


class Setting(NamedTuple):
    """`source` is `default`, `user` or `project`; `path` the file it comes from."""

    option: str
    value: Any
    source: str = "default"
    path: str = ""


@click.group(cls=Group, name="config", invoke_without_command=True, help=t("help_config"))
@project_option
@json_option
@click.pass_context
@failures
def command(ctx: click.Context, project: Path | None, as_json: bool) -> None:
    """Lists all settings; wrong ones end with exit code 1, after the list."""
    if ctx.invoked_subcommand:
        return
    where = find_project(project)
    settings, error = _layered(where, {})
    found = list(_settings(where, settings))
    if as_json:
        data([s._asdict() for s in found])
    else:
        _print(found)
    if error:
        raise error


@command.command(name="set", help=t("help_config_set"))
@click.argument("option")
@click.argument("value")
@user_option
@on_project
def set_(option: str, value: str, user: bool, where: Project) -> None:
    """Writes one setting, unless the file would be wrong with it or anything else in it would change."""
    from ctxhooks.schema import plain_yaml, settings_edit
    from ctxhooks.schema.settings_file import given_in, merged

    path = _file(where, user)
    old = files.read(path) or b""
    try:
        wanted = plain_yaml.load(value)[0]
        new = settings_edit.put(old.decode(), option, wanted).encode()
    except plain_yaml.NotYamlError as e:
        raise click.UsageError(message(CtxhooksError("config-not-yaml", path=option, line=e.line, what=e.what))) from None
    settings, error = _layered(where, {path: new})
    if error:
        raise _layered(where, {})[1] or click.UsageError(_without_place(error))
    now = next((s for s in _settings(where, settings, {path: new}) if s.option == option), None)
    if now is None:
        raise click.UsageError(t("config-not-one", option=option))
    if given_in(new, path)[0] != merged(Settings, given_in(old, path)[0], settings_edit.tree(option, wanted)):
        raise CtxhooksError("config-by-hand", option=option, path=path)
    files.write(path, new)
    echo(t("config_done", option=option, value=settings_edit.flow(wanted), path=path))
    if now.path != path:
        echo(t("config_hidden", option=option, path=now.path))


@command.command(name="edit", help=t("help_config_edit"))
@user_option
@on_project
def edit(user: bool, where: Project) -> None:
    """Opens the file, a new one where there is none, and says afterwards what is wrong in it."""
    path = _file(where, user)
    if not (sys.stdin.isatty() or os.environ.get("VISUAL") or os.environ.get("EDITOR")):  # an editor of the terminal would wait for ever
        raise CtxhooksError("config-no-editor", path=path)
    if not os.path.exists(path):
        files.write(path, (t("config_new") + "\n").encode())
    click.edit(filename=path)
    _, error = _layered(where, {})
    if error:
        raise error


def _without_place(error: CtxhooksError) -> str:
    """What is wrong with a setting, without the file and the line that it would have had."""
    said = catalog(language())[error.key].partition("{line}")[2].partition(": ")[2]
    return harmless(said.format(**error.values))


def _file(project: Project, user: bool) -> str:
    path = config.user_file(os.environ) if user else project.path(*config.PROJECT_FILE)
    if not path:
        raise CtxhooksError("template-no-folder")
    return path


def _sources(project: Project, instead: dict[str, bytes]) -> Iterator[tuple[str, str, bytes]]:
    """The two files as they are, or with other bytes, those that exist."""
    for source, path in (("user", config.user_file(os.environ)), ("project", project.path(*config.PROJECT_FILE))):
        read = instead.get(path) or (files.read(path, config.LARGEST) if path else None)
        if read is not None:
            yield source, path, read


def _layered(project: Project, instead: dict[str, bytes]) -> tuple[Settings, CtxhooksError | None]:
    from ctxhooks.schema.settings_file import layered

    return layered([(path, read) for _, path, read in _sources(project, instead)], config.defaults(os.environ))


def _settings(project: Project, settings: Settings, instead: dict[str, bytes] | None = None) -> Iterator[Setting]:
    from ctxhooks.schema.settings_file import given_in

    given = []
    for source, path, read in _sources(project, instead or {}):
        try:
            given.append((source, path, given_in(read, path)[0]))
        except CtxhooksError:
            continue  # reported by the caller, who has checked them
    for option, value in _leaves(settings):
        source, path = next(((source, path) for source, path, tree in reversed(given) if _sets(tree, option)), ("default", ""))
        yield Setting(option, value, source, path)


def _leaves(settings: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in settings._asdict().items():
        if hasattr(value, "_fields"):
            yield from _leaves(value, f"{before}{name}.")
        else:
            yield before + name, plain(value)


def _sets(tree: Any, option: str) -> bool:
    for name in option.split("."):
        if not isinstance(tree, dict) or name not in tree:
            return False
        tree = tree[name]
    return True


def _print(found: list[Setting]) -> None:
    from ctxhooks.schema.settings_edit import flow

    columns = [Column(t(name), whole=name != "config_value") for name in ("config_setting", "config_value", "config_source")]
    source = {"default": t("config_default"), "user": t("config_user"), "project": t("config_project")}
    print_table(columns, [(s.option, shown(flow(s.value)), source[s.source]) for s in found])
    for path in dict.fromkeys(s.path for s in found if s.path):
        click.echo(path)
