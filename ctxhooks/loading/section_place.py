"""Where the section goes: into a rule that git ignores, since it changes with each session, or into the target.

Into the target where the client reads no rules, where the settings ask for it (`section: full`), and where git does not look at the target
either; but never into one that would silence an AGENTS.md. The client (measured on 2.1.329 and 2.1.332) reads AGENTS.md, here, above and in
folders that it works in, only where neither this folder nor one above has a CLAUDE.md that says something. Rules silence nothing, nor does
a CLAUDE.md that imports the AGENTS.md.
"""

import os
from collections import deque
from collections.abc import Iterator

from ctxhooks.disk import files
from ctxhooks.disk.project import RULES, Project
from ctxhooks.light.contexts import suppress
from ctxhooks.loading import claude_md, rules
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.settings import FULL, LOCAL_TARGET, TARGETS, Settings
from ctxhooks.setup import clients

RULE = f"{RULES}/{rules.SECTION}"
AGENTS = ("AGENTS.md", ".claude/AGENTS.md")
ABOVE = ("CLAUDE.md", "CLAUDE.local.md")  # the third target may be the user's own there (~/.claude/CLAUDE.md), which silences nothing
LOOKED_AT = 2000  # entries of the project's tree; the folders nearest to its root come first
LARGEST = 1 << 20


def choose(project: Project, settings: Settings, client: str) -> str:
    """The section's path from the root: the target, or `RULE`."""
    wanted = target(settings)
    if not clients.reads_rules(client):
        return wanted
    in_target = settings.section == FULL or wanted == LOCAL_TARGET
    return wanted if in_target and (is_claude_project(project.root) or not _has_agents(project.root)) else RULE


def target(settings: Settings) -> str:
    """The file of the user's choice; an error where it is none of those that a client reads."""
    if settings.target not in TARGETS:
        raise CtxhooksError("bad-target", target=settings.target, allowed=", ".join(TARGETS))
    return settings.target


def imports(project: Project, where: str) -> bytes:
    """The lines by which a CLAUDE.md of ours lets the project's AGENTS.md speak to a client that reads no rules."""
    if is_claude_project(project.root):
        return b""
    names = [os.path.relpath(name, os.path.dirname(where) or ".").replace(os.sep, "/") for name in agents_files(project)]
    return "".join(f"@{name}\n" for name in names).encode()


def agents_files(project: Project) -> list[str]:
    """The AGENTS.md files in the project's root that say something."""
    return [name for name in AGENTS if _speaks(os.path.join(project.root, name))]


def is_claude_project(root: str) -> bool:
    """Whether somebody's CLAUDE.md says something already; one that is a link to the AGENTS.md is none."""
    agents = {os.path.realpath(os.path.join(root, name)) for name in AGENTS}
    own = (os.path.join(root, name) for name in TARGETS)
    above = (os.path.join(folder, name) for folder in _above(root) for name in ABOVE)
    return any(_speaks(path) for path in (*own, *above) if not (os.path.islink(path) and os.path.realpath(path) in agents))


def _has_agents(root: str) -> bool:
    found = (os.path.join(folder, name) for folder in (root, *_above(root)) for name in AGENTS)
    return any(map(_speaks, found)) or any(map(_speaks, _below(root)))


def _above(root: str) -> Iterator[str]:
    while (folder := os.path.dirname(root)) != root:
        yield folder
        root = folder


def _below(root: str) -> Iterator[str]:
    """AGENTS.md in the folders of the tree, as far as it is looked at."""
    folders, left = deque([root]), LOOKED_AT
    while folders and left > 0:
        with suppress(OSError), os.scandir(folders.popleft()) as entries:
            for entry in entries:
                left -= 1
                if entry.name == AGENTS[0]:
                    yield entry.path
                elif left > 0 and not entry.name.startswith(".") and entry.name != "node_modules" and entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)


def _speaks(path: str) -> bool:
    """Whether the file says anything outside of our section and of comments; what cannot be read may."""
    try:
        data = files.read(path, LARGEST)
    except OSError:
        return True
    if data is None:
        return os.path.isfile(path)  # a large one
    with suppress(CtxhooksError):
        data = claude_md.take_out(data, path) or b""
    return claude_md.says_something(data)
