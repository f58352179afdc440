"""Measures the product: which facts a session held, and what of them comes back when its compactions are replayed.

Nothing that a hook runs; `pal bench` and `pal demo` show it.
"""
