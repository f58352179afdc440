"""What ctxhooks keeps in `.pal`: one module for each kind of thing, read and written as a whole.

How a file is replaced, locked and sealed is known in `disk`.
"""
