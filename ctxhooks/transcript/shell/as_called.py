"""How a command is told: on one line that can be called again as it stands, or by what tells it from others."""

import posixpath

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.transcript.records import one_line
from ctxhooks.transcript.shell.commands import INLINE, LANGUAGES, RUN_TEXT, plain
from ctxhooks.transcript.shell.shell_syntax import Call

USUAL = 180  # characters of a line; in a longer one paths are told from the folder that it runs in
WHOLE = 500  # what is longer is not told: a command that is cut cannot be called
BEHIND = 40  # characters of what a call ends with
KEY = 60  # characters in which two commands are the same one
SPECIFIC = 3  # characters of a file's name that says something
NAMED = 2  # words of a long command that its error names
QUOTED = pattern(r"\\.|\"(?:[^\"\\]|\\.)*+\"?|'[^']*+'?", re.DOTALL)  # a sign behind a backslash begins none
ESCAPED = pattern(r"\\([\\\"`$\n])")
VARIABLE = pattern(r"\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})")
# What a shell would run or work out, and a dollar sign that is none of a variable.
UNKNOWN = pattern(r"`|\$[\d(?$@*#!-]|\\\$|\$\{(?![A-Za-z_]\w*+\})")
TEXT = 30  # characters from which on a quoted text gives way
CONTINUED = pattern(r"\\\n\s*+")
PIPED = pattern(
    r"(?:[ \t]*2>&1)?(?:[ \t]*\|[ \t]*(?:tail|head|grep|sort|wc)\b(?:[^|&;\n<>()\"'`$]|\"[^\"\n$`\\]{0,60}\"|'[^'\n]{0,60}'){0,60}+){0,2}"
    r"(?=\s*(?:$|&&|\|\||;|\n))"
)


def general_form(call: Call) -> str:
    """As it can be called again; empty where it holds a text of several lines that cannot be told on one, or is longer than `WHOLE`.

    Of a script for an interpreter that has to be started in a way of its own, that way alone is told.
    """
    words = plain(call)
    if words and words[0] in LANGUAGES and (inline := INLINE.search(call.text)) and not call.text.startswith(words[0]):
        return " ".join(call.text[: inline.end()].split())
    text = QUOTED.sub(_on_one_line if RUN_TEXT & set(words[:1]) else _brief, call.text) if "\n" in call.text else call.text
    if len(text) > WHOLE and not RUN_TEXT & set(words[:1]):
        text = QUOTED.sub(_brief, text)
    return "" if "\n" in text or len(text) > WHOLE else text


def _brief(quoted: re.Match[str]) -> str:
    """A long text among the arguments; what a shell would put into it is needed."""
    return '"…"' if len(quoted[0]) > TEXT and " " in quoted[0] and not {"$", "`"} & set(quoted[0]) else quoted[0]


def _on_one_line(quoted: re.Match[str]) -> str:
    """A script of several lines as bash and zsh take it on one: $'…', the variables in it between double quotes."""
    mark, text, end = quoted[0][0], quoted[0][1:-1], quoted[0][-1]
    if "\n" not in text or mark == "\\" or end != mark or (mark == '"' and UNKNOWN.search(text)):
        return quoted[0]
    meant = ESCAPED.sub(lambda m: m[1].strip("\n"), text) if mark == '"' else text
    escaped = meant.strip("\n").replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return "$'" + (VARIABLE.sub(r"""'"\g<0>"$'""", escaped) if mark == '"' else escaped) + "'"


def with_its_end(command: str, call: Call, form: str) -> str:
    """The form with the redirection and the pipe that stood behind the call, where these are short and only choose what is shown."""
    at = command.find(form)
    behind = PIPED.match(command, at + len(form)) if at >= 0 and form == call.text else None
    return form + behind[0].rstrip() if behind and len(behind[0]) <= BEHIND else form


def is_called(form: str, line: str) -> bool:
    """Whether a command line calls a command of this form, or of one that begins so where the form has `KEY` characters."""
    line = " ".join(line.split())
    at = line.find(form)
    while at >= 0:
        ahead, behind = line[:at].rstrip(), line[at + len(form) :].lstrip()
        if (not ahead or ahead[-1] in ";&|(") and (len(form) == KEY or not behind or behind[0] in "|;&><)" or behind[:2] in {"1>", "2>"}):
            return True
        at = line.find(form, at + 1)
    return False


def outline(command: str, last: str, error: str, most: int) -> str:
    """A command that failed, on one line: all of it, or its beginning and what tells it from others.

    That is `last`, the last of several statements, or the words that the error names. The beginning holds the first `KEY` characters.
    """
    joined = CONTINUED.sub(" ", command)
    first, whole = one_line(joined.partition("\n")[0]), one_line(joined)
    if len(whole) <= most and not last:
        return whole
    text = first if last or len(first) > KEY else whole
    end = _word_end(text, KEY)
    named = [w for w in text[end:].split() if len(name := posixpath.basename(w.strip("'\""))) > SPECIFIC and "." in name and name in error]
    rest = last if last and last not in text[:end] else " ".join([*dict.fromkeys(named)][:NAMED])
    if not rest:
        end = max(end, text.rfind(" ", 0, most + 1)) if len(text) > most else len(text)
    beginning = text[: min(end, most)]
    return f"{beginning} … {rest}" if rest else beginning + (" …" if beginning != whole else "")


def _word_end(text: str, at: int) -> int:
    end = text.find(" ", at)
    return len(text) if end < 0 else end
