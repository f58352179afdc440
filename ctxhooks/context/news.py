"""What was loaded or taken away while a session was on: the client reads rules only when a session starts, or behind a compaction."""

import os

from ctxhooks.context import rules
from ctxhooks.context.texts import render, say
from ctxhooks.model.loaded import Item
from ctxhooks.model.replies import units
from ctxhooks.model.settings import Settings
from ctxhooks.store import files, loaded
from ctxhooks.store.project import RULES, Project


def told(project: Project, settings: Settings, session: str, limit: int) -> str:
    """The rules that this session has not read, and the names of those that no longer hold; at most `limit` UTF-16 units."""
    before, now = loaded.hear(project, session)
    known = {(i.rule, i.digest) for i in before.documents}
    new = [i for i in now.documents if i.rule and (i.rule, i.digest) not in known]
    here = {i.rule for i in now.documents}
    gone = [i for i in before.documents if i.rule and i.rule not in here]
    if not (new or gone):
        return ""
    for whole in range(len(new), -1, -1):
        text = render(
            "news", settings.language, gone=gone, new=[(i, _text(project, i)) for i in new[:whole]], rest=new[whole:], folder=RULES
        )
        if units(text) <= limit:
            return text
    return say(settings.language, "news_too_many", n=len(new), folder=RULES) if limit > 200 else ""


def _text(project: Project, item: Item) -> str:
    """Without our mark, which the client would take out; empty where a person has taken the file away."""
    data = files.read(os.path.join(project.root, RULES, item.rule), rules.LARGEST) or b""
    return rules.MARK.sub(b"", data, count=1).decode("utf-8", "replace").strip()
