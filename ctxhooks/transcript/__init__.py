"""From a transcript's bytes to records, and from records to the work state.

It only reads. What was read so far is kept in `compaction.catch_up`. What a command line and a sentence mean, and which files were used,
is in `shell`, `language` and `files`.
"""
