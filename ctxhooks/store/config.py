"""`.pal/config.yaml` as settings: checked once when it changed, then read from a cache that needs no parser."""

import json
import os
from collections.abc import Mapping
from typing import Any

from ctxhooks.disk import files
from ctxhooks.disk.installed import site_packages
from ctxhooks.disk.project import Project
from ctxhooks.model.plain import plain, record
from ctxhooks.model.settings import LANGUAGES, Settings

LARGEST = 256 << 10


def load(project: Project, default: Settings, *, anew: bool = False) -> Settings:
    """The project's settings over `default`; a wrong value is an error that tells file, line, option and what is allowed.

    It is raised once for each change of the file, then the default stands; `anew` checks, and raises, again.
    """
    path = project.path(".pal", "config.yaml")
    data = files.read(path, LARGEST)
    if data is None:
        return default
    cache = project.own("state", "config.json")
    stamp = f"{len(data)}:{os.stat(path).st_mtime_ns}:{default.language}"
    known = _cached(files.read(cache))
    if known.get("stamp") == stamp and not anew and (settings := record(Settings, known.get("settings"))).language in LANGUAGES:
        return settings
    site_packages()
    from ctxhooks.schema.settings_file import settings_from_yaml

    settings = default
    try:
        settings = settings_from_yaml(data, path, default)
    finally:
        project.ready()
        files.write(cache, json.dumps({"stamp": stamp, "settings": plain(settings)}).encode())
    return settings


def _cached(data: bytes | None) -> dict[str, Any]:
    try:
        value = json.loads(data or b"{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def own_templates(env: Mapping[str, str]) -> bool:
    """Whether the user's config folder holds templates; `render.own_templates` says which of them count."""
    return os.path.isdir(os.path.join(env.get("XDG_CONFIG_HOME") or os.path.join(env.get("HOME", ""), ".config"), "ctxhooks", "templates"))


def language(env: Mapping[str, str]) -> Settings:
    """The defaults, in the language of the user's locale where it is one of ours."""
    spoken = (env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or "")[:2].lower()
    return Settings(language=spoken) if spoken in ("ko", "ru") else Settings()
