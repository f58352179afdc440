"""What sentences mean, in English, Korean and Russian: requests, constraints, decisions, answers, refusals, and what was only pasted.

Everything is decided by patterns; no model is asked.
"""
