"""Counting tokens: an estimate from the standard library, other counters, and what a project's own sessions say of both."""
