"""Stand-ins for `typing`, `contextlib`, `json` and `re`, whose import would cost a hook more than its own work, and compiled expressions.

Each has the names of the module that it stands for, as far as ours use them, and its behaviour; nothing else lives here.
"""
