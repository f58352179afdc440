"""The templates as Python modules, made by tools/compile_templates.py."""
