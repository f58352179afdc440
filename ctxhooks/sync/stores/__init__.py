"""The shared stores, each behind the protocol `items.SharedStore`: a folder, a git remote, a PostgreSQL database.

What an item is, and what is taken in or given away, is decided outside; a store only keeps bytes under names.
"""
