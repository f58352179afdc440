"""What shell commands did, from their line and their output: work, checks, failures, commits, edits, actions outside.

Nothing is run and no file is opened: a line is read as text.
"""
