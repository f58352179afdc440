"""Compiles templates/*.md.j2 to the modules that ship: run it after each change of a template.

    python tools/compile_templates.py
"""

from pathlib import Path

from ctxhooks.render import compiling
from ctxhooks.render.own_templates import ENDING

ROOT = Path(__file__).resolve().parent.parent
INTO = ROOT / "ctxhooks" / "render" / "compiled"

if __name__ == "__main__":
    for path in (ROOT / "templates").glob(f"*{ENDING}"):
        (INTO / f"{path.name.removesuffix(ENDING)}.py").write_text(compiling.module(path), encoding="utf-8")
