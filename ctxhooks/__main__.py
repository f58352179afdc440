"""`pal`, and what it says where its packages are missing: which one, and how to repair that."""

import os
import sys


def main(prog_name: str = "pal") -> None:
    """Runs the command line. Where a package is missing, it says which in plain words, and exits with 1."""
    try:
        from ctxhooks import cli

        cli.main(prog_name=prog_name)
    except ModuleNotFoundError as e:
        if (e.name or "").partition(".")[0] == "ctxhooks":
            raise
        sys.exit(_broken(e.name or str(e)))


def _broken(package: str) -> str:
    """The message about a package that is missing, made by the standard library alone."""
    from ctxhooks.render.catalog import say
    from ctxhooks.setup import launcher
    from ctxhooks.store import config

    language = config.defaults(os.environ).language
    gone = [path for path in launcher.targets(os.environ) if not os.path.exists(path)]
    hooks = say(language, "doctor_hooks_gone" if gone else "doctor_hooks_there", missing=", ".join(gone))
    return say(language, "doctor_package_gone", package=package, python=sys.executable, hooks=hooks)


if __name__ == "__main__":
    main()
