"""Texts: the catalog of phrases, Markdown, and fitting what matters most into a size.

It makes strings and writes nothing.
"""
