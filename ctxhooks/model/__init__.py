"""One frozen definition for each thing that is kept or passed on; imports nothing of ours.

Each thing has a module of its own, named after it, so that its definition is found without a search. Grouping these small files would
say less.
"""
