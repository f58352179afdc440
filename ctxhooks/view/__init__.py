"""`pal view`: transcripts and checkpoints read into frozen view models, and one self-contained page made of them.

Nothing that a hook runs. Everything shown comes from files that anyone may have written: texts are redacted when they are read and
escaped when they are rendered, and no path that a transcript names is opened.
"""
