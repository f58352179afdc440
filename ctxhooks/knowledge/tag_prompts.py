"""`@TAG-ID` in a prompt: the tag's text comes beside it, once a session. An `@` without `TAG-` is the client's own, and none of ours."""

from collections.abc import Callable, Iterator
from itertools import chain

from ctxhooks.disk.project import Project
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import Any
from ctxhooks.model.replies import units
from ctxhooks.model.settings import Settings
from ctxhooks.render.templates import render
from ctxhooks.store import loaded, tags
from ctxhooks.tokens.counting import counter
from ctxhooks.trust.redact import redact

# Plain letters alone, as Korean writes its particles right after a word.
MENTION = pattern(r"(?<![\w@./-])@TAG-([A-Za-z0-9][A-Za-z0-9._-]{0,127})")
CONTENT_TAG = pattern(rf"@TAG-([0-9a-f]{{{tags.DIGEST}}})")
Count = Callable[[str], int]
LONG = 200  # characters; a longer string becomes a tag


def mentioned(project: Project, prompt: str) -> list[str]:
    """The tags that a prompt names and that are there, each once; a dot or dash at a name's end may be the sentence's."""
    there = set(tags.names(project))
    found = (next((n for n in _endings(m[1]) if n in there), "") for m in MENTION.finditer(prompt))
    return list(dict.fromkeys(filter(None, found)))


def _endings(name: str) -> Iterator[str]:
    while name:
        yield name
        shorter = name.rstrip("._-")
        name = shorter if shorter != name else ""


def resolved(project: Project, settings: Settings, session: str, prompt: str, limit: int) -> str:
    """The texts of the tags in a prompt: at most `limit` UTF-16 units, and no more tokens than the budget has left; empty if none is new.

    A text that does not fit is cut, and says where the whole of it is.
    """
    given = tags.delivered(project, session)
    texts = {name: redact(tags.find(project, name) or "") for name in mentioned(project, prompt)}
    new = {name: text for name, text in texts.items() if given.tags.get(name) != tags.content_id(text)}
    count = counter(project)
    there = loaded.read(project)
    room = (there.total - there.used - there.reserved if there.total else settings.context.token_budget) - given.tokens
    added = ""
    for name, text in new.items():
        if more := _fitted(settings.language, name, text.strip(), room, limit - units(added), count):
            added += more
            room -= count(more)
            given = given._replace(tags={**given.tags, name: tags.content_id(text)}, tokens=given.tokens + count(more))
    if added:
        tags.note_delivered(project, session, given)
    return added


def _fitted(language: str, name: str, text: str, tokens: int, most: int, count: Count) -> str:  # noqa: PLR0913, PLR0917
    """The tag's text with its name ahead, cut where it has to be; empty if not even the name fits."""
    path = f"{tags.FOLDER}/{name}{tags.ENDING}"
    for part, where in chain(((text, ""),), ((part, path) for part in _parts(text, tokens, count))):
        rendered = render("tag", language, name=name, path=where, text=part)
        if count(rendered) <= tokens and units(rendered) <= most:
            return rendered
    return ""


def _parts(text: str, tokens: int, count: Count) -> Iterator[str]:
    from ctxhooks.knowledge import levels

    yield from (levels.fit(text, tokens * share // 10, count) for share in range(9, -1, -1))


def minimal(project: Project, value: Any) -> Any:
    """The value with references in place of its long strings, which are kept as tags; one that holds a secret stays.

    A string that reads like a reference becomes a tag as well, so that `expanded` gives back what was there.
    """
    if isinstance(value, dict):
        return {k: minimal(project, v) for k, v in value.items()}
    if isinstance(value, list):
        return [minimal(project, v) for v in value]
    if not isinstance(value, str) or not (len(value) > LONG or CONTENT_TAG.fullmatch(value)) or not _keepable(value):
        return value
    tags.put(project, tags.content_id(value), value)
    return f"@{tags.PREFIX}{tags.content_id(value)}"


def _keepable(text: str) -> bool:
    try:
        return len(text.encode()) <= tags.LARGEST and redact(text) == text
    except UnicodeEncodeError:
        return False


def expanded(project: Project, value: Any) -> Any:
    """The value with its long strings back in place of their references."""
    if isinstance(value, dict):
        return {k: expanded(project, v) for k, v in value.items()}
    if isinstance(value, list):
        return [expanded(project, v) for v in value]
    found = CONTENT_TAG.fullmatch(value) if isinstance(value, str) else None
    text = tags.find(project, found[1]) if found else None
    return value if found is None or text is None or tags.content_id(text) != found[1] else text
