"""Files, and nothing about what is in them: replaced whole, locked, sealed, kept inside the project.

The only room that opens a file for writing. What the files mean is known in `store`.
"""
