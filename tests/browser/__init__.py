"""The page of `pal view` in a real browser."""
