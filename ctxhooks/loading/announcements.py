"""What was loaded or taken away while a session was on: the client reads rules only when a session starts, or after a compaction."""

import os

from ctxhooks.disk import files
from ctxhooks.disk.project import RULES, Project
from ctxhooks.loading import rules
from ctxhooks.model.loaded import LoadedItem
from ctxhooks.model.replies import units
from ctxhooks.model.settings import Settings
from ctxhooks.render.catalog import say
from ctxhooks.render.templates import render
from ctxhooks.store import loaded


def text(project: Project, settings: Settings, session: str, limit: int) -> str:
    """The rules that this session has not read, and the names of those that no longer hold; at most `limit` UTF-16 units."""
    before, now = loaded.mark_seen(project, session)
    known = {(i.rule, i.digest) for i in before.documents}
    new = [i for i in now.documents if i.rule and (i.rule, i.digest) not in known]
    here = {i.rule for i in now.documents}
    gone = [i for i in before.documents if i.rule and i.rule not in here]
    if not (new or gone):
        return ""
    for whole in range(len(new), -1, -1):
        texts = [text for i in new[:whole] if (text := _text(project, i))]
        announced = render("rules_loaded", settings.language, gone=gone, whole=texts, rest=new[whole:], folder=RULES)
        if units(announced) <= limit:
            return announced
    return say(settings.language, "news_too_many", n=len(new), folder=RULES) if limit > 200 else ""


def _text(project: Project, item: LoadedItem) -> str:
    """The rule's text without our mark, which the client would take out; empty if a person has taken the file away."""
    data = files.read(os.path.join(project.root, RULES, item.rule), rules.LARGEST) or b""
    return rules.MARK.sub(b"", data, count=1).decode("utf-8", "replace").strip()
