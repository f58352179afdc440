"""The installed packages, for hooks that start without them (`python3 -I -S`)."""

import os
import sys

from ctxhooks.light.typing import Any


def site_packages() -> None:
    """Lets this process import what is installed. Costs several bare interpreters: only where a parser is really needed."""
    if "site" not in sys.modules:
        import site

        site.main()


def beside(name: str) -> Any:
    """A package that lies beside this interpreter, None where it does not; nothing else becomes importable, and no `site` has to run."""
    python = "python{}.{}".format(*sys.version_info)
    folder = os.path.join(os.path.dirname(os.path.dirname(sys.executable or "")), "lib", python, "site-packages")
    known = list(sys.path)
    if os.path.isabs(folder):  # another one would lie in the project
        sys.path.append(folder)
    try:
        return __import__(name, fromlist=["loads"])
    except ImportError:
        return None
    finally:
        sys.path[:] = known
