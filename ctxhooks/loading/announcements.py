"""What was loaded or taken away while a session was on: the client reads rules only when a session starts, or behind a compaction."""

import os

from ctxhooks.disk import files
from ctxhooks.disk.project import RULES, Project
from ctxhooks.loading import rules
from ctxhooks.model.loaded import Item
from ctxhooks.model.replies import units
from ctxhooks.model.settings import Settings
from ctxhooks.render.catalog import catalog, joined, say
from ctxhooks.store import loaded


def told(project: Project, settings: Settings, session: str, limit: int) -> str:
    """The rules that this session has not read, and the names of those that no longer hold; at most `limit` UTF-16 units."""
    before, now = loaded.hear(project, session)
    known = {(i.rule, i.digest) for i in before.documents}
    new = [i for i in now.documents if i.rule and (i.rule, i.digest) not in known]
    here = {i.rule for i in now.documents}
    gone = [i for i in before.documents if i.rule and i.rule not in here]
    if not (new or gone):
        return ""
    t = catalog(settings.language)
    ended = [f"{t['news_gone']}: {', '.join(f'{_kind(i, t)} {i.name}' for i in gone)}."] if gone else []
    for whole in range(len(new), -1, -1):
        said = ([text] for i in new[:whole] if (text := _text(project, i)))
        rest = [f"- {_kind(i, t)} {i.name}, {i.tokens}: {RULES}/{i.rule}" for i in new[whole:]]
        text = joined(ended + ([t["news_new"]] if new else []), *said, rest)
        if units(text) <= limit:
            return text
    return say(settings.language, "news_too_many", n=len(new), folder=RULES) if limit > 200 else ""


def _kind(item: Item, t: dict[str, str]) -> str:
    return t["category_" + item.category]


def _text(project: Project, item: Item) -> str:
    """Without our mark, which the client would take out; empty where a person has taken the file away."""
    data = files.read(os.path.join(project.root, RULES, item.rule), rules.LARGEST) or b""
    return rules.MARK.sub(b"", data, count=1).decode("utf-8", "replace").strip()
