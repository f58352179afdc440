"""The section on disk: in a target between its markers, or in a rule of its own."""

import os
from collections.abc import Iterator

from ctxhooks.disk import exclude, files, log
from ctxhooks.disk.project import Project
from ctxhooks.light.contexts import suppress
from ctxhooks.loading import claude_md, rules, section_place
from ctxhooks.loading.section_place import RULE
from ctxhooks.model.checkpoint import Checkpoint
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.replies import units
from ctxhooks.model.settings import LOCAL_TARGET, TARGETS, Settings
from ctxhooks.render import section_text
from ctxhooks.render.catalog import say
from ctxhooks.setup import clients
from ctxhooks.store import checkpoints, loaded
from ctxhooks.trust import sinks


def place(project: Project, settings: Settings, checkpoint: Checkpoint | None) -> str:
    """Where the section belongs, as a path from the root.

    The client is the checkpoint's, else the newest one's; before there is one, that of the installation.
    """
    return section_place.choose(project, settings, _client(project, checkpoint))


def _client(project: Project, checkpoint: Checkpoint | None = None) -> str:
    known = checkpoint or checkpoints.newest(project)
    return known.client if known else (files.read(project.own("state", "client")) or b"").decode("utf-8", "replace")


def imports_rules(project: Project, checkpoint: Checkpoint | None) -> bool:
    """Whether the section has to import the rules, for a client that reads none by itself."""
    return not clients.reads_rules(_client(project, checkpoint))


def note_client(project: Project, client: str) -> None:
    """Keeps the version of the client that the hooks were installed for, where it reads no rules and nothing else names it yet."""
    path = project.own("state", "client")
    if clients.reads_rules(client):
        files.remove(path)
        return
    project.ready()
    files.write(path, client.encode())


def held(project: Project, settings: Settings) -> str | None:
    """What the section says now, in the rule or the target; None where there is none."""
    target = section_place.target(settings)
    rule = text(project, RULE)
    return text(project, target) if rule is None else rule


def text(project: Project, where: str) -> str | None:
    """What the section says in this file; None where there is none."""
    if where == RULE:
        return rules.text(project, rules.SECTION)
    path = project.path(*where.split("/"))
    old = files.read(path)
    return None if old is None else claude_md.body(old, path)


def put(project: Project, where: str, body: str) -> bool:
    """Makes the section say `body` there, and nowhere else. In a target without markers yet only where there is something to say.

    True when that file changed.
    """
    with files.locked(project.lock("section")):
        changed = rules.write(project, rules.SECTION, body) if where == RULE else _put_into_target(project, where, body)
        for other in _elsewhere(project, where):
            _remove(project, other)
        return changed


def move(project: Project, settings: Settings, event: str) -> bool:
    """Moves a section to where it belongs since an AGENTS.md or a CLAUDE.md came or went. For hooks: failures are logged.

    True when it moved out of a file that had kept an AGENTS.md silent which the client reads.
    """
    with log.noted(project, event):
        where = place(project, settings, None)
        if other := next(_elsewhere(project, where), ""):
            put(project, where, text(project, other) or "")
            return where == RULE and clients.reads_agents_md(_client(project)) and not section_place.is_claude_project(project.root)
    return False


def silenced(project: Project, settings: Settings, limit: int) -> str:
    """What AGENTS.md says, for a session that began beside a CLAUDE.md of ours; its name alone where it is over `limit` UTF-16 units."""
    found = ""
    for name in section_place.agents_files(project):
        text = (files.read(os.path.join(project.root, name), rules.LARGEST) or b"").decode("utf-8", "replace").strip()
        whole = say(settings.language, "agents_md", path=name, text=text)
        found += whole if units(found + whole) <= limit else say(settings.language, "agents_md_long", path=name)
    return found


def take_out(project: Project) -> list[str]:
    """Leaves every target as it was before there was a section in it; the paths of those that had one. Broken markers are an error."""
    had = [target for target in TARGETS if _within(project, target) and text(project, target) is not None]
    for target in had:  # without one there is no lock either, which would make a `.pal`
        with files.locked(project.lock("section")):
            _remove(project, target)
    return [project.path(*target.split("/")) for target in had]


def _within(project: Project, target: str) -> bool:
    """Whether the target is inside the project: nothing is written through a link that leads out of it."""
    return files.leads_inside(project.root, os.path.join(project.root, target))


def _put_into_target(project: Project, target: str, body: str) -> bool:
    path = project.path(*target.split("/"))
    files.sweep(path)
    old = files.read(path)
    if old is None and os.path.exists(path):
        raise CtxhooksError("no-plain-file", path=path)
    if not body and (old is None or claude_md.body(old, path) is None):
        return False
    if target == LOCAL_TARGET and (old is None or claude_md.body(old, path) is None):
        with suppress(CtxhooksError, OSError):  # git sees it then; that is no reason to leave it out
            exclude.add(project.root, target)
    ahead = section_place.imports(project, target)
    own = [section_text.imported(target, item) for item in loaded.read(project).documents if item.rule]
    clean = sinks.memory(body, own)
    return files.edit(path, lambda now: claude_md.put(now, clean, path, ahead))


def _elsewhere(project: Project, where: str) -> Iterator[str]:
    """The other places that a section stands in. Broken markers there are a person's to mend: `pal doctor` names them."""
    for other in (*TARGETS, RULE):
        with suppress(CtxhooksError, OSError):
            if other != where and text(project, other) is not None:
                yield other


def _remove(project: Project, where: str) -> None:
    if where == RULE:
        rules.write(project, rules.SECTION, "")
        return
    path = project.path(*where.split("/"))
    if (old := files.read(path)) is not None:
        left = claude_md.take_out(old, path)
        _ = files.remove(os.path.realpath(path)) if left is None else files.write(path, left)  # a person's link to it stays
