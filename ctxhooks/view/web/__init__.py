"""How the page looks and is served: the HTML, its charts and phrases, the server on loopback.

What stands on it comes from the view models next door; no transcript is read here.
"""
