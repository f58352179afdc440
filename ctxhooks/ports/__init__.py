"""Ports, the units of work: their specs found, read, checked, started and ended.

What a started port brings into context is in `loading`.
"""
