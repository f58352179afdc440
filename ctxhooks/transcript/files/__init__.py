"""Which files a session edited, read and searched, and where in them.

What a shell command did to a file is found out in `shell`, and noted here.
"""
