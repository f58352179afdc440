"""An installation: our hooks and status line in a settings.json, the launcher that they call, and the plugin.

What each version of the client can do is known in `clients`. Files of a project are written in `store` and `loading`, never here.
"""
