"""Writes schemas/*.schema.json anew. Run it when a definition in ctxhooks/model has changed; a test holds the files to it."""

from pathlib import Path

from ctxhooks.schema.json_schema import schemas

FOLDER = Path(__file__).parent.parent / "schemas"

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
