"""What may stand in a file that a person or another program writes, checked with pydantic; for `pal` and the tests.

No hook imports it but for YAML that has changed since it was read last.
"""
