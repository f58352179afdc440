"""A shell's command line as the simple commands in it, well enough to tell what ran: it expands nothing and runs nothing."""

import ntpath
import posixpath
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

from ctxhooks.light import re
from ctxhooks.light.patterns import pattern
from ctxhooks.light.typing import NamedTuple
from ctxhooks.trust import cuts

HEREDOC = pattern(r"<<-?[ \t]*+(?:(['\"])(\w++)\1|([A-Z_][A-Z0-9_]*+)\b)")
TOKEN = pattern(
    r"""(?:[ \t\r]|\\\n)*+(?:(?P<bare>[A-Za-z_./-][\w./:=@%+,~-]*+(?=[\s;&|<>()]|\Z))
    |(?P<comment>\#[^\n]*)
    |(?P<redirect>(?:\d{1,2}|&)?(?:>>|>\||>&|<<<|<<-?|<&|<>|>|<))
    |(?P<op>&&|\|\||\|&|;;|[;\n|&()])
    |(?P<word>(?:[^\s;&|<>()"'\\`$]|\\.|\$(?!\()|\$\((?:[^()"']|"(?:[^"\\]|\\.)*+"|'[^']*+'|\((?:[^()])*+\))*+\)?
        |"(?:[^"\\]|\\.)*+"?|'[^']*+'?|`[^`]*+`?)++)
    |(?P<other>.))?""",
    re.VERBOSE | re.DOTALL,
)
DOCUMENT = pattern(r"<<\0\d+\0")
QUOTES = pattern(r"\\(.)|[\"']", re.DOTALL)
ASSIGNED = pattern(r"[A-Za-z_]\w*\+?=")
KEYWORDS = frozenset({"then", "do", "else", "elif", "if", "while", "until", "!", "time", "{", "}", "fi", "done", "esac"})
SETUP = frozenset({"source", ".", "export", "nvm", "conda", "mamba", "module", "workon", "pyenv", "use"})
WINDOWS = pattern(r"[A-Za-z]:[\\/]")
DRIVE = pattern(r"/([A-Za-z])(?=/|$)")
BODY = 400  # characters of a here-document in a long line
MOST = 60  # simple commands of a line
STEPS = 12  # assignments and exports ahead of a command
READ_FROM = frozenset({"<", "<<<"})  # what a command needs that it is called with again


@lru_cache(maxsize=256)  # a session works in few folders
def joined(cwd: str, *places: str) -> str:
    """An absolute path, of Windows where the folder or a place in it is one there; one that leads through a variable stays as it is.

    The client's shell there is Git Bash: `/d/x` lies on drive D, and `/tmp` on none that is known.
    """
    rest = [p for p in (cwd, *places) if p]
    if any(map(WINDOWS.match, rest)):
        rest = [f"{drive[1].upper()}:/{p[3:]}" if (drive := DRIVE.match(p)) else p for p in rest]
    start = max((n for n, p in enumerate(rest) if p[0] in "/$~-" or WINDOWS.match(p)), default=0)
    first, *behind = rest[start:] or [""]
    if first[:1] in {"", "$", "~", "-"}:
        return posixpath.join(first, *behind)
    if WINDOWS.match(first):
        return ntpath.normpath(ntpath.join(first, *behind))
    return posixpath.normpath(posixpath.join(first, *behind))


class Call(NamedTuple):
    """A simple command: `text` as it is written, without what is redirected out of it; `words` unquoted, without assignments ahead of them.

    `place` is where `cd` led to, `setup` what was sourced or exported before it and `setup_places` where each of it was, `writes` the files
    that its output goes to, `fed` whether another's output comes in, `ends` how it ends (`&&`, `|`, …), `body` its here-document, `program`
    its first word without folders, `conditional` whether it may not have run, or not have passed, where the line has: in a branch, a
    function, or behind `||`.
    """

    text: str
    words: tuple[str, ...]
    place: str = ""
    setup: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    fed: bool = False
    ends: str = ""
    body: str = ""
    program: str = ""
    conditional: bool = False
    setup_places: tuple[str, ...] = ()


class _Blocks:
    """Which of a line's branches and functions are open."""

    def __init__(self) -> None:
        self.branches = self.braces = 0
        self.functions: set[str] = set()
        self.begins = False

    def enter(self, keywords: list[str], word: str, ends: str, before: str) -> bool:
        """Whether a command of which this is the first word, behind `keywords` and the operator `before`, is conditional."""
        self.branches += keywords.count("if") + (word == "case") - keywords.count("fi") - keywords.count("esac")
        if self.begins and ends != ")":
            self.braces, self.begins = keywords.count("{"), False
        elif self.braces:
            self.braces += keywords.count("{") - keywords.count("}")
        return self.branches > 0 or self.braces > 0 or before == "||" or word in self.functions

    def defines(self, words: list[str], ends: str) -> bool:
        """Whether the words are the head of a function."""
        self.begins = self.begins or (ends == "(" and len(words) == 1 and not is_assignment(words[0]))
        if self.begins and ends == "(":
            self.functions.add(words[0])
            return True
        return False


def folder(cwd: str, call: Call) -> str:
    """Where a command ran. A client may write down a call when its own `cd` has been done: then `cwd` is that folder already."""
    return cwd if _is_there(cwd, call.place) else joined(cwd, call.place)


def setup_folder(cwd: str, call: Call, place: str) -> str:
    """Where a step ahead of a command was taken, by what `cd` had led to then."""
    start = cwd[: len(cwd) - len(call.place.rstrip("/\\")) - 1] if _is_there(cwd, call.place) else cwd
    return joined(start, place)


def _is_there(cwd: str, place: str) -> bool:
    place = place.rstrip("/\\").replace("\\", "/")
    return bool(place) and not place.startswith((".", "/", "~", "$")) and cwd.replace("\\", "/").endswith("/" + place)


def without_documents(command: str) -> tuple[str, list[str]]:
    """The line without its here-documents, each of which leaves its number behind `<<`; and the documents."""
    kept: list[str] = []
    bodies: list[str] = []
    if "<<" not in command:
        return command, bodies
    lines = iter(command.split("\n"))
    for line in lines:
        ends = [m[2] or m[3] for m in HEREDOC.finditer(line)]
        for number, end in enumerate(ends, len(bodies)):
            line = HEREDOC.sub(f"<<\\0{number}\\0{end}".replace("\\0", "\0"), line, count=1)  # noqa: PLW2901
        kept.append(line)
        for end in ends:
            body: list[str] = []
            for inner in lines:
                if inner.strip() == end:
                    break
                body.append(inner)
            bodies.append("\n".join(body))
    return "\n".join(kept), bodies


def abridged(command: str, most: int) -> str:
    """The line with the beginning of each here-document alone, where it is longer than `most` characters."""
    if len(command) <= most or "<<" not in command:
        return command
    kept: list[str] = []
    lines = iter(command.split("\n"))
    for line in lines:
        kept.append(line)
        for end in [m[2] or m[3] for m in HEREDOC.finditer(line)]:
            body = "\n".join(takewhile(lambda inner, end=end: inner.strip() != end, lines))  # type: ignore[misc]
            kept += [cuts.head(body, BODY), end]
    return "\n".join(kept)


def is_assignment(word: str) -> bool:
    """Whether it sets a variable ahead of a command."""
    return "=" in word and bool(ASSIGNED.match(word))


def unquoted(word: str) -> str:
    """A shell word without its quotes and escapes."""
    return QUOTES.sub(lambda m: m[1] or "", word) if "\\" in word else word.replace('"', "").replace("'", "")


@lru_cache(maxsize=4)  # one command is looked at from several sides
def calls(command: str) -> tuple[Call, ...]:
    """The simple commands of a line, in order, at most `MOST`."""
    line, bodies = without_documents(command)
    found: list[Call] = []
    place, fed = "", False
    setup: tuple[str, ...] = ()
    setup_places: tuple[str, ...] = ()
    outside: list[str] = []  # where each group in parentheses that is open was entered
    blocks, before = _Blocks(), ""
    for parts, redirects, ends in _split(line):
        text, plain, named = _read(parts)
        writes, body = _redirected(redirects, bodies)
        text = " ".join([text, *(f"{op} {w}" for op, w in redirects if op in READ_FROM)]) if redirects else text
        program = plain[named].rpartition("/")[2] if named < len(plain) else ""
        conditional = blocks.enter(parts[: len(parts) - len(plain)], plain[named] if program else "", ends, before)
        call = Call._make((text, tuple(plain[named:]), place, setup, writes, fed, ends, body, program, conditional, setup_places))
        before = ends
        fed = ends.startswith("|") and ends != "||"
        if call.program == "cd" and len(call.words) > 1:
            place = joined(place, call.words[1])
        elif call.program in SETUP or (not call.words and plain):
            setup, setup_places = (*setup, text)[-STEPS:], (*setup_places, place)[-STEPS:]
        if (plain or writes) and not blocks.defines(plain, ends):
            found.append(call)
        if ends == "(":
            outside.append(place)
        elif ends == ")" and outside:
            place = outside.pop()
    return tuple(found[:MOST])


def _read(parts: list[str]) -> tuple[str, list[str], int]:
    """Behind a shell's keywords: a command as it is written, its words unquoted, and how many assignments stand ahead of its name."""
    first = named = 0
    while first < len(parts) and parts[first] in KEYWORDS:
        first += 1
    text = " ".join(parts[first:])
    if "\0" in text:
        text = DOCUMENT.sub("<<", text)
    plain = [unquoted(w) for w in parts[first:]]
    while named < len(plain) and is_assignment(plain[named]):
        named += 1
    return text, plain, named


def _redirected(redirects: list[tuple[str, str]], bodies: list[str]) -> tuple[tuple[str, ...], str]:
    """The files that a command writes, and its here-document."""
    if not redirects:
        return (), ""
    writes = tuple(unquoted(w) for op, w in redirects if ">" in op and "&" not in op[1:])
    document = next((w for op, w in redirects if op.startswith("<<") and w.startswith("\0")), "")
    return writes, bodies[int(document.split("\0")[1])] if document else ""


def _split(line: str) -> Iterator[tuple[list[str], list[tuple[str, str]], str]]:
    """The simple commands, each with its words, its redirections with what they name, and the operator behind it."""
    words: list[str] = []
    redirects: list[tuple[str, str]] = []
    waiting = ""
    for token in TOKEN.finditer(line):
        kind = token.lastgroup
        if not kind or kind == "comment":  # nothing but blanks is left
            continue
        lexeme = token[kind]
        if kind == "redirect":
            waiting = lexeme
        elif kind == "op":
            if words or redirects or lexeme in "()":
                yield words, redirects, lexeme
            words, redirects, waiting = [], [], ""
        elif waiting:
            redirects.append((waiting, lexeme))
            waiting = ""
        else:
            words.append(lexeme)
    if words or redirects:
        yield words, redirects, ""
