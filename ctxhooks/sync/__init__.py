"""Work state that travels between machines: what is shared, the stores that it is shared through, what came from elsewhere.

Nothing here runs in a hook, and nothing that came from elsewhere is given to Claude before a person has adopted it.
"""
