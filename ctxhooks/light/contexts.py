"""`contextmanager` and `suppress` as `contextlib` has them: the import of that takes longer than what a hook does with them."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import contextmanager, suppress
else:

    class suppress:  # noqa: N801
        """Passes over these errors."""

        def __init__(self, *errors: type[BaseException]) -> None:
            self._errors = errors

        def __enter__(self) -> None:
            return None

        def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
            return kind is not None and issubclass(kind, self._errors)

    class _Managed:
        def __init__(self, steps: object) -> None:
            self._steps = steps

        def __enter__(self) -> object:
            return next(self._steps)

        def __exit__(self, _: object, error: BaseException | None, *__: object) -> bool:
            """Whether the generator has dealt with the error, which is raised in it where it stopped."""
            try:
                next(self._steps) if error is None else self._steps.throw(error)
            except StopIteration as end:
                return end is not error
            except BaseException as raised:
                if raised is error:
                    return False
                raise
            raise RuntimeError("a second yield")

    def contextmanager(steps: object) -> object:
        """Of a generator that stops once."""
        return lambda *given, **named: _Managed(steps(*given, **named))


__all__ = ["contextmanager", "suppress"]
