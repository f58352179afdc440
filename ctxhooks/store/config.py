"""Settings from `.pal/config.yaml` and a person's own file: checked once after a change, then read from a cache that needs no parser."""

import os
from collections.abc import Mapping

from ctxhooks.disk import files, sealed
from ctxhooks.disk.installed import site_packages
from ctxhooks.disk.project import Project
from ctxhooks.model.json_values import plain, record
from ctxhooks.model.settings import LANGUAGES, Settings

LARGEST = 256 << 10
PROJECT_FILE = (".pal", "config.yaml")


def load(project: Project, default: Settings, user: str = "", *, anew: bool = False) -> Settings:
    """The project's settings over those in the file `user` over `default`; a wrong value is an error with file, line, option and limits.

    The error is raised once for each change of a file; after that the settings that are sound hold. `anew` checks, and raises, again.
    """
    paths = [path for path in (user, project.path(*PROJECT_FILE)) if path and os.path.isfile(path)]
    found = [(path, data) for path in paths if (data := files.read(path, LARGEST)) is not None]
    if not found:
        return default
    cache = project.own("state", "config.json")
    stamp = "".join(f"{len(data)}:{os.stat(path).st_mtime_ns}:" for path, data in found) + default.language
    known = sealed.read(cache) or {}
    if known.get("stamp") == stamp and not anew and (settings := record(Settings, known.get("settings"))).language in LANGUAGES:
        return settings
    site_packages()
    from ctxhooks.schema.settings_file import layered

    settings, error = layered(found, default)
    project.ready()
    sealed.write(cache, {"stamp": stamp, "settings": plain(settings)})
    if error:
        raise error
    return settings


def user_file(env: Mapping[str, str]) -> str:
    """The file with a person's settings for all their projects; empty where the environment names no folder for it."""
    path = os.path.join(_folder(env), "config.yaml")
    return path if os.path.isabs(path) else ""


def own_templates(env: Mapping[str, str]) -> bool:
    """Whether the user's config folder holds templates; `render.own_templates` says which of them count."""
    return os.path.isdir(os.path.join(_folder(env), "templates"))


def _folder(env: Mapping[str, str]) -> str:
    """The user's own configuration of ctxhooks."""
    return os.path.join(env.get("XDG_CONFIG_HOME") or os.path.join(env.get("HOME", ""), ".config"), "ctxhooks")


def defaults(env: Mapping[str, str]) -> Settings:
    """The default settings, in the language of the user's locale if it is one of ours."""
    spoken = (env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or "")[:2].lower()
    return Settings(language=spoken) if spoken in ("ko", "ru") else Settings()
