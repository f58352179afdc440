"""One module for each event of the client: what happens, step by step.

A handler opens no file and asks no clock or git: the rooms below do. What becomes of an error is decided in `entry`.
"""
