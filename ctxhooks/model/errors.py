"""The one error of our own: what is wrong, named by its text in the catalogs, and the values in that text."""


class CtxhooksError(Exception):
    """A hook logs it and exits 0; the CLI says it in the user's language and exits 1."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return f"{self.key}: {self.values}"
