"""From a transcript's bytes to records, and from records to the work state.

It only reads. What was read so far is kept in `compaction.catch_up`; what a command line and a sentence mean is in `shell` and `language`.
"""
