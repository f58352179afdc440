"""Compiles templates/*.md.j2 to the modules that ship: run it after each change of a template.

python tools/compile_templates.py
"""

from pathlib import Path

from ctxhooks.render import compiling

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    compiling.write_all(ROOT / "templates", ROOT / "ctxhooks" / "render" / "compiled")
