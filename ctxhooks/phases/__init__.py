"""Phases of the work: completed into an archive with a summary, and opened again.

The archive's files are in `store.archive`.
"""
