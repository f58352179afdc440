"""The launcher: a short shell script of the user's, outside of every environment, that each hook's command calls by its event's name.

The client shows the commands after `/compact`, so they are short; the script says so when the installation behind it is gone.
"""

import json
import os
import stat
from collections.abc import Mapping
from shlex import quote

from ctxhooks.disk import files

SCRIPT = """#!/bin/sh
# Runs the hook of ctxhooks that is named. The command that calls this exits 0 whatever becomes of it: another code could block a prompt.
# `pal install` writes this file anew; `pal install --uninstall` removes it with the last hook.
python={python}
hooks={hooks}
if [ -x "$python" ] && [ -f "$hooks/$1.py" ]; then
    export CTXHOOKS_LAUNCHER="$0"
    [ "$1" = session-start ] || exec "$python" -I -S "$hooks/$1.py"
    "$python" -I -S "$hooks/$1.py" && exit 0
else
    [ "$1" = session-start ] || exit 0
    case $(cat) in *'"startup"'*) ;; *) exit 0 ;; esac # once a session
fi
case ${{LC_ALL:-${{LC_MESSAGES:-${{LANG:-}}}}}} in
ko*) printf '%s\\n' {ko} ;;
ru*) printf '%s\\n' {ru} ;;
*) printf '%s\\n' {en} ;;
esac
exit 0
"""


def folder(env: Mapping[str, str]) -> str:
    """Where the launcher and the list of projects lie; empty where the environment names no home."""
    data, home = env.get("XDG_DATA_HOME", ""), env.get("HOME", "")
    base = data if os.path.isabs(data) else os.path.join(home, ".local/share") if os.path.isabs(home) else ""
    return base and os.path.join(base, "ctxhooks")


def path(env: Mapping[str, str]) -> str:
    """The launcher's place."""
    return os.path.join(folder(env), "hook")


def word(env: Mapping[str, str], *, shared: bool = False) -> str:
    """The launcher as a shell's word, by its whole path: a hook may be given another HOME than the installation had.

    `shared` begins it with `~`, so that it is the launcher of whoever runs it, and no path of one person's stands in a file of a team's.
    """
    whole, home = path(env), env.get("HOME", "").rstrip("/") + "/"
    return f"~/{quote(whole.removeprefix(home))}" if shared and whole.startswith(home) else quote(whole)


def text(python: str, hooks: str, messages: Mapping[str, str]) -> str:
    """The script; `messages` is what a user reads, by language, where the interpreter or the hooks are gone."""
    quoted = {language: quote(json.dumps({"systemMessage": message})) for language, message in messages.items()}
    return SCRIPT.format(python=quote(python), hooks=quote(hooks), **quoted)


def write(env: Mapping[str, str], script: str) -> None:
    """Writes it, executable."""
    target = path(env)
    files.write(target, script.encode("utf-8", "surrogateescape"), mode=0o755)
    mode = stat.S_IMODE(os.stat(target).st_mode)
    if not mode & stat.S_IXUSR:
        os.chmod(target, mode | 0o500)


def targets(env: Mapping[str, str]) -> list[str]:
    """The interpreter and the hooks' folder that the launcher names; empty where there is none, or it is no launcher of ours."""
    from shlex import split

    try:
        lines = split((files.read(path(env)) or b"").decode("utf-8", "surrogateescape").partition("\nif ")[0], comments=True)
    except ValueError:
        return []
    found = dict(line.split("=", 1) for line in lines if "=" in line)
    return [found["python"], found["hooks"]] if found.keys() >= {"python", "hooks"} else []


def settings_known(env: Mapping[str, str]) -> list[str]:
    """The settings files that our hooks were put into, and not taken out of, oldest first."""
    try:
        found = json.loads(files.read(os.path.join(folder(env), "settings.json")) or b"[]")
    except ValueError:
        return []
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def remember(env: Mapping[str, str], settings: str, *, there: bool) -> None:
    """Notes that our hooks stand in this settings file, or no longer do; with the last one the launcher goes."""
    names = [name for name in settings_known(env) if name != settings] + [settings] * there
    listed = os.path.join(folder(env), "settings.json")
    if names:
        files.write(listed, json.dumps(names, indent=1).encode("utf-8", "replace"))
        return
    for gone in (listed, path(env)):
        files.remove(gone)
    try:
        os.rmdir(folder(env))
    except OSError:
        return  # the environment lies there, or nothing ever did
