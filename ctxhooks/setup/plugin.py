"""ctxhooks as a plugin of Claude Code's: whether it is there, and how it is installed and uninstalled through the client."""

import os
import shutil
import subprocess
from collections.abc import Mapping

from ctxhooks.disk import files
from ctxhooks.model.errors import CtxhooksError
from ctxhooks.model.json_values import object_in

NAME = "ctxhooks"
MARKETPLACE = ".claude-plugin/marketplace.json"
SETTINGS = (".claude/settings.json", ".claude/settings.local.json")  # of a project
WAIT = 120  # seconds for the client


def user_folder(env: Mapping[str, str]) -> str:
    """The folder with the user's own settings of Claude Code."""
    return env.get("CLAUDE_CONFIG_DIR") or os.path.join(os.path.expanduser("~"), ".claude")


def enabled(root: str | None, env: Mapping[str, str]) -> str:
    """The plugin's name with its marketplace, as the settings of the user or of the project at `root` have it; empty where it is off."""
    places = [os.path.join(user_folder(env), "settings.json"), *(os.path.join(root, name) for name in SETTINGS if root)]
    for path in places:
        try:
            there = object_in(files.read(path)).get("enabledPlugins", {})
            found = next((name for name, on in there.items() if on and name.startswith(f"{NAME}@")), "")
        except (OSError, AttributeError):
            continue  # `pal doctor` reports a file that cannot be read
        if found:
            return found
    return ""


def install(source: str) -> None:
    """Has the client on the PATH install the plugin for its user from the checkout at `source`."""
    if not os.path.isfile(os.path.join(source, MARKETPLACE)):
        raise CtxhooksError("no-plugin-here", path=source)
    _client("marketplace", "add", source)
    _client("install", f"{NAME}@{NAME}")


def uninstall(name: str) -> None:
    """Has the client uninstall it, and forget the marketplace that `install` added."""
    _client("uninstall", name)
    if name == f"{NAME}@{NAME}":
        _client("marketplace", "remove", NAME)


def _client(*args: str) -> None:
    claude = shutil.which("claude")
    if not claude:
        raise CtxhooksError("no-client", command=f"claude plugin {' '.join(args)}")
    try:
        done = subprocess.run(
            [claude, "plugin", *args], capture_output=True, text=True, timeout=WAIT, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as e:
        raise CtxhooksError("client-failed", command=f"claude plugin {' '.join(args)}", what=e) from e
    if done.returncode:
        raise CtxhooksError("client-failed", command=f"claude plugin {' '.join(args)}", what=(done.stderr or done.stdout).strip()[-300:])
