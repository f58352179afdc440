"""Which of the files that are known a shell puts in the place of a pattern."""

from ctxhooks.light.patterns import pattern

WILD = pattern(r"[*?]|\[[^\]/]{1,60}\]")
PART = pattern(r"\[[^\]/]{1,60}\]|.")
RANGE = pattern(r"(.)(?:-(.))?")


def is_pattern(path: str) -> bool:
    """Whether it has a wildcard."""
    return bool(WILD.search(path))


def meant(pattern: str, path: str) -> str:
    """What of a path the pattern stands for: all of it, or a folder above it; empty where it is none of these.

    Wildcards are known in a pattern's last part alone.
    """
    folder, _, name = pattern.replace("\\", "/").rpartition("/")
    known = path.replace("\\", "/")
    if not known.startswith(folder + "/"):
        return ""
    part = known[len(folder) + 1 :].partition("/")[0]
    return path[: len(folder) + 1 + len(part)] if _fits(name, part) else ""


def _fits(pattern: str, name: str) -> bool:
    """Goes back to the last star alone: the time is that of one length times the other."""
    if not is_pattern(pattern):
        return pattern == name
    parts = PART.findall(pattern)
    at, n, star, behind = 0, 0, -1, 0
    while n < len(name):
        if at < len(parts) and parts[at] == "*":
            star, behind, at = at, n, at + 1
        elif at < len(parts) and _is_one(parts[at], name[n]):
            at, n = at + 1, n + 1
        elif star >= 0:
            at, n, behind = star + 1, behind + 1, behind + 1
        else:
            return False
    return not any(part != "*" for part in parts[at:])


def _is_one(part: str, char: str) -> bool:
    if len(part) < 3:
        return part in {"?", char}
    other = part[1] in "!^"
    return other != any(first <= char <= (last or first) for first, last in RANGE.findall(part[1 + other : -1]))
