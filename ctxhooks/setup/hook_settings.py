"""Puts our hooks and status line into a settings.json, and takes them out; their commands do no harm once the installation is gone."""

import os
import re
import stat
from collections.abc import Callable, Iterable
from shlex import split
from typing import Any, NamedTuple

from ctxhooks.disk import files
from ctxhooks.light.contexts import suppress
from ctxhooks.light.patterns import pattern
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.setup import settings_json

# The events, each with the seconds that its hook may take.
EVENTS = {
    **dict.fromkeys(("SessionStart", "PreCompact", "PostCompact", "Notification", "UserPromptSubmit"), 30),
    **dict.fromkeys(("Stop", "SubagentStart", "SubagentStop"), 30),
    "SessionEnd": 5,
}

LINE = settings_json.LINE
BACKUP = ".before-ctxhooks"  # after a settings file's name: what it was; uninstalling removes it
# Commands of ours: the launcher with an event's name; in older versions an interpreter and a script, ended by a word that `:` ignores.
_OURS = pattern(r"/ctxhooks/hook'? [a-z-]+ \|\| :\s*\Z|/[a-z-]+\.py\b.*\|\| : ctxhooks\s*\Z", re.DOTALL)
_SIGNS = (b"/ctxhooks/hook", b"|| : ctxhooks")


class SettingsChange(NamedTuple):
    """A settings file before and after (None: no such file) and the backup that was made, or would be."""

    path: str
    before: str | None
    after: str | None
    backup: str | None

    @property
    def diff(self) -> str:
        """The change as a unified diff, without a final line break; empty where nothing changes."""
        from difflib import unified_diff

        old, new = ((text or "").splitlines() for text in (self.before, self.after))
        return "\n".join(unified_diff(old, new, self.path, self.path, lineterm=""))


def is_ours(command: str) -> bool:
    """Whether a settings file's command is one of ours, of whichever version."""
    return bool(_OURS.search(command))


def mine(home: str) -> Callable[[str], bool]:
    """A check for commands of this user's own installation.

    A command that another person or machine put into a shared file names paths that are neither in the folder `home` nor on this machine.
    """

    def check(command: str) -> bool:
        with suppress(ValueError):  # quotes that do not end: no path can be told
            paths = [word for word in split(command) if word.startswith("/")]
            if paths and not any(path.startswith(home + "/") or os.path.exists(path) for path in paths):
                return False
        return is_ours(command)

    return check


def shares(path: str) -> bool:
    """Whether a settings file holds our hooks as a team shares them: with `~`, which is everyone's own home."""
    text = _read(path) or ""
    return settings_json.take_out(text, lambda command: is_ours(command) and command.startswith("~"), path) != text


def command(launcher: str, name: str) -> str:
    """A line for `sh -c` that exits 0 whatever becomes of the launcher; `launcher` is a shell's word."""
    return f"{launcher} {name} || :"


def entries(launcher: str, events: Iterable[str] = EVENTS) -> dict[str, list[dict[str, Any]]]:
    """The entries of a settings file for these events."""

    def group(event: str, seconds: int) -> dict[str, Any]:
        return {"hooks": [{"type": "command", "command": command(launcher, hook_name(event)), "timeout": seconds}]}

    return {event: [group(event, EVENTS[event])] for event in events}


def hook_name(event: str) -> str:
    """The hook's name, as the launcher takes it: `pre-compact` for `PreCompact`."""
    return "statusline" if event == LINE else re.sub(r"\B[A-Z]", r"-\g<0>", event).lower()


def has_line(path: str, *, ours: bool) -> bool:
    """Whether a settings file sets up a status line: ours, or another."""
    text = _read(path)
    there = None if text is None else settings_json.line(text, path)
    return there is not None and settings_json.calls(there, is_ours) == ours


def _read(path: str) -> str | None:
    data = files.read(path)
    if data is None:
        if os.path.lexists(path):
            raise CtxhooksError("settings-no-file", path=path)
        return None
    try:
        return data.decode()
    except UnicodeDecodeError as e:
        line, column = data.count(b"\n", 0, e.start) + 1, e.start - data.rfind(b"\n", 0, e.start)
        raise CtxhooksError("settings-not-json", path=path, line=line, column=column, what="not UTF-8") from None


def only_ours(path: str) -> bool:
    """Whether a settings file holds nothing of the user's: it is not there, or our hooks are all of it."""
    text = _read(path)
    return text is None or settings_json.take_out(text, is_ours, path) is None


def _room(backup: str) -> bool:
    """Whether a backup may be written there; an older one of a file without our hooks has to stay."""
    old = files.read(backup)
    return not os.path.lexists(backup) if old is None else not old or any(sign in old for sign in _SIGNS)


def _store(change: SettingsChange) -> None:
    if change.backup and change.before is not None:
        # Made before it is filled: a settings file that only its owner may read has no backup that others may.
        files.create(change.backup, mode=stat.S_IMODE(os.stat(change.path).st_mode))
        files.write(change.backup, change.before.encode())
    if change.after is None:
        files.remove(change.path)
    else:
        files.write(change.path, change.after.encode())


def _edit(settings_path: str, edit: Callable[[str | None], str | None], dry_run: bool) -> SettingsChange:
    path = os.path.realpath(settings_path)
    files.sweep(path)
    files.sweep(settings_path + BACKUP)
    before = _read(path)
    after = edit(before)
    backup = settings_path + BACKUP
    kept = before is not None and after not in (None, before) and not only_ours(path) and _room(backup)
    change = SettingsChange(path, before, after, backup if kept else None)
    if not dry_run and after != before:
        _store(change)
    return change


def install(
    settings_path: str, launcher: str, events: Iterable[str] = EVENTS, *, ours: Callable[[str], bool] = is_ours, dry_run: bool = False
) -> SettingsChange:
    """Adds our hooks for these events, or renews them, and takes out those for others; `launcher` is a shell's word.

    `ours` tells which commands are renewed or taken out. `LINE` among the events is the status line, which is left out where the file has
    another.
    """
    wanted = entries(launcher, [event for event in events if event != LINE])
    shown = {"type": "command", "command": command(launcher, hook_name(LINE))} if LINE in events else None
    return _edit(settings_path, lambda text: settings_json.put(text, wanted, ours, settings_path, shown), dry_run)


def uninstall(settings_path: str, *, ours: Callable[[str], bool] = is_ours, dry_run: bool = False) -> SettingsChange:
    """Takes our hooks and our status line out, as `ours` tells them; a file that held nothing else goes."""
    return _edit(settings_path, lambda text: text if text is None else settings_json.take_out(text, ours, settings_path), dry_run)
