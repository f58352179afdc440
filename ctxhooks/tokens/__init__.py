"""Counting tokens: an estimate from the standard library, other counters, and the factor that a project's own sessions teach.

Every budget and limit counts through `counting`; only `pal tokens` compares the counters.
"""
