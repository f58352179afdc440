"""Takes all of ours out of settings and projects with the standard library alone: a fresh clone does it where the environment is gone.

python3 -I -S ctxhooks/uninstall.py [--user | --project DIR] [--purge] [--dry-run]
"""

import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from ctxhooks.disk import exclude, files, owner_key
from ctxhooks.disk.project import RULES, SAVED, Project, keys_folder
from ctxhooks.loading import messages, rules, section_file
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.render.catalog import say
from ctxhooks.setup import hook_settings, launcher, plugin
from ctxhooks.setup.hook_settings import SettingsChange
from ctxhooks.store import config

Tell = Callable[[str], object]


def settings_of(root: str) -> list[str]:
    """A project's settings files."""
    return [os.path.join(root, *name.split("/")) for name in plugin.SETTINGS]


def user_settings(env: Mapping[str, str]) -> str:
    """The user's own settings file, which serves all projects."""
    return os.path.join(plugin.user_folder(env), "settings.json")


def projects_known(env: Mapping[str, str]) -> list[str]:
    """The folders of the projects that hooks were put into and not taken out of, or have saved in, as far as they are still there."""
    found = (os.path.dirname(os.path.dirname(path)) for path in launcher.settings_known(env) if path != user_settings(env))
    roots = (*found, *owner_key.working_copies(keys_folder(env)))
    return [root for root in dict.fromkeys(roots) if os.path.isdir(root)]


def everything(env: Mapping[str, str], tell: Tell, *, dry_run: bool, purge: bool = False) -> bool:
    """Cleans the user's settings and every project that has hooks. False if a project could not be cleaned, which is reported."""
    language, clean = config.defaults(env).language, True
    for root in projects_known(env):
        try:
            known = launcher.settings_known(env)
            out_of(root, [path for path in settings_of(root) if path in known], env, tell, dry_run=dry_run, purge=purge)
        except (CtxhooksError, OSError) as e:
            clean = False
            tell(messages.error_text(e, language) if isinstance(e, CtxhooksError) else str(e))
    out_of(None, [user_settings(env)], env, tell, dry_run=dry_run)
    return clean


def out_of(  # noqa: PLR0913  where, what of it, and how
    root: str | None, settings: Sequence[str], env: Mapping[str, str], tell: Tell, *, dry_run: bool, purge: bool = False
) -> None:
    """Cleans these settings files, and the project at `root` of what the hooks wrote into it; with `purge` of what they saved as well.

    A settings file that cannot be edited is an error before any is.
    """
    language, ours = config.defaults(env).language, hook_settings.mine(os.path.expanduser("~"))
    for path in settings:
        hook_settings.uninstall(path, ours=ours, dry_run=True)
    for path in settings:
        change = hook_settings.uninstall(path, ours=ours, dry_run=dry_run)
        for line in report(change, language, dry_run=dry_run):
            tell(line)
        if not dry_run:
            _drop_backup(path, language, tell)
            launcher.remember(env, path, there=False)
    if root and not dry_run:
        project = Project(root, time.time(), keys_folder(env))
        saved = os.path.join(root, ".pal")
        there = os.path.isdir(saved)
        _clean(project, language, tell)
        if purge:
            _purge(project)
        if there:
            done = "gone" if not os.path.isdir(saved) else "purged" if purge else "stays"
            tell(say(language, f"install_pal_{done}", path=project.path(".pal")))


def report(change: SettingsChange, language: str, *, dry_run: bool) -> list[str]:
    """What was done to a settings file, or would be."""
    if change.before == change.after:
        return [] if change.after is None else [say(language, "install_unchanged", path=change.path)]
    done = "removed" if change.after is None else "created" if change.before is None else "changed"
    backup = [say(language, "install_backup", path=change.backup)] if change.backup else []
    return [say(language, f"install_{done}", path=change.path), *backup, *([change.diff] if dry_run else [])]


def _drop_backup(path: str, language: str, tell: Tell) -> None:
    """Removes our backup. One named as earlier versions did may be the user's: it goes only if it is the same as the file."""
    files.remove(path + hook_settings.BACKUP)
    backup = f"{path}.bak"
    old = files.read(backup)
    if old is not None and old == files.read(path):
        files.remove(backup)
    elif old is not None:
        tell(say(language, "install_backup_stays", path=backup))


def _clean(project: Project, language: str, tell: Tell) -> None:
    """Takes out what the hooks wrote into the user's files."""
    for path in section_file.take_out(project):
        tell(say(language, "install_section_out", path=path))
    rules.take_out(project)
    for folder in (RULES, os.path.dirname(RULES)):
        with suppress(OSError):  # something of the user's is in it, or it is a link
            os.rmdir(os.path.join(project.root, folder))
    exclude.clear(project.root)


def _purge(project: Project) -> None:
    """Deletes what was saved, and the key that sealed it. What a person wrote, and what is kept in git, stays."""
    for folder in map(project.own, SAVED):
        if files.read(os.path.join(folder, ".gitignore")) == b"*\n":
            shutil.rmtree(folder)
    with suppress(OSError):  # something is left in it
        os.rmdir(project.path(".pal"))
    owner_key.forget(project)


def main(args: Sequence[str], env: Mapping[str, str]) -> int:
    """The exit code: 1 where something could not be taken out, 2 for a wrong call."""
    left = [arg for arg in args if arg not in ("--user", "--dry-run", "--purge")]
    if (left and (left[0] != "--project" or len(left) != 2)) or ("--user" in args and left):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    dry_run, purge = "--dry-run" in args, "--purge" in args
    if "--user" in args:
        return 0 if everything(env, print, dry_run=dry_run, purge=purge) else 1
    root = os.path.realpath(left[1] if left else os.curdir)
    try:
        out_of(root, settings_of(root), env, print, dry_run=dry_run, purge=purge)
    except CtxhooksError as e:
        sys.stderr.write(messages.error_text(e, config.defaults(env).language) + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
