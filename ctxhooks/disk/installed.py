"""The installed packages, for hooks that start without them (`python3 -I -S`)."""

import sys


def site_packages() -> None:
    """Lets this process import what is installed. Costs several bare interpreters: only where a parser is really needed."""
    if "site" not in sys.modules:
        import site

        site.main()
