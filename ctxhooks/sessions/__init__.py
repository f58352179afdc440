"""What is known of a session beyond its transcript: its life, its phase and steps, how full its window is.

Its file is in `store.sessions`.
"""
