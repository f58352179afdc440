"""A person's own templates: copies of ours in their config folder, edited. Hooks run what `pal` compiled of them, while nothing is newer.

A project cannot have any, as they could put orders before Claude: a folder inside of it is not used.
"""

import os
from collections.abc import Callable, Mapping

from ctxhooks.disk import files
from ctxhooks.light.typing import Any, NamedTuple
from ctxhooks.render import runtime, templates

ENDING = ".md.j2"
LARGEST = 1 << 20  # bytes


class TemplateFolders(NamedTuple):
    """Where the templates lie, and what was compiled of them."""

    sources: str
    compiled: str

    def source(self, name: str) -> str:
        """The path of a template, by its file name (`recovery.md.j2`)."""
        return os.path.join(self.sources, name)

    def module(self, name: str) -> str:
        """The path of the Python module compiled from that template."""
        return os.path.join(self.compiled, name.removesuffix(ENDING) + ".py")


def folders(env: Mapping[str, str], root: str) -> TemplateFolders | None:
    """The folders by the XDG variables; None if they lead into the project or to no absolute path."""
    home = env.get("HOME", "")
    given = (("XDG_CONFIG_HOME", ".config"), ("XDG_CACHE_HOME", ".cache"))
    found = TemplateFolders(*(os.path.join(env.get(name) or os.path.join(home, usual), "ctxhooks", "templates") for name, usual in given))
    return found if all(os.path.isabs(path) and not _of_the_project(path, root, home) for path in found) else None


def _of_the_project(path: str, root: str, home: str) -> bool:
    """A home folder can be a project itself: what lies in it is still the person's."""
    return _inside(path, root) and not _inside(home, root)


def _inside(path: str, folder: str) -> bool:
    path, folder = os.path.realpath(path), os.path.realpath(folder)
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def use(found: TemplateFolders, report: Callable[[str], None]) -> None:
    """Puts these templates to use; `report` is called where one fails, or was not compiled since it changed."""

    def load(name: str) -> dict[str, Any]:
        if not os.path.exists(found.source(name)):
            return templates.shipped(name)
        code = files.read(found.module(name), LARGEST) or b""
        if code.decode("utf-8", "replace").rpartition("# ")[2].strip() != stamp(found, name):
            report(f"{found.source(name)}: changed, and not compiled since: `pal template` does that. The one that ships is used.")
            return templates.shipped(name)
        names: dict[str, Any] = {}
        exec(compile(code, found.module(name), "exec"), names)  # noqa: S102  what `pal` made of the person's own file
        return names

    templates.use((load, lambda error: report(_located(found, error))))


def stamp(found: TemplateFolders, name: str) -> str:
    """What a compiled template ends with: of which state of its source it was made, and for which runtime."""
    state = os.stat(found.source(name))
    return f"{runtime.FORMAT} {state.st_size} {state.st_mtime_ns}"


def _located(found: TemplateFolders, error: BaseException) -> str:
    """The error with the template's line, which `debug_info` gives for each line of the code."""
    place, at = error.__traceback__, found.sources
    while place:
        name = os.path.basename(place.tb_frame.f_code.co_filename).removesuffix(".py") + ENDING
        if place.tb_frame.f_code.co_filename == found.module(name):
            lines = [tuple(map(int, pair.split("="))) for pair in place.tb_frame.f_globals["debug_info"].split("&")]
            at = f"{found.source(name)}, line {max((line for line, code in lines if code <= place.tb_lineno), default=1)}"
        place = place.tb_next
    return f"{at}: {error}. The texts that ship are used."
