"""`@path` in a text that the client reads as memory would bring that file in: in what others wrote it is only a word."""

import re
from collections.abc import Collection

from ctxhooks.render import markdown

CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
AT = re.compile(r"(?<![^\s(\[{>\"'*_,;:|])@(?=(\S+)|\Z)")  # also where code follows at once

LONGEST = 4000  # characters; no code is looked for in a longer line, which could take its time


def defused(text: str, keep: Collection[str] = ()) -> str:
    """With a backslash ahead of every such sign but those for the paths in `keep`; what is code has no effect and stays."""

    def outside(part: str) -> str:
        return AT.sub(lambda found: "@" if found[1] in keep else "\\@", part)

    def line(here: markdown.Line) -> str:
        if here.code:
            return here.text
        said, done = "", 0
        for code in CODE.finditer(here.text) if len(here.text) < LONGEST else ():
            said, done = said + outside(here.text[done : code.start()]) + code[0], code.end()
        return said + outside(here.text[done:])

    return "\n".join(map(line, markdown.lines(text)))
