"""Documents and conventions of a project: found, searched, summarised, each at four levels of detail; tags.

It writes nothing into Claude's context: `loading` does.
"""
