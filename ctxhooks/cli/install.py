"""`pal install`: puts the hooks, and the status line where it is asked for, into Claude Code's settings, or takes them out again."""

import os
import shlex
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import click

from ctxhooks import uninstall as uninstalling
from ctxhooks.cli.base import echo, failures, language, opened, t
from ctxhooks.disk import exclude, git
from ctxhooks.disk.project import Project
from ctxhooks.loading import section_file
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.render.catalog import say, shipped
from ctxhooks.setup import clients, disabled_hooks, hook_settings, launcher, plugin
from ctxhooks.store import config

LOCAL = ".claude/settings.local.json"
BACKUPS = tuple(name + hook_settings.BACKUP for name in plugin.SETTINGS)


class SettingsPart(NamedTuple):
    """A settings file and the events that go into it, the status line (`install.LINE`) among them; none: ours are taken out of it."""

    path: Path
    events: list[str]
    shared: bool = False  # with paths that are everyone's


def detected() -> tuple[int, ...]:
    """The version of the `claude` on the PATH; empty where there is none, or it does not say."""
    claude = shutil.which("claude")
    if not claude:
        return ()
    try:
        done = subprocess.run([claude, "--version"], capture_output=True, text=True, timeout=20, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return clients.version(done.stdout)


def plan(project: Path | None, client: tuple[int, ...], where: str = "") -> list[SettingsPart]:
    """Which events go where: `local` or `shared`, else as suits the project; in a file that others read, only what all clients know.

    A repository is its team's: there nothing goes into a file that git tracks, unless its settings share our hooks already.
    A client drops a whole settings file over one event that it does not know. So what only newer ones know stands in the local settings,
    unless those hold something of the user's and the client is not known to be new enough.
    """
    known = [event for event in hook_settings.EVENTS if clients.knows(client or clients.EVERYWHERE, event)]
    if project is None:
        return [SettingsPart(Path(uninstalling.user_settings(os.environ)), known)]
    shared = [event for event in known if clients.knows(clients.EVERYWHERE, event)]
    newer = [event for event in hook_settings.EVENTS if event not in shared and not (client and event not in known)]
    settings, local = project / ".claude/settings.json", project / LOCAL
    if newer and not client and not hook_settings.only_ours(str(local)):
        newer = []
    for_all = where == "shared" or (not where and hook_settings.shares(str(settings)))
    if where == "local" or not (for_all or git.run(str(project), "rev-parse", "--git-dir") is None):
        return [SettingsPart(settings, []), SettingsPart(local, shared + newer)]
    return [SettingsPart(settings, shared, for_all), SettingsPart(local, newer)]


@click.command(help=t("help_install"))
@click.option("--project", type=click.Path(exists=True, file_okay=False, path_type=Path), help=t("help_install_project"))
@click.option("--user", is_flag=True, help=t("help_install_user"))
@click.option("--local", "where", flag_value="local", help=t("help_install_local"))
@click.option("--shared", "where", flag_value="shared", help=t("help_install_shared"))
@click.option("--client", help=t("help_install_client"))
@click.option("--statusline", is_flag=True, help=t("help_install_statusline"))
@click.option("--plugin", "as_plugin", is_flag=True, help=t("help_install_plugin"))
@click.option("--uninstall", is_flag=True, help=t("help_install_uninstall"))
@click.option("--purge", is_flag=True, help=t("help_install_purge"))
@click.option("--dry-run", is_flag=True, help=t("help_install_dry_run"))
@failures
def command(  # noqa: PLR0913  an option each
    *,
    project: Path | None,
    user: bool,
    where: str | None,
    client: str | None,
    statusline: bool,
    as_plugin: bool,
    uninstall: bool,
    purge: bool,
    dry_run: bool,
) -> None:
    """Puts the hooks in for a project, for all of them, or for one person in one project; `--uninstall` takes out what was put in."""
    if user and (project or where):
        raise click.UsageError(t("install_either"))
    if purge and not uninstall:
        raise click.UsageError(t("install_purge_alone"))
    root = None if user else (project or Path.cwd()).resolve()
    if dry_run:
        echo(t("install_dry"))
    if uninstall:
        _uninstall(root, as_plugin=as_plugin, dry_run=dry_run, purge=purge)
        return
    version = _version(client)
    parts = _with_line(_wanted(root, version, as_plugin=as_plugin, where=where or ""), statusline)
    changed = _install(root, parts, version, as_plugin=as_plugin, dry_run=dry_run)
    if changed and not dry_run:
        echo(t("install_next", options=_undoing(root, project, as_plugin=as_plugin)))


def _version(client: str | None) -> tuple[int, ...]:
    if client is not None and not clients.version(client):
        raise click.BadParameter(t("install_no_version", client=client), param_hint="--client")
    return clients.version(client) if client else detected()


def _undoing(root: Path | None, named: Path | None, *, as_plugin: bool) -> str:
    """The options that take out what these have put in."""
    where = f"--project {shlex.quote(str(root))} " if named else "" if root else "--user "
    return f"{'--plugin ' if as_plugin else ''}{where}--uninstall"


def _install(root: Path | None, parts: list[SettingsPart], client: tuple[int, ...], *, as_plugin: bool, dry_run: bool) -> bool:
    """Puts the parts in, and says what the client makes of them. Whether anything is different now."""
    for part in parts:
        _apply(part, dry_run=True)  # a file that cannot be edited is found before any is
    if as_plugin and not dry_run:
        _plugin(root, uninstall=False)
    changes = [_apply(part, dry_run=dry_run) for part in parts]
    for change in changes:
        for line in uninstalling.report(change, language(), dry_run=dry_run):
            echo(line)
    if root and not dry_run:
        _settle(root, ".".join(map(str, client)))
    if not as_plugin:
        _missing(parts, client)
    for path, name in _switched_off(root):
        echo(t("hooks_switched_off", path=path, name=name), err=True)
    return as_plugin or any(change.before != change.after for change in changes)


def _switched_off(root: Path | None) -> list[tuple[str, str]]:
    files = [uninstalling.user_settings(os.environ), *(uninstalling.settings_of(str(root)) if root else ())]
    return list(disabled_hooks.disabling(files))


def _uninstall(root: Path | None, *, as_plugin: bool, dry_run: bool, purge: bool) -> None:
    clean, user = True, uninstalling.user_settings(os.environ)
    if as_plugin and not dry_run:
        _plugin(root, uninstall=True)
    if root:
        files = [*uninstalling.settings_of(str(root)), *([user] if as_plugin else [])]
        uninstalling.out_of(str(root), files, os.environ, echo, dry_run=dry_run, purge=purge)
    else:
        clean = uninstalling.everything(os.environ, echo, dry_run=dry_run, purge=purge)
    sys.exit(0 if clean else 1)


def _wanted(root: Path | None, version: tuple[int, ...], *, as_plugin: bool, where: str) -> list[SettingsPart]:
    """What goes into each settings file; a plugin has its hooks elsewhere, but the status line stays where it is."""
    parts = [*plan(root, version, where), *(plan(None, version) if as_plugin and root else [])]
    return [SettingsPart(part.path, []) for part in parts] if as_plugin else parts


def _settle(root: Path, client: str) -> None:
    """Brings what else stands in the project in line with its settings."""
    exclude.add(str(root), *(name for name in (LOCAL, *BACKUPS) if (root / name).exists()))
    _tidy(opened(root), client)


def _plugin(root: Path | None, *, uninstall: bool) -> None:
    """Ahead of the settings: their hooks go only once the plugin is there."""
    there = plugin.enabled(str(root) if root else None, os.environ)
    if there and uninstall:
        plugin.uninstall(there)
    elif not (there or uninstall):
        plugin.install(str(Path(shipped("hooks")).parent))
    done = "out" if uninstall else "there" if there else "in"
    echo(t(f"install_plugin_{done}", name=there or plugin.NAME))


def _with_line(parts: list[SettingsPart], wanted: bool) -> list[SettingsPart]:
    """Ours is renewed where it stands; a new one goes into the last file, which is this user's alone, unless there is another."""
    mine = [hook_settings.has_line(str(part.path), ours=True) for part in parts]
    if wanted and not any(mine):
        other = next(
            (path for path in (*(part.path for part in parts), Path(uninstalling.user_settings(os.environ))) if _has_other(path)), None
        )
        mine[-1] = other is None
        if other:
            echo(t("install_statusline_kept", path=other, script=str(Path(shipped("hooks"), "statusline.py"))))
    return [part._replace(events=[*part.events, hook_settings.LINE]) if line else part for part, line in zip(parts, mine, strict=True)]


def _has_other(path: Path) -> bool:
    with suppress(CtxhooksError):  # reported where that very file is to be edited
        return hook_settings.has_line(str(path), ours=False)
    return False


def _tidy(project: Project, client: str) -> None:
    """Puts right what an earlier version wrote elsewhere."""
    with suppress(CtxhooksError):  # a `.pal` that is a link: nothing of ours is written there
        section_file.note_client(project, client)
    settings = config.defaults(os.environ)
    with suppress(CtxhooksError):  # reported by `pal doctor` and by the first hook
        settings = config.load(project, settings, config.user_file(os.environ))
    section_file.move(project, settings, "install")


def _apply(part: SettingsPart, *, dry_run: bool) -> hook_settings.SettingsChange:
    hooks, path, ours = shipped("hooks"), str(part.path), hook_settings.mine(str(Path.home()))
    if part.events and not Path(hooks, "pre-compact.py").is_file():
        raise CtxhooksError("no-hooks", path=hooks)
    if part.events and not dry_run:
        messages = {spoken: say(spoken, "launcher_gone", python=sys.executable, hooks=hooks) for spoken in ("en", "ko", "ru")}
        launcher.write(os.environ, launcher.text(sys.executable, hooks, messages))
    if part.events:
        change = hook_settings.install(path, launcher.word(os.environ, shared=part.shared), part.events, ours=ours, dry_run=dry_run)
    else:
        change = hook_settings.uninstall(path, ours=ours, dry_run=dry_run)
    if not dry_run:
        known = change.before != change.after or not part.shared or path in launcher.settings_known(os.environ)
        launcher.remember(os.environ, path, there=bool(part.events) and known)  # what a teammate shares is not this user's to take out
    return change


def _missing(parts: list[SettingsPart], version: tuple[int, ...]) -> None:
    """Says which events are left out, and why."""
    left = [event for event in hook_settings.EVENTS if not any(event in part.events for part in parts)]
    if left and version:
        echo(say(language(), "install_too_old", version=".".join(map(str, version)), events=", ".join(left)))
    elif left:
        echo(say(language(), "install_unknown_client", events=", ".join(left), path=parts[-1].path))
